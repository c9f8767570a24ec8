/*
 * The completion script for zsh.
 *
 * Owns its text. Relies on _arguments. Help of options becomes descriptions, so what the shell
 * would read in it is quoted.
 */
#include <string.h>

#include "tool/completion.h"

/* Inside '...[...]' of an _arguments word */
static void put_quoted(const char *s, FILE *out)
{
	for (; *s; s++) {
		if (*s == '\'')
			fputs("'\\''", out);
		else if (strchr("[]:\\", *s))
			fprintf(out, "\\%c", *s);
		else
			fputc(*s == '\n' ? ' ' : *s, out);
	}
}

static void put_action(const struct gg_opt *o, FILE *out)
{
	fputc(':', out);
	put_quoted(o->arg ? o->arg : o->name, out);
	fputc(':', out);
	if (gg_fill_opt(o) == GG_FILL_FILE)
		fputs("_files", out);
	for (size_t i = 0; i < o->n_choices; i++)
		fprintf(out, "%s%s%s", i ? " " : "(", o->choices[i].name, i + 1 == o->n_choices ? ")" : "");
}

/* '(-p --policy)'{-p+,--policy=}'[help]:FILE:_files' */
static void put_opt(const struct gg_opt *o, FILE *out)
{
	bool value = o->kind != GG_OPT_FLAG;
	const char *star = gg_opt_repeats(o) ? "*" : "";

	fputs(" \\\n\t\t\t", out);
	if (o->letter && !*star)
		fprintf(out, "'(-%c --%s)'", o->letter, o->name);
	if (o->letter)
		fprintf(out, "{%s-%c%s,%s--%s%s}'[", star, o->letter, value ? "+" : "", star, o->name,
			value ? "=" : "");
	else
		fprintf(out, "'%s--%s%s[", star, o->name, value ? "=" : "");
	put_quoted(o->help, out);
	fputc(']', out);
	if (value)
		put_action(o, out);
	fputc('\'', out);
}

static void put_words(const struct gg_opts *opts, FILE *out)
{
	switch (gg_fill_words(opts)) {
	case GG_FILL_FILE:
		fputs(" \\\n\t\t\t'*:file:_files'", out);
		break;
	case GG_FILL_COMMAND:
		fputs(" \\\n\t\t\t'(-):command:_command_names -e' '*::arguments:_normal'", out);
		break;
	case GG_FILL_CHOICE:
		fputs(" \\\n\t\t\t'1:word:(", out);
		for (const char *p = opts->words; *p; p++)
			fputc(*p == '|' ? ' ' : *p, out);
		fputs(")'", out);
		break;
	case GG_FILL_NONE:
	default:
		break;
	}
}

static void put_verb(const struct gg_opts *opts, void *arg)
{
	const struct gg_opt *o;
	FILE *out = arg;

	fprintf(out, "\t\t%s)\n\t\t_arguments -s", opts->verb);
	for (size_t i = 0; (o = gg_opts_at(opts, i)); i++)
		put_opt(o, out);
	put_words(opts, out);
	fputs(" ;;\n", out);
}

static void put_verbs(FILE *out)
{
	fputs("\tlocal -a verbs=(\n", out);
	for (size_t i = 0; i < gg_n_verbs; i++) {
		if (!strncmp(gg_verbs[i].help, "internal", 8))
			continue;
		fprintf(out, "\t\t'%s:", gg_verbs[i].name);
		put_quoted(gg_verbs[i].help, out);
		fputs("'\n", out);
	}
	fputs("\t)\n", out);
}

/* gg_completion_zsh() - print the script */
void gg_completion_zsh(FILE *out)
{
	fputs("#compdef goguard\n# zsh completion for goguard, made by `goguard completion zsh`\n"
	      "_goguard() {\n"
	      "\tlocal curcontext=$curcontext state line\n"
	      "\tlocal -A opt_args\n",
	      out);
	put_verbs(out);
	fputs("\t_arguments -C '(- *)--help[print the verbs]' '(- *)--version[print the version]' \\\n"
	      "\t\t'1:verb:->verb' '*::argument:->argument' && return\n"
	      "\tcase $state in\n"
	      "\tverb) _describe verb verbs ;;\n"
	      "\targument)\n"
	      "\t\tcase $words[1] in\n",
	      out);
	for (size_t i = 0; i < gg_n_verbs; i++)
		gg_opts_ask(gg_verbs[i].run, put_verb, out);
	fputs("\t\tesac ;;\n\tesac\n}\n"
	      "if [[ $funcstack[1] = _goguard ]]; then _goguard \"$@\"; else compdef _goguard goguard; fi\n",
	      out);
}
