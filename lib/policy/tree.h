/*
 * The tree that policy text becomes: groups, lists, arrays, scalars, each with file and line.
 *
 * Owns the shape that everything but policy/text.c works on. Nodes live on the policy's arena.
 * Relies on policy/text.c, the one file that knows libconfig. Does not know keys.
 */
#ifndef GG_POLICY_TREE_H
#define GG_POLICY_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "policy/findings.h"

#define GG_TREE_DEPTH_MAX 8u

enum gg_node_kind {
	GG_NODE_INT,
	GG_NODE_FLOAT,
	GG_NODE_BOOL,
	GG_NODE_STRING,
	GG_NODE_GROUP,
	GG_NODE_ARRAY,
	GG_NODE_LIST,
	GG_NODE_COUNT
};

/**
 * struct gg_node - one setting or element
 * @name:   NULL for elements of lists and arrays
 * @string: GG_NODE_STRING
 * @number: magnitude of a GG_NODE_INT, @negative its sign
 * @items:  @n members or elements
 */
struct gg_node {
	enum gg_node_kind kind;
	const char *name;
	struct gg_place at;
	const char *string;
	uint64_t number;
	bool negative;
	double real;
	bool yes;
	struct gg_node *items;
	size_t n;
};

/* gg_node_kind_text() - "a string", "a list", ... for messages; static */
const char *gg_node_kind_text(enum gg_node_kind kind);

/* gg_node_find() - member @name of a group, NULL: none */
const struct gg_node *gg_node_find(const struct gg_node *group, const char *name);

/* gg_tree_read() - parse text
 * @text:     @len bytes, followed by a NUL
 * @file:     for places; borrowed, must outlive the tree
 * @findings: mistakes of syntax
 * Return: root group on @arena; NULL when there was a mistake or no memory */
const struct gg_node *gg_tree_read(struct gg_arena *arena, const char *text, size_t len,
				   const char *file, struct gg_findings *findings);

#endif
