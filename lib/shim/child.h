/*
 * The processes of a start by preload.
 *
 * Owns what each does after the fork. Relies on handoff messages. Raw calls only.
 */
#ifndef GG_SHIM_CHILD_H
#define GG_SHIM_CHILD_H

#include <sys/types.h>

#include "plan/plan.h"
#include "shim/settings.h"

#define GG_SHIM_EXIT 125 /* goguard could not do its part, and has said why */

/* gg_shim_above() - move @fd above 2, which the program may have closed. Return: @fd or another */
int gg_shim_above(int fd);

/* A helper is a child whose end we wait for. With SIGCHLD ignored there would be nothing to wait
 * for: it is not, between gg_helper_fork() and gg_helper_wait(). What the signal left pending is
 * taken back, so the program hears nothing of it. */
struct gg_helper {
	long pid; /* 0 in the helper itself; negative errno */
	unsigned long action[4];
};

/* gg_helper_fork() - Return: @ret->pid */
long gg_helper_fork(struct gg_helper *ret);

/* gg_helper_wait() - Return: its wait status, -1 when that is not known */
int gg_helper_wait(const struct gg_helper *helper);

/* gg_become_supervisor() - execute `goguard supervise` in this process
 * Return: only on failure, with @err set */
void gg_become_supervisor(const struct gg_settings *s, int sock, long child, struct gg_err *err);

/* gg_child_arm() - take the plan from the supervisor and guard this process
 * @ret_plan: stays mapped
 * Return: 0; negative errno after having told the supervisor */
int gg_child_arm(int sock, pid_t supervisor, const struct gg_settings *s, struct gg_plan *ret_plan,
		 struct gg_err *err);

/* gg_child_ask() - print the policy's target to @out; ends this process */
void gg_child_ask(const struct gg_settings *s, int out) __attribute__((noreturn));

#endif
