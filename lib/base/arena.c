/*
 * The arena: blocks in a chain, filled from the front.
 *
 * Owns the blocks. Relies on malloc. Does not give memory back before gg_arena_done().
 */
#include "base/arena.h"

#include <stdint.h>
#include <string.h>

#define BLOCK_BYTES (16 * 1024)
#define ALIGN 16u

struct gg_arena_block {
	struct gg_arena_block *next;
	size_t size, used; /* bytes behind the head */
	_Alignas(ALIGN) unsigned char data[];
};

static struct gg_arena_block *block_for(struct gg_arena *a, size_t size)
{
	struct gg_arena_block *block = a->blocks;
	size_t room = size > BLOCK_BYTES ? size : BLOCK_BYTES;

	if (block && block->size - block->used >= size)
		return block;
	block = calloc(1, sizeof(*block) + room);
	if (!block)
		return NULL;
	block->size = room;
	if (a->blocks && size > BLOCK_BYTES) { /* keep filling the block in use */
		block->next = a->blocks->next;
		a->blocks->next = block;
	} else {
		block->next = a->blocks;
		a->blocks = block;
	}
	return block;
}

void *gg_arena_alloc(struct gg_arena *a, size_t size)
{
	struct gg_arena_block *block;
	void *at;

	if (size > SIZE_MAX / 2)
		return NULL;
	size = (size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
	if (!size)
		size = ALIGN;
	block = block_for(a, size);
	if (!block)
		return NULL;
	at = block->data + block->used;
	block->used += size;
	return at;
}

/** gg_arena_strndup() - copy of the first @n bytes of @s, NUL added. Return: NULL: no memory */
char *gg_arena_strndup(struct gg_arena *a, const char *s, size_t n)
{
	char *copy = gg_arena_alloc(a, n + 1);

	if (copy)
		memcpy(copy, s, n);
	return copy;
}

/** gg_arena_strdup() - copy of @s. Return: NULL: no memory */
char *gg_arena_strdup(struct gg_arena *a, const char *s)
{
	return gg_arena_strndup(a, s, strlen(s));
}

void *gg_arena_grow(struct gg_arena *a, void *items, size_t n, size_t *cap, size_t size)
{
	size_t more = *cap ? *cap * 2 : 8;
	void *grown;

	if (n < *cap)
		return items;
	if (more > SIZE_MAX / 2 / size)
		return NULL;
	grown = gg_arena_alloc(a, more * size);
	if (!grown)
		return NULL;
	if (n)
		memcpy(grown, items, n * size);
	*cap = more;
	return grown;
}

/** gg_arena_done() - end everything allocated from @a; a zeroed arena is fine */
void gg_arena_done(struct gg_arena *a)
{
	while (a->blocks) {
		struct gg_arena_block *next = a->blocks->next;

		free(a->blocks);
		a->blocks = next;
	}
}
