/*
 * The constructor of libgoguard.so.
 *
 * Owns what happens when the library is loaded: nothing under secure execution; wrappers alone
 * when the process is guarded already; deferral when a target is to be executed later; otherwise
 * the guard. Theory of operation: the process forks; the parent keeps the pid and becomes
 * `goguard supervise`, the child is the program: it takes the plan, guards itself and returns to
 * main. Every failure ends the program with 125 and a reason: who preloads a guard wants one.
 * Runs before the constructors of other libraries where the loader lets it (-z initfirst: glibc, from 2.34 on
 * whatever else is loaded). Relies on running before main. Raw calls only.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "base/sys.h"
#include "enforce/guard.h"
#include "enforce/limits.h"
#include "plan/handoff.h"
#include "shim/child.h"
#include "shim/godebug.h"
#include "shim/settings.h"
#include "shim/target.h"
#include "wrap/context.h"
#include "wrap/weak.h"

static struct gg_context context; /* built here, copied by gg_context_set() */

static void die(const struct gg_err *err) __attribute__((noreturn));
static void die(const struct gg_err *err)
{
	char line[GG_ERR_TEXT_MAX + 64];
	struct gg_text text;

	gg_text_init(&text, line, sizeof(line));
	gg_text_fmt(&text, "goguard: error: %s\n", err->text);
	if (err->text[0]) /* without text goguard has said why */
		(void)gg_sys_write(2, line, text.used);
	gg_sys_exit(GG_SHIM_EXIT);
}

/* Guarded already, by an outer process: wrappers from the same plan, if it is to be had. */
static void join(int plan_fd)
{
	struct gg_err err;

	context.guarded = true;
	if (plan_fd >= 0) {
		context.plan_known = gg_plan_map(plan_fd, &context.plan, &err) == 0;
		(void)gg_sys_close(plan_fd);
	}
	gg_context_set(&context);
}

static long fork_process(void)
{
	if (fork)
		return fork(); /* libc's, so that its idea of the thread's number stays right */
	return gg_sys(SYS_clone, SIGCHLD, 0, 0, 0, 0);
}

/* Without a filter a program started later could not tell that it is guarded, and would try to
 * arm again: it gets no shim. */
static void drop_preload(char **envp)
{
	static char nothing[1];

	for (; envp && *envp; envp++)
		if (!strncmp(*envp, "LD_PRELOAD=", strlen("LD_PRELOAD=")))
			*envp = nothing;
}

/* This process is the child: take the plan, guard, go on to main. */
static void be_guarded(const struct gg_settings *settings, int sock, long supervisor)
{
	struct gg_err err = { 0 };

	if (gg_child_arm(sock, (pid_t)supervisor, settings, &context.plan, &err) < 0) {
		if (settings->alone)
			die(&err);
		gg_sys_exit(GG_SHIM_EXIT); /* the supervisor has been told why, and says so */
	}
	context.guarded = true;
	context.plan_known = true;
	gg_context_set(&context);
	gg_environment_scrub(&context.plan, settings->envp);
	if (gg_godebug_calm(&context.plan, settings->envp) < 0) {
		gg_err_set(&err, -ENOSPC, "cannot guard '%s': there is no place for GODEBUG in its "
					  "environment, and signals cancel notified calls on this kernel "
					  "(set GODEBUG=asyncpreemptoff=1)",
			   settings->exe);
		die(&err);
	}
	if (!context.plan.count[GG_SECT_BPF])
		drop_preload(settings->envp);
}

/* A folder has a link more for each folder in it: one for each thread */
static bool has_one_thread(void)
{
	struct stat st;

	return gg_sys(SYS_newfstatat, AT_FDCWD, "/proc/self/task", &st, 0) == 0 && st.st_nlink == 3;
}

/* A plan that needs no supervisor: a helper makes it and ends, this process keeps its pid, and its threads,
 * which no filter would reach. */
static void arm_alone(const struct gg_settings *settings, const int pair[2])
{
	struct gg_err err = { 0 };
	long self = gg_sys(SYS_getpid);
	struct gg_helper helper;
	long pid;

	if (!has_one_thread()) {
		gg_err_set(&err, -EBUSY,
			   "cannot guard '%s': a library of it has started threads before main (use `goguard run`)",
			   settings->exe);
		die(&err);
	}
	pid = gg_helper_fork(&helper);
	if (pid < 0) {
		gg_err_set(&err, (int)pid, "cannot start the planner: %s", gg_err_reason((int)pid));
		die(&err);
	}
	if (pid == 0) {
		gg_become_supervisor(settings, pair[0], self, &err);
		die(&err);
	}
	(void)gg_sys_close(pair[0]);
	if (gg_helper_wait(&helper) != 0)
		gg_sys_exit(GG_SHIM_EXIT); /* the planner said why */
	be_guarded(settings, pair[1], 0);
}

static void arm(const struct gg_settings *settings)
{
	struct gg_err err = { 0 };
	long parent = gg_sys(SYS_getpid);
	int pair[2];
	long pid;
	long ret = gg_sys(SYS_socketpair, AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair);

	if (ret < 0) {
		gg_err_set(&err, (int)ret, "cannot start the supervisor: %s", gg_err_reason((int)ret));
		die(&err);
	}
	pair[0] = gg_shim_above(pair[0]);
	pair[1] = gg_shim_above(pair[1]);
	if (settings->alone) {
		arm_alone(settings, pair);
		return;
	}
	pid = fork_process();
	if (pid < 0) {
		gg_err_set(&err, -EAGAIN, "cannot start the supervisor: fork failed");
		die(&err);
	}
	if (pid > 0) {
		(void)gg_sys_close(pair[1]);
		gg_become_supervisor(settings, pair[0], pid, &err); /* returns only to fail */
		die(&err);
	}
	(void)gg_sys_close(pair[0]);
	be_guarded(settings, pair[1], parent);
}

/* Not this program: the one that it executes. Wrappers wait for that. */
static void defer(const struct gg_settings *settings)
{
	memcpy(context.target, settings->target, sizeof(context.target));
	memcpy(context.policy, settings->policy, sizeof(context.policy));
	memcpy(context.log, settings->log, sizeof(context.log));
	memcpy(context.mode, settings->mode, sizeof(context.mode));
	memcpy(context.bin, settings->bin, sizeof(context.bin));
	gg_context_set(&context);
}

static bool secure_execution(void)
{
	return getauxval && getauxval(AT_SECURE);
}

__attribute__((constructor)) static void construct(int argc, char **argv, char **envp)
{
	static struct gg_settings settings;
	struct gg_err err = { 0 };
	int plan_fd;
	int ret;

	(void)argc;
	(void)argv;
	if (secure_execution())
		return;
	if (gg_guarded(&plan_fd)) {
		join(plan_fd);
		return;
	}
	ret = gg_settings_read(gg_weak_environ() ? gg_weak_environ() : envp, &settings, &err);
	if (ret == 0)
		ret = gg_target_find(&settings, &context.target_any, &err);
	if (ret < 0)
		die(&err);
	if (context.target_any || (settings.target[0] && !gg_target_is_self(&settings)))
		defer(&settings);
	else
		arm(&settings);
}
