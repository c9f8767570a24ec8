/*
 * goguard run.
 *
 * Owns the start of a command under guard. Theory of operation: this process becomes the
 * supervisor and keeps its pid; its child guards itself and executes the command. Relies on
 * tool/start.c. Without a supervisor in the plan nothing forks: this process guards itself and
 * becomes the command.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/text.h"
#include "enforce/guard.h"
#include "enforce/limits.h"
#include "plan/caps.h"
#include "plan/who.h"
#include "supervise/children.h"
#include "supervise/code.h"
#include "supervise/loop.h"
#include "tool/opts.h"
#include "tool/report.h"
#include "tool/say.h"
#include "tool/start.h"
#include "tool/verbs.h"

/* What the command line asks for */
struct request {
	const char *policy, *log, *argv0;
	int mode, report;
	char **argv; /* the command */
};

static int parse(int argc, char **argv, struct request *r)
{
	const struct gg_opt table[] = {
		{ .name = "policy", .letter = 'p', .kind = GG_OPT_TEXT, .arg = "FILE",
		  .help = "policy or plan (without: the profile go-base)", .value = &r->policy },
		{ .name = "log", .kind = GG_OPT_TEXT, .arg = "SOCKET",
		  .help = "where events go: a socket, a file, or - (overrides GOGUARD_LOG and log.socket)",
		  .value = &r->log },
		{ .name = "mode", .kind = GG_OPT_CHOICE, .help = "overrides the policy's mode",
		  .value = &r->mode, .choices = gg_mode_names, .n_choices = GG_MODE_COUNT },
		{ .name = "report", .kind = GG_OPT_CHOICE, .help = "what was denied, at the end, on "
		  "standard error; auto: on a terminal", .value = &r->report,
		  .choices = gg_report_names, .n_choices = GG_REPORT_COUNT },
		{ .name = "argv0", .kind = GG_OPT_TEXT, .arg = "NAME",
		  .help = "what the command sees as its own name", .value = &r->argv0 },
	};
	const struct gg_opts opts = { .verb = "run",
				      .words = "[--] CMD [ARG...]",
				      .about = "Guard CMD, supervise it, and exit as it does",
				      .table = table,
				      .n = GG_ARRAY_SIZE(table),
				      .stop = true,
				      .min_words = 1 };
	int words;
	int ret = gg_opts_parse(&opts, argc, argv, &words);

	r->argv = argv;
	return ret;
}

/* LD_PRELOAD of a dynamic command gets the shim, in front of what is there. Return: it is there */
static bool preload_shim(struct gg_command *command, const struct gg_plan *plan)
{
	const char *old = getenv("LD_PRELOAD");
	char shim[PATH_MAX];
	char value[PATH_MAX * 2];
	struct gg_text text;

	/* Without a filter the shim could not tell that it is guarded: the knock is a notification. */
	if (!(plan->head->flags & GG_PLAN_WRAPPERS) || !plan->count[GG_SECT_BPF] ||
	    gg_shim_find(shim) < 0)
		return false;
	gg_command_add(command, shim);
	if (!command->dynamic)
		return false;
	if (old && strstr(old, "libgoguard.so"))
		return true;
	gg_text_init(&text, value, sizeof(value));
	gg_text_fmt(&text, "%s%s%s", shim, old && *old ? ":" : "", old ? old : "");
	return !text.cut && setenv("LD_PRELOAD", value, 1) == 0;
}

