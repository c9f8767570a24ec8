/*
 * The trie of path rules while it grows.
 *
 * Owns insertion. One component is one edge: a literal, a pattern (with * ? or [), or "**",
 * which stands for any number of components. Relies on paths being absolute and normalised. Does
 * not match: see plan/decide_path.c.
 */
#include <errno.h>
#include <string.h>

#include "plan/draft.h"

static size_t hash_of(const struct gg_draft_node *parent, const char *name, size_t len)
{
	uint64_t h = 14695981039346656037ull ^ ((uintptr_t)parent >> 4);
	size_t i;

	for (i = 0; i < len; i++)
		h = (h ^ (unsigned char)name[i]) * 1099511628211ull;
	return (size_t)((h ^ (h >> 29)) % GG_DRAFT_HASH);
}

static struct gg_draft_node *find_child(const struct gg_draft *d, const struct gg_draft_node *parent,
					const char *name, size_t len, bool glob)
{
	struct gg_draft_node *n;

	for (n = d->hash[hash_of(parent, name, len)]; n; n = n->chain)
		if (n->parent == parent && n->glob == glob && !strncmp(n->name, name, len) &&
		    n->name[len] == '\0')
			return n;
	return NULL;
}

static struct gg_draft_node *new_child(struct gg_draft *d, struct gg_draft_node *parent,
				       const char *name, size_t len, bool glob)
{
	struct gg_draft_node *n = gg_arena_alloc(&d->arena, sizeof(*n));
	size_t slot = hash_of(parent, name, len);

	if (!n)
		return NULL;
	n->name = gg_arena_strndup(&d->arena, name, len);
	if (!n->name)
		return NULL;
	n->glob = glob;
	n->parent = parent;
	n->chain = d->hash[slot];
	d->hash[slot] = n;
	if (parent->last)
		parent->last->next = n;
	else
		parent->first = n;
	parent->last = n;
	if (glob)
		parent->n_glob++;
	else
		parent->n_literal++;
	return n;
}

static struct gg_draft_node *descend(struct gg_draft *d, struct gg_draft_node *parent,
				     const char *name, size_t len, bool glob)
{
	struct gg_draft_node *n;

	if (glob && len == 2 && name[0] == '*' && name[1] == '*') {
		if (!parent->any)
			parent->any = gg_arena_alloc(&d->arena, sizeof(*parent->any));
		if (parent->any)
			parent->any->loop = true;
		return parent->any;
	}
	n = find_child(d, parent, name, len, glob);
	return n ? n : new_child(d, parent, name, len, glob);
}

static bool has_wildcard(const char *name, size_t len)
{
	return memchr(name, '*', len) || memchr(name, '?', len) || memchr(name, '[', len);
}

/**
 * gg_trie_add() - see draft.h
 * @right: its literal and depth fields are computed here
 *
 * Return: 0; -ENOMEM; -E2BIG above 255 components
 */
int gg_trie_add(struct gg_draft *d, struct gg_draft_node *root, const char *path, bool glob,
		const struct gg_plan_right *right)
{
	struct gg_plan_right added = *right;
	struct gg_draft_node *node = root;
	unsigned literal = 0;
	unsigned depth = 0;

	while (*path == '/') {
		const char *name = path + 1;
		size_t len = strcspn(name, "/");
		bool wild;

		path = name + len;
		if (len == 0)
			break;
		wild = glob && has_wildcard(name, len);
		node = descend(d, node, name, len, wild);
		if (!node)
			return -ENOMEM;
		literal += wild ? 0 : 1;
		depth++;
	}
	if (depth > 255)
		return -E2BIG;
	added.literal = (uint8_t)literal;
	added.depth = (uint8_t)depth;
	return gg_table_add(&d->arena, &node->rights, &added, sizeof(added));
}

/** gg_trie_add_name() - see draft.h. Return: 0; -ENOMEM */
int gg_trie_add_name(struct gg_draft *d, struct gg_draft_node *root, const char *folder,
		     const char *name, const struct gg_plan_right *right)
{
	struct gg_plan_right added = *right;
	struct gg_draft_node *node = descend(d, root, folder, strlen(folder), false);

	if (node)
		node = descend(d, node, name, strlen(name), false);
	if (!node)
		return -ENOMEM;
	added.literal = 2;
	added.depth = 2;
	return gg_table_add(&d->arena, &node->rights, &added, sizeof(added));
}
