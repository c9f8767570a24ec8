/*
 * Opening a Go executable.
 *
 * Owns the header of pclntab and where to look for it: the sections `.gopclntab` and
 * `.data.rel.ro.gopclntab`, else every loaded byte, because the external linker merges it into
 * `.data.rel.ro` and sections can be stripped. Relies on module data to tell it from lookalikes. Does
 * not promise anything of garbled programs, but to refuse them.
 */
#include "golang/image.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/scope.h"
#include "base/text.h"
#include "golang/build.h"
#include "golang/index.h"
#include "golang/module.h"

#define HEADER_WORDS 8 /* behind the first eight bytes */
#define TRIES_MAX 64   /* headers that turn out to be something else */
#define ENTRIES_MAX (4u << 20) /* of the tables of functions and of files */

static const struct {
	uint32_t magic;
	int layout; /* enum gg_go_layout, -1: known to be too old */
} headers[] = {
	{ 0xfffffff1, GG_GO_LAYOUT_120 },
	{ 0xfffffff0, GG_GO_LAYOUT_118 },
	{ 0xfffffffa, -1 },
	{ 0xfffffffb, -1 },
};

/* The layout of what could be a header at @p. Return: -ENOENT: it is none; -ENOTSUP: too old */
static int header_layout(const uint8_t *p)
{
	if (p[4] || p[5] || p[7] != 8 || (p[6] != 1 && p[6] != 2 && p[6] != 4))
		return -ENOENT;
	for (size_t i = 0; i < GG_ARRAY_SIZE(headers); i++)
		if (gg_go_u32(p) == headers[i].magic)
			return headers[i].layout < 0 ? -ENOTSUP : headers[i].layout;
	return -ENOENT;
}

/* Take pclntab from @table on, which is loaded at @vaddr. Return: 0; -ENOTSUP, -EBADMSG: it is none */
static int take(struct gg_go *go, struct gg_go_bytes table, uint64_t vaddr)
{
	uint64_t w[HEADER_WORDS];
	int layout;

	if (table.n < 8 + sizeof(w))
		return -EBADMSG;
	layout = header_layout(table.p);
	if (layout < 0)
		return layout == -ENOTSUP ? layout : -EBADMSG;
	memcpy(w, table.p + 8, sizeof(w));
	for (unsigned i = 3; i + 1 < HEADER_WORDS; i++)
		if (w[i] < 8 + sizeof(w) || w[i] > w[i + 1] || w[i + 1] >= table.n)
			return -EBADMSG;
	go->layout = (enum gg_go_layout)layout;
	go->quantum = table.p[6];
	go->table = table;
	go->names = gg_go_sub(table, w[3], w[4] - w[3]);
	go->units = gg_go_sub(table, w[4], w[5] - w[4]);
	go->files = gg_go_sub(table, w[5], w[6] - w[5]);
	go->pctab = gg_go_sub(table, w[6], w[7] - w[6]);
	go->funcs = gg_go_sub(table, w[7], UINT64_MAX);
	if (!w[0] || go->funcs.n < 4 || w[0] > (go->funcs.n - 4) / 8)
		return -EBADMSG;
	if (w[0] > ENTRIES_MAX || go->units.n / 4 > ENTRIES_MAX) {
		go->elf.too_big = true;
		return -EBADMSG;
	}
	go->nfunc = (uint32_t)w[0];
	return gg_go_module_find(go, vaddr) ? 0 : -EBADMSG;
}

static int by_section(struct gg_go *go)
{
	static const char *const names[] = { ".gopclntab", ".data.rel.ro.gopclntab" };
	int ret = -ENOEXEC;

	for (size_t i = 0; i < GG_ARRAY_SIZE(names); i++) {
		struct gg_go_bytes b;
		uint64_t vaddr;

		b = gg_go_elf_section(&go->elf, names[i], &vaddr);
		if (!b.n)
			continue;
		ret = take(go, b, vaddr);
		if (ret == 0)
			return 0;
	}
	return ret;
}

