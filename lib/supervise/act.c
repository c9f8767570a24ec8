/*
 * What acts share.
 *
 * Owns reading a path argument, finding the object of a call, injection of descriptors, and the
 * question whether Landlock backs a whole folder. Relies on report.h for denials.
 */
#include "supervise/act.h"
#include "supervise/acts.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>

#include "base/kernel.h"

/** gg_act_trespass() - see act.h. The path has no real form to judge: it is logged as given. */
void gg_act_trespass(struct gg_call *c, const char *text)
{
	bool audit = c->super->plan->head->mode == GG_MODE_AUDIT;
	struct gg_answer a = { .verdict = audit ? GG_VERDICT_AUDIT : GG_VERDICT_DENY,
			       .err = audit ? 0 : EACCES,
			       .place = GG_PLACE_NONE,
			       .rule = "default" };
	struct gg_event ev = { .layer = GG_LAYER_SUPERVISOR, .op = GG_OP_OPEN, .path = text };

	gg_report(c, &a, &ev);
	gg_reply_error(c, EACCES);
	if (audit)
		gg_reply_continue(c); /* mode audit lets it happen */
}

/** gg_harden_denies() - see act.h */
bool gg_harden_denies(struct gg_call *c, struct gg_event *ev)
{
	bool audit = c->super->plan->head->mode == GG_MODE_AUDIT;
	struct gg_answer a = { .verdict = audit ? GG_VERDICT_AUDIT : GG_VERDICT_DENY,
			       .err = audit ? 0 : EACCES,
			       .place = c->super->plan->head->harden_place,
			       .rule = "harden" };

	gg_report(c, &a, ev);
	gg_reply_error(c, EACCES);
	return !audit;
}

/** gg_act_text() - see act.h */
int gg_act_text(struct gg_call *c, int path, char text[static PATH_MAX])
{
	int ret = gg_target_string(c, c->args[path], text, PATH_MAX);

	if (ret >= 0 && !gg_target_alive(c))
		ret = -ENOENT;
	if (ret < 0)
		gg_reply_error(c, ret);
	return ret < 0 ? ret : 0;
}

/** gg_act_walk() - see act.h */
int gg_act_walk(struct gg_call *c, int dir, const char *text, unsigned flags, struct gg_found *ret_found)
{
	int ret = gg_walk(c, dir < 0 ? AT_FDCWD : gg_arg_int(c, dir), text, flags, ret_found);

	if (ret < 0)
		gg_reply_error(c, ret);
	if (ret == -EACCES && c->trespass)
		gg_act_trespass(c, text);
	return ret < 0 ? ret : 0;
}

/** gg_act_path() - see act.h */
int gg_act_path(struct gg_call *c, int dir, int path, unsigned flags, char text[static PATH_MAX],
		struct gg_found *ret_found)
{
	int ret = gg_act_text(c, path, text);

	return ret < 0 ? ret : gg_act_walk(c, dir, text, flags, ret_found);
}

/** gg_judge_found() - see act.h */
bool gg_judge_found(struct gg_call *c, const struct gg_found *f, struct gg_request *request,
		    struct gg_answer *ret_answer)
{
	struct gg_request other = *request;
	char path[PATH_MAX];

	if (request->path && gg_found_other(f, path)) {
		other.path = path;
		gg_consider(c, &other, ret_answer);
		if (ret_answer->verdict != GG_VERDICT_ALLOW && (f->deleted || ret_answer->place != GG_PLACE_NONE) &&
		    !gg_conclude(c, &other, ret_answer, NULL))
			return false;
	}
	return gg_judge(c, request, ret_answer, NULL);
}

/** gg_refused_by_name() - see act.h */
bool gg_refused_by_name(struct gg_call *c)
{
	return c->super->plan->calls[c->nr] == GG_CALL_REFUSED && gg_withheld(c);
}

