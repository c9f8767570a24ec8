/*
 * open openat openat2 creat.
 *
 * Owns the emulated open. Theory of operation: the path is walked to a pinned object, the policy
 * is asked about its real path, and then either the kernel goes on (only when Landlock gives the
 * same answer for whatever path the caller's memory holds by then), or the supervisor opens the
 * pinned object and injects the descriptor. Relies on walk.h. O_PATH opens go on: they grant
 * nothing but a handle whose every use is decided again.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "base/access.h"
#include "base/kernel.h"
#include "base/sys.h"
#include "supervise/act.h"
#include "supervise/acts.h"
#include "supervise/exec_loader.h"
#include "supervise/walk_proc.h"
#include "supervise/workers.h"

#define TRIES 8 /* somebody makes and removes the very name while we look at it */

/* What the caller wants */
struct wish {
	uint64_t flags;
	unsigned mode;
	uint64_t resolve;
};

static int read_wish(struct gg_call *c, struct wish *w)
{
	const struct gg_shape *s = c->shape;
	const uint64_t plain = O_ACCMODE | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY | O_APPEND | O_TRUNC;
	struct gg_open_how how;

	*w = (struct wish){ 0 };
	if (s->what == 2) { /* openat2: a struct in memory, its size behind it */
		if (c->args[3] < sizeof(how))
			return -EINVAL;
		if (c->args[3] > sizeof(how))
			return -E2BIG;
		if (gg_target_read(c, c->args[2], &how, sizeof(how)) < 0)
			return -EFAULT;
		*w = (struct wish){ how.flags, (unsigned)how.mode, how.resolve };
		return 0;
	}
	w->flags = s->flags < 0 ? O_CREAT | O_WRONLY | O_TRUNC : (uint32_t)c->args[s->flags];
	w->mode = (unsigned)c->args[s->mode] & 07777;
	/* Which others do not go together the kernel knows: it says so before it looks at the path. */
	return w->flags & ~plain && gg_sys_openat(AT_FDCWD, "", (int)w->flags, w->mode) == -EINVAL ? -EINVAL : 0;
}

static unsigned access_of(const struct wish *w, bool there)
{
	unsigned access;

	switch (w->flags & O_ACCMODE) {
	case O_RDONLY:
		access = GG_ACCESS_READ;
		break;
	case O_WRONLY:
		access = GG_ACCESS_WRITE;
		break;
	default:
		access = GG_ACCESS_READ | GG_ACCESS_WRITE;
		break;
	}
	if (w->flags & O_TRUNC)
		access |= GG_ACCESS_WRITE;
	if (!there || (w->flags & O_TMPFILE) == O_TMPFILE)
		access |= GG_ACCESS_CREATE;
	return access;
}

/* A descriptor that the caller holds may be opened once more, no wider than it is: this is what
 * "/dev/stdin" and "/proc/self/fd/N" of a pipe or of a file without a name come to. */
static bool held_suffices(struct gg_call *c, const struct gg_found *f, unsigned access)
{
	unsigned held = GG_ACCESS_READ;
	int flags = f->held < 0 ? -1 : gg_target_flags(c, f->held);

	if (flags < 0 || (flags & O_PATH))
		return false;
	if ((flags & O_ACCMODE) == O_WRONLY)
		held = GG_ACCESS_WRITE;
	else if ((flags & O_ACCMODE) == O_RDWR)
		held = GG_ACCESS_READ | GG_ACCESS_WRITE;
	return !(access & ~held);
}

static bool permitted(struct gg_call *c, const struct gg_found *f, unsigned access,
		      struct gg_answer *answer)
{
	struct gg_request request = { .op = f->fd < 0 ? GG_OP_CREATE : GG_OP_OPEN,
				      .access = access,
				      .path = f->path };

	if ((f->path[0] != '/' || f->deleted) && held_suffices(c, f, access)) {
		*answer = (struct gg_answer){ .verdict = GG_VERDICT_ALLOW };
		return true;
	}
	return gg_judge(c, &request, answer, NULL) && !gg_withheld(c);
}

/* Opening may wait for somebody: a FIFO for its other end, a terminal for a carrier. */
static bool may_block(const struct gg_found *f)
{
	return !S_ISREG(f->st.st_mode) && !S_ISDIR(f->st.st_mode);
}

static void open_pinned(struct gg_call *c, const struct gg_found *f, const struct wish *w)
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
	if (fd < 0)
		gg_reply_error(c, fd);
	else
		gg_inject(c, fd, (unsigned)(w->flags & O_CLOEXEC));
}

/* Return: 1 try again: the name is there by now; 0 otherwise, the reply is set */
static int make_file(struct gg_call *c, const struct gg_found *f, const struct wish *w)
{
	struct gg_creds creds;
	gg_close int fd = -1;
	int ret = gg_target_creds(c, &creds);

	if (ret < 0) {
		gg_reply_error(c, ret);
		return 0;
	}
	fd = (int)gg_sys_openat(f->parent, f->name,
				(int)(w->flags | O_CREAT | O_EXCL | O_CLOEXEC), /* which never follows */
				w->mode & ~creds.umask);
	if (fd == -EEXIST && !(w->flags & O_EXCL))
		return 1;
	if (fd < 0)
		gg_reply_error(c, fd);
	else
		gg_inject(c, fd, (unsigned)(w->flags & O_CLOEXEC));
	return 0;
}

