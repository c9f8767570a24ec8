/*
 * The guard: arming the process that this runs in.
 *
 * Owns the order of enforcement and the handing over of the listener. Shared to the line by
 * `goguard run` and the preload library. Relies on a single thread and on the supervisor at the
 * other end of a SOCK_SEQPACKET pair. Raw calls only: runs in the shim.
 */
#ifndef GG_ENFORCE_GUARD_H
#define GG_ENFORCE_GUARD_H

#include "plan/handoff.h"
#include "enforce/landlock.h"
#include "plan/plan.h"

/**
 * struct gg_guard - what arming needs
 * @plan:       borrowed
 * @sock:       to the supervisor; -1: none (supervisor off)
 * @supervisor: its pid, so that its death before prctl() is noticed; 0: none
 * @entry:      NULL-terminated programs that may be executed besides the plan's
 */
struct gg_guard {
	const struct gg_plan *plan;
	int sock;
	pid_t supervisor;
	const char *entry[GG_ENTRY_MAX + 1];
};

/* gg_guard_arm() - guard this process, for ever
 * Return: 0: armed, and the supervisor has the listener; negative errno with @err set: the
 *         process may be half armed and must end */
int gg_guard_arm(const struct gg_guard *guard, struct gg_err *err);

/* gg_guard_close_fds() - close every descriptor above 2 but those the plan keeps and @spare
 * @spare: one more to keep, -1: none */
void gg_guard_close_fds(const struct gg_plan *plan, int spare);

/* gg_guarded() - is a goguard filter in force in this process already?
 * @ret_plan_fd: the plan, caller closes; -1 when it is not to be had
 * Return: true when guarded */
bool gg_guarded(int *ret_plan_fd);

#endif
