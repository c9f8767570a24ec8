/*
 * What a preload library depends on.
 *
 * Owns a look at the dynamic strings and at the names of sections. Relies on 64-bit little-endian
 * files; of others it tells the class alone. Trusts no offset and no count: every read is bounded,
 * and what cannot be read counts as not there.
 */
#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/common.h"
#include "base/elf.h"
#include "base/scope.h"

#define PHDRS_MAX 128
#define SHDRS_MAX 1024
#define DYNS_MAX 512
#define STRINGS_MAX (4u << 20)

#if defined(__x86_64__)
#define MACHINE_HERE EM_X86_64
#else
#define MACHINE_HERE EM_AARCH64
#endif

/* Up to @n bytes at @offset. Return: bytes, 0 on any failure */
static size_t read_at(int fd, void *buf, size_t n, uint64_t offset)
{
	ssize_t got = offset > INT64_MAX ? -1 : pread(fd, buf, n, (off_t)offset);

	return got < 0 ? 0 : (size_t)got;
}

/* Does a table of NUL-terminated strings in the file hold @word? */
static bool strings_have(int fd, uint64_t offset, uint64_t size, const char *word)
{
	size_t len = strlen(word) + 1;
	gg_free char *strings = NULL;
	size_t n;

	if (size < len || size > STRINGS_MAX)
		return false;
	strings = malloc((size_t)size);
	n = strings ? read_at(fd, strings, (size_t)size, offset) : 0;
	return n && memmem(strings, n, word, len) != NULL;
}

/* File offset of address @addr, by the segments that are loaded; false: nowhere */
static bool offset_of(const Elf64_Phdr *ph, size_t n, uint64_t addr, uint64_t *ret_offset)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (ph[i].p_type == PT_LOAD && addr >= ph[i].p_vaddr &&
		    addr - ph[i].p_vaddr < ph[i].p_filesz) {
			*ret_offset = addr - ph[i].p_vaddr + ph[i].p_offset;
			return true;
		}
	return false;
}

static void read_dynamic(int fd, const Elf64_Phdr *ph, size_t n, const Elf64_Phdr *dynamic,
			 struct gg_elf_facts *facts)
{
	Elf64_Dyn dyn[DYNS_MAX];
	size_t bytes = GG_MIN(dynamic->p_filesz, sizeof(dyn));
	size_t i, count = read_at(fd, dyn, bytes, dynamic->p_offset) / sizeof(dyn[0]);
	uint64_t at = 0, size = 0, offset;

	for (i = 0; i < count && dyn[i].d_tag != DT_NULL; i++) {
		if (dyn[i].d_tag == DT_STRTAB)
			at = dyn[i].d_un.d_ptr;
		else if (dyn[i].d_tag == DT_STRSZ)
			size = dyn[i].d_un.d_val;
	}
	if (offset_of(ph, n, at, &offset))
		facts->libc_start = strings_have(fd, offset, size, "__libc_start_main");
}

static void read_segments(int fd, const Elf64_Ehdr *head, struct gg_elf_facts *facts)
{
	Elf64_Phdr ph[PHDRS_MAX];
	size_t n = GG_MIN(head->e_phnum, (size_t)PHDRS_MAX);
	size_t i;

	if (head->e_phentsize != sizeof(ph[0]))
		return;
	n = read_at(fd, ph, n * sizeof(ph[0]), head->e_phoff) / sizeof(ph[0]);
	for (i = 0; i < n; i++)
		if (ph[i].p_type == PT_DYNAMIC)
			read_dynamic(fd, ph, n, &ph[i], facts);
}

static void read_sections(int fd, const Elf64_Ehdr *head, struct gg_elf_facts *facts)
{
	Elf64_Shdr names;
	uint64_t at = head->e_shoff + (uint64_t)head->e_shstrndx * sizeof(names);

	if (head->e_shentsize != sizeof(names) || head->e_shstrndx >= SHDRS_MAX || at < head->e_shoff ||
	    read_at(fd, &names, sizeof(names), at) != sizeof(names))
		return;
	facts->go = strings_have(fd, names.sh_offset, names.sh_size, ".go.buildinfo") ||
		    strings_have(fd, names.sh_offset, names.sh_size, ".gopclntab");
}

/* The header, as far as it goes, the rest zero. Return: see gg_elf_made_for() */
static int read_head(int fd, Elf64_Ehdr *head, int *ret_bits)
{
	size_t n;

	memset(head, 0, sizeof(*head));
	n = read_at(fd, head, sizeof(*head), 0);
	if (n < EI_NIDENT || memcmp(head->e_ident, ELFMAG, SELFMAG))
		return -ENOEXEC;
	*ret_bits = head->e_ident[EI_CLASS] == ELFCLASS64 ? 64 : 32;
	return *ret_bits == 64 && n == sizeof(*head) && head->e_machine == MACHINE_HERE &&
	       head->e_ident[EI_DATA] == ELFDATA2LSB;
}

/** gg_elf_made_for() - see elf.h */
int gg_elf_made_for(int fd, int *ret_bits)
{
	Elf64_Ehdr head;

	return read_head(fd, &head, ret_bits);
}

/** gg_elf_facts() - see elf.h */
int gg_elf_facts(int fd, struct gg_elf_facts *ret_facts)
{
	struct gg_elf_facts facts = { 0 };
	Elf64_Ehdr head;
	int here = read_head(fd, &head, &facts.bits);

	if (here < 0)
		return here;
	facts.here = here;
	if (facts.bits == 64 && head.e_ident[EI_DATA] == ELFDATA2LSB) {
		read_segments(fd, &head, &facts);
		read_sections(fd, &head, &facts);
	}
	*ret_facts = facts;
	return 0;
}
