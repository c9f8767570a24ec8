/*
 * Tables and strings of a draft.
 *
 * Owns growth and the end of a draft. Relies on base/arena. Does not know rules.
 */
#include "plan/draft.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "base/text.h"

/**
 * gg_table_add() - append one record
 * @item: copied
 * @size: bytes of one record, the same at every call
 *
 * Return: 0; -ENOMEM
 */
int gg_table_add(struct gg_arena *arena, struct gg_table *t, const void *item, size_t size)
{
	void *items = gg_arena_grow(arena, t->items, t->n, &t->cap, size);

	if (!items)
		return -ENOMEM;
	t->items = items;
	memcpy((char *)items + t->n * size, item, size);
	t->n++;
	return 0;
}

static int add_bytes(struct gg_draft *d, const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		int ret = gg_table_add(&d->arena, &d->strings, s + i, 1);

		if (ret < 0)
			return ret;
	}
	return 0;
}

/**
 * gg_draft_string() - keep a string
 * @s:          copied; NULL is ""
 * @ret_offset: where it stands, 0 for ""
 *
 * Return: 0; -ENOMEM; -E2BIG when a plan cannot hold more
 */
int gg_draft_string(struct gg_draft *d, const char *s, uint32_t *ret_offset)
{
	size_t len = s ? strlen(s) : 0;
	uint32_t at;
	int ret;

	if (d->strings.n == 0) {
		ret = add_bytes(d, "", 1);
		if (ret < 0)
			return ret;
	}
	if (len == 0) {
		*ret_offset = 0;
		return 0;
	}
	if (d->strings.n + len + 1 > GG_PLAN_BYTES_MAX)
		return -E2BIG;
	at = (uint32_t)d->strings.n;
	ret = add_bytes(d, s, len + 1);
	if (ret < 0)
		return ret;
	*ret_offset = at;
	return 0;
}

/**
 * gg_draft_place() - keep where a rule was written
 * @ret_place: its index
 *
 * Return: 0; -ENOMEM
 */
int gg_draft_place(struct gg_draft *d, const struct gg_place *at, uint32_t *ret_place)
{
	struct gg_plan_place place = { 0, (uint32_t)at->line };
	const struct gg_plan_place *last = NULL;
	int ret;

	if (d->places.n)
		last = (const struct gg_plan_place *)d->places.items + d->places.n - 1;
	if (last && at->file && !strcmp((const char *)d->strings.items + last->file, at->file))
		place.file = last->file;
	else {
		ret = gg_draft_string(d, at->file, &place.file);
		if (ret < 0)
			return ret;
	}
	*ret_place = (uint32_t)d->places.n;
	return gg_table_add(&d->arena, &d->places, &place, sizeof(place));
}

/** gg_draft_note() - a sentence for whoever reads the posture. Return: 0; -ENOMEM */
int gg_draft_note(struct gg_draft *d, const char *fmt, ...)
{
	char line[512];
	struct gg_text text;
	uint32_t offset;
	va_list ap;
	int ret;

	gg_text_init(&text, line, sizeof(line));
	va_start(ap, fmt);
	gg_text_vfmt(&text, fmt, ap);
	va_end(ap);
	ret = gg_draft_string(d, line, &offset);
	if (ret < 0)
		return ret;
	return gg_table_add(&d->arena, &d->notes, &offset, sizeof(offset));
}

/** gg_draft_why() - what became of @layer, and why. Return: 0; -ENOMEM */
int gg_draft_why(struct gg_draft *d, enum gg_layer layer, enum gg_state state, const char *fmt, ...)
{
	char line[512];
	struct gg_text text;
	va_list ap;

	gg_text_init(&text, line, sizeof(line));
	va_start(ap, fmt);
	gg_text_vfmt(&text, fmt, ap);
	va_end(ap);
	d->head.state[layer] = (uint8_t)state;
	return gg_draft_string(d, line, &d->head.why[layer]);
}

/** gg_draft_free() - end a draft; NULL is fine */
void gg_draft_free(struct gg_draft *d)
{
	if (!d)
		return;
	gg_arena_done(&d->arena);
	free(d);
}
