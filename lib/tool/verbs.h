/*
 * The verbs.
 *
 * Owns their prototypes and their table. Each gets argv with the verb at argv[0], hands it to
 * gg_opts_parse() before anything else (see gg_opts_ask()), and returns the exit status.
 */
#ifndef GG_TOOL_VERBS_H
#define GG_TOOL_VERBS_H

#include <stddef.h>

int gg_verb_run(int argc, char **argv);
int gg_verb_check(int argc, char **argv);
int gg_verb_plan(int argc, char **argv);
int gg_verb_doctor(int argc, char **argv);
int gg_verb_keys(int argc, char **argv);
int gg_verb_completion(int argc, char **argv);
int gg_verb_supervise(int argc, char **argv);

struct gg_verb {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *help;
};

extern const struct gg_verb gg_verbs[];
extern const size_t gg_n_verbs;

#endif
