/*
 * open openat openat2 creat.
 *
 * Owns the emulated open. Theory of operation: the path is walked to a pinned object, the policy
 * is asked about its real path, and then either the kernel goes on (only when Landlock gives the
 * same answer for whatever path the caller's memory holds by then), or the supervisor opens the
 * pinned object and injects the descriptor (open_here.h). Where the kernel will go on and the path
 * given is the real one, nothing is pinned. Relies on walk.h. O_PATH opens go on: they grant nothing
 * but a handle whose every use is decided again.
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
#include "supervise/open_here.h"
#include "supervise/terminal.h"
#include "supervise/walk_proc.h"

#define TRIES 8 /* somebody makes and removes the very name while we look at it */

static int read_wish(struct gg_call *c, struct gg_wish *w)
{
	const struct gg_shape *s = c->shape;
	const uint64_t plain = O_ACCMODE | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY | O_APPEND | O_TRUNC;
	struct gg_open_how how;

	*w = (struct gg_wish){ 0 };
	if (s->what == 2) { /* openat2: a struct in memory, its size behind it */
		if (c->args[3] < sizeof(how))
			return -EINVAL;
		if (c->args[3] > sizeof(how))
			return -E2BIG;
		if (gg_target_read(c, c->args[2], &how, sizeof(how)) < 0)
			return -EFAULT;
		*w = (struct gg_wish){ how.flags, (unsigned)how.mode, how.resolve };
		return 0;
	}
	w->flags = s->flags < 0 ? O_CREAT | O_WRONLY | O_TRUNC : (uint32_t)c->args[s->flags];
	w->mode = (unsigned)c->args[s->mode] & 07777;
	/* Which others do not go together the kernel knows: it says so before it looks at the path. */
	return w->flags & ~plain && gg_sys_openat(AT_FDCWD, "", (int)w->flags, w->mode) == -EINVAL ? -EINVAL : 0;
}

static unsigned access_of(const struct gg_wish *w, bool there)
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
 * "/dev/stdin" and "/proc/self/fd/N" of a pipe, a terminal or a file without a name come to. The terminal that it was
 * started from has a name, too, which programs ask for; those of others are others'. */
static bool held_suffices(struct gg_call *c, const struct gg_found *f, unsigned access)
{
	int fd;

	if (f->held >= 0 || !gg_terminal(f))
		return gg_held(c, f->held, f->fd, access);
	for (fd = 0; fd <= 2; fd++)
		if (gg_held(c, fd, f->fd, access))
			return true;
	return false;
}

static bool permitted(struct gg_call *c, const struct gg_found *f, unsigned access,
		      struct gg_answer *answer)
{
	struct gg_request request = { .op = f->fd < 0 ? GG_OP_CREATE : GG_OP_OPEN,
				      .access = access,
				      .path = f->path };

	if ((f->path[0] != '/' || f->deleted || gg_terminal(f)) && held_suffices(c, f, access)) {
		*answer = (struct gg_answer){ .verdict = GG_VERDICT_ALLOW };
		return true;
	}
	return gg_judge_found(c, f, &request, answer) && !gg_withheld(c);
}

/* Does Landlock decide about all that memory may hold by then? It asks for no right where the access mode is 3,
 * neither reading nor writing, which openat2's memory may come to say, too; and where the path may be another,
 * O_CREAT makes a file. */
static bool is_held_below(struct gg_call *c, const struct gg_wish *w)
{
	return c->super->installed && c->shape->what != 2 && (w->flags & O_ACCMODE) != O_ACCMODE &&
	       !(access_of(w, !(w->flags & O_CREAT)) & gg_unsafe(c));
}

/* Mode audit lets everything happen, and so the kernel does, too, what nothing can be injected for.
 * Otherwise it may go on only where Landlock decides the same about whatever the memory holds by
 * then; it knows nothing of names yet to be made. Where nothing can be injected Landlock, which
 * may grant less than the policy but never more, decides alone. */
