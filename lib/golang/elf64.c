/*
 * An ELF file for this kind of machine, mapped and read with suspicion.
 *
 * Owns every offset of ELF headers. Relies on <elf.h> for layouts only; nothing is read in place as a
 * struct, so alignment in the file does not matter. Does not promise to find what lies in no segment.
 */
#include "golang/elf64.h"

#include <elf.h>
#include <errno.h>
#include <sys/stat.h>

#include "base/mapped.h"

#define SECTIONS_MAX 4096
#define PHDRS_MAX 256

/* One record out of an array in the file */
static bool record(const struct gg_go_elf *elf, uint64_t at, uint64_t i, uint64_t each, void *ret, size_t size)
{
	uint64_t offset;

	if (each < size || __builtin_mul_overflow(i, each, &offset) ||
	    __builtin_add_overflow(offset, at, &offset) || offset > elf->map.n ||
	    elf->map.n - offset < size)
		return false;
	memcpy(ret, elf->map.p + offset, size);
	return true;
}

static void add_segment(struct gg_go_elf *elf, const Elf64_Phdr *p)
{
	struct gg_go_segment *s;

	if (elf->n_segments == GG_GO_SEGMENTS || p->p_offset >= elf->map.n || !p->p_filesz)
		return;
	s = &elf->segments[elf->n_segments++];
	s->vaddr = p->p_vaddr;
	s->offset = p->p_offset;
	s->size = p->p_filesz < elf->map.n - p->p_offset ? p->p_filesz : elf->map.n - p->p_offset;
	s->writable = p->p_flags & PF_W;
}

/* Where the dynamic linker finds relocations, without section headers */
static void find_rela(struct gg_go_elf *elf, const Elf64_Phdr *p)
{
	uint64_t at = 0, size = 0;

	for (uint64_t i = 0; i < p->p_filesz / sizeof(Elf64_Dyn) && i < 4096; i++) {
		Elf64_Dyn d;

		if (!record(elf, p->p_offset, i, sizeof(d), &d, sizeof(d)) || d.d_tag == DT_NULL)
			break;
		if (d.d_tag == DT_RELA)
			at = d.d_un.d_ptr;
		else if (d.d_tag == DT_RELASZ)
			size = d.d_un.d_val;
	}
	if (at && size)
		elf->rela = gg_go_sub(gg_go_elf_at(elf, at), 0, size);
}

static bool read_headers(struct gg_go_elf *elf)
{
	Elf64_Phdr p, dynamic = { 0 };
	Elf64_Ehdr h;

	if (!record(elf, 0, 0, sizeof(h), &h, sizeof(h)) || memcmp(h.e_ident, ELFMAG, SELFMAG) != 0 ||
	    h.e_ident[EI_CLASS] != ELFCLASS64 || h.e_ident[EI_DATA] != ELFDATA2LSB ||
	    (h.e_machine != EM_X86_64 && h.e_machine != EM_AARCH64) ||
	    (h.e_type != ET_EXEC && h.e_type != ET_DYN))
		return false;
	elf->machine = h.e_machine;
	elf->entry = h.e_entry;
	elf->fixed = h.e_type == ET_EXEC;
	for (unsigned i = 0; i < h.e_phnum && i < PHDRS_MAX; i++) {
		if (!record(elf, h.e_phoff, i, h.e_phentsize, &p, sizeof(p)))
			break;
		if (p.p_type == PT_LOAD)
			add_segment(elf, &p);
		else if (p.p_type == PT_DYNAMIC)
			dynamic = p;
	}
	if (dynamic.p_type == PT_DYNAMIC)
		find_rela(elf, &dynamic);
	return elf->n_segments > 0;
}

int gg_go_elf_open(int fd, struct gg_go_elf *ret, struct gg_err *err)
{
	struct gg_go_elf elf = { 0 };
	struct stat st;
	int mapped;

	if (fstat(fd, &st) < 0)
		return gg_err_set(err, -errno, "cannot look at an executable: %s", gg_err_reason(-errno));
	if (!S_ISREG(st.st_mode) || st.st_size < (off_t)sizeof(Elf64_Ehdr))
		return gg_err_set(err, -ENOEXEC, "cannot read an executable: it is no ELF file");
	mapped = gg_mapped(fd, (size_t)st.st_size, &elf.map.p);
	if (mapped < 0)
		return gg_err_set(err, mapped, "cannot map an executable: %s", gg_err_reason(mapped));
	elf.map.n = (size_t)st.st_size;
	if (!read_headers(&elf)) {
		gg_go_elf_done(&elf);
		return gg_err_set(err, -ENOEXEC, "cannot read an executable: it is no ELF program of 64 bits");
	}
	*ret = elf;
	return 0;
}

