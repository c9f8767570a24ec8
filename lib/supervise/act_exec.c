/*
 * execve execveat.
 *
 * Owns the decision about programs. An exec cannot be made on somebody's behalf: the kernel goes
 * on with it. What comes of it is verified at the exec stop, before the new program runs; where
 * ptrace is refused, the call goes on only if Landlock holds EXECUTE to the same files, whatever
 * the path in memory says by then, and exec_loader.h looks after the loaders among them. The first
 * exec of the process that goguard itself started needs neither: it has one thread and runs
 * goguard's code. Of a script every interpreter is judged like a program of its own, with the
 * arguments that it will get. Relies on walk.h.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/access.h"
#include "base/elf.h"
#include "base/sys.h"
#include "base/text.h"
#include "supervise/act.h"
#include "supervise/acts.h"
#include "supervise/args.h"
#include "supervise/code.h"
#include "supervise/digests.h"
#include "supervise/exec_loader.h"
#include "supervise/exec_stop.h"
#include "supervise/exec_wait.h"
#include "supervise/still.h"

#define WORD_MAX 256 /* of the first line of a script */

/* One exec while it is judged, from what was named to what the kernel will come to execute */
struct judging {
	struct gg_call *call;
	struct gg_args *args;   /* as the file at hand will get them */
	struct gg_found found;  /* the file at hand */
	char name[PATH_MAX + 32]; /* what the kernel will call the script that was named */
	char words[GG_JUDGED_FILES][2][WORD_MAX]; /* interpreters and their arguments */
	char before[PATH_MAX];  /* the script that asks for the file at hand, for the event */
	struct gg_judged judged;
	bool audit;
};

static bool first(struct gg_call *c)
{
	if (c->super->started || gg_target_tgid(c) != c->super->child)
		return false;
	c->super->started = true;
	return true;
}

/* Is Landlock's answer about EXECUTE the plan's? Rules for single files are as good as those for
 * folders here: both were bound when the guard was armed. */
static bool backed(struct gg_call *c)
{
	return c->super->installed && !(gg_unsafe(c) & GG_ACCESS_EXECUTE);
}

/* The digest of the file at hand, where the rules for it want one. Return: 0: @request has it, or it
 * cannot be had, which the rules deny; -EINPROGRESS: the call is put off, nothing more to do */
static int find_digest(struct judging *j, int fd, struct gg_request *request,
		       uint8_t sha256[static GG_DIGEST_BYTES])
{
	struct gg_call *c = j->call;
	const struct gg_digest_ask ask = { .fd = fd, .who = c->id, .starts = &c->digests };
	int ret = fd < 0 ? -EACCES : gg_digest_of(c->super->waits->digests, &ask, sha256);

	if (ret == -EINPROGRESS && gg_exec_wait(c) < 0)
		gg_reply_error(c, EAGAIN);
	if (ret == 0)
		request->sha256 = sha256;
	return ret == -EINPROGRESS ? ret : 0;
}

/* The file at hand. Return: 0; otherwise the reply is set, or the call put off */
static int judge_file(struct judging *j, int fd)
{
	struct gg_call *c = j->call;
	struct gg_request request = { .op = GG_OP_EXEC,
				      .path = j->found.path,
				      .argv = (const char *const *)j->args->first,
				      .argv_cut = j->args->cut };
	struct gg_judged *judged = &j->judged;
	struct gg_judged_file *file = &judged->files[judged->n];
	struct gg_answer a;

	gg_consider(c, &request, &a);
	if (a.pinned == GG_PINNED_UNKNOWN) {
		if (find_digest(j, fd, &request, file->sha256) < 0)
			return -EINPROGRESS;
		gg_consider(c, &request, &a);
	}
	if (!gg_conclude(c, &request, &a, j->before[0] ? j->before : NULL))
		return -EACCES;
	if (judged->n == 0 && gg_withheld(c))
		return -EPERM;
	file->dev = j->found.st.st_dev;
	file->ino = j->found.st.st_ino;
	file->pins = a.pins;
	if (judged->n == 0 || a.pins)
		judged->place = a.place;
	j->audit = j->audit || a.verdict == GG_VERDICT_AUDIT;
	judged->n++;
	return 0;
}

