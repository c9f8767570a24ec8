/*
 * The verbs.
 *
 * Owns their prototypes; main.c has the table. Each gets argv with the verb at argv[0] and
 * returns the exit status.
 */
#ifndef GG_TOOL_VERBS_H
#define GG_TOOL_VERBS_H

int gg_verb_run(int argc, char **argv);
int gg_verb_check(int argc, char **argv);
int gg_verb_plan(int argc, char **argv);
int gg_verb_keys(int argc, char **argv);
int gg_verb_supervise(int argc, char **argv);

#endif
