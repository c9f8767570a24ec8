/*
 * Descriptors of a target.
 *
 * Owns duplicates of them, and what they are open for. A number may be given to another descriptor at any time:
 * what must be about one object is asked of a duplicate, or compared with the object. Relies on the process
 * standing for the thread: one with a table of its own cannot exist, the filter refuses clone without
 * CLONE_FILES, and unshare.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/kernel.h"
#include "base/scope.h"
#include "base/sys.h"
#include "base/text.h"
#include "supervise/broker.h"
#include "supervise/proc.h"
#include "supervise/target.h"
#include "supervise/wake.h"

/* What /proc says of a descriptor */
struct fdinfo {
	long flags, mount, ino; /* ino: Linux 5.14 */
};

static int read_fdinfo(pid_t tid, int fd, struct fdinfo *ret)
{
	char what[32], info[512];
	struct gg_text text;

	gg_text_init(&text, what, sizeof(what));
	gg_text_fmt(&text, "fdinfo/%d", fd);
	if (gg_proc_read(tid, what, info, sizeof(info)) < 0)
		return -EBADF;
	*ret = (struct fdinfo){ gg_proc_number(info, "\nflags:", 0, 8), gg_proc_number(info, "\nmnt_id:", 0, 10),
				gg_proc_number(info, "\nino:", 0, 10) };
	return ret->flags < 0 ? -EBADF : 0;
}

/** gg_target_flags() - see target.h */
int gg_target_flags(const struct gg_call *c, int fd)
{
	struct fdinfo info;
	int ret = read_fdinfo(c->tid, fd, &info);

	return ret < 0 ? ret : (int)info.flags;
}

static int duplicate(struct gg_call *c, int fd)
{
	gg_close int pidfd = (int)gg_sys_pidfd_open(c->tid, GG_PIDFD_THREAD);
	long copy;

	if (pidfd < 0) { /* before Linux 6.9 */
		pid_t tgid = gg_target_tgid(c);

		pidfd = tgid < 0 ? tgid : (int)gg_sys_pidfd_open(tgid, 0);
	}
	if (pidfd < 0) /* of descriptors there may be none left; else it is the process that cannot be had */
		return pidfd == -EMFILE || pidfd == -ENFILE ? pidfd : -EACCES;
	copy = gg_sys_pidfd_getfd(pidfd, fd);
	return copy == -EPERM ? -EACCES : (int)copy;
}

/** gg_target_dup() - see target.h */
int gg_target_dup(struct gg_call *c, int fd)
{
	return c->super->broker ? gg_broker_find(c, fd) : duplicate(c, fd);
}

/* Where nothing can be duplicated */
static int held_by_number(const struct gg_call *c, int fd, int object)
{
	struct fdinfo own, its;

	if (read_fdinfo(getpid(), object, &own) < 0 || read_fdinfo(c->tid, fd, &its) < 0)
		return -EBADF;
	return own.ino >= 0 && own.ino == its.ino && own.mount == its.mount ? (int)its.flags : -EBADF;
}

static int flags_of(int copy, int object)
{
	int flags = copy < 0 ? copy : fcntl(copy, F_GETFL);
	struct stat want, st;

	if (flags < 0 || fstat(copy, &st) < 0 || fstat(object, &want) < 0)
		return -EBADF;
	return st.st_ino == want.st_ino && st.st_dev == want.st_dev ? flags : -EBADF;
}

/** gg_target_held() - see target.h */
int gg_target_held(struct gg_call *c, int fd, int object)
{
	int copy, flags;

	if (c->super->broker)
		return held_by_number(c, fd, object);
	copy = duplicate(c, fd);
	flags = flags_of(copy, object);
	if (copy >= 0)
		gg_wake_close(&copy, 1);
	return flags;
}
