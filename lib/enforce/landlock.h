/*
 * Landlock: the domain of a plan, installed in this process.
 *
 * Owns the ruleset while it is made. Relies on no_new_privs being set and on a single thread.
 * Runs in the shim: raw calls only.
 */
#ifndef GG_ENFORCE_LANDLOCK_H
#define GG_ENFORCE_LANDLOCK_H

#include "plan/plan.h"

#define GG_ENTRY_MAX 4

/* gg_landlock_enforce() - install the domain
 * @plan:      borrowed
 * @entry:     programs that may be executed besides the plan's (NULL-terminated, may be empty)
 * @installed: bit per Landlock path: set when the rule is in force and on a directory; at least
 *             one bit per path of the plan, zeroed by the caller
 * Should: - skip paths that do not exist: they grant nothing
 * Mustn't: - leave the ruleset open
 * Return: 0; negative errno with @err set: then nothing is installed */
int gg_landlock_enforce(const struct gg_plan *plan, const char *const *entry, uint8_t *installed,
			struct gg_err *err);

#endif
