/*
 * Reading a target.
 *
 * Owns process_vm_readv in pieces that never cross into an unmapped page, and /proc lookups.
 * Relies on the thread being stopped in a notification. Does not trust anything to stay.
 */
#include "supervise/target.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/kernel.h"
#include "base/scope.h"
#include "base/sys.h"
#include "base/text.h"
#include "supervise/proc.h"

#define PAGE 4096u

/* The other way into memory, where process_vm_readv is refused */
static long read_mem(const struct gg_call *c, uint64_t addr, void *buf, size_t n)
{
	gg_close int fd = gg_target_mem(c);
	ssize_t got;

	if (fd < 0)
		return fd;
	got = pread(fd, buf, n, (off_t)addr);
	if (got < 0)
		return errno == EIO ? -EFAULT : -errno;
	return got;
}

/** gg_target_peek() - see target.h */
long gg_target_peek(const struct gg_call *c, uint64_t addr, void *buf, size_t n)
{
	long got = gg_sys_vm_read(c->tid, (const void *)(uintptr_t)addr, buf, n);

	return got == -ENOSYS || got == -EPERM ? read_mem(c, addr, buf, n) : got;
}

/** gg_target_read() - see target.h */
int gg_target_read(const struct gg_call *c, uint64_t addr, void *buf, size_t n)
{
	long got;

	if (n == 0)
		return 0;
	got = gg_target_peek(c, addr, buf, n);
	if (got < 0)
		return (int)got == -EPERM || (int)got == -ESRCH ? -EACCES : (int)got;
	return (size_t)got == n ? 0 : -EFAULT;
}

/** gg_target_string() - see target.h */
int gg_target_string(const struct gg_call *c, uint64_t addr, char *buf, size_t size)
{
	size_t done = 0;

	while (done < size) {
		size_t n = PAGE - ((addr + done) & (PAGE - 1));
		const char *end;
		int ret;

		n = GG_MIN(n, size - done);
		n = GG_MIN(n, done ? n : 256u); /* most strings are short */
		ret = gg_target_read(c, addr + done, buf + done, n);
		if (ret < 0)
			return ret;
		end = memchr(buf + done, '\0', n);
		if (end)
			return (int)(end - buf);
		done += n;
	}
	return -ENAMETOOLONG;
}

/** gg_target_listener() - see target.h */
int gg_target_listener(const struct gg_call *c, unsigned long request, void *arg)
{
	int ret;

	do
		ret = ioctl(c->super->listener, request, arg);
	while (ret < 0 && errno == EINTR);
	return ret < 0 ? -errno : ret;
}

/** gg_target_alive() - see target.h */
bool gg_target_alive(const struct gg_call *c)
{
	uint64_t id = c->id;

	return gg_target_listener(c, SECCOMP_IOCTL_NOTIF_ID_VALID, &id) == 0;
}

/** gg_target_in_child() - see target.h. The child is not reaped yet, so nobody else can have its number; no signal
 * is sent, and a refusal comes after the thread was found there. */
bool gg_target_in_child(struct gg_call *c)
{
	pid_t child = c->super->child;
	long ret;

	if (!c->tgid) {
		ret = c->tid == child ? 0 : gg_sys(SYS_tgkill, child, c->tid, 0);
		if (ret == 0 || ret == -EPERM)
			c->tgid = child;
	}
	return child && c->tgid == child;
}

/** gg_target_tgid() - see target.h */
pid_t gg_target_tgid(struct gg_call *c)
{
	char status[4096];
	long tgid;

	if (c->tgid || gg_target_in_child(c))
		return c->tgid;
	if (gg_proc_read(c->tid, "status", status, sizeof(status)) < 0)
		return -ESRCH;
	tgid = gg_proc_number(status, "\nTgid:", 0, 10);
	if (tgid <= 0)
		return -ESRCH;
	c->tgid = (pid_t)tgid;
	return c->tgid;
}

