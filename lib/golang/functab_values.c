/*
 * Functions of a Go executable: the values that change with the program counter.
 *
 * Owns the encoding of those tables, and the way through them. Relies on golang/tables. Does not know what
 * the values mean.
 */
#include "golang/functab.h"

#define TABLE_MAX (1u << 21) /* bytes of one table of values */

static bool uvarint(struct gg_go_bytes *b, uint32_t *ret)
{
	uint32_t v = 0;

	for (unsigned shift = 0; shift < 35 && b->n; shift += 7) {
		uint8_t c = *b->p;

		b->p++;
		b->n--;
		v |= (uint32_t)(c & 0x7f) << shift;
		if (!(c & 0x80)) {
			*ret = v;
			return true;
		}
	}
	return false;
}

void gg_go_walk_init(const struct gg_go *go, const struct gg_go_func *f, uint32_t tab, struct gg_go_walk *w)
{
	*w = (struct gg_go_walk){ .quantum = go->quantum, .pc = f->entry, .value = -1 };
	if (tab)
		w->left = gg_go_sub(go->pctab, tab, TABLE_MAX);
}

bool gg_go_walk_next(struct gg_go_walk *w)
{
	uint32_t value, pc;

	if (!uvarint(&w->left, &value) || (!value && w->started) || !uvarint(&w->left, &pc))
		return false;
	w->started = true;
	w->value = (int32_t)((uint32_t)w->value + (-(value & 1) ^ (value >> 1)));
	/* going backwards would go on for ever */
	return !__builtin_mul_overflow(pc, w->quantum, &pc) && !__builtin_add_overflow(w->pc, pc, &w->pc);
}

/* The same walk as gg_go_walk_next() makes, over steps that take one byte each: nearly all do */
static bool short_steps(struct gg_go_walk *w, uint32_t off)
{
	const uint8_t *p = w->left.p, *end = p + w->left.n;
	uint32_t pc = w->pc, value = (uint32_t)w->value, quantum = w->quantum;
	bool started = w->started, found = false;

	while (end - p >= 2 && (p[0] | p[1]) < 0x80 && (p[0] || !started) && pc < UINT32_MAX - 128 * 4) {
		value += -(uint32_t)(p[0] & 1) ^ (uint32_t)(p[0] >> 1);
		pc += p[1] * quantum;
		p += 2;
		started = true;
		if (off < pc) {
			found = true;
			break;
		}
	}
	w->left = (struct gg_go_bytes){ p, (size_t)(end - p) };
	w->pc = pc;
	w->value = (int32_t)value;
	w->started = started;
	return found;
}

static bool walk_to(struct gg_go_walk *w, uint32_t off)
{
	while (!short_steps(w, off)) {
		if (!gg_go_walk_next(w))
			return false;
		if (off < w->pc)
			break;
	}
	return true;
}

bool gg_go_value(const struct gg_go *go, const struct gg_go_func *f, uint32_t tab, uint32_t off, int32_t *ret)
{
	struct gg_go_walk w;
	size_t all;
	bool found;

	gg_go_walk_init(go, f, tab, &w);
	all = w.left.n;
	/* there may be no such table, or it lies outside */
	found = all && walk_to(&w, off);
	if (!gg_go_spend(f->work, all - w.left.n) || !found)
		return false;
	*ret = w.value;
	return true;
}
