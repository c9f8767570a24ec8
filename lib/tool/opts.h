/*
 * Options of a verb: one table gives the parser, the usage text and the messages.
 *
 * Owns `--name=value`, `--name value`, `-x value`, `-xvalue`, `-xy` for flags, `--`, and
 * `--help`. Relies on argv[0] being the verb. Does not know what a verb's words mean.
 */
#ifndef GG_TOOL_OPTS_H
#define GG_TOOL_OPTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/names.h"
#include "base/text.h"

#define GG_EXIT_USAGE 2
#define GG_OPTS_GO (-1)        /* gg_opts_parse(): carry on */
#define GG_OPTS_USAGE_MAX 8192 /* bytes of the longest usage text */

enum gg_opt_kind {
	GG_OPT_FLAG,   /* bool *value: set to true */
	GG_OPT_TEXT,   /* const char **value: borrowed from argv */
	GG_OPT_NUMBER, /* unsigned long *value: decimal, 1 to max (0: ULONG_MAX) */
	GG_OPT_CHOICE, /* int *value: index into choices */
	GG_OPT_TEXTS,  /* struct gg_opt_texts *value: may be given several times */
	GG_OPT_CHOICES /* unsigned *value: a bit (1 << index) for each, may be given several times */
};

#define GG_OPT_TEXTS_MAX 32

struct gg_opt_texts {
	const char *items[GG_OPT_TEXTS_MAX]; /* borrowed from argv */
	size_t n;
};

/**
 * struct gg_opt - one option
 * @name:    long name without dashes
 * @letter:  short name, 0 for none
 * @kind:    what @value points to
 * @arg:     what the value is called in the usage text ("FILE"); NULL for flags and choices
 * @help:    half a sentence
 * @value:   where it goes; untouched when the option is not given
 * @max:     of GG_OPT_NUMBER
 * @choices: name table of GG_OPT_CHOICE and GG_OPT_CHOICES, @n_choices long
 */
struct gg_opt {
	const char *name;
	char letter;
	enum gg_opt_kind kind;
	const char *arg;
	const char *help;
	void *value;
	unsigned long max;
	const struct gg_name *choices;
	size_t n_choices;
};

/**
 * struct gg_opts - the command line of a verb
 * @verb:      its name
 * @words:     what follows the options, for the usage text: "[SOCKET]"
 * @about:     what the verb does, one line
 * @table:     options, @n long; help is added by itself
 * @stop:      the first word ends the options, as in `run CMD --for-cmd`
 * @min_words: fewest words
 * @max_words: most words, 0: any number
 * @no_words:  there are none
 */
struct gg_opts {
	const char *verb;
	const char *words;
	const char *about;
	const struct gg_opt *table;
	size_t n;
	bool stop;
	int min_words;
	int max_words;
	bool no_words;
};

/* gg_opts_read() - the parser: sets values, moves the words to the front of @argv
 * @argv:     argv[0] is the verb; reordered, so that the words are argv[0..*ret_words)
 *            followed by NULL
 * @ret_help: true when help was asked for (nothing else counts then)
 * Return: 0, or -EINVAL with @err set to the whole message but "goguard: error: " */
int gg_opts_read(const struct gg_opts *opts, int argc, char **argv, int *ret_words, bool *ret_help,
		 struct gg_err *err);

/* gg_opts_at() - the i-th option, --help last; NULL at the end */
const struct gg_opt *gg_opts_at(const struct gg_opts *opts, size_t i);

/* gg_opts_usage() - the text of --help, from the table */
void gg_opts_usage(const struct gg_opts *opts, struct gg_text *out);

/* gg_opts_parse() - gg_opts_read() that speaks: help on stdout, mistakes on stderr
 * Return: GG_OPTS_GO, or the exit status to end with (0 after help, GG_EXIT_USAGE) */
int gg_opts_parse(const struct gg_opts *opts, int argc, char **argv, int *ret_words);

/* gg_opts_ask() - which options does a verb have? Calls it with no arguments; its first act, as
 * every verb's, is gg_opts_parse(), which hands its table to @tell instead of reading argv. */
typedef void gg_opts_tell(const struct gg_opts *opts, void *arg);
void gg_opts_ask(int (*verb)(int argc, char **argv), gg_opts_tell *tell, void *arg);

#endif