/* What the command cannot do under this plan. Return: exit status; 0: nothing is lacking */
static int lacking(const struct gg_plan *plan, const struct gg_command *command, const char *name, bool wrapped)
{
	struct gg_err err = { 0 };
	int status = 0;

	/* else a signal that nobody explains ends it, or it fails at its first path */
	if ((command->bits_32 && plan->count[GG_SECT_BPF]) ||
	    (command->hidden && plan->head->flags & GG_PLAN_NEEDS_SUPERVISOR)) {
		status = command->hidden ? GG_EXIT_GUARD : GG_EXIT_NOT_EXEC;
		gg_err_set(&err, -ENOEXEC, "cannot run '%s': %s", name, command->hint);
	} else if (!wrapped && plan->head->asked[GG_LAYER_WRAPPERS] == GG_WANT_REQUIRE) {
		status = GG_EXIT_GUARD;
		gg_err_set(&err, -EOPNOTSUPP,
			   "cannot use layer 'wrappers': %s (set layers.wrappers = \"prefer\": the kernel "
			   "layers do not need it)",
			   command->dynamic ? "libgoguard.so was not found beside goguard" :
					      "the program is static, no preload library reaches it");
	} else if (command->memory_runs && gg_wx_holds(plan)) {
		status = GG_EXIT_GUARD;
		gg_start_memory("run", name, &err);
	}
	if (status)
		gg_say_error(&err);
	return status;
}

/* Without WAIT_KILLABLE_RECV every preemption signal cancels a notified call and Go would try it
 * for ever. Go's own preemption between loops stays. */
static void calm_go(const struct gg_plan *plan)
{
	const char *old = getenv("GODEBUG");
	char value[4096];
	struct gg_text text;

	if (!(plan->head->flags & GG_PLAN_NEEDS_SUPERVISOR) ||
	    gg_caps_has(&plan->head->caps, GG_CAP_WAIT_KILLABLE))
		return;
	gg_text_init(&text, value, sizeof(value));
	gg_text_fmt(&text, "%s%sasyncpreemptoff=1", old ? old : "", old && *old ? "," : "");
	if (!text.cut)
		(void)setenv("GODEBUG", value, 1);
}

/* What the policy lets the command see of the environment. LD_PRELOAD is the shim's by now. */
static void filter_environment(const struct gg_plan *plan)
{
	char **from, **to = environ;

	for (from = environ; from && *from; from++)
		if (gg_environment_keeps(plan, *from))
			*to++ = *from;
	if (to)
		*to = NULL;
}

static __attribute__((noreturn)) void execute(const struct gg_command *command, const struct request *r)
{
	struct gg_err err = { 0 };
	const char *name = r->argv[0];
	int code;

	if (r->argv0)
		r->argv[0] = (char *)(uintptr_t)r->argv0;
	(void)execve(command->path, r->argv, environ);
	code = errno;
	gg_err_set(&err, -code, "cannot run '%s': %s%s%s%s", name, gg_err_reason(code),
		   command->hint[0] ? " (" : "", command->hint, command->hint[0] ? ")" : "");
	gg_say_error(&err);
	_exit(code == ENOENT && !command->hint[0] ? GG_EXIT_NOT_FOUND : GG_EXIT_NOT_EXEC);
}

/* The child: take the plan from the supervisor, as the shim does. */
static int take_plan(int sock, struct gg_plan *plan, struct gg_err *err)
{
	gg_close int fd = -1;
	static struct gg_hand_plan msg;
	ssize_t n = gg_fd_recv(sock, &msg, sizeof(msg), &fd);

	if (n < 0)
		return gg_err_set(err, (int)n, "cannot take the plan: %s", gg_err_reason((int)n));
	if (n != (ssize_t)sizeof(msg) || fd < 0)
		return gg_err_set(err, -EPROTO, "cannot arm the guard: no plan came");
	return gg_plan_map(fd, plan, err);
}

static void report_failure(int sock, const struct gg_err *err)
{
	struct gg_hand_failed msg = { GG_HAND_VERSION, GG_HAND_FAILED, *err };

	(void)gg_fd_send(sock, &msg, sizeof(msg), -1);
}

static __attribute__((noreturn)) void be_child(const struct gg_command *command, const struct request *r,
					       const int pair[static 2], pid_t parent, const sigset_t *mask)
{
	struct gg_guard guard = { .sock = gg_fd_above(pair[1], 3), .supervisor = parent };
	struct gg_plan plan;
	struct gg_err err = { 0 };
	int ret;

	for (size_t i = 0; i < command->n && i < GG_ENTRY_MAX; i++)
		guard.entry[i] = command->entry[i];
	if (!gg_children_terminal())
		(void)setpgid(0, 0);
	(void)sigprocmask(SIG_SETMASK, mask, NULL);
	(void)close(pair[0]); /* else it would not notice the end of its supervisor */
	ret = take_plan(guard.sock, &plan, &err);
	guard.plan = &plan;
	if (ret == 0)
		ret = gg_guard_arm(&guard, &err);
	if (ret < 0) {
		report_failure(guard.sock, &err);
		_exit(GG_EXIT_GUARD);
	}
	(void)close(guard.sock);
	execute(command, r);
}

