/*
 * Processes whose threads are held still while one of them maps a file.
 *
 * Owns the calls that wait until nobody else runs who could exchange their descriptor, and execs that
 * wait for another one. Relies on ptrace(2), and on no other process having the same table of descriptors: see
 * act_fork.c. Does not decide: each call is judged once more, from its beginning, when all is still.
 */
#ifndef GG_SUPERVISE_STILL_H
#define GG_SUPERVISE_STILL_H

#include "supervise/stops.h"

#define GG_STILL_MAX 64
#define GG_STILL_MS 1 /* how often is looked whether all is still */

struct gg_still {
	struct gg_still_call {
		struct gg_call call;
		bool on;   /* the kernel goes on with it */
		bool over; /* but not everybody could be let go yet */
	} items[GG_STILL_MAX];
	unsigned n;
};

/* gg_still_new() - where threads can be traced. Return: 0; negative errno */
int gg_still_new(struct gg_stops *stops, const struct gg_plan *plan);

/* gg_still_begin() - let @c wait, unless its thread is alone, or everybody else in its process stands still
 * Return: 0: go on; -EINPROGRESS: nobody replies for now; -EAGAIN: too many wait */
int gg_still_begin(struct gg_call *c);

/* gg_still_exec() - let the exec @c wait as long as another one of its process is on its way
 * Return: true: nobody replies for now, or the reply is set: too many wait */
bool gg_still_exec(struct gg_call *c);

/* gg_still_waits() - does somebody? */
bool gg_still_waits(const struct gg_super *s);

/* gg_still_again() - let those go on for whom all is still by now, and everybody run who was held for who is done */
void gg_still_again(struct gg_super *s);

/* gg_still_holds() - does somebody wait in the process of @tid? */
bool gg_still_holds(const struct gg_super *s, pid_t tid);

/* gg_still_stopped() - a thread that nothing else is known of changed state
 * Return: true: it is traced, and stays where it is as long as somebody waits for that, or was let go */
bool gg_still_stopped(struct gg_super *s, pid_t tid, int status);

#endif