/** gg_act_object() - see act.h */
void gg_act_object(struct gg_call *c, unsigned flags, gg_act_answer *answer)
{
	const struct gg_shape *s = c->shape;
	gg_found_auto struct gg_found f = GG_FOUND_NONE;
	char path[PATH_MAX];
	int ret;

	if (gg_refused_by_name(c))
		return;
	ret = gg_target_become(c);
	if (ret == 0 && (s->path < 0 || !c->args[s->path])) {
		/* by descriptor: fchmod, fsetxattr, utimensat(fd, NULL, ...), none of them by a mere handle */
		ret = s->dir < 0 ? -EFAULT : gg_target_flags(c, gg_arg_int(c, s->dir));
		if (ret >= 0)
			ret = ret & O_PATH ? -EBADF : gg_walk_fd(c, gg_arg_int(c, s->dir), &f);
		if (ret == 0)
			answer(c, &f);
	} else if (ret == 0 && gg_act_path(c, s->dir, s->path, flags, path, &f) == 0) {
		answer(c, &f);
	}
	if (ret < 0)
		gg_reply_error(c, ret);
	gg_target_back(c);
}

/** gg_backed_below() - see act.h */
bool gg_backed_below(struct gg_call *c, const struct gg_found *found, unsigned access)
{
	char folder[PATH_MAX];
	struct gg_request request = { .op = GG_OP_OPEN,
				      .access = access,
				      .path = folder };
	struct gg_answer answer;
	char *slash;

	if (!c->super->installed)
		return false;
	memcpy(folder, found->path, sizeof(folder));
	slash = strrchr(folder, '/');
	if (!slash)
		return false;
	slash[slash == folder] = '\0';
	gg_ask(c, &request, &answer);
	return answer.verdict == GG_VERDICT_ALLOW && answer.backed;
}

/** gg_domain_leaves() - see act.h. Rules of Landlock are bound to the folders that were there when the guard was
 * armed. A folder with such a one below it is not moved, nor removed before that one is. */
void gg_domain_leaves(struct gg_call *c, const struct gg_found *f)
{
	const struct gg_plan *plan = c->super->plan;
	uint32_t i;

	if (!c->super->installed || !S_ISDIR(f->st.st_mode))
		return;
	for (i = 0; i < plan->count[GG_SECT_LL_PATHS]; i++)
		if (!strcmp(gg_plan_string(plan, plan->ll_paths[i].path), f->path))
			c->super->installed[i / 8] &= (uint8_t)~(1u << (i % 8));
}

/** gg_inject() - see act.h. The kernel can inject and reply at once, but when this thread is stopped, frozen or traced
 * before the caller took the descriptor, the reply stands alone and says 0. Who stays in its call is given the
 * descriptor first, which that does not spoil. Others would leave with a descriptor, and make the call again. */
void gg_inject(struct gg_call *c, int fd, unsigned cloexec)
{
	struct seccomp_notif_addfd add = { .id = c->id,
					   .flags = c->super->stay ? 0 : GG_SECCOMP_ADDFD_SEND,
					   .srcfd = (uint32_t)fd,
					   .newfd_flags = cloexec };
	int got;

	if (!c->super->injects) { /* before Linux 5.9, or refused */
		gg_reply_error(c, EACCES);
		return;
	}
	got = gg_target_listener(c, SECCOMP_IOCTL_NOTIF_ADDFD, &add);
	if (got == -EINVAL && add.flags) { /* before Linux 5.14 */
		add.flags = 0;
		got = gg_target_listener(c, SECCOMP_IOCTL_NOTIF_ADDFD, &add);
	}
	if (got >= 0 && add.flags)
		c->done = true;
	else if (got >= 0)
		gg_reply_value(c, got);
	else /* ENOENT: the caller is gone, and so is whoever would read the reply. EMFILE: its limit. */
		gg_reply_error(c, got == -EINVAL || got == -EBADF ? EACCES : got);
}
