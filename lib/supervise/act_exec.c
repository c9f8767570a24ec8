/*
 * execve execveat.
 *
 * Owns the decision about programs. An exec cannot be made on somebody's behalf: the kernel goes
 * on with it. What comes of it is verified at the exec stop, before the new program runs; where
 * ptrace is refused, the call goes on only if Landlock holds EXECUTE to the same files, whatever
 * the path in memory says by then, and exec_loader.h looks after the loaders among them. The first
 * exec of the process that goguard itself started needs neither: it has one thread and runs
 * goguard's code. Relies on walk.h.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "base/access.h"
#include "base/elf.h"
#include "supervise/act.h"
#include "supervise/acts.h"
#include "supervise/exec_loader.h"
#include "supervise/exec_stop.h"

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

/* What the kernel will come to execute: the file itself, or the interpreter of a script, which
 * must be allowed too. Return: 0; otherwise the reply is set */
static int find_runner(struct gg_call *c, const struct gg_found *f, struct stat *ret_runner)
{
	gg_found_auto struct gg_found interp = GG_FOUND_NONE;
	struct gg_request request = { .op = GG_OP_EXEC, .path = interp.path };
	gg_close int fd = -1;
	struct gg_answer a;
	char link[40], name[PATH_MAX];
	int ret;

	*ret_runner = f->st;
	gg_proc_link(f->fd, link);
	fd = S_ISREG(f->st.st_mode) ? open(link, O_RDONLY | O_CLOEXEC) : -1;
	if (fd < 0 || gg_elf_program(fd, name, sizeof(name)) != GG_PROGRAM_SCRIPT)
		return 0; /* the kernel says what is wrong with it */
	ret = gg_walk(c, AT_FDCWD, name, GG_WALK_FOLLOW, &interp);
	if (ret == 0 && interp.fd < 0)
		ret = -ENOENT;
	if (ret < 0) {
		gg_reply_error(c, ret);
		return ret;
	}
	*ret_runner = interp.st;
	return gg_judge(c, &request, &a, f->path, NULL) ? 0 : -EACCES;
}

static void answer(struct gg_call *c, const struct gg_found *f)
{
	struct gg_request request = { .op = GG_OP_EXEC, .path = f->path };
	uint64_t argv_at = c->args[c->shape->path + 1];
	struct stat runner;
	struct gg_answer a;
	struct argv v;

	if (f->fd < 0) {
		gg_reply_error(c, ENOENT);
		return;
	}
	read_argv(c, argv_at, &v);
	if (!gg_judge(c, &request, &a, NULL, v.list) || gg_withheld(c))
		return;
	if (find_runner(c, f, &runner) < 0)
		return;
	if (a.verdict == GG_VERDICT_AUDIT) {
		gg_reply_continue(c); /* mode audit lets it happen */
		return;
	}
	if (gg_exec_stop_begin(c, &runner) == 0)
		return;
	if (!backed(c)) {
		gg_reply_error(c, EACCES);
		return;
	}
	gg_exec_unverified(c->super);
	gg_reply_continue(c); /* ptrace is refused: Landlock holds EXECUTE to the same files and loaders */
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
