/*
 * Walking groups by the key table.
 *
 * Owns what is the same for every key: unknown, missing, not enforced yet, defaults. Relies on
 * policy/types.h for the values. Does not know any key by name.
 */
#include "policy/reading.h"

#include <string.h>

#include "policy/findings.h"
#include "policy/hint.h"
#include "policy/types.h"

void gg_reading_error(struct gg_reading *r, struct gg_place at, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	gg_findings_vadd(r->findings, GG_FINDING_ERROR, at, fmt, ap);
	va_end(ap);
}

void gg_reading_warn(struct gg_reading *r, struct gg_place at, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	gg_findings_vadd(r->findings, GG_FINDING_WARNING, at, fmt, ap);
	va_end(ap);
}

bool gg_reading_want(struct gg_reading *r, const struct gg_key *key, const struct gg_node *node,
		     enum gg_node_kind kind)
{
	if (node->kind == kind)
		return true;
	gg_reading_error(r, node->at, "%s: must be %s, not %s", key->path, gg_node_kind_text(kind),
			 gg_node_kind_text(node->kind));
	return false;
}

bool gg_reading_want_list(struct gg_reading *r, const struct gg_key *key,
			  const struct gg_node *node)
{
	if (node->kind == GG_NODE_ARRAY)
		return true;
	return gg_reading_want(r, key, node, GG_NODE_LIST);
}

void *gg_reading_add(struct gg_reading *r, void *list, size_t size, size_t max, struct gg_place at)
{
	struct gg_list *l = list;
	void *items;

	if (l->n >= max) {
		if (l->n == max)
			gg_reading_error(r, at, "too many entries (at most %zu)", max);
		return NULL;
	}
	items = gg_arena_grow(&r->policy->arena, l->items, l->n, &l->cap, size);
	if (!items) {
		r->no_memory = true;
		return NULL;
	}
	l->items = items;
	memset((char *)items + l->n * size, 0, size);
	return (char *)items + l->n++ * size;
}

void gg_reading_drop(void *list)
{
	((struct gg_list *)list)->n--;
}

struct gg_place gg_reading_place(const struct gg_reading *r, const char *path)
{
	for (size_t i = 0; i < gg_n_keys; i++) {
		if (!strcmp(gg_keys[i].path, path) && r->places[i].line)
			return r->places[i];
	}
	return (struct gg_place){ r->policy->file, 1 };
}

char *gg_reading_dup(struct gg_reading *r, const char *s)
{
	char *copy = gg_arena_strdup(&r->policy->arena, s);

	r->no_memory = r->no_memory || !copy;
	return copy;
}

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
