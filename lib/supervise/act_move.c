/*
 * rename renameat renameat2 link linkat.
 *
 * Owns calls with two paths. A file must not gain rights by its new name: what may be read,
 * written or executed under the new path must be so under the old one, as Landlock demands too;
 * otherwise EXDEV, on which programs copy. A folder with finer rules below it keeps its place.
 * Relies on walk.h.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/access.h"
#include "base/sys.h"
#include "base/text.h"
#include "plan/below.h"
#include "supervise/act.h"
#include "supervise/acts.h"

enum { MOVE_RENAME, MOVE_LINK };

struct ends {
	struct gg_found from, to;
	char from_text[PATH_MAX], to_text[PATH_MAX];
	unsigned flags;
};

#define KEPT (GG_ACCESS_READ | GG_ACCESS_WRITE | GG_ACCESS_EXECUTE)

/* Which of @asked are there at @path */
static unsigned rights_at(struct gg_call *c, const char *path, unsigned asked)
{
	unsigned rights = 0, bit;

	for (bit = 1; bit <= asked; bit <<= 1) {
		struct gg_request r = { .op = GG_OP_OPEN, .access = bit, .path = path };
		struct gg_answer a;

		if (!(asked & bit))
			continue;
		gg_consider(c, &r, &a);
		if (!a.missing)
			rights |= bit;
	}
	return rights;
}

/* May a unix socket of this name be connected to, or sent to? */
static bool may_reach(struct gg_call *c, const char *path)
{
	const struct gg_addr addr = { .proto = GG_PROTO_UNIX };
	struct gg_request r = { .op = GG_OP_CONNECT, .addr = &addr, .path = path };
	struct gg_answer a;

	gg_ask(c, &r, &a);
	return a.place != GG_PLACE_NONE && a.verdict == GG_VERDICT_ALLOW;
}

/* The rule by which what lies at @path may be run with certain arguments only; GG_PLACE_NONE */
static uint32_t pinned_at(struct gg_call *c, const char *path)
{
	struct gg_request r = { .op = GG_OP_OPEN, .access = GG_ACCESS_EXECUTE, .path = path };
	struct gg_answer a;

	gg_ask(c, &r, &a);
	return a.missing && a.pinned >= GG_PINNED_ARGV_CUT ? a.place : GG_PLACE_NONE;
}

static bool differs(unsigned before, unsigned after, mode_t mode)
{
	return S_ISDIR(mode) ? before != after : (after & ~before) != 0;
}

/* A folder takes along what is in it, and Landlock, whose rules are bound to the folder itself, or to one that was
 * moved there before, what it grants there: so its rights must be the same at both ends. To create is asked for at
 * the new one in any case. */
static bool gains(struct gg_call *c, const char *from, const char *to, mode_t mode)
{
	const struct gg_plan *plan = c->super->plan;
	unsigned asked = S_ISDIR(mode) && c->super->installed ? KEPT | GG_ACCESS_REMOVE : KEPT;
	unsigned before = rights_at(c, from, asked);
	uint32_t pinned = pinned_at(c, to);

	if (may_reach(c, to) && !may_reach(c, from))
		return true;
	if (pinned != GG_PLACE_NONE && !(before & GG_ACCESS_EXECUTE) && pinned_at(c, from) != pinned)
		return true;
	/* Nor for others than who asks */
	return differs(before, rights_at(c, to, asked), mode) ||
	       differs(gg_decide_anybody(plan, asked, from), gg_decide_anybody(plan, asked, to), mode);
}

static bool judge(struct gg_call *c, const struct ends *e, struct gg_answer *a)
{
	struct gg_request from = { .op = GG_OP_REMOVE, .access = GG_ACCESS_REMOVE, .path = e->from.path };
	struct gg_request to = { .op = GG_OP_CREATE, .access = GG_ACCESS_CREATE, .path = e->to.path };

	if (c->shape->what == MOVE_RENAME && !gg_judge(c, &from, a, e->to.path))
		return false;
	if (e->to.fd >= 0)
		to.access |= GG_ACCESS_REMOVE;
	if (e->flags & RENAME_EXCHANGE)
		to.access = from.access = GG_ACCESS_CREATE | GG_ACCESS_REMOVE;
	if ((e->flags & RENAME_EXCHANGE) && !gg_judge(c, &from, a, e->to.path))
		return false;
	return gg_judge(c, &to, a, e->from.path) && !gg_withheld(c);
}

/* Would the move carry rules away, or rights along? */
static bool widens(struct gg_call *c, const struct ends *e)
{
	char other[PATH_MAX];

	if (gains(c, e->from.path, e->to.path, e->from.st.st_mode) ||
	    (gg_found_other(&e->from, other) && gains(c, other, e->to.path, e->from.st.st_mode)))
		return true;
	if (S_ISDIR(e->from.st.st_mode) && (gg_rules_below(c->super->plan, e->from.path) ||
					    gg_rules_below(c->super->plan, e->to.path)))
		return true;
	if (!(e->flags & RENAME_EXCHANGE))
		return false;
	return gains(c, e->to.path, e->from.path, e->to.st.st_mode) ||
	       (S_ISDIR(e->to.st.st_mode) && gg_rules_below(c->super->plan, e->to.path));
}

/* The name with the slash that may have been behind it, which only folders may have. */
static const char *last_name(const struct gg_found *f, char text[static NAME_MAX + 2])
{
	struct gg_text name;

	gg_text_init(&name, text, NAME_MAX + 2);
	gg_text_fmt(&name, "%s%s", f->name, f->slash ? "/" : "");
	return text;
}