/* The file at hand is a script: the next one is its interpreter. Return: 1; 0: it is no script;
 * negative errno, the reply is set */
static int next_file(struct judging *j, int fd)
{
	gg_found_auto struct gg_found interp = GG_FOUND_NONE;
	struct gg_judged *judged = &j->judged;
	char (*words)[WORD_MAX] = j->words[judged->n - 1];
	const char *name = judged->n > 1 ? j->words[judged->n - 2][0] : j->name;
	unsigned at, i;
	int ret;

	if (fd < 0 || gg_elf_program(fd, words[0], WORD_MAX) != GG_PROGRAM_SCRIPT ||
	    gg_elf_script_argument(fd, words[1], WORD_MAX) < 0)
		return 0; /* the kernel says what is wrong with it */
	at = judged->n < GG_JUDGED_FILES ? gg_args_script(j->args, words[0], words[1], name) : 0;
	ret = at ? gg_walk(j->call, AT_FDCWD, words[0], GG_WALK_FOLLOW, &interp) : -ELOOP;
	if (ret == 0 && interp.fd < 0)
		ret = -ENOENT;
	if (ret < 0) {
		gg_reply_error(j->call, ret);
		return ret;
	}
	for (i = 0; i + 1 < judged->n; i++)
		judged->files[i].name += at;
	judged->files[judged->n - 1].name = at;
	memcpy(j->before, j->found.path, sizeof(j->before));
	gg_found_done(&j->found);
	j->found = interp;
	interp.fd = interp.parent = -1;
	return 1;
}

/* Return: -EAGAIN: somebody holds a lease on it, for which the kernel would make this thread wait */
static int open_found(const struct gg_found *f)
{
	char link[40];

	gg_proc_link(f->fd, link);
	return S_ISREG(f->st.st_mode) ? (int)gg_sys_openat(AT_FDCWD, link, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0) : -1;
}

/* What events say of the file at hand */
static struct gg_event event_of(const struct judging *j, const char *reason)
{
	return (struct gg_event){ .layer = GG_LAYER_SUPERVISOR,
				  .op = GG_OP_EXEC,
				  .path = j->found.path,
				  .path2 = j->before[0] ? j->before : NULL,
				  .access = GG_ACCESS_EXECUTE,
				  .argv = (const char *const *)j->args->first,
				  .argv_cut = j->args->cut,
				  .reason = reason };
}

/* The last file, the program, with harden.wx: seen again at the exec stop. Return: 0; otherwise the
 * reply is set */
static int judge_code(struct judging *j, int fd)
{
	const char *reason = gg_code_refuses(j->call, fd);
	struct gg_event ev = event_of(j, reason);

	return reason && gg_harden_denies(j->call, &ev) ? -EACCES : 0;
}

/* Nobody can look at it, or at what comes of it. */
static void refuse_unseen(struct judging *j, int err, const char *reason)
{
	struct gg_call *c = j->call;
	const struct gg_answer a = { .verdict = GG_VERDICT_DENY,
				     .err = err,
				     .place = j->judged.place,
				     .rule = "exec" };
	struct gg_event ev = event_of(j, reason);

	gg_reply_error(c, err);
	if (gg_target_alive(c)) /* else it was ended by another thread's exec: nobody's violation */
		gg_report(c, &a, &ev);
}