void gg_go_elf_done(struct gg_go_elf *elf)
{
	if (elf->map.p)
		gg_mapped_end(elf->map.p, elf->map.n);
	elf->map = (struct gg_go_bytes){ NULL, 0 };
}

struct gg_go_bytes gg_go_elf_at(const struct gg_go_elf *elf, uint64_t vaddr)
{
	for (unsigned i = 0; i < elf->n_segments; i++) {
		const struct gg_go_segment *s = &elf->segments[i];

		if (vaddr >= s->vaddr && vaddr - s->vaddr < s->size)
			return (struct gg_go_bytes){ elf->map.p + s->offset + (vaddr - s->vaddr),
						     (size_t)(s->size - (vaddr - s->vaddr)) };
	}
	return (struct gg_go_bytes){ NULL, 0 };
}

bool gg_go_elf_search(struct gg_go_elf *elf, uint64_t bytes)
{
	if (bytes > GG_GO_SEARCH_MAX - elf->searched) {
		elf->too_big = true;
		return false;
	}
	elf->searched += bytes;
	return true;
}

struct gg_go_bytes gg_go_elf_section(const struct gg_go_elf *elf, const char *name, uint64_t *ret_vaddr)
{
	struct gg_go_bytes names, none = { NULL, 0 };
	size_t len = strlen(name) + 1;
	Elf64_Ehdr h;
	Elf64_Shdr s;

	memcpy(&h, elf->map.p, sizeof(h));
	if (!record(elf, h.e_shoff, h.e_shstrndx, h.e_shentsize, &s, sizeof(s)) || s.sh_type != SHT_STRTAB)
		return none;
	names = gg_go_sub(elf->map, s.sh_offset, s.sh_size);
	for (unsigned i = 1; i < h.e_shnum && i < SECTIONS_MAX; i++) {
		if (!record(elf, h.e_shoff, i, h.e_shentsize, &s, sizeof(s)))
			break;
		if (s.sh_name >= names.n || names.n - s.sh_name < len || s.sh_type == SHT_NOBITS ||
		    memcmp(names.p + s.sh_name, name, len) != 0)
			continue;
		*ret_vaddr = s.sh_addr;
		/* by its address: what a header says of the file must agree with what is loaded */
		return gg_go_sub(gg_go_elf_at(elf, s.sh_addr), 0, s.sh_size);
	}
	return none;
}

static bool relative(const struct gg_go_elf *elf, size_t i, Elf64_Rela *ret)
{
	unsigned type = elf->machine == EM_X86_64 ? R_X86_64_RELATIVE : R_AARCH64_RELATIVE;

	memcpy(ret, elf->rela.p + i * sizeof(*ret), sizeof(*ret));
	return ELF64_R_TYPE(ret->r_info) == type;
}

bool gg_go_elf_words(const struct gg_go_elf *elf, uint64_t vaddr, size_t n, uint64_t *ret)
{
	struct gg_go_bytes at = gg_go_elf_at(elf, vaddr);
	Elf64_Rela r;

	if (!at.p || at.n / sizeof(*ret) < n)
		return false;
	memcpy(ret, at.p, n * sizeof(*ret));
	for (size_t i = 0; i < elf->rela.n / sizeof(r); i++)
		if (relative(elf, i, &r) && r.r_offset >= vaddr && (r.r_offset - vaddr) / sizeof(*ret) < n &&
		    (r.r_offset - vaddr) % sizeof(*ret) == 0)
			ret[(r.r_offset - vaddr) / sizeof(*ret)] = (uint64_t)r.r_addend;
	return true;
}

bool gg_go_elf_relative(const struct gg_go_elf *elf, uint64_t value, size_t *index, uint64_t *ret_vaddr)
{
	Elf64_Rela r;

	for (; *index < elf->rela.n / sizeof(r); ++*index)
		if (relative(elf, *index, &r) && (uint64_t)r.r_addend == value) {
			++*index;
			*ret_vaddr = r.r_offset;
			return true;
		}
	return false;
}
