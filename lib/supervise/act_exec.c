/*
 * execve execveat.
 *
 * Owns the decision about programs. An exec cannot be made on somebody's behalf: the kernel goes
 * on with it, so it is let go on only where Landlock holds EXECUTE to the same files, whatever
 * the path in memory says by then, or where no memory can change: the first exec of the process
 * that goguard itself started, which has one thread and runs goguard's code. Relies on walk.h.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "base/access.h"
#include "supervise/act.h"

#define ARGS_MAX 64
#define ARGS_BYTES 8192

/* Arguments for the event */
struct argv {
	char bytes[ARGS_BYTES];
	const char *list[ARGS_MAX + 1];
};

static void read_argv(struct gg_call *c, uint64_t at, struct argv *v)
{
	size_t used = 0;
	size_t n = 0;
	uint64_t arg;

	while (at && n < ARGS_MAX && gg_target_read(c, at + n * 8, &arg, sizeof(arg)) == 0 && arg) {
		int len = gg_target_string(c, arg, v->bytes + used, sizeof(v->bytes) - used);

		if (len < 0)
			break;
		v->list[n++] = v->bytes + used;
		used += (size_t)len + 1;
	}
	v->list[n] = NULL;
}

static bool first(struct gg_call *c)
{
	if (c->super->started || gg_target_tgid(c) != c->super->child)
		return false;
	c->super->started = true;
	return true;
}

/* Is Landlock's answer about EXECUTE the plan's? Rules for single files are as good as those for
 * folders here: both were bound when the guard was armed. */
static bool backed(const struct gg_call *c)
{
	return c->super->installed && !(c->super->plan->head->unsafe & GG_ACCESS_EXECUTE);
}

static void answer(struct gg_call *c, const struct gg_found *f)
{
	struct gg_request request = { .op = GG_OP_EXEC, .path = f->path };
	uint64_t argv_at = c->args[c->shape->path + 1];
	struct gg_answer a;
	struct argv v;

	if (f->fd < 0) {
		gg_reply_error(c, ENOENT);
		return;
	}
	read_argv(c, argv_at, &v);
	if (!gg_judge(c, &request, &a, NULL, v.list) || gg_withheld(c))
		return;
	if (a.verdict == GG_VERDICT_AUDIT || backed(c))
		gg_reply_continue(c);
	else
		gg_reply_error(c, EACCES);
}

/** gg_act_exec() - answer execve or execveat */
void gg_act_exec(struct gg_call *c)
{
	const struct gg_shape *s = c->shape;
	int flags = s->flags < 0 ? 0 : gg_arg_int(c, s->flags);
	unsigned walk = flags & AT_SYMLINK_NOFOLLOW ? 0 : GG_WALK_FOLLOW;
	gg_found_auto struct gg_found f = GG_FOUND_NONE;
	char path[PATH_MAX];
	int ret;

	if (first(c)) {
		gg_reply_continue(c);
		return;
	}
	if (gg_refused_by_name(c))
		return;
	if (flags & AT_EMPTY_PATH)
		walk |= GG_WALK_EMPTY;
	ret = gg_target_become(c);
	if (ret < 0)
		gg_reply_error(c, ret);
	else if (gg_act_path(c, s->dir, s->path, walk, path, &f) == 0)
		answer(c, &f);
	gg_target_back(c);
}
