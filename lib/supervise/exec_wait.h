/*
 * Execs that wait for a digest.
 *
 * Owns the calls that cannot be answered yet. Relies on supervise/digests.h to say when. Does not
 * decide: each call is handled once more from its beginning, on a new look at everything.
 */
#ifndef GG_SUPERVISE_EXEC_WAIT_H
#define GG_SUPERVISE_EXEC_WAIT_H

#include "supervise/super.h"

#define GG_EXEC_WAITS_MAX 64

struct gg_exec_waits {
	struct gg_digests *digests;
	struct gg_call items[GG_EXEC_WAITS_MAX];
	unsigned n;
};

/* gg_exec_waits_new() - where pins want digests. Return: 0; negative errno */
int gg_exec_waits_new(struct gg_exec_waits **ret_waits);

/* gg_exec_waits_event() - descriptor that is readable when gg_exec_again() is due; -1: never
 * @waits: NULL is fine */
int gg_exec_waits_event(const struct gg_exec_waits *waits);

/* gg_exec_wait() - handle @c later
 * Return: 0: nobody replies for now; -EAGAIN: too many wait */
int gg_exec_wait(struct gg_call *c);

#endif
