/*
 * The state of one reading.
 *
 * Owns reporting mistakes and growing lists. Relies on the policy's arena. Does not know keys or
 * types.
 */
#include "policy/reading.h"

#include <string.h>

#include "policy/findings.h"

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

struct gg_place gg_reading_given(const struct gg_reading *r, const char *path)
{
	for (size_t i = 0; i < gg_n_keys; i++) {
		if (!strcmp(gg_keys[i].path, path))
			return r->places[i];
	}
	return (struct gg_place){ 0 };
}

struct gg_place gg_reading_place(const struct gg_reading *r, const char *path)
{
	struct gg_place at = gg_reading_given(r, path);

	return at.line ? at : (struct gg_place){ r->policy->file, 1 };
}

char *gg_reading_dup(struct gg_reading *r, const char *s)
{
	char *copy = gg_arena_strdup(&r->policy->arena, s);

	r->no_memory = r->no_memory || !copy;
	return copy;
}
