/*
 * Functions of a Go executable: which one a program counter is in, and where in its source.
 *
 * Owns the two layouts of _func and of inline trees as tables of offsets. Relies on golang/tables.
 * Does not use the runtime's bucket table, which only makes the search faster.
 */
#include "golang/functab.h"

#include <errno.h>

#include "base/common.h"

#define TEXT_MAX (1u << 16)  /* bytes of the name of a function or file */
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
	struct gg_go_bytes s = gg_go_sub(b, offset, TEXT_MAX);

	return s.n && memchr(s.p, 0, s.n) ? (const char *)s.p : NULL;
}

static struct gg_go_bytes tree(const struct gg_go *go, uint32_t offset)
{
	return offset == UINT32_MAX ? (struct gg_go_bytes){ NULL, 0 } : gg_go_sub(go->gofunc, offset, UINT64_MAX);
}

/* What is known of function @i. Return: NULL: it is damaged */
static const uint8_t *func_record(const struct gg_go *go, uint32_t i)
{
	const uint8_t size = func_layout[go->layout].size;
	const uint8_t *tab = go->funcs.p + 8 * (uint64_t)i;
	struct gg_go_bytes b;
	uint32_t npcdata, nfuncdata;

	if (i >= go->nfunc)
		return NULL;
	b = gg_go_sub(go->funcs, gg_go_u32(tab + 4), UINT64_MAX);
	if (!b.p || b.n < size)
		return NULL;
	npcdata = gg_go_u32(b.p + 28);
	nfuncdata = b.p[func_layout[go->layout].nfuncdata];
	if (npcdata > PCDATA_MAX || nfuncdata > FUNCDATA_MAX ||
	    b.n - size < 4 * ((uint64_t)npcdata + nfuncdata) || gg_go_u32(b.p) != gg_go_u32(tab) ||
	    gg_go_u32(tab) >= gg_go_u32(tab + 8))
		return NULL;
	return b.p;
}

/* Return: where the name of function @i is; -1: it is damaged */
static int64_t func_at(const struct gg_go *go, uint32_t i, struct gg_go_func *ret)
{
	const uint8_t size = func_layout[go->layout].size;
	const uint8_t *tab = go->funcs.p + 8 * (uint64_t)i, *p = func_record(go, i);
	uint32_t npcdata;

	if (!p)
		return -1;
	npcdata = gg_go_u32(p + 28);
	*ret = (struct gg_go_func){
		.entry = gg_go_u32(tab),
		.end = gg_go_u32(tab + 8),
		.pcsp = gg_go_u32(p + 16),
		.pcfile = gg_go_u32(p + 20),
		.pcline = gg_go_u32(p + 24),
		.pcinline = npcdata > PCDATA_INLINE ? gg_go_u32(p + size + 4 * PCDATA_INLINE) : 0,
		.unit = gg_go_u32(p + 32),
		.id = p[func_layout[go->layout].id],
		.flags = p[func_layout[go->layout].flags],
	};
	if (p[func_layout[go->layout].nfuncdata] > FUNCDATA_TREE)
		ret->tree = tree(go, gg_go_u32(p + size + 4 * (npcdata + FUNCDATA_TREE)));
	return (int64_t)gg_go_u32(p + 4);
}

bool gg_go_func_peek(const struct gg_go *go, uint32_t i, struct gg_go_func *ret)
{
	return func_at(go, i, ret) >= 0;
}

bool gg_go_func_at(const struct gg_go *go, uint32_t i, struct gg_go_func *ret)
{
	int64_t name = func_at(go, i, ret);

	if (name >= 0)
		ret->name = text_at(go->names, (uint64_t)name);
	return name >= 0 && ret->name;
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

const char *gg_go_file_of_unit(const struct gg_go *go, uint64_t i)
{
	struct gg_go_bytes unit = gg_go_sub(go->units, 4 * i, 4);
	const char *file = NULL;

	if (unit.p && unit.n == 4 && gg_go_u32(unit.p) != UINT32_MAX)
		file = text_at(go->files, gg_go_u32(unit.p));
	return file ? file : "";
}

#define AHEAD 24u /* functions; who looks at all of them does little but wait for memory */

bool gg_go_func_begin(const struct gg_go *go, uint32_t i, uint64_t *work, struct gg_go_begin *ret)
{
	const uint8_t *p = func_record(go, i), *t;
	uint32_t pcfile;

	/* not in a function of its own: compilers see no effect in it, and drop the call */
	if (i - AHEAD < go->nfunc)
		__builtin_prefetch(go->funcs.p + GG_MIN(gg_go_u32(go->funcs.p + 8 * (uint64_t)(i - AHEAD) + 4),
							go->funcs.n));
	if (!p)
		return false;
	pcfile = gg_go_u32(p + 20);
	*ret = (struct gg_go_begin){ gg_go_u32(p + 32), -1, p[func_layout[go->layout].flags] };
	t = go->pctab.p + pcfile;
	/* nearly always the first step, of one byte each, goes beyond the first place */
	if (pcfile && go->pctab.n > 2 && pcfile < go->pctab.n - 2 && t[0] < 0x80 && t[1] && t[1] < 0x80) {
		ret->file = (int32_t)(-1 + (-(uint32_t)(t[0] & 1) ^ (uint32_t)(t[0] >> 1)));
		return gg_go_spend(work, 2);
	} else {
		struct gg_go_func f = { .entry = gg_go_u32(p), .work = work };

		(void)gg_go_value(go, &f, pcfile, f.entry, &ret->file);
	}
	return *work;
}

const char *gg_go_file(const struct gg_go *go, const struct gg_go_func *f, uint32_t off)
{
	int32_t i;

	if (!gg_go_value(go, f, f->pcfile, off, &i) || i < 0)
		return "";
	return gg_go_file_of_unit(go, (uint64_t)f->unit + (uint32_t)i);
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
		bool inlined;

		*s = (struct gg_go_site){ .name = f->name, .id = f->id, .file = gg_go_file(go, f, off) };
		if (gg_go_value(go, f, f->pcline, off, &line) && line > 0)
			s->line = (uint32_t)line;
		inlined = gg_go_value(go, f, f->pcinline, off, &i) && i >= 0;
		if (inlined)
			s->name = gg_go_inlined(go, f, i, &s->id, &parent);
		/* names are read, too; and what was not found may only not have been read */
		if (!gg_go_spend(f->work, s->name ? strlen(s->name) + strlen(s->file) : 0))
			return -EBADMSG;
		if (!inlined)
			return n + 1;
		s->inlined = true;
		/* the call is in the same function, and nothing is inlined into itself */
		if (!s->name || parent < f->entry || parent >= f->end || parent == off)
			return -EBADMSG;
		off = parent;
	}
	return -EBADMSG;
}
