/*
 * The option parser, see tool/opts.h.
 *
 * Owns reading of argv by a table. Relies on argv being writable. Does not print, apart from
 * gg_opts_parse().
 */
#include "tool/opts.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

static const struct gg_opt help_opt = {
	.name = "help",
	.letter = 'h',
	.kind = GG_OPT_FLAG,
	.help = "print this text",
};

/**
 * struct reader - where the parser is
 * @at:    next argument
 * @words: words found so far, at the front of @argv
 */
struct reader {
	const struct gg_opts *opts;
	char **argv;
	int argc;
	int at;
	int words;
	bool help;
	struct gg_err *err;
};

#define FAIL(rd, fmt, ...)                                                                 \
	gg_err_set((rd)->err, -EINVAL, "cannot run '%s': " fmt " (see goguard %s --help)", \
		   (rd)->opts->verb, __VA_ARGS__, (rd)->opts->verb)

/* gg_opts_at() - the i-th option; see tool/opts.h */
const struct gg_opt *gg_opts_at(const struct gg_opts *opts, size_t i)
{
	return i < opts->n ? &opts->table[i] : i == opts->n ? &help_opt : NULL;
}

static const struct gg_opt *find_long(const struct gg_opts *opts, const char *name, size_t n)
{
	const struct gg_opt *o;

	for (size_t i = 0; (o = gg_opts_at(opts, i)); i++)
		if (strlen(o->name) == n && memcmp(o->name, name, n) == 0)
			return o;
	return NULL;
}

static const struct gg_opt *find_letter(const struct gg_opts *opts, char letter)
{
	const struct gg_opt *o;

	for (size_t i = 0; (o = gg_opts_at(opts, i)); i++)
		if (o->letter && o->letter == letter)
			return o;
	return NULL;
}

static int set_text(struct reader *rd, const struct gg_opt *o, const char *text)
{
	(void)rd;
	*(const char **)o->value = text;
	return 0;
}

static int set_number(struct reader *rd, const struct gg_opt *o, const char *text)
{
	uint64_t value, max = o->max ? o->max : ULONG_MAX;

	if (!gg_text_parse_u64(text, max, &value) || value == 0)
		return FAIL(rd, "'%s' is no number for --%s", text, o->name);
	*(unsigned long *)o->value = (unsigned long)value;
	return 0;
}

static int set_choice(struct reader *rd, const struct gg_opt *o, const char *text)
{
	int i = gg_name_find(o->choices, o->n_choices, text, strlen(text));

	if (i < 0)
		return FAIL(rd, "'%s' is no value for --%s", text, o->name);
	*(int *)o->value = i;
	return 0;
}

static int set_texts(struct reader *rd, const struct gg_opt *o, const char *text)
{
	struct gg_opt_texts *texts = o->value;

	if (texts->n == GG_OPT_TEXTS_MAX)
		return FAIL(rd, "--%s is given more than %d times", o->name, GG_OPT_TEXTS_MAX);
	texts->items[texts->n++] = text;
	return 0;
}

static int set_choices(struct reader *rd, const struct gg_opt *o, const char *text)
{
	int i = gg_name_find(o->choices, o->n_choices, text, strlen(text));

	if (i < 0)
		return FAIL(rd, "'%s' is no value for --%s", text, o->name);
	*(unsigned *)o->value |= 1u << i;
	return 0;
}

static int (*const set_by_kind[])(struct reader *, const struct gg_opt *, const char *) = {
	[GG_OPT_TEXT] = set_text,
	[GG_OPT_NUMBER] = set_number,
	[GG_OPT_CHOICE] = set_choice,
	[GG_OPT_TEXTS] = set_texts,
	[GG_OPT_CHOICES] = set_choices,
};

static void set_flag(struct reader *rd, const struct gg_opt *o)
{
	if (o == &help_opt)
		rd->help = true;
	else
		*(bool *)o->value = true;
}

/* The value is @inline_value, or the next argument */
static int take_value(struct reader *rd, const struct gg_opt *o, const char *inline_value)
{
	if (!inline_value && rd->at == rd->argc)
		return FAIL(rd, "option '--%s' needs a value", o->name);
	return set_by_kind[o->kind](rd, o, inline_value ? inline_value : rd->argv[rd->at++]);
}

