/*
 * chmod chown utime truncate and their relatives.
 *
 * Owns changes of mode, owner, times and size by path or descriptor: they need "write". Landlock
 * does not know most of them, so the kernel never goes on by itself: the object is pinned, the
 * policy asked, and the change made through "/proc/self/fd/N". Relies on walk.h.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>
#include <utime.h>

#include "base/access.h"
#include "base/sys.h"
#include "supervise/act.h"
#include "supervise/acts.h"
#include "supervise/proc.h"

enum { META_MODE, META_OWNER, META_TIMES, META_TIMES_US, META_TIMES_S, META_SIZE };

/* The new times as utimensat wants them. Return: 1 given, 0 none (now), negative errno */
static int read_times(struct gg_call *c, struct timespec times[2])
{
	uint64_t addr = c->args[c->shape->mode];
	struct timeval us[2];
	struct utimbuf s;
	int ret;

	if (!addr)
		return 0;
	switch (c->shape->what) {
	case META_TIMES_US:
		ret = gg_target_read(c, addr, us, sizeof(us));
		if (ret < 0)
			return ret;
		if (us[0].tv_usec < 0 || us[0].tv_usec > 999999 || us[1].tv_usec < 0 ||
		    us[1].tv_usec > 999999)
			return -EINVAL;
		times[0] = (struct timespec){ us[0].tv_sec, us[0].tv_usec * 1000 };
		times[1] = (struct timespec){ us[1].tv_sec, us[1].tv_usec * 1000 };
		return 1;
	case META_TIMES_S:
		ret = gg_target_read(c, addr, &s, sizeof(s));
		if (ret < 0)
			return ret;
		times[0] = (struct timespec){ s.actime, 0 };
		times[1] = (struct timespec){ s.modtime, 0 };
		return 1;
	default:
		ret = gg_target_read(c, addr, times, 2 * sizeof(times[0]));
		return ret < 0 ? ret : 1;
	}
}

static int set_times(struct gg_call *c, const struct gg_found *f, const char *link)
{
	struct timespec times[2];
	int given = read_times(c, times);
	long ret;

	if (given < 0)
		return given;
	if (S_ISLNK(f->st.st_mode))
		return f->parent < 0 ? -EINVAL :
		       utimensat(f->parent, f->name, given ? times : NULL, AT_SYMLINK_NOFOLLOW) < 0 ?
				       -errno : 0;
	ret = gg_sys(SYS_utimensat, AT_FDCWD, link, given ? times : NULL, 0);
	return (int)ret;
}

/* May the caller make a file as large as @size? Its limit counts, not ours. */
static int check_limit(struct gg_call *c, off_t size)
{
	static const char key[] = "\nMax file size";
	char limits[2048];
	const char *at = gg_proc_read(c->tid, "limits", limits, sizeof(limits)) < 0 ? NULL : strstr(limits, key);

	if (!at)
		return -ESRCH;
	at += sizeof(key) - 1;
	at += strspn(at, " ");
	if (*at < '0' || *at > '9' || (unsigned long)size <= strtoul(at, NULL, 10)) /* "unlimited" */
		return 0;
	(void)gg_sys(SYS_tgkill, gg_target_tgid(c), c->tid, SIGXFSZ); /* as the kernel does */
	return -EFBIG;
}

/* Not truncate(2): it would wait for the holder of a lease, who may be the caller. */
static int set_size(struct gg_call *c, const struct gg_found *f, const char *link, off_t size)
{
	gg_close int fd = -1;
	struct stat st;
	int ret;

	if (!S_ISREG(f->st.st_mode))
		return S_ISDIR(f->st.st_mode) ? -EISDIR : -EINVAL;
	fd = (int)gg_sys_openat(AT_FDCWD, link, O_WRONLY | O_NONBLOCK | O_CLOEXEC, 0);
	if (fd < 0)
		return fd;
	ret = fstat(fd, &st) < 0 ? -errno : size > st.st_size ? check_limit(c, size) : 0;
	if (ret < 0)
		return ret;
	return ftruncate(fd, size) < 0 ? -errno : 0;
}

static int change(struct gg_call *c, const struct gg_found *f)
{
	uint64_t value = c->args[c->shape->mode];
	char link[40];

	gg_proc_link(f->fd, link);
	switch (c->shape->what) {
	case META_MODE:
		if (S_ISLNK(f->st.st_mode))
			return -EOPNOTSUPP;
		return chmod(link, (mode_t)value & 07777) < 0 ? -errno : 0;
	case META_OWNER:
		return fchownat(f->fd, "", (uid_t)value, (gid_t)c->args[c->shape->mode + 1],
				AT_EMPTY_PATH) < 0 ? -errno : 0;
	case META_SIZE:
		return set_size(c, f, link, (off_t)value);
	default:
		return set_times(c, f, link);
	}
}

static bool may_change(struct gg_call *c, const struct gg_found *f, struct gg_answer *a)
{
	struct gg_request request = { .op = GG_OP_OPEN, .access = GG_ACCESS_WRITE, .path = f->path };

	/* To write to a device is not to change who else may: no rule grants that. */
	if (S_ISCHR(f->st.st_mode) || S_ISBLK(f->st.st_mode))
		request.access = GG_ACCESS_NEVER;
	/* A pipe, a socket, a file that has no name at all: changed by who holds it, and its size by who may
	 * write to it. A mere handle (O_PATH) is not enough. */
	if (f->path[0] != '/' || (f->deleted && f->st.st_nlink == 0)) {
		int flags = f->held < 0 ? O_PATH : gg_target_held(c, f->held, f->fd);

		*a = (struct gg_answer){ .verdict = GG_VERDICT_ALLOW };
		if (flags < 0 || (flags & O_PATH) ||
		    (c->shape->what == META_SIZE && (flags & O_ACCMODE) == O_RDONLY))
			return false;
		return !gg_withheld(c);
	}
	return gg_judge_found(c, f, &request, a) && !gg_withheld(c);
}

static void answer(struct gg_call *c, const struct gg_found *f)
{
	struct gg_answer a;

	if (f->fd < 0) {
		gg_reply_error(c, ENOENT);
		return;
	}
	gg_reply_error(c, EACCES);
	if (!may_change(c, f, &a))
		return;
	if (a.verdict == GG_VERDICT_AUDIT)
		gg_reply_continue(c); /* mode audit lets it happen */
	else
		gg_reply_error(c, change(c, f));
}

static unsigned walk_flags(const struct gg_call *c)
{
	const struct gg_shape *s = c->shape;
	int flags = s->flags >= 0 ? gg_arg_int(c, s->flags) : 0;
	unsigned walk = GG_WALK_FOLLOW;

	if ((s->flags >= 0 && (flags & AT_SYMLINK_NOFOLLOW)) || !strcmp(s->name, "lchown"))
		walk = GG_WALK_PARENT;
	if (flags & AT_EMPTY_PATH)
		walk |= GG_WALK_EMPTY;
	return walk;
}

/** gg_act_metadata() - answer a call that changes what is known about a file */
void gg_act_metadata(struct gg_call *c)
{
	gg_act_object(c, walk_flags(c), answer);
}
