/*
 * The usage text of a verb.
 *
 * Owns its layout. Relies on the option table. Does not print.
 */
#include "tool/opts.h"

#define HELP_COLUMN 28

/* "a|b|c" for choices, "FILE" for others */
static void usage_arg(const struct gg_opt *o, struct gg_text *out)
{
	if (o->kind == GG_OPT_FLAG)
		return;
	gg_text_char(out, ' ');
	if (o->arg)
		gg_text_str(out, o->arg);
	for (size_t i = 0; !o->arg && i < o->n_choices; i++)
		gg_text_fmt(out, "%s%s", i ? "|" : "", o->choices[i].name);
}

static void usage_line(const struct gg_opt *o, struct gg_text *out)
{
	size_t start = out->used;

	if (o->letter)
		gg_text_fmt(out, "  -%c, --%s", o->letter, o->name);
	else
		gg_text_fmt(out, "      --%s", o->name);
	usage_arg(o, out);
	if (out->used - start > HELP_COLUMN - 2) {
		gg_text_char(out, '\n');
		start = out->used;
	}
	while (out->used - start < HELP_COLUMN && !out->cut)
		gg_text_char(out, ' ');
	gg_text_fmt(out, "%s\n", o->help);
}

/* gg_opts_usage() - the text of --help; see tool/opts.h */
void gg_opts_usage(const struct gg_opts *opts, struct gg_text *out)
{
	const struct gg_opt *o;

	gg_text_fmt(out, "usage: goguard %s [options]%s%s\n%s.\n\n", opts->verb,
		    opts->words ? " " : "", opts->words ? opts->words : "", opts->about);
	for (size_t i = 0; (o = gg_opts_at(opts, i)); i++)
		usage_line(o, out);
}