static int read_long(struct reader *rd, const char *arg)
{
	size_t n = strcspn(arg + 2, "=");
	const char *value = arg[2 + n] ? arg + 2 + n + 1 : NULL;
	const struct gg_opt *o = find_long(rd->opts, arg + 2, n);

	if (!o)
		return FAIL(rd, "unknown option '--%.*s'", (int)n, arg + 2);
	if (o->kind != GG_OPT_FLAG)
		return take_value(rd, o, value);
	if (value)
		return FAIL(rd, "option '--%s' takes no value", o->name);
	set_flag(rd, o);
	return 0;
}

static int read_letters(struct reader *rd, const char *arg)
{
	for (const char *p = arg + 1; *p; p++) {
		const struct gg_opt *o = find_letter(rd->opts, *p);

		if (!o)
			return FAIL(rd, "unknown option '-%c'", *p);
		if (o->kind != GG_OPT_FLAG)
			return take_value(rd, o, p[1] ? p + 1 : NULL);
		set_flag(rd, o);
	}
	return 0;
}

static void read_rest(struct reader *rd)
{
	while (rd->at < rd->argc)
		rd->argv[rd->words++] = rd->argv[rd->at++];
}

static int read_one(struct reader *rd)
{
	char *arg = rd->argv[rd->at++];

	if (strcmp(arg, "--") == 0) {
		read_rest(rd);
		return 0;
	}
	if (arg[0] == '-' && arg[1] == '-')
		return read_long(rd, arg);
	if (arg[0] == '-' && arg[1])
		return read_letters(rd, arg);
	rd->argv[rd->words++] = arg; /* a word; "-" alone is one */
	if (rd->opts->stop)
		read_rest(rd);
	return 0;
}

static int check_words(struct reader *rd)
{
	const struct gg_opts *o = rd->opts;
	int max = o->no_words ? 0 : o->max_words ? o->max_words : INT_MAX;

	if (rd->words < o->min_words)
		return FAIL(rd, "%s is missing", o->words ? o->words : "a word");
	if (rd->words > max)
		return FAIL(rd, "'%s' is one word too many", rd->argv[max]);
	return 0;
}

/* gg_opts_read() - the parser; see tool/opts.h */
int gg_opts_read(const struct gg_opts *opts, int argc, char **argv, int *ret_words, bool *ret_help,
		 struct gg_err *err)
{
	struct reader rd = { .opts = opts, .argv = argv, .argc = argc, .at = 1, .err = err };
	int r = 0;

	while (r == 0 && rd.at < rd.argc && !rd.help)
		r = read_one(&rd);
	if (r == 0 && !rd.help)
		r = check_words(&rd);
	if (r < 0)
		return r;
	argv[rd.words] = NULL; /* argv[0] was the verb, so there is room */
	*ret_words = rd.words;
	*ret_help = rd.help;
	return 0;
}

/* Who wants the table instead of having argv read; the tool has one thread */
static struct {
	gg_opts_tell *tell;
	void *arg;
} asked;

/* gg_opts_ask() - hand over a verb's table; see tool/opts.h */
void gg_opts_ask(int (*verb)(int argc, char **argv), gg_opts_tell *tell, void *arg)
{
	char *argv[] = { NULL };

	asked.tell = tell;
	asked.arg = arg;
	(void)verb(0, argv);
	asked.tell = NULL;
}

/* gg_opts_parse() - read, and speak; see tool/opts.h */
int gg_opts_parse(const struct gg_opts *opts, int argc, char **argv, int *ret_words)
{
	struct gg_err err = { 0 };
	char text[GG_OPTS_USAGE_MAX];
	struct gg_text usage;
	bool help = false;

	if (asked.tell) {
		asked.tell(opts, asked.arg);
		return 0;
	}
	if (gg_opts_read(opts, argc, argv, ret_words, &help, &err) < 0) {
		fprintf(stderr, "goguard: error: %s\n", err.text);
		return GG_EXIT_USAGE;
	}
	if (!help)
		return GG_OPTS_GO;
	gg_text_init(&usage, text, sizeof(text));
	gg_opts_usage(opts, &usage);
	return fputs(usage.data, stdout) < 0 ? 1 : 0;
}
