/*
 * Arguments of a program.
 *
 * Owns a bounded copy of an argument list, as the caller names it or as it stands on the stack of a
 * new program, and what the kernel makes of it for a script. Relies on target.h for memory. Does
 * not trust a list to end.
 */
#ifndef GG_SUPERVISE_ARGS_H
#define GG_SUPERVISE_ARGS_H

#include "supervise/target.h"

#define GG_ARGS_MAX 1024          /* arguments that patterns can see */
#define GG_ARGS_BYTES (128 * 1024) /* and how long they may be together */
#define GG_ARGS_LOGGED 64         /* enough where no pattern looks at them */
#define GG_ARGS_FRONT 16          /* words that interpreters put before */

/**
 * struct gg_args - one list
 * @first: argv[0] and what follows, NULL-terminated; points into @list
 * @cut:   there are more, or a longer one
 */
struct gg_args {
	const char **first;
	bool cut;
	const char *list[GG_ARGS_FRONT + GG_ARGS_MAX + 1];
	char bytes[GG_ARGS_BYTES];
};

/* gg_args_new() - the list at @at in the memory of the caller
 * @max: arguments, at most GG_ARGS_MAX
 * Return: malloc'ed, caller frees; NULL: out of memory, or -EFAULT: @ret_err says which */
struct gg_args *gg_args_new(const struct gg_call *c, uint64_t at, size_t max, int *ret_err);

/* gg_args_script() - argv[0] makes way for an interpreter, its argument and the script's name
 * @interpreter, @argument ("": none), @name: borrowed as long as the list
 * Return: how far behind argv[0] @name stands; 0: too many interpreters */
unsigned gg_args_script(struct gg_args *args, const char *interpreter, const char *argument,
			const char *name);

/* gg_args_words() - what is behind argv[0] */
const char *const *gg_args_words(const struct gg_args *args);

#endif
