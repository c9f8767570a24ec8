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

#define REST_TRIES 20000 /* two seconds and more */

/* What the thread waits in. It may be heard of a moment before it rests, and without a processor that moment is
 * long: until then all that is said of it is that it runs. */
static bool read_syscall(struct gg_threads *threads, pid_t tid, char *line, size_t size)
{
	const struct timespec pause = { .tv_nsec = 20000 };

	for (unsigned i = 0; i < REST_TRIES; i++) {
		if (gg_threads_read(threads, tid, GG_THREAD_SYSCALL, line, size) <= 0)
			return false;
		if (strcmp(line, "running\n") != 0)
			return true;
		(void)nanosleep(&pause, NULL);
	}
	return false;
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
