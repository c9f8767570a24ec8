/*
 * Limits and environment of the guarded process.
 *
 * Owns what is set once, before the program runs. Relies on the plan. Raw calls only: runs in the
 * shim. What needs watching (memory, processes, time) is the supervisor's.
 */
#ifndef GG_ENFORCE_LIMITS_H
#define GG_ENFORCE_LIMITS_H

#include "plan/plan.h"

/* gg_limits_enforce() - set the resource limits of this process, soft and hard
 * Return: 0; negative errno with @err set */
int gg_limits_enforce(const struct gg_plan *plan, struct gg_err *err);

/* gg_environment_keeps() - may the program see @variable ("NAME=value")? Pure */
bool gg_environment_keeps(const struct gg_plan *plan, const char *variable);

/* gg_environment_scrub() - take variables away from a process that has its environment already:
 * their strings are zeroed and their places in @envp point to an empty string, since what stands
 * behind the array must stay where it is */
void gg_environment_scrub(const struct gg_plan *plan, char **envp);

#endif
