/*
 * Groups of system calls: "@go-runtime", "@file-read", ...
 *
 * Owns the table of groups; a group may name groups. Relies on base/calls for numbers. Does not
 * decide anything: a policy allows or denies groups.
 */
#ifndef GG_POLICY_GROUPS_H
#define GG_POLICY_GROUPS_H

#include <stdbool.h>
#include <stddef.h>

struct gg_group {
	const char *name; /* with "@" */
	const char *help;
	const char *const *members; /* NULL-terminated: calls and groups */
};

const struct gg_group *gg_group_find(const char *name); /* NULL: no such group */
const struct gg_group *gg_group_at(size_t i);           /* NULL at the end; sorted by name */

/* gg_group_walk() - call @each for every call that @name (a call or "@group") stands for, once each
 * Return: 0; -ENOENT when @name is neither; what @each returned when not 0 */
int gg_group_walk(const char *name, int (*each)(const char *call, void *arg), void *arg);

#endif