/* What is wrong with the names themselves, in the kernel's order. Return: 0, or an errno */
static int wrong_names(const struct gg_call *c, const struct ends *e)
{
	if (c->shape->what == MOVE_LINK) {
		if (e->from.fd < 0)
			return ENOENT;
		if (e->to.fd >= 0)
			return EEXIST;
		return e->to.slash ? ENOENT : 0;
	}
	if (e->from.parent < 0)
		return EBUSY;
	if (e->to.parent < 0)
		return e->flags & RENAME_NOREPLACE ? EEXIST : EBUSY;
	if (e->from.fd < 0)
		return ENOENT;
	return (e->flags & RENAME_NOREPLACE) && e->to.fd >= 0 ? EEXIST : 0;
}

static int act(struct gg_call *c, const struct ends *e)
{
	char link[40], from[NAME_MAX + 2], to[NAME_MAX + 2];

	if (c->shape->what == MOVE_RENAME)
		return (int)gg_sys(SYS_renameat2, e->from.parent, last_name(&e->from, from),
				   e->to.parent, last_name(&e->to, to), e->flags);
	if (S_ISLNK(e->from.st.st_mode) && e->from.parent >= 0)
		return linkat(e->from.parent, e->from.name, e->to.parent, e->to.name, 0) < 0 ? -errno :
											       0;
	gg_proc_link(e->from.fd, link);
	return linkat(AT_FDCWD, link, e->to.parent, e->to.name, AT_SYMLINK_FOLLOW) < 0 ? -errno : 0;
}

/* Is nothing replaced but by who may remove it? The name is free now, and may be taken when the kernel looks. */
static bool may_replace(struct gg_call *c, const struct ends *e)
{
	struct gg_request r = { .op = GG_OP_REMOVE, .access = GG_ACCESS_REMOVE, .path = e->to.path };
	struct gg_answer a;

	if (e->to.fd >= 0 || c->shape->what != MOVE_RENAME || (e->flags & (RENAME_NOREPLACE | RENAME_EXCHANGE)))
		return true;
	gg_consider(c, &r, &a);
	return !a.missing;
}

static void move_nowhere_else(struct gg_call *c, struct ends *e)
{
	struct gg_request to = { .op = GG_OP_CREATE,
				 .access = GG_ACCESS_CREATE | GG_ACCESS_REMOVE,
				 .path = e->to.path };
	struct gg_answer a;
	int ret;

	e->flags |= RENAME_NOREPLACE;
	ret = act(c, e);
	if (ret == -EEXIST && !gg_judge(c, &to, &a, e->from.path))
		return;
	if (ret == -EEXIST || (ret == -EINVAL && c->super->plan->head->mode == GG_MODE_AUDIT)) {
		e->flags &= ~(unsigned)RENAME_NOREPLACE; /* mode audit lets it happen */
		ret = act(c, e);
	} else if (ret == -EINVAL && !S_ISDIR(e->from.st.st_mode)) {
		ret = -EXDEV; /* a file system that cannot: programs copy */
	}
	gg_reply_error(c, ret);
}

static void answer(struct gg_call *c, struct ends *e)
{
	int wrong = wrong_names(c, e);
	struct gg_answer a;

	if (wrong) {
		gg_reply_error(c, wrong);
		return;
	}
	if (!judge(c, e, &a))
		return;
	if (a.verdict == GG_VERDICT_AUDIT) {
		gg_reply_continue(c); /* mode audit lets it happen */
		return;
	}
	if (widens(c, e)) {
		gg_reply_error(c, EXDEV);
		return;
	}
	if (c->shape->what == MOVE_RENAME) {
		gg_domain_leaves(c, &e->from);
		if (e->to.fd >= 0)
			gg_domain_leaves(c, &e->to);
	}
	if (may_replace(c, e))
		gg_reply_error(c, act(c, e));
	else
		move_nowhere_else(c, e);
}

/* The end that is there is known, the other one comes next: the kernel does not look for a second name of nothing. */
static void answer_from(struct gg_call *c, struct ends *e)
{
	const struct gg_shape *s = c->shape;

	if (s->what == MOVE_LINK && e->from.fd < 0)
		gg_reply_error(c, ENOENT);
	else if (gg_act_path(c, s->dir2, s->path2, GG_WALK_NAME, e->to_text, &e->to) == 0)
		answer(c, e);
}

/** gg_act_move() - answer a call that gives an object another name */
void gg_act_move(struct gg_call *c)
{
	const struct gg_shape *s = c->shape;
	struct ends e = { .from = GG_FOUND_NONE, .to = GG_FOUND_NONE };
	unsigned walk = s->what == MOVE_RENAME ? GG_WALK_NAME : GG_WALK_PARENT;
	int ret;

	if (gg_refused_by_name(c))
		return;
	e.flags = s->flags < 0 ? 0 : (unsigned)c->args[s->flags];
	if (s->what == MOVE_RENAME && (e.flags & ~(RENAME_NOREPLACE | RENAME_EXCHANGE))) {
		gg_reply_error(c, EINVAL); /* RENAME_WHITEOUT makes a device node */
		return;
	}
	if (s->what == MOVE_LINK && (e.flags & AT_SYMLINK_FOLLOW))
		walk |= GG_WALK_FOLLOW;
	if (s->what == MOVE_LINK && (e.flags & AT_EMPTY_PATH))
		walk |= GG_WALK_EMPTY;
	ret = gg_target_become(c);
	if (ret < 0)
		gg_reply_error(c, ret);
	else if (gg_act_path(c, s->dir, s->path, walk, e.from_text, &e.from) == 0)
		answer_from(c, &e);
	gg_target_back(c);
	gg_found_done(&e.from);
	gg_found_done(&e.to);
}