static bool goes_on(struct gg_call *c, const struct gg_wish *w, const struct gg_found *f,
		    const struct gg_answer *a)
{
	bool audit = c->super->plan->head->mode == GG_MODE_AUDIT;

	if (a->verdict == GG_VERDICT_AUDIT || (audit && !c->super->injects))
		return true;
	if (!is_held_below(c, w))
		return false;
	return (a->backed && f->fd >= 0) || !c->super->injects;
}

/* Memory can be written that way although it is mapped to be executed only. */
static bool rewrites_code(struct gg_call *c, const struct gg_wish *w, const struct gg_found *f)
{
	struct gg_event ev = { .layer = GG_LAYER_SUPERVISOR,
			       .op = GG_OP_OPEN,
			       .path = f->path,
			       .access = GG_ACCESS_WRITE };

	return (c->super->plan->head->harden & GG_PLAN_HARDEN_WX) &&
	       (access_of(w, true) & GG_ACCESS_WRITE) && gg_found_memory(f) && gg_harden_denies(c, &ev);
}

/* Most opens: to read, by its real path, what Landlock lets be read exactly as the policy does. Then
 * nothing of the object need be known, for it may be another by the time the kernel goes on anyway:
 * Landlock decides, and says the same. Only that there is no link on the path must be known, because
 * of what is logged. Return: true: done */
static bool reads_on(struct gg_call *c, const struct gg_wish *w, const char *path)
{
	struct gg_request request = { .op = GG_OP_OPEN, .access = GG_ACCESS_READ, .path = path };
	struct gg_answer answer;

	if (path[0] != '/' || (w->flags & (O_ACCMODE | O_CREAT | O_TRUNC)) || !is_held_below(c, w))
		return false;
	gg_consider(c, &request, &answer);
	if (answer.verdict != GG_VERDICT_ALLOW || !answer.backed ||
	    !gg_walk_is_real(c, path, w->flags & O_NOFOLLOW ? 0 : GG_WALK_FOLLOW))
		return false;
	if (gg_conclude(c, &request, &answer, NULL) && !gg_withheld(c))
		gg_reply_continue(c);
	return true;
}

/* One look at the path. Return: 1 try again; 0 done */
static int try_open(struct gg_call *c, const struct gg_wish *w, const char *path)
{
	gg_found_auto struct gg_found f = GG_FOUND_NONE;
	bool exclusive = (w->flags & (O_CREAT | O_EXCL)) == (O_CREAT | O_EXCL);
	unsigned walk = w->flags & O_NOFOLLOW || exclusive ? 0 : GG_WALK_FOLLOW;
	struct gg_answer answer;
	int ret;

	if (w->flags & O_CREAT)
		walk |= GG_WALK_CREATE;
	if (gg_act_walk(c, c->shape->dir, path, walk, &f) < 0)
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
		return gg_open_new(c, &f, w);
	ret = gg_terminal_find(c, &f, access_of(w, true));
	if (ret < 0 && is_held_below(c, w))
		gg_reply_continue(c); /* the kernel finds it, or says that there is none */
	else if (ret < 0)
		gg_reply_error(c, ret);
	else if ((w->flags & O_TMPFILE) == O_TMPFILE)
		gg_open_nameless(c, &f, w);
	else
		gg_open_pinned(c, &f, w);
	return 0;
}

/** gg_act_open() - answer one of the open family */
void gg_act_open(struct gg_call *c)
{
	char path[PATH_MAX];
	struct gg_wish w;
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
	if (w.resolve || (w.flags & O_PATH) || (c->shape->what == 2 && !c->super->injects)) {
		gg_reply_error(c, ENOSYS); /* openat2: runtimes fall back on openat */
		return;
	}
	if (gg_act_text(c, c->shape->path, path) < 0 || reads_on(c, &w, path))
		return;
	ret = gg_target_become(c);
	if (ret < 0) {
		gg_reply_error(c, ret);
		return;
	}
	for (tries = 0; tries < TRIES; tries++)
		if (!try_open(c, &w, path))
			break;
	gg_target_back(c);
}
