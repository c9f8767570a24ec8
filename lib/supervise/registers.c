/*
 * Stack pointer and program counter of a thread that waits in a call.
 *
 * Owns one slot for each remainder of a thread's number: opening /proc/TID/syscall costs more than reading
 * it. Relies on the kernel for ESRCH once the thread is gone. Does not keep what was read.
 */
#include "supervise/registers.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/scope.h"
#include "supervise/proc.h"

#define REST_TRIES 20000 /* two seconds and more */

/** gg_registers_init() - see registers.h */
void gg_registers_init(struct gg_registers *r)
{
	for (size_t i = 0; i < GG_REGISTERS; i++)
		r->kept[i].fd = -1;
}

static int open_syscall(pid_t tid)
{
	return gg_fd_above(gg_proc_open(tid, "syscall", O_RDONLY), 3);
}

/* One line. Return: its length; otherwise nothing can be read, the thread of @fd being gone among the reasons */
static ssize_t read_line(int fd, char *line, size_t size)
{
	ssize_t n = fd < 0 ? -1 : pread(fd, line, size - 1, 0);

	line[n > 0 ? n : 0] = '\0';
	return n;
}

static bool read_again(struct gg_registers *r, pid_t tid, char *line, size_t size)
{
	size_t i = (size_t)tid % GG_REGISTERS;

	if (r->kept[i].tid == tid && read_line(r->kept[i].fd, line, size) > 0)
		return true;
	gg_scope_close(&r->kept[i].fd);
	r->kept[i].fd = open_syscall(tid);
	r->kept[i].tid = tid;
	return read_line(r->kept[i].fd, line, size) > 0;
}

/* What the thread waits in. It may be heard of a moment before it rests, and without a processor that moment is
 * long: until then all that is said of it is that it runs. */
static bool read_syscall(struct gg_registers *r, pid_t tid, char *line, size_t size)
{
	const struct timespec pause = { .tv_nsec = 20000 };

	for (unsigned i = 0; i < REST_TRIES; i++) {
		if (!read_again(r, tid, line, size))
			return false;
		if (strcmp(line, "running\n") != 0)
			return true;
		(void)nanosleep(&pause, NULL);
	}
	return false;
}

/** gg_registers_read() - see registers.h */
bool gg_registers_read(struct gg_registers *r, pid_t tid, uint64_t *ret_sp, uint64_t *ret_pc)
{
	char line[256], *at = line;
	uint64_t sp;

	if (!read_syscall(r, tid, line, sizeof(line)))
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
