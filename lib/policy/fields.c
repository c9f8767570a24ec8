/*
 * Walking groups by the key table.
 *
 * Owns what is the same for every key: unknown, missing, not enforced yet, defaults. Relies on
 * policy/types.h for the values. Does not know any key by name.
 */
#include "policy/fields.h"

#include <string.h>

#include "policy/hint.h"
#include "policy/types.h"

static void say_unknown(struct gg_reading *r, const struct gg_key *parent,
			const struct gg_node *node)
{
	struct gg_hint hint;

	gg_hint_init(&hint, node->name);
	for (size_t i = 0; i < gg_n_keys; i++) {
		if (gg_key_is_child(parent, &gg_keys[i]))
			gg_hint_try(&hint, gg_key_name(&gg_keys[i]));
	}
	gg_reading_error(r, node->at, "unknown key '%s'%s%s%s", node->name, parent ? " in " : "",
			 parent ? parent->path : "", gg_hint_text(&hint));
}

static void read_key(struct gg_reading *r, const struct gg_key *key, const struct gg_node *node,
		     void *record)
{
	struct gg_list unused = { 0 }; /* as large as a name or a list of words */
	void *field = (char *)record + key->offset;

	if ((key->flags & GG_KEY_LATER) && !(r->flags & GG_READ_LATER))
		gg_reading_error(r, node->at,
				 "%s: not enforced yet (a policy must not promise what is not kept)",
				 key->path);
	r->places[key - gg_keys] = node->at;
	if (key->has)
		*(bool *)((char *)record + key->has) = true;
	if (key->at)
		*(struct gg_place *)((char *)record + key->at) = node->at;
	if ((key->flags & GG_KEY_OWN) && r->depth)
		field = &unused;
	gg_types[key->type].set(r, key, node, field);
}

void gg_reading_group(struct gg_reading *r, const struct gg_key *parent,
		      const struct gg_node *node, void *record)
{
	for (size_t i = 0; i < node->n; i++) {
		const struct gg_key *key = gg_key_child(parent, node->items[i].name);

		if (key)
			read_key(r, key, &node->items[i], record);
		else
			say_unknown(r, parent, &node->items[i]);
	}
	for (size_t i = 0; i < gg_n_keys; i++) {
		const struct gg_key *key = &gg_keys[i];

		if ((key->flags & GG_KEY_REQUIRED) && gg_key_is_child(parent, key) &&
		    !gg_node_find(node, gg_key_name(key)))
			gg_reading_error(r, node->at, "%s: missing", key->path);
	}
}

/* The default as the node that would have said it */
static struct gg_node default_node(const struct gg_key *key)
{
	struct gg_node node = { .kind = GG_NODE_STRING, .string = key->fallback };

	node.at = (struct gg_place){ "(default)", 0 };
	if (key->type == GG_TYPE_BOOL) {
		node.kind = GG_NODE_BOOL;
		node.yes = !strcmp(key->fallback, "true");
	} else if (key->type == GG_TYPE_UINT) {
		node.kind = GG_NODE_INT;
		(void)gg_text_parse_u64(key->fallback, UINT64_MAX, &node.number);
	}
	return node;
}

void gg_reading_defaults(struct gg_reading *r, const struct gg_key *parent, void *record)
{
	for (size_t i = 0; i < gg_n_keys; i++) {
		const struct gg_key *key = &gg_keys[i];

		if (!gg_key_is_child(parent, key))
			continue;
		if (key->type == GG_TYPE_GROUP) {
			gg_reading_defaults(r, key, record);
		} else if (key->fallback) {
			struct gg_node node = default_node(key);

			gg_types[key->type].set(r, key, &node, (char *)record + key->offset);
		}
	}
}