/** gg_target_kin() - see target.h */
int gg_target_kin(pid_t tid, struct gg_kin *ret_kin)
{
	const struct gg_call c = { .tid = tid };
	struct gg_kin kin;
	char status[8192];

	if (gg_proc_read(c.tid, "status", status, sizeof(status)) < 0)
		return -ESRCH;
	kin.tgid = (pid_t)gg_proc_number(status, "\nTgid:", 0, 10);
	kin.parent = (pid_t)gg_proc_number(status, "\nPPid:", 0, 10);
	kin.filters = gg_proc_number(status, "\nSeccomp_filters:", 0, 10);
	if (kin.filters < 0)
		kin.filters = gg_proc_number(status, "\nSeccomp:", 0, 10);
	if (kin.tgid <= 0)
		return -ESRCH;
	*ret_kin = kin;
	return 0;
}

/** gg_target_open() - see target.h */
int gg_target_open(const struct gg_call *c, const char *what)
{
	int fd = gg_proc_open(c->tid, what, O_PATH);

	if (fd == -ENOENT && !strncmp(what, "fd/", 3))
		return -EBADF;
	return fd == -EPERM ? -EACCES : fd;
}

/* A set of signals in @status: hexadecimal, signal 1 lowest */
static uint64_t signal_set(const char *status, const char *key)
{
	const char *at = strstr(status, key);

	return at ? strtoull(at + strlen(key), NULL, 16) : 0;
}

#define SET(signal_) (UINT64_C(1) << ((signal_) - 1))
#define STOPS (SET(SIGSTOP) | SET(SIGTSTP) | SET(SIGTTIN) | SET(SIGTTOU))
#define NOTHING (SET(SIGCHLD) | SET(SIGCONT) | SET(SIGURG) | SET(SIGWINCH)) /* what they do unless they are handled */

/* Signals of @pending that do something to the caller: they are handled, end it with a core, or stop it. Others that
 * end it have done so. */
static uint64_t effective(const char *status, uint64_t pending)
{
	uint64_t handled = signal_set(status, "\nSigCgt:");

	return pending & ~signal_set(status, "\nSigBlk:") & ~signal_set(status, "\nSigIgn:") & (handled | ~NOTHING);
}

/* Of those, the ones that nobody but the caller can take */
static uint64_t own(const char *status)
{
	uint64_t pending = signal_set(status, "\nSigPnd:");

	if (gg_proc_number(status, "\nThreads:", 0, 10) == 1)
		pending |= signal_set(status, "\nShdPnd:");
	return effective(status, pending);
}

/** gg_target_signalled() - see target.h. What stops a process is taken by any of its threads, and a call does not end
 * for that: it has to be one that begins again. */
bool gg_target_signalled(const struct gg_call *c)
{
	char status[8192];

	if (gg_proc_read(c->tid, "status", status, sizeof(status)) < 0)
		return false;
	return own(status) || (effective(status, signal_set(status, "\nShdPnd:")) &
			       (signal_set(status, "\nSigCgt:") | ~STOPS));
}

/** gg_target_restarts() - see target.h */
bool gg_target_restarts(const struct gg_call *c)
{
	char status[8192];

	return gg_proc_read(c->tid, "status", status, sizeof(status)) >= 0 && own(status);
}

/** gg_target_creds() - see target.h */
int gg_target_creds(const struct gg_call *c, struct gg_creds *ret_creds)
{
	char status[8192];
	struct gg_creds creds = { 0 };
	const char *at;
	long uid, gid, mask, caps;
	long n = gg_proc_read(c->tid, "status", status, sizeof(status));

	if (n < 0)
		return n == -ENOENT ? -ESRCH : (int)n;
	uid = gg_proc_number(status, "\nUid:", 3, 10);
	gid = gg_proc_number(status, "\nGid:", 3, 10);
	mask = gg_proc_number(status, "\nUmask:", 0, 8);
	caps = gg_proc_number(status, "\nCapEff:", 0, 16);
	at = strstr(status, "\nGroups:");
	if (uid < 0 || gid < 0 || mask < 0 || caps < 0 || !at)
		return -ESRCH;
	for (at += 8; *at && *at != '\n' && creds.n_groups < 64;) {
		char *end;
		long group = strtol(at, &end, 10);

		if (end == at)
			break;
		creds.groups[creds.n_groups++] = (gid_t)group;
		at = end + strspn(end, " \t");
	}
	creds.fsuid = (uid_t)uid;
	creds.fsgid = (gid_t)gid;
	creds.umask = (unsigned)mask;
	creds.caps = (uint64_t)caps;
	*ret_creds = creds;
	return 0;
}