static int by_scan(struct gg_go *go)
{
	unsigned tries = 0;
	int best = -ENOEXEC;

	for (unsigned s = 0; s < go->elf.n_segments; s++) {
		const struct gg_go_segment *seg = &go->elf.segments[s];
		struct gg_go_bytes all = { go->elf.map.p + seg->offset, (size_t)seg->size };

		if (!gg_go_elf_search(&go->elf, seg->size))
			return best;
		for (uint64_t o = -seg->vaddr & 7; o + 8 <= all.n; o += 8) {
			int ret;

			if ((gg_go_u32(all.p + o) | 0xf) != UINT32_MAX || header_layout(all.p + o) == -ENOENT)
				continue;
			if (tries++ == TRIES_MAX)
				return best;
			ret = take(go, gg_go_sub(all, o, UINT64_MAX), seg->vaddr + o);
			if (ret == 0)
				return 0;
			/* something that only looks like an old header proves nothing */
			if (ret == -EBADMSG)
				best = ret;
		}
	}
	return best;
}

static int fail(int code, struct gg_err *err)
{
	if (code == -ENOTSUP)
		return gg_err_set(err, code, "cannot read a Go program: it is older than Go 1.18");
	if (code == -EFBIG)
		return gg_err_set(err, code, "cannot read a Go program: more of it would have to be looked at "
					     "than is looked at of any");
	if (code == -EBADMSG)
		return gg_err_set(err, code, "cannot read a Go program: its tables contradict themselves "
					     "(damaged, obfuscated, or newer than what is known)");
	return gg_err_set(err, code, "cannot read a Go program: it is none");
}

int gg_go_open(int fd, struct gg_go **ret, struct gg_err *err)
{
	struct gg_go *go = calloc(1, sizeof(*go));
	int code, first;

	if (!go)
		return gg_err_set(err, -ENOMEM, "cannot read a Go program: %s", gg_err_reason(-ENOMEM));
	code = gg_go_elf_open(fd, &go->elf, err);
	if (code < 0) {
		free(go);
		return code;
	}
	code = first = by_section(go);
	if (code < 0)
		code = by_scan(go);
	if (code == -ENOEXEC && gg_go_build_is_there(go))
		code = first = -EBADMSG; /* Go's, with tables that somebody has disguised */
	if (code < 0)
		code = fail(go->elf.too_big ? -EFBIG : first != -ENOEXEC ? first : code, err);
	if (code == 0 && (gg_go_build_read(go) < 0 || !(go->index = gg_go_index_new())))
		code = gg_err_set(err, -ENOMEM, "cannot read a Go program: %s", gg_err_reason(-ENOMEM));
	if (code == 0 && go->elf.too_big) /* what says whose the packages are may be left */
		code = fail(-EFBIG, err);
	if (code < 0) {
		gg_go_free(go);
		return code;
	}
	*ret = go;
	return 0;
}

void gg_go_free(struct gg_go *go)
{
	if (!go)
		return;
	gg_go_index_free(go->index);
	gg_go_build_free(go->build);
	gg_go_elf_done(&go->elf);
	free(go);
}

bool gg_go_bias_map(const struct gg_go *go, uint64_t start, uint64_t offset, uint64_t *ret_bias)
{
	for (unsigned i = 0; i < go->elf.n_segments; i++) {
		const struct gg_go_segment *s = &go->elf.segments[i];

		/* mappings start on page boundaries, whatever the segment does */
		if (offset != (s->offset & ~(uint64_t)(sysconf(_SC_PAGESIZE) - 1)))
			continue;
		*ret_bias = start - offset - (s->vaddr - s->offset);
		return true;
	}
	return false;
}

int gg_go_bias_pid(const struct gg_go *go, pid_t pid, uint64_t *ret_bias)
{
	uint64_t pairs[128];
	char path[64];
	struct gg_text t;
	ssize_t n;

	if (go->elf.fixed) {
		*ret_bias = 0;
		return 0;
	}
	gg_text_init(&t, path, sizeof(path));
	gg_text_fmt(&t, "/proc/%d/auxv", (int)pid);
	gg_close int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	n = read(fd, pairs, sizeof(pairs));
	if (n < 0)
		return -errno;
	for (size_t i = 0; i + 1 < (size_t)n / sizeof(pairs[0]); i += 2)
		if (pairs[i] == AT_ENTRY) {
			*ret_bias = pairs[i + 1] - go->elf.entry;
			return 0;
		}
	return -ESRCH;
}
