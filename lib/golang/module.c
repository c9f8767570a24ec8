/*
 * Module data: the runtime's own record of its tables, used to make sure of them.
 *
 * Owns the search: the section that Go 1.26 and later has, else every place that holds the address of
 * pclntab. Relies on the words in front, which did not move from Go 1.18 to 1.27. Does not trust a
 * place that fails any comparison.
 */
#include "golang/module.h"

enum {
	W_PCHEADER = 0,
	W_NAMES = 1,
	W_PCLN = 13,
	W_FTAB = 16,
	W_NFTAB = 17,
	W_TEXT = 22,
	W_ETEXT = 23,
	W_GOFUNC_118 = 38,
	W_GOFUNC_120 = 40, /* to 1.26; from 1.26 on inside pclntab, whose end is the next word */
	W_GOFUNC_127 = 43,
	W_COUNT = 45,
};

#define TRIES_MAX 64 /* places that hold the address but turn out to be something else */

static bool inside(const struct gg_go *go, uint64_t vaddr, const uint64_t *w)
{
	return w[0] > vaddr && w[0] <= w[1] && w[1] - vaddr <= go->table.n;
}

static uint64_t gofunc(const struct gg_go *go, uint64_t vaddr, const uint64_t *w)
{
	if (go->layout == GG_GO_LAYOUT_118)
		return w[W_GOFUNC_118];
	return inside(go, vaddr, &w[W_GOFUNC_127]) ? w[W_GOFUNC_127] : w[W_GOFUNC_120];
}

/* Take the module data at @at if it agrees */
static bool take(struct gg_go *go, uint64_t vaddr, uint64_t at)
{
	uint64_t w[W_COUNT], size;
	struct gg_go_bytes text;

	if (!gg_go_elf_search(&go->elf, go->elf.rela.n) || !gg_go_elf_words(&go->elf, at, W_COUNT, w) ||
	    w[W_PCHEADER] != vaddr ||
	    w[W_NAMES] - vaddr != (uint64_t)(go->names.p - go->table.p) ||
	    w[W_PCLN] - vaddr != (uint64_t)(go->funcs.p - go->table.p) || w[W_FTAB] != w[W_PCLN] ||
	    w[W_NFTAB] != (uint64_t)go->nfunc + 1 || w[W_TEXT] >= w[W_ETEXT])
		return false;
	size = w[W_ETEXT] - w[W_TEXT];
	text = gg_go_elf_at(&go->elf, w[W_TEXT]);
	if (text.n < size || size > UINT32_MAX)
		return false;
	go->text = w[W_TEXT];
	go->gofunc = gg_go_elf_at(&go->elf, gofunc(go, vaddr, w));
	return go->gofunc.n > 0;
}

bool gg_go_module_find(struct gg_go *go, uint64_t vaddr)
{
	unsigned tries = 0;
	uint64_t at;
	size_t i = 0;

	if (gg_go_elf_section(&go->elf, ".go.module", &at).n && take(go, vaddr, at))
		return true;
	for (unsigned s = 0; s < go->elf.n_segments; s++) {
		const struct gg_go_segment *seg = &go->elf.segments[s];
		const uint8_t *p = go->elf.map.p + seg->offset;

		if (!seg->writable || !gg_go_elf_search(&go->elf, seg->size))
			continue;
		for (uint64_t o = -seg->vaddr & 7; o + 8 <= seg->size; o += 8)
			if (gg_go_u64(p + o) == vaddr && tries++ < TRIES_MAX && take(go, vaddr, seg->vaddr + o))
				return true;
	}
	if (!gg_go_elf_search(&go->elf, go->elf.rela.n))
		return false;
	while (tries++ < TRIES_MAX && gg_go_elf_relative(&go->elf, vaddr, &i, &at))
		if (take(go, vaddr, at))
			return true;
	return false;
}
