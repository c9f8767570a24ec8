/*
 * Files that the supervisor opens or makes for the caller.
 *
 * Owns what the caller wished for. Relies on gg_target_become() having been called. Does not decide.
 */
#ifndef GG_SUPERVISE_OPEN_HERE_H
#define GG_SUPERVISE_OPEN_HERE_H

#include "supervise/act.h"

/**
 * struct gg_wish - what the caller of an open wants
 * @flags:   O_ flags
 * @mode:    of a file to be made
 * @resolve: RESOLVE_ flags of openat2
 */
struct gg_wish {
	uint64_t flags;
	unsigned mode;
	uint64_t resolve;
};

/* gg_open_pinned() - @f, which is there: open it and inject it, or set the reply */
void gg_open_pinned(struct gg_call *c, const struct gg_found *f, const struct gg_wish *w);

/* gg_open_new() - @f, which is not there: make it and inject it, or set the reply
 * Return: 1 try again: the name is there by now; 0 otherwise */
int gg_open_new(struct gg_call *c, const struct gg_found *f, const struct gg_wish *w);

/* gg_open_nameless() - O_TMPFILE: a file without a name in the folder @f */
void gg_open_nameless(struct gg_call *c, const struct gg_found *f, const struct gg_wish *w);

#endif