/* O_TMPFILE: a file without a name in the folder @f */
static void make_nameless(struct gg_call *c, const struct gg_found *f, const struct wish *w)
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
	fd = (int)gg_sys_openat(AT_FDCWD, link, (int)(w->flags | O_CLOEXEC), w->mode & ~creds.umask);
	if (fd < 0)
		gg_reply_error(c, fd);
	else
		gg_inject(c, fd, (unsigned)(w->flags & O_CLOEXEC));
}

/* The rights that the kernel could come to use when the memory has changed: another path, where
 * O_CREAT makes a file; with openat2 other flags as well. */
static unsigned access_at_most(const struct gg_call *c, const struct wish *w)
{
	if (c->shape->what == 2)
		return GG_ACCESS_READ | GG_ACCESS_WRITE | GG_ACCESS_CREATE;
	return access_of(w, !(w->flags & O_CREAT));
}

/* Mode audit lets everything happen, and so the kernel does, too, what nothing can be injected for.
 * Otherwise it may go on only where Landlock decides the same about whatever the memory holds by
 * then; it knows nothing of names yet to be made. Where nothing can be injected Landlock, which
 * may grant less than the policy but never more, decides alone. */
static bool goes_on(struct gg_call *c, const struct wish *w, const struct gg_found *f,
		    const struct gg_answer *a)
{
	bool audit = c->super->plan->head->mode == GG_MODE_AUDIT;

	if (a->verdict == GG_VERDICT_AUDIT || (audit && !c->super->injects))
		return true;
	if (!c->super->installed || (access_at_most(c, w) & gg_unsafe(c)))
		return false;
	return (a->backed && f->fd >= 0) || !c->super->injects;
}

/* Memory can be written that way although it is mapped to be executed only. */
static bool rewrites_code(struct gg_call *c, const struct wish *w, const struct gg_found *f)
{
	struct gg_event ev = { .layer = GG_LAYER_SUPERVISOR,
			       .op = GG_OP_OPEN,
			       .path = f->path,
			       .access = GG_ACCESS_WRITE };

	return (c->super->plan->head->harden & GG_PLAN_HARDEN_WX) &&
	       (access_of(w, true) & GG_ACCESS_WRITE) && gg_found_memory(f) && gg_harden_denies(c, &ev);
}

/* One look at the path. Return: 1 try again; 0 done */
static int try_open(struct gg_call *c, const struct wish *w)
{
	gg_found_auto struct gg_found f = GG_FOUND_NONE;
	bool exclusive = (w->flags & (O_CREAT | O_EXCL)) == (O_CREAT | O_EXCL);
	unsigned walk = w->flags & O_NOFOLLOW || exclusive ? 0 : GG_WALK_FOLLOW;
	char path[PATH_MAX];
	struct gg_answer answer;

	if (w->flags & O_CREAT)
		walk |= GG_WALK_CREATE;
	if (gg_act_path(c, c->shape->dir, c->shape->path, walk, path, &f) < 0)
		return 0;
	if (f.fd < 0 && !(w->flags & O_CREAT)) {
		gg_reply_error(c, ENOENT);
		return 0;
	}
	if (!permitted(c, &f, access_of(w, f.fd >= 0), &answer) || rewrites_code(c, w, &f))
		return 0;
	if (goes_on(c, w, &f, &answer)) {
		gg_reply_continue(c);
		return 0;
	}
	if (gg_found_foreign(c, &f, access_of(w, true))) {
		gg_act_trespass(c, path);
		return 0;
	}
	if (f.fd < 0)
		return make_file(c, &f, w);
	if ((w->flags & O_TMPFILE) == O_TMPFILE)
		make_nameless(c, &f, w);
	else
		open_pinned(c, &f, w);
	return 0;
}

/** gg_act_open() - answer one of the open family */
void gg_act_open(struct gg_call *c)
{
	struct wish w;
	int tries, ret;

	if (gg_refused_by_name(c) || gg_exec_is_loader(c))
		return;
	ret = read_wish(c, &w);
	if (ret < 0) {
		gg_reply_error(c, ret);
		return;
	}
	if (c->shape->what != 2 && (w.flags & O_PATH)) {
		gg_reply_continue(c); /* flags are a register; the handle grants nothing */
		return;
	}
	if (w.resolve || (w.flags & O_PATH)) {
		gg_reply_error(c, ENOSYS); /* openat2: runtimes fall back on openat */
		return;
	}
	ret = gg_target_become(c);
	if (ret < 0) {
		gg_reply_error(c, ret);
		return;
	}
	for (tries = 0; tries < TRIES; tries++)
		if (!try_open(c, &w))
			break;
	gg_target_back(c);
}
