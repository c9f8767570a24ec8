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
