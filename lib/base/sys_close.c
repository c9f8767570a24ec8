/*
 * Closing many descriptors at once.
 *
 * Owns the ways to do it where close_range(2) is not there, which is before Linux 5.9, or refused: those that /proc
 * lists, and without /proc every number that a process can have. Relies on raw calls only, since a guard is armed in
 * programs whose libc must not be asked. Nobody else may open anything meanwhile.
 */
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include "base/sys.h"
#include "base/text.h"

#define NR_OPEN 1048576u /* the highest limit that a process can be given, unless fs.nr_open was raised */

struct entry { /* as getdents64(2) gives them */
	uint64_t ino;
	int64_t next;
	uint16_t size;
	uint8_t type;
	char name[];
};

/* Return: false when that is no list of what is open here */
static bool close_listed(unsigned first, unsigned last)
{
	char buf[2048] __attribute__((aligned(8)));
	long dir = gg_sys_openat(AT_FDCWD, "/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
	bool has_itself = false;
	long n, at;

	if (dir < 0)
		return false;
	while ((n = gg_sys(SYS_getdents64, dir, buf, sizeof(buf))) > 0) {
		for (at = 0; at < n; at += ((const struct entry *)(buf + at))->size) {
			uint64_t fd;

			if (!gg_text_parse_u64(((const struct entry *)(buf + at))->name, INT_MAX, &fd))
				continue;
			if (fd == (uint64_t)dir)
				has_itself = true;
			else if (fd >= first && fd <= last)
				gg_sys_close((int)fd);
		}
	}
	gg_sys_close((int)dir);
	return n == 0 && has_itself;
}

/* What was opened before a limit was lowered is above it. */
static void close_each(unsigned first, unsigned last)
{
	struct rlimit files = { 0, 0 };
	unsigned end = NR_OPEN;

	if (gg_sys(SYS_prlimit64, 0, RLIMIT_NOFILE, NULL, &files) == 0 && files.rlim_max > end)
		end = files.rlim_max < ~0u ? (unsigned)files.rlim_max : ~0u;
	for (unsigned fd = first; fd <= last && fd < end; fd++)
		gg_sys_close((int)fd);
}

/** gg_sys_close_between() - see sys.h */
void gg_sys_close_between(unsigned first, unsigned last)
{
	if (first > last || gg_sys_close_range(first, last, 0) == 0)
		return;
	if (!close_listed(first, last))
		close_each(first, last);
}
