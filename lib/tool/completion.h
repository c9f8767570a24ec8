/*
 * Completion scripts for shells, made from the tables of verbs and options.
 *
 * Owns what both shells need to know about an option or a word. Relies on gg_opts_ask(). Does not
 * look at files: the shell does.
 */
#ifndef GG_TOOL_COMPLETION_H
#define GG_TOOL_COMPLETION_H

#include <stdio.h>

#include "tool/opts.h"
#include "tool/verbs.h"

/* What may stand where a value or a word is expected */
enum gg_fill { GG_FILL_NONE, GG_FILL_FILE, GG_FILL_COMMAND, GG_FILL_CHOICE };

/* gg_fill_opt() - of an option's value; flags have none */
enum gg_fill gg_fill_opt(const struct gg_opt *opt);

/* gg_fill_words() - of a verb's words. GG_FILL_CHOICE: opts->words is "a|b" */
enum gg_fill gg_fill_words(const struct gg_opts *opts);

/* gg_opt_repeats() - may the option be given several times? */
bool gg_opt_repeats(const struct gg_opt *opt);

void gg_completion_bash(FILE *out);
void gg_completion_zsh(FILE *out);

#endif
