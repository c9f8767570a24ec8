/*
 * Writing to a target.
 *
 * Owns the two ways: process_vm_writev, and /proc/PID/mem where that is refused. Relies on the
 * thread being stopped in a notification. The second way asks nobody whether the memory may be
 * written, so that is looked up before; against threads that exchange a mapping in between it
 * holds nothing but the function's own memory: the kernel never writes to what is shared so.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/scope.h"
#include "base/sys.h"
#include "supervise/proc.h"
#include "supervise/target.h"

/* One line of maps, "LOW-HIGH rwxp ...". Return: 1 writable, 0 not, -1 about something else */
static int line_says(const char *line, uint64_t addr, size_t n)
{
	char *at;
	uint64_t low = strtoul(line, &at, 16);
	uint64_t high = *at == '-' ? strtoul(at + 1, &at, 16) : 0;

	if (addr < low || addr >= high)
		return -1;
	return at[0] == ' ' && at[1] && at[2] == 'w' && n <= high - addr;
}

static bool writable(const struct gg_call *c, uint64_t addr, size_t n)
{
	gg_close int fd = gg_proc_open(c->tid, "maps", O_RDONLY);
	char buf[8192]; /* more than a line: two paths' worth */
	size_t used = 0;
	long got;

	while (fd >= 0 && (got = gg_sys_read(fd, buf + used, sizeof(buf) - 1 - used)) > 0) {
		char *line = buf;
		char *end;

		used += (size_t)got;
		buf[used] = '\0';
		for (; (end = strchr(line, '\n')); line = end + 1) {
			int says = line_says(line, addr, n);

			if (says >= 0)
				return says;
		}
		used -= (size_t)(line - buf);
		memmove(buf, line, used);
	}
	return false;
}

static long write_mem(const struct gg_call *c, uint64_t addr, const void *buf, size_t n)
{
	gg_close int fd = -1;
	ssize_t put;

	if (!writable(c, addr, n))
		return -EFAULT;
	fd = gg_proc_open(c->tid, "mem", O_WRONLY);
	if (fd < 0)
		return fd;
	put = pwrite(fd, buf, n, (off_t)addr);
	return put < 0 ? -errno : put;
}

/** gg_target_write() - see target.h */
int gg_target_write(const struct gg_call *c, uint64_t addr, const void *buf, size_t n)
{
	long put = gg_sys_vm_write(c->tid, (void *)(uintptr_t)addr, buf, n);

	if (put == -ENOSYS || put == -EPERM)
		put = write_mem(c, addr, buf, n);
	return put >= 0 && (size_t)put == n ? 0 : -EFAULT;
}
