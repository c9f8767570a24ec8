/*
 * An arena: many small allocations that end together.
 *
 * Owns everything allocated from it. Relies on malloc, so only the tool uses it, never the
 * shim. Does not free single items.
 */
#ifndef GG_BASE_ARENA_H
#define GG_BASE_ARENA_H

#include <stddef.h>

#include "base/scope.h"

struct gg_arena_block;

struct gg_arena {
	struct gg_arena_block *blocks;
};

void *gg_arena_alloc(struct gg_arena *a, size_t size); /* zeroed, aligned to 16; NULL: no memory */
char *gg_arena_strndup(struct gg_arena *a, const char *s, size_t n);
char *gg_arena_strdup(struct gg_arena *a, const char *s);
void gg_arena_done(struct gg_arena *a);

/* gg_arena_grow() - make room for one more element in an arena array
 * @items: current array (may be NULL when *@cap is 0)
 * @n:     elements in use
 * @cap:   capacity, updated
 * @size:  bytes per element
 * Return: the array, possibly moved; NULL: no memory, @items stays valid */
void *gg_arena_grow(struct gg_arena *a, void *items, size_t n, size_t *cap, size_t size);

#endif
