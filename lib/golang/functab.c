/*
 * Functions of a Go executable: which one a program counter is in, and where in its source.
 *
 * Owns the two layouts of _func and of inline trees as tables of offsets. Relies on golang/tables.
 * Does not use the runtime's bucket table, which only makes the search faster.
 */
#include "golang/functab.h"

#include <errno.h>

#define TABLE_MAX (1u << 21) /* bytes of one table of values */
#define PCDATA_MAX 64
#define FUNCDATA_MAX 64
#define PCDATA_INLINE 2
#define FUNCDATA_TREE 3

static const struct {
	uint8_t size, id, flags, nfuncdata;
} func_layout[] = {
	[GG_GO_LAYOUT_118] = { 40, 36, 37, 39 },
	[GG_GO_LAYOUT_120] = { 44, 40, 41, 43 },
};

static const struct {
	uint8_t size, id, name, parent;
} tree_layout[] = {
	[GG_GO_LAYOUT_118] = { 20, 2, 12, 16 },
	[GG_GO_LAYOUT_120] = { 16, 0, 4, 8 },
};

/* The text that starts at @offset. Return: NULL: none that ends */
static const char *text_at(struct gg_go_bytes b, uint64_t offset)
{
	struct gg_go_bytes s = gg_go_sub(b, offset, UINT64_MAX);

	return s.n && memchr(s.p, 0, s.n) ? (const char *)s.p : NULL;
}

static struct gg_go_bytes tree(const struct gg_go *go, uint32_t offset)
{
	return offset == UINT32_MAX ? (struct gg_go_bytes){ NULL, 0 } : gg_go_sub(go->gofunc, offset, UINT64_MAX);
}

bool gg_go_func_at(const struct gg_go *go, uint32_t i, struct gg_go_func *ret)
{
	const uint8_t size = func_layout[go->layout].size;
	const uint8_t *tab = go->funcs.p + 8 * (uint64_t)i;
	struct gg_go_bytes b;
	uint32_t npcdata, nfuncdata;

	if (i >= go->nfunc)
		return false;
	b = gg_go_sub(go->funcs, gg_go_u32(tab + 4), UINT64_MAX);
	if (!b.p || b.n < size)
		return false;
	npcdata = gg_go_u32(b.p + 28);
	nfuncdata = b.p[func_layout[go->layout].nfuncdata];
	if (npcdata > PCDATA_MAX || nfuncdata > FUNCDATA_MAX ||
	    b.n - size < 4 * ((uint64_t)npcdata + nfuncdata))
		return false;
	*ret = (struct gg_go_func){
		.name = text_at(go->names, gg_go_u32(b.p + 4)),
		.entry = gg_go_u32(tab),
		.end = gg_go_u32(tab + 8),
		.pcsp = gg_go_u32(b.p + 16),
		.pcfile = gg_go_u32(b.p + 20),
		.pcline = gg_go_u32(b.p + 24),
		.pcinline = npcdata > PCDATA_INLINE ? gg_go_u32(b.p + size + 4 * PCDATA_INLINE) : 0,
		.unit = gg_go_u32(b.p + 32),
		.id = b.p[func_layout[go->layout].id],
		.flags = b.p[func_layout[go->layout].flags],
	};
	if (nfuncdata > FUNCDATA_TREE)
		ret->tree = tree(go, gg_go_u32(b.p + size + 4 * (npcdata + FUNCDATA_TREE)));
	return ret->name && gg_go_u32(b.p) == ret->entry && ret->entry < ret->end;
}

bool gg_go_func_find(const struct gg_go *go, uint64_t off, struct gg_go_func *ret)
{
	uint32_t low = 0, high = go->nfunc; /* the list has one entry more: where the last one ends */

	if (off < gg_go_u32(go->funcs.p) || off >= gg_go_u32(go->funcs.p + 8 * (uint64_t)high))
		return false;
	while (high - low > 1) {
		uint32_t mid = low + (high - low) / 2;

		if (gg_go_u32(go->funcs.p + 8 * (uint64_t)mid) <= off)
			low = mid;
		else
			high = mid;
	}
	return gg_go_func_at(go, low, ret) && off >= ret->entry && off < ret->end;
}

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

bool gg_go_value(const struct gg_go *go, const struct gg_go_func *f, uint32_t tab, uint32_t off, int32_t *ret)
{
	struct gg_go_walk w;

	gg_go_walk_init(go, f, tab, &w);
	if (!w.left.n)
		return false; /* there is no such table, or it lies outside */
	while (!short_steps(&w, off)) {
		if (!gg_go_walk_next(&w))
			return false;
		if (off < w.pc)
			break;
	}
	*ret = w.value;
	return true;
}

const char *gg_go_file(const struct gg_go *go, const struct gg_go_func *f, uint32_t off)
{
	struct gg_go_bytes unit;
	const char *file = NULL;
	int32_t i;

	if (!gg_go_value(go, f, f->pcfile, off, &i) || i < 0)
		return "";
	unit = gg_go_sub(go->units, 4 * ((uint64_t)f->unit + (uint32_t)i), 4);
	if (unit.p && unit.n == 4 && gg_go_u32(unit.p) != UINT32_MAX)
		file = text_at(go->files, gg_go_u32(unit.p));
	return file ? file : "";
}

const char *gg_go_inlined(const struct gg_go *go, const struct gg_go_func *f, int32_t i, uint8_t *ret_id,
			  uint32_t *ret_parent)
{
	const uint8_t size = tree_layout[go->layout].size;
	struct gg_go_bytes b;

	if (i < 0)
		return NULL;
	b = gg_go_sub(f->tree, (uint64_t)i * size, size);
	if (!b.p || b.n != size)
		return NULL;
	*ret_id = b.p[tree_layout[go->layout].id];
	*ret_parent = gg_go_u32(b.p + tree_layout[go->layout].parent) + f->entry;
	return text_at(go->names, gg_go_u32(b.p + tree_layout[go->layout].name));
}

int gg_go_sites(const struct gg_go *go, const struct gg_go_func *f, uint32_t off,
		struct gg_go_site sites[static GG_GO_SITES])
{
	for (int n = 0; n < GG_GO_SITES; n++) {
		struct gg_go_site *s = &sites[n];
		int32_t line = 0, i = -1;
		uint32_t parent = 0;

		*s = (struct gg_go_site){ .name = f->name, .id = f->id, .file = gg_go_file(go, f, off) };
		if (gg_go_value(go, f, f->pcline, off, &line) && line > 0)
			s->line = (uint32_t)line;
		if (!gg_go_value(go, f, f->pcinline, off, &i) || i < 0)
			return n + 1;
		s->inlined = true;
		s->name = gg_go_inlined(go, f, i, &s->id, &parent);
		/* the call is in the same function, and nothing is inlined into itself */
		if (!s->name || parent < f->entry || parent >= f->end || parent == off)
			return -EBADMSG;
		off = parent;
	}
	return -EBADMSG;
}
