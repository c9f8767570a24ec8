/*
 * Stack pointer and program counter of a thread that waits in a call.
 *
 * Owns the form of the line in /proc/TID/syscall. Relies on supervise/threads for reading it. Does not keep
 * what was read.
 */
#include "supervise/registers.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define REST_S 2 /* and up to one more */

/* What the thread waits in. It may be heard of a moment before it rests, and without a processor that moment is
 * long: until then all that is said of it is that it runs. */
static bool read_syscall(struct gg_threads *threads, pid_t tid, char *line, size_t size)
{
	const struct timespec pause = { .tv_nsec = 20000 };
	struct timespec begin = { 0 }, now;

	for (;;) {
		if (gg_threads_read(threads, tid, GG_THREAD_SYSCALL, line, size) <= 0)
			return false;
		if (strcmp(line, "running\n") != 0)
			return true;
		(void)clock_gettime(CLOCK_MONOTONIC, &now);
		if (!begin.tv_sec)
			begin = now;
		if (now.tv_sec - begin.tv_sec > REST_S)
			return false;
		(void)nanosleep(&pause, NULL);
	}
}

/** gg_registers_read() - see registers.h */
bool gg_registers_read(struct gg_threads *threads, pid_t tid, uint64_t *ret_sp, uint64_t *ret_pc)
{
	char line[256], *at = line;
	uint64_t sp;

	if (!read_syscall(threads, tid, line, sizeof(line)))
		return false;
	for (int i = 0; i < 7; i++) { /* number and arguments */
		at += strcspn(at, " ");
		at += strspn(at, " ");
	}
	sp = strtoul(at, &at, 16);
	*ret_pc = strtoul(at, &at, 16);
	*ret_sp = sp;
	return *ret_sp && *ret_pc;
}