/* Whatever the kernel will open. Return: 0; otherwise the reply is set, or the call put off */
static int judge(struct judging *j)
{
	int ret;

	do {
		gg_close int fd = open_found(&j->found);

		if (fd == -EAGAIN) {
			refuse_unseen(j, EAGAIN, "a lease is held on the file, which cannot be looked at");
			return -EAGAIN;
		}
		ret = judge_file(j, fd);
		if (ret == 0)
			ret = next_file(j, fd);
		if (ret == 0)
			ret = judge_code(j, fd);
	} while (ret > 0);
	return ret;
}

/* What was judged may start, where it is seen to be that. */
static void go_on(struct judging *j)
{
	struct gg_judged *judged = &j->judged;
	struct gg_call *c = j->call;
	unsigned pins = 0;
	int ret;

	for (unsigned i = 0; i < judged->n; i++) {
		pins |= judged->files[i].pins;
		judged->argv |= (judged->files[i].pins & GG_PIN_ARGV) ||
				(i + 1 < judged->n && judged->files[i].pins);
	}
	if (judged->argv)
		gg_digest_list(gg_args_words(j->args), judged->words);
	if (j->audit) {
		gg_reply_continue(c); /* mode audit lets it happen */
		return;
	}
	ret = gg_exec_stop_begin(c, judged);
	if (ret == 0)
		return;
	/* Landlock knows neither arguments nor digests, nor what stack a program wants */
	if (pins || !backed(c) || (ret == -EAGAIN && gg_wx_holds(c->super->plan))) {
		refuse_unseen(j, EACCES, ret == -EAGAIN ? "too many programs are being started to verify one more" :
							  "what is started cannot be verified: ptrace is refused");
		return;
	}
	gg_exec_unverified(c->super);
	gg_reply_continue(c); /* ptrace is refused: Landlock holds EXECUTE to the same files and loaders */
}

/* How the kernel will call a script */
static void name_script(struct judging *j, const char *path)
{
	const struct gg_shape *s = j->call->shape;
	int dir = s->dir < 0 ? AT_FDCWD : gg_arg_int(j->call, s->dir);
	struct gg_text text;

	gg_text_init(&text, j->name, sizeof(j->name));
	if (dir != AT_FDCWD && path[0] != '/')
		gg_text_fmt(&text, "/dev/fd/%d%s", dir, path[0] ? "/" : "");
	gg_text_str(&text, path);
}

static void answer(struct judging *j, const char *path)
{
	struct gg_call *c = j->call;
	bool pins = c->super->plan->count[GG_SECT_PINS];
	int ret = 0;

	if (j->found.fd < 0)
		ret = -ENOENT;
	else
		j->args = gg_args_new(c, c->args[c->shape->path + 1], pins ? GG_ARGS_MAX : GG_ARGS_LOGGED, &ret);
	if (ret == 0 && !gg_target_alive(c))
		ret = -ENOENT;
	if (ret < 0) {
		gg_reply_error(c, ret);
		return;
	}
	name_script(j, path);
	if (judge(j) == 0)
		go_on(j);
}

/** gg_act_exec() - answer execve or execveat */
void gg_act_exec(struct gg_call *c)
{
	const struct gg_shape *s = c->shape;
	int flags = s->flags < 0 ? 0 : gg_arg_int(c, s->flags);
	unsigned walk = flags & AT_SYMLINK_NOFOLLOW ? 0 : GG_WALK_FOLLOW;
	struct judging j = { .call = c, .found = GG_FOUND_NONE };
	char path[PATH_MAX];
	int ret;

	if (first(c)) {
		gg_reply_continue(c);
		return;
	}
	if (gg_refused_by_name(c) || gg_still_exec(c))
		return;
	if (flags & AT_EMPTY_PATH)
		walk |= GG_WALK_EMPTY;
	ret = gg_target_become(c);
	if (ret < 0)
		gg_reply_error(c, ret);
	else if (gg_act_path(c, s->dir, s->path, walk, path, &j.found) == 0)
		answer(&j, path);
	gg_target_back(c);
	gg_found_done(&j.found);
	free(j.args);
}
