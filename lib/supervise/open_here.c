/*
 * Files that the supervisor opens or makes for the caller.
 *
 * Owns the flags that are left of the caller's once the path was walked, and the mode of what is new. Relies on the
 * caller's rights being taken on by now. What may wait goes to a worker. Does not decide.
 */
#include "supervise/open_here.h"

#include <errno.h>
#include <fcntl.h>

#include "base/sys.h"
#include "supervise/sticky.h"
#include "supervise/workers.h"

/* Opening may wait for somebody: a FIFO for its other end, a terminal for a carrier. */
static bool may_block(const struct gg_found *f)
{
	return !S_ISREG(f->st.st_mode) && !S_ISDIR(f->st.st_mode);
}

/* @fd: what the open came to, borrowed; negative errno */
static void answer(struct gg_call *c, int fd, const struct gg_wish *w)
{
	if (fd < 0)
		gg_reply_error(c, fd);
	else
		gg_inject(c, fd, (unsigned)(w->flags & O_CLOEXEC));
}

/** gg_open_pinned() - see open_here.h */
void gg_open_pinned(struct gg_call *c, const struct gg_found *f, const struct gg_wish *w)
{
	const uint64_t dropped = O_CREAT | O_EXCL | O_NOFOLLOW;
	gg_close int fd = -1;
	char name[40];
	int dir;

	if ((w->flags & (O_CREAT | O_EXCL)) == (O_CREAT | O_EXCL)) {
		gg_reply_error(c, EEXIST);
		return;
	}
	if ((w->flags & O_CREAT) && S_ISDIR(f->st.st_mode)) {
		gg_reply_error(c, EISDIR);
		return;
	}
	if (S_ISLNK(f->st.st_mode)) {
		gg_reply_error(c, w->flags & O_DIRECTORY ? ENOTDIR : ELOOP);
		return;
	}
	if ((w->flags & O_CREAT) && !f->deleted && gg_sticky_file(f->path, &f->st) < 0) {
		gg_reply_error(c, EACCES);
		return;
	}
	if (may_block(f)) {
		gg_worker_open(c, f->fd, (int)((w->flags & ~dropped) | O_CLOEXEC | O_NOCTTY),
			       (unsigned)(w->flags & O_CLOEXEC));
		return;
	}
	/* A lease on the file, which the function itself may hold, would make this thread wait. */
	dir = gg_proc_at(c, f->fd, name);
	fd = (int)gg_sys_openat(dir, name, (int)((w->flags & ~dropped) | O_CLOEXEC | O_NONBLOCK), w->mode);
	if (fd == -EAGAIN && !(w->flags & O_NONBLOCK)) {
		gg_worker_open(c, f->fd, (int)((w->flags & ~dropped) | O_CLOEXEC),
			       (unsigned)(w->flags & O_CLOEXEC));
		return;
	}
	if (fd >= 0 && !(w->flags & O_NONBLOCK) &&
	    fcntl(fd, F_SETFL, (int)(w->flags & ~(dropped | O_NONBLOCK))) < 0)
		fd = -errno;
	answer(c, fd, w);
}

/** gg_open_new() - see open_here.h */
int gg_open_new(struct gg_call *c, const struct gg_found *f, const struct gg_wish *w)
{
	struct gg_creds creds;
	gg_close int fd = -1;
	int ret = gg_target_creds(c, &creds);

	if (ret < 0) {
		gg_reply_error(c, ret);
		return 0;
	}
	gg_umask_begin(&creds);
	fd = (int)gg_sys_openat(f->parent, f->name,
				(int)(w->flags | O_CREAT | O_EXCL | O_CLOEXEC), /* which never follows */
				w->mode);
	gg_umask_end();
	if (fd == -EEXIST && !(w->flags & O_EXCL))
		return 1;
	answer(c, fd, w);
	return 0;
}

/** gg_open_nameless() - see open_here.h */
void gg_open_nameless(struct gg_call *c, const struct gg_found *f, const struct gg_wish *w)
{
	struct gg_creds creds;
	gg_close int fd = -1;
	char link[40];
	int ret = gg_target_creds(c, &creds);

	if (ret < 0) {
		gg_reply_error(c, ret);
		return;
	}
	gg_proc_link(f->fd, link);
	gg_umask_begin(&creds);
	fd = (int)gg_sys_openat(AT_FDCWD, link, (int)((w->flags & ~(uint64_t)O_NOFOLLOW) | O_CLOEXEC), w->mode);
	gg_umask_end();
	answer(c, fd, w);
}
