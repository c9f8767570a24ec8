/*
 * Walking groups by the key table.
 *
 * Owns two functions over a group of keys. Relies on policy/keys.h for which keys there are.
 */
#ifndef GG_POLICY_FIELDS_H
#define GG_POLICY_FIELDS_H

#include "policy/reading.h"

/* gg_reading_group() - every member of @node by the keys below @parent, into @record */
void gg_reading_group(struct gg_reading *r, const struct gg_key *parent,
		      const struct gg_node *node, void *record);

/* gg_reading_defaults() - what the table says for keys below @parent that are not given */
void gg_reading_defaults(struct gg_reading *r, const struct gg_key *parent, void *record);

#endif