static int supervised(struct gg_start *s, const struct gg_command *command, const struct request *r)
{
	struct gg_err err = { 0 };
	const pid_t self = getpid();
	sigset_t mask;
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0 ||
	    gg_children_block(&mask) < 0 || (s->child = fork()) < 0) {
		gg_err_set(&err, -errno, "cannot start the supervisor: %s", gg_err_reason(errno));
		gg_say_error(&err);
		return GG_EXIT_GUARD;
	}
	if (s->child == 0)
		be_child(command, r, pair, self, &mask);
	(void)close(pair[1]);
	s->sock = gg_fd_above(pair[0], 3);
	s->exe = command->entry[0];
	s->entry = command->entry;
	(void)signal(SIGCHLD, SIG_DFL);
	return gg_start_supervise(s);
}

/* No supervisor in the plan: guard this process, and become the command. */
static int alone(struct gg_start *s, const struct gg_command *command, const struct request *r)
{
	struct gg_guard guard = { .plan = &s->made.plan, .sock = -1 };
	struct gg_err err = { 0 };
	size_t i;

	for (i = 0; i < command->n && i < GG_ENTRY_MAX; i++)
		guard.entry[i] = command->entry[i];
	gg_emit_posture(s->sink, &s->made.plan, getpid(), command->entry[0], NULL, s->wrapped);
	gg_sink_free(GG_TAKE(s->sink));
	if (gg_guard_arm(&guard, &err) < 0) {
		gg_say_error(&err);
		return GG_EXIT_GUARD;
	}
	execute(command, r);
}

static int already_guarded(void)
{
	struct gg_err err = { 0 };
	int plan_fd;

	if (!gg_guarded(&plan_fd))
		return 0;
	gg_scope_close(&plan_fd);
	gg_err_set(&err, -EBUSY, "cannot guard a command inside a guard: this process is guarded "
				 "already (the outer guard covers its children)");
	gg_say_error(&err);
	return 1;
}

/** gg_verb_run() - the verb. Return: exit status */
int gg_verb_run(int argc, char **argv)
{
	struct request r = { .mode = -1 };
	struct gg_start s = GG_START_NONE;
	struct gg_tally tally = { .on = false };
	static struct gg_command command;
	struct gg_err err = { 0 };
	int ret = parse(argc, argv, &r);

	if (ret != GG_OPTS_GO)
		return ret;
	if (already_guarded())
		return GG_EXIT_GUARD;
	ret = gg_command_find(r.argv[0], &command, &err);
	if (ret < 0) {
		gg_say_error(&err);
		return ret == -ENOENT || ret == -ENOTDIR ? GG_EXIT_NOT_FOUND : GG_EXIT_NOT_EXEC;
	}
	if (gg_start_prepare(&s, &(struct gg_source){ .policy = r.policy, .mode = r.mode }, r.log) < 0)
		ret = GG_EXIT_GUARD;
	else {
		gg_tally_begin(&tally, (enum gg_report_when)r.report, gg_who_has_subjects(&s.made.plan), s.sink);
		filter_environment(&s.made.plan);
		calm_go(&s.made.plan);
		s.wrapped = preload_shim(&command, &s.made.plan);
		ret = lacking(&s.made.plan, &command, r.argv[0], s.wrapped);
		if (!ret)
			ret = s.made.plan.head->flags & GG_PLAN_NEEDS_SUPERVISOR ? supervised(&s, &command, &r) :
										   alone(&s, &command, &r);
	}
	gg_tally_end(&tally, s.sink);
	gg_start_done(&s);
	return ret;
}
