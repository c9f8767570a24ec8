/*
 * The exec stop.
 *
 * Owns attaching and detaching. Theory of operation: an exec is judged by a path in memory that
 * another thread can change before the kernel reads it. So the thread is seized, the call goes
 * on, and the kernel stops the new program before it runs (PTRACE_EVENT_EXEC). If what runs is
 * not what was judged, the process is killed. An exec that fails ends in the stop that
 * PTRACE_INTERRUPT asked for. Either way the tracer lets go at once, but for a program whose digest
 * is still computed. Relies on the interrupt coming after the reply: before it, it could cancel the
 * notification. PTRACE_O_EXITKILL ends the program with the supervisor.
 */
#include "supervise/exec_stop.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

#include "supervise/map_stop.h"
#include "supervise/proc.h"
#include "supervise/report.h"
#include "supervise/still.h"
#include "supervise/target.h"
#include "supervise/workers.h"

/** gg_exec_stop_begin() - see exec_stop.h */
int gg_exec_stop_begin(struct gg_call *c, const struct gg_judged *judged)
{
	struct gg_stop *stop;
	int ret = gg_stop_seize(c, &stop);

	if (ret < 0)
		return ret;
	*stop = (struct gg_stop){ .tid = c->tid, .tgid = gg_target_tgid(c), .judged = *judged };
	gg_reply_continue(c); /* verified before the new program runs */
	gg_send_reply(c);
	(void)ptrace(PTRACE_INTERRUPT, c->tid, NULL, NULL);
	return 0;
}

/** gg_exec_refuse() - see exec_stop.h */
void gg_exec_refuse(struct gg_super *s, pid_t pid, uint32_t place, const char *rule, const char *reason)
{
	struct gg_call c = { .super = s, .tid = pid, .tgid = pid, .nr = -1 };
	struct gg_answer a = { .verdict = GG_VERDICT_KILL,
			       .err = EACCES,
			       .place = place,
			       .rule = rule };
	struct gg_event ev = { .layer = GG_LAYER_SUPERVISOR,
			       .op = GG_OP_EXEC,
			       .syscall = "execve",
			       .reason = reason };
	char exe[4096];
	bool there = gg_proc_exe(pid, exe, sizeof(exe));

	ev.path = exe;
	(void)kill(pid, SIGKILL);
	if (there)
		gg_report(&c, &a, &ev);
}

/* Look at @pid, which stands at its exec stop, and let go of it unless that takes longer. */
static void settle(struct gg_super *s, pid_t pid, struct gg_stop *stop)
{
	int ret = gg_exec_verify(s, pid, &stop->judged, &stop->digests, &stop->reason);

	stop->waiting = ret == -EINPROGRESS;
	if (stop->waiting)
		return;
	if (ret == -EPERM)
		gg_exec_refuse(s, pid, s->plan->head->harden_place, "harden", stop->reason);
	else if (ret < 0)
		gg_exec_refuse(s, pid, stop->judged.place, "exec", stop->reason);
	stop->tid = 0;
	(void)ptrace(PTRACE_DETACH, pid, NULL, NULL);
}

/** gg_exec_stops_again() - see exec_stop.h */
void gg_exec_stops_again(struct gg_super *s)
{
	size_t i;

	for (i = 0; i < GG_STOPS_MAX; i++)
		if (s->stops->items[i].tid && s->stops->items[i].waiting)
			settle(s, s->stops->items[i].tid, &s->stops->items[i]);
}

/* The first thread ends without a word when another one executes, and that one takes its number. */
static void forget_first(struct gg_stops *stops, pid_t pid, const struct gg_stop *stop)
{
	size_t i;

	for (i = 0; i < GG_STOPS_MAX; i++)
		if (stops->items[i].tid == pid && &stops->items[i] != stop)
			stops->items[i].tid = 0;
}

/* @pid is new: it had the number @tid before when a thread other than the first executed. */
static bool executed(struct gg_super *s, pid_t pid)
{
	unsigned long tid = 0;
	struct gg_stop *stop;

	if (ptrace(PTRACE_GETEVENTMSG, pid, NULL, &tid) < 0)
		return false;
	stop = gg_stop_find(s->stops, (pid_t)tid);
	if (!stop)
		return false;
	forget_first(s->stops, pid, stop);
	if (stop->map) { /* an exec that nobody judged came next: mode audit */
		stop->tid = 0;
		(void)ptrace(PTRACE_DETACH, pid, NULL, NULL);
		return true;
	}
	stop->tid = pid;
	settle(s, pid, stop);
	return true;
}

/** gg_exec_stop_seen() - see exec_stop.h */
bool gg_exec_stop_seen(struct gg_super *s, pid_t pid, int status)
{
	struct gg_stop *stop;

	if (!WIFSTOPPED(status)) {
		gg_stops_ended(s->stops, pid);
		return false; /* whoever it was, somebody else counts it */
	}
	if (status >> 16 == PTRACE_EVENT_EXEC && executed(s, pid))
		return true;
	stop = gg_stop_find(s->stops, pid);
	if (stop && stop->map)
		return gg_map_stop_seen(s, stop, status);
	/* Its exec failed, and this is the stop asked for, or a signal that came first and is passed on. */
	if (stop)
		stop->tid = 0;
	return gg_still_stopped(s, pid, status);
}
