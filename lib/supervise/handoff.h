/*
 * The supervisor's side of arming.
 *
 * Owns sending the plan and receiving the listener. Relies on enforce's message layout, which is
 * repeated nowhere: the shared header lies in plan/. Does not fork.
 */
#ifndef GG_SUPERVISE_HANDOFF_H
#define GG_SUPERVISE_HANDOFF_H

#include "base/err.h"
#include "plan/plan.h"

/**
 * struct gg_armed - what came back
 * @listener:  caller closes
 * @wait_killable: signals do not cancel notified calls
 * @injects:   descriptors can be given to the function (SECCOMP_IOCTL_NOTIF_ADDFD, Linux 5.9)
 * @installed: malloc'ed bitmap of Landlock paths, NULL without a domain
 */
struct gg_armed {
	int listener;
	bool wait_killable;
	bool injects;
	uint8_t *installed;
};

/* gg_handoff_send() - hand the plan to the process that is to be guarded
 * @entry: NULL-terminated paths that may be executed besides the plan's */
int gg_handoff_send(int sock, int plan_fd, const char *const *entry, struct gg_err *err);

/* gg_handoff_wait() - wait until the process is armed
 * Return: 0; negative errno with @err set to what the process said, or -ESRCH when it ended
 *         without a word */
int gg_handoff_wait(int sock, const struct gg_plan *plan, struct gg_armed *ret_armed, struct gg_err *err);

/* gg_handoff_ended() - the error of a process that ended instead. Return: -ESRCH */
int gg_handoff_ended(struct gg_err *err);

/* gg_handoff_go() - let the armed process run. Return: 0; negative errno */
int gg_handoff_go(int sock);

#endif
