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

#define HEAD 256 /* as much of a script as the kernel looks at */

/* Where the first line ends, without the blanks before that; it is all there is when it is long */
static size_t line_end(const char *head)
{
	const char *newline = memchr(head, '\n', strnlen(head, HEAD));
	size_t end = newline ? (size_t)(newline - head) : strnlen(head, HEAD - 1);

	while (end > 2 && (head[end - 1] == ' ' || head[end - 1] == '\t'))
		end--;
	return end;
}

/* One word of [@from, @end), up to a blank or, with @rest, all of it */
static int copy_word(const char *head, size_t from, size_t end, bool rest, char *word, size_t size)
{
	size_t len = 0;

	while (from + len < end && head[from + len] &&
	       (rest || (head[from + len] != ' ' && head[from + len] != '\t')))
		len++;
	if (len >= size)
		return -ENOEXEC;
	memcpy(word, head + from, len);
	word[len] = '\0';
	return (int)len;
}

static size_t skip_blanks(const char *head, size_t from, size_t end)
{
	while (from < end && (head[from] == ' ' || head[from] == '\t'))
		from++;
	return from;
}

static int read_script(const char head[static HEAD], char *interp, size_t size)
{
	size_t end = line_end(head);
	int len = copy_word(head, skip_blanks(head, 2, end), end, false, interp, size);

	return len > 0 ? GG_PROGRAM_SCRIPT : -ENOEXEC;
}

/** gg_elf_script_argument() - see elf.h */
int gg_elf_script_argument(int fd, char *argument, size_t size)
{
	char head[HEAD] = "", interp[HEAD];
	ssize_t n = pread(fd, head, sizeof(head), 0);
	size_t from, end;
	int len;

	if (n < 0)
		return -errno;
	if (n < 3 || head[0] != '#' || head[1] != '!')
		return -ENOEXEC;
	end = line_end(head);
	from = skip_blanks(head, 2, end);
	len = copy_word(head, from, end, false, interp, sizeof(interp));
	if (len <= 0)
		return -ENOEXEC;
	from = skip_blanks(head, from + (size_t)len, end);
	len = copy_word(head, from, end, true, argument, size);
	return len < 0 ? len : 0;
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

union head {
	Elf64_Ehdr elf;
	char bytes[HEAD];
};

/* @n: bytes of @head. Return: how many segments there are; -ENOEXEC */
static int read_segments(int fd, const union head *head, ssize_t n, Elf64_Phdr ph[static HEADERS_MAX])
{
	size_t count = GG_MIN(head->elf.e_phnum, (size_t)HEADERS_MAX);

	if (n < (ssize_t)sizeof(head->elf) || memcmp(head->elf.e_ident, ELFMAG, SELFMAG) ||
	    head->elf.e_ident[EI_CLASS] != ELFCLASS64 || head->elf.e_phentsize != sizeof(ph[0]))
		return -ENOEXEC;
	n = pread(fd, ph, count * sizeof(ph[0]), (off_t)head->elf.e_phoff);
	return n < 0 || (size_t)n != count * sizeof(ph[0]) ? -ENOEXEC : (int)count;
}

/** gg_elf_memory_runs() - see elf.h; where a file says nothing, the kernel makes a stack that does not
 * (Linux 5.8; arm64 5.10) */
bool gg_elf_memory_runs(int fd)
{
	union head head = { .bytes = "" };
	Elf64_Phdr ph[HEADERS_MAX];
	int i, count = read_segments(fd, &head, pread(fd, &head, sizeof(head), 0), ph);

	for (i = 0; i < count; i++) {
		bool written = ph[i].p_type == PT_LOAD && (ph[i].p_flags & PF_W);

		if ((written || ph[i].p_type == PT_GNU_STACK) && (ph[i].p_flags & PF_X))
			return true;
	}
	return false;
}

/** gg_elf_program() - see elf.h */
int gg_elf_program(int fd, char *interp, size_t size)
{
	union head head = { .bytes = "" };
	Elf64_Phdr ph[HEADERS_MAX];
	ssize_t n = pread(fd, &head, sizeof(head), 0);
	int i, count;

	interp[0] = '\0';
	if (n < 0)
		return -errno;
	if (n > 2 && head.bytes[0] == '#' && head.bytes[1] == '!')
		return read_script(head.bytes, interp, size);
	count = read_segments(fd, &head, n, ph);
	if (count < 0)
		return count;
	for (i = 0; i < count; i++)
		if (ph[i].p_type == PT_INTERP)
			return read_interp(fd, &ph[i], interp, size);
	return GG_PROGRAM_STATIC;
}
