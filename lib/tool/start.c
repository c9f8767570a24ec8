/*
 * A start, seen from the supervisor.
 *
 * Owns its stages. Relies on the child to die with this process: every failure here ends with
 * exit status 125 and no function.
 */
#include "tool/start.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/access.h"
#include "base/err.h"
#include "base/fd.h"
#include "base/scope.h"
#include "plan/decide.h"
#include "start/planted.h"
#include "supervise/code.h"
#include "supervise/loop.h"
#include "tool/say.h"

static bool may_be_made(const char *link, const void *plan)
{
	return gg_decide_anybody(plan, GG_ACCESS_CREATE, link) != 0;
}

/* Events go where they are told to go, with our rights: not where a link leads that the function may have left there
 * when it ran before. */
static int check_log(const struct gg_plan *plan, const char *log, const char *opened, struct gg_err *err)
{
	char real[PATH_MAX];
	int ret;

	if (!*log || !strcmp(log, "-") || gg_decide_anybody(plan, GG_ACCESS_CREATE, "/"))
		return 0;
	ret = gg_links_on(log, strlen(log), may_be_made, plan, real);
	if (ret < 0 && ret != -EPERM && !gg_err_leads_nowhere(ret))
		return gg_err_set(err, ret, "cannot log to '%s': %s", log, gg_err_reason(ret));
	if (ret != -EPERM && (!strcmp(opened, log) || !strcmp(opened, real)))
		return 0;
	return gg_err_set(err, -ELOOP,
			  "cannot log to '%s': it leads through a symbolic link that the function may have "
			  "made (put the log where the policy lets it make nothing)",
			  log);
}

static int open_sink(struct gg_start *s, const char *log, struct gg_err *err)
{
	const struct gg_plan_head *h = s->made.plan.head;
	int ret;

	if (!log)
		log = getenv("GOGUARD_LOG");
	if (!log || !*log)
		log = gg_plan_string(&s->made.plan, h->log_socket);
	ret = check_log(&s->made.plan, log, log, err);
	if (ret == 0)
		ret = gg_sink_open(log, h->log_rate_per_s, &s->sink, err);
	if (ret == 0) /* it may have been put there just now */
		ret = check_log(&s->made.plan, log, gg_sink_place(s->sink), err);
	return ret;
}

/** gg_start_prepare() - see start.h */
int gg_start_prepare(struct gg_start *s, const struct gg_source *source, const char *log)
{
	struct gg_err err = { 0 };
	int ret = gg_say_plan(source, &s->made);

	if (ret < 0)
		return ret;
	ret = gg_fd_above(gg_fd_sealed("goguard-plan", s->made.bytes, s->made.size), 3);
	if (ret < 0) {
		gg_err_set(&err, ret, "cannot keep the plan in memory: %s", gg_err_reason(ret));
		gg_say_error(&err);
		return ret;
	}
	s->plan_fd = ret;
	ret = open_sink(s, log, &err);
	if (ret < 0)
		gg_say_error(&err);
	return ret;
}

/** gg_start_done() - end a start */
void gg_start_done(struct gg_start *s)
{
	gg_sink_free(s->sink);
	s->sink = NULL;
	gg_scope_close(&s->plan_fd);
	gg_scope_close(&s->sock);
	gg_made_done(&s->made);
}

/** gg_start_memory() - see start.h */
void gg_start_memory(const char *verb, const char *path, struct gg_err *err)
{
	gg_err_set(err, -EACCES,
		   "cannot %s '%s': it asks for a stack, or other memory, that is written and executed, which "
		   "harden.wx keeps out (link it with -z noexecstack and without -N, or set harden.wx = false)",
		   verb, path);
}

/* Threads that were traced are waited for as well: before that their process has not ended. */
static void end_child(pid_t child)
{
	int status;
	pid_t pid;

	(void)kill(child, SIGKILL);
	do
		pid = waitpid(-1, &status, __WALL);
	while ((pid > 0 && (pid != child || WIFSTOPPED(status))) || (pid < 0 && errno == EINTR));
}

/* @gone: the child has been waited for already */
static int give_up(struct gg_start *s, bool gone, const struct gg_err *err)
{
	gg_say_error(err);
	if (!s->alone && !gone)
		end_child(s->child);
	return GG_EXIT_GUARD;
}

static int exit_status(int status)
{
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/* What was asked for and cannot be had once the guard is armed */
static int lacks_injection(const struct gg_plan *plan, const struct gg_armed *armed, struct gg_err *err)
{
	if (armed->injects || plan->head->asked[GG_LAYER_SUPERVISOR] != GG_WANT_REQUIRE)
		return 0;
	return gg_err_set(err, -EOPNOTSUPP,
			  "cannot use layer 'supervisor': %s (set layers.supervisor = \"prefer\" to run "
			  "with what is left)",
			  gg_no_injection);
}

/* The supervisor prepares itself while the child does, so that neither waits for long. */
static int arm(struct gg_start *s, struct gg_watch *watch, struct gg_err *err)
{
	int ret = gg_watch_prepare(watch, err);

	if (ret == 0)
		ret = gg_children_wait(&watch->children, s->sock) ?
			      gg_handoff_wait(s->sock, watch->plan, &watch->armed, err) :
			      gg_handoff_ended(err);
	return ret < 0 ? ret : lacks_injection(watch->plan, &watch->armed, err);
}

/** gg_start_supervise() - see start.h */
int gg_start_supervise(struct gg_start *s)
{
	const struct gg_plan *plan = &s->made.plan;
	struct gg_watch watch = GG_WATCH_NONE;
	struct gg_err err = { 0 };
	struct gg_outcome outcome = { 0 };
	int ret;

	/* Of a program that is there already the stack is made already, too */
	if (s->started && gg_wx_holds(plan) && !gg_code_new(s->child)) {
		gg_start_memory("guard", s->exe ? s->exe : "?", &err);
		return give_up(s, false, &err);
	}
	ret = gg_handoff_send(s->sock, s->plan_fd, s->entry, &err);
	if (ret == 0 && s->alone) {
		gg_emit_posture(s->sink, plan, s->child, s->exe, NULL, s->wrapped);
		return 0;
	}
	watch.plan = plan;
	watch.plan_fd = s->plan_fd;
	watch.sink = s->sink;
	watch.child = s->child;
	watch.entry = s->entry;
	watch.started = s->started;
	watch.sock = s->sock;
	if (ret == -EPIPE || ret == -ECONNRESET) /* perhaps it said why it did not wait for the plan */
		ret = gg_handoff_wait(s->sock, plan, &watch.armed, &err);
	else if (ret == 0)
		ret = arm(s, &watch, &err);
	if (ret == 0) {
		gg_emit_posture(s->sink, plan, s->child, s->exe, &watch.armed, s->wrapped);
		ret = gg_watch_run(&watch, &outcome, &err);
	}
	gg_watch_done(&watch);
	if (ret < 0)
		return give_up(s, watch.children.ended, &err);
	gg_emit_exit(s->sink, plan, s->child, s->exe, &outcome);
	return exit_status(outcome.status);
}
