/*
 * Kinds of programs.
 *
 * Owns reading an ELF header's PT_INTERP and a script's first line, as the kernel does. Relies on
 * 64-bit little-endian files, the only ones that run under the guard. Trusts no offset.
 */
#include "base/elf.h"

#include <elf.h>
#include <errno.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include "base/common.h"

#define HEADERS_MAX 128

static int read_script(const char *head, size_t n, char *interp, size_t size)
{
	size_t from = 2;
	size_t len;

	while (from < n && (head[from] == ' ' || head[from] == '\t'))
		from++;
	for (len = 0; from + len < n && !strchr(" \t\r\n", head[from + len]); len++)
		;
	if (len == 0 || len >= size)
		return -ENOEXEC;
	memcpy(interp, head + from, len);
	interp[len] = '\0';
	return GG_PROGRAM_SCRIPT;
}

static int read_interp(int fd, const Elf64_Phdr *ph, char *interp, size_t size)
{
	if (ph->p_filesz < 2 || ph->p_filesz > size)
		return -ENOEXEC;
	if (pread(fd, interp, ph->p_filesz, (off_t)ph->p_offset) != (ssize_t)ph->p_filesz) {
		interp[0] = '\0';
		return -ENOEXEC;
	}
	interp[ph->p_filesz - 1] = '\0';
	return GG_PROGRAM_DYNAMIC;
}

/** gg_elf_program() - see elf.h */
int gg_elf_program(int fd, char *interp, size_t size)
{
	union {
		Elf64_Ehdr elf;
		char bytes[256];
	} head;
	Elf64_Phdr ph[HEADERS_MAX];
	ssize_t n = pread(fd, &head, sizeof(head), 0);
	size_t i, count;

	interp[0] = '\0';
	if (n < 0)
		return -errno;
	if (n > 2 && head.bytes[0] == '#' && head.bytes[1] == '!')
		return read_script(head.bytes, (size_t)n, interp, size);
	if ((size_t)n < sizeof(head.elf) || memcmp(head.elf.e_ident, ELFMAG, SELFMAG) ||
	    head.elf.e_ident[EI_CLASS] != ELFCLASS64 || head.elf.e_phentsize != sizeof(ph[0]))
		return -ENOEXEC;
	count = GG_MIN(head.elf.e_phnum, (size_t)HEADERS_MAX);
	n = pread(fd, ph, count * sizeof(ph[0]), (off_t)head.elf.e_phoff);
	if (n < 0 || (size_t)n != count * sizeof(ph[0]))
		return -ENOEXEC;
	for (i = 0; i < count; i++)
		if (ph[i].p_type == PT_INTERP)
			return read_interp(fd, &ph[i], interp, size);
	return GG_PROGRAM_STATIC;
}
