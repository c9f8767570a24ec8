/*
 * An ELF file for this kind of machine, mapped and read with suspicion.
 *
 * Owns the read-only mapping and the way from virtual addresses to its bytes. Relies on the file not
 * being cut short while mapped, which the kernel refuses (ETXTBSY) for one that is being executed.
 * Does not know Go. Only 64 bits, little-endian, x86-64 and AArch64.
 */
#ifndef GG_GOLANG_ELF64_H
#define GG_GOLANG_ELF64_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/err.h"

#define GG_GO_SEGMENTS 64 /* PT_LOADs that are looked at */
#define GG_GO_SEARCH_MAX (512u << 20) /* bytes that are searched in one file */

/* Bytes that are known to be there */
struct gg_go_bytes {
	const uint8_t *p;
	size_t n;
};

struct gg_go_segment {
	uint64_t vaddr;
	uint64_t offset;
	uint64_t size; /* in the file */
	bool writable;
};

/**
 * struct gg_go_elf - a mapped ELF file
 * @map:       all of it
 * @machine:   EM_X86_64 or EM_AARCH64
 * @entry:     where it starts, as linked
 * @fixed:     it can only be loaded where it was linked for (ET_EXEC)
 * @segments:  its PT_LOADs as far as the file holds them
 * @rela:      dynamic relocations, Elf64_Rela; empty: none
 * @searched:  bytes that were searched for tables; @too_big: there were more than may be
 */
struct gg_go_elf {
	struct gg_go_bytes map;
	unsigned machine;
	uint64_t entry;
	bool fixed;
	unsigned n_segments;
	struct gg_go_segment segments[GG_GO_SEGMENTS];
	struct gg_go_bytes rela;
	uint64_t searched;
	bool too_big;
};

/* gg_go_elf_open() - map the file behind @fd, which stays the caller's
 * Return: 0, end with gg_go_elf_done(); -ENOEXEC: no such ELF file; negative errno */
int gg_go_elf_open(int fd, struct gg_go_elf *ret, struct gg_err *err);
void gg_go_elf_done(struct gg_go_elf *elf);

/* gg_go_elf_at() - the bytes from @vaddr to the end of its segment. Return: empty: not in the file */
struct gg_go_bytes gg_go_elf_at(const struct gg_go_elf *elf, uint64_t vaddr);

/* gg_go_elf_search() - so many more bytes are to be searched. Return: false: that is too many of one file,
 * whose segments and relocations may name the same bytes again and again */
bool gg_go_elf_search(struct gg_go_elf *elf, uint64_t bytes);

/* gg_go_elf_section() - find a section by name
 * Return: its bytes, *@ret_vaddr is where they are loaded; empty: there is none */
struct gg_go_bytes gg_go_elf_section(const struct gg_go_elf *elf, const char *name, uint64_t *ret_vaddr);

/* gg_go_elf_words() - @n words at @vaddr as the program sees them, unbiased: relocations that only
 * add the load bias (R_*_RELATIVE) are applied. Return: false: not in the file */
bool gg_go_elf_words(const struct gg_go_elf *elf, uint64_t vaddr, size_t n, uint64_t *ret);

/* gg_go_elf_relative() - from relocation *@index on, the next that puts address @value somewhere
 * Return: false: no more; else *@ret_vaddr is where, *@index goes on after it */
bool gg_go_elf_relative(const struct gg_go_elf *elf, uint64_t value, size_t *index, uint64_t *ret_vaddr);

static inline uint32_t gg_go_u32(const uint8_t *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

static inline uint64_t gg_go_u64(const uint8_t *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

/* gg_go_sub() - part of @b. Return: @b from @offset, at most @n bytes; empty: starts behind its end */
static inline struct gg_go_bytes gg_go_sub(struct gg_go_bytes b, uint64_t offset, uint64_t n)
{
	struct gg_go_bytes none = { NULL, 0 };

	if (offset >= b.n)
		return none;
	return (struct gg_go_bytes){ b.p + offset, (size_t)(n < b.n - offset ? n : b.n - offset) };
}

#endif
