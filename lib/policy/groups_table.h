/*
 * The raw table behind policy/groups.h.
 *
 * Owns its declaration. Relies on policy/groups_table.c being sorted by name. Not for use outside
 * groups.c.
 */
#ifndef GG_POLICY_GROUPS_TABLE_H
#define GG_POLICY_GROUPS_TABLE_H

#include "policy/groups.h"

#define GG_GROUPS_MAX 64u

extern const struct gg_group gg_group_table[];
extern const size_t gg_group_table_n;

#endif
