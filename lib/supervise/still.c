/*
 * Processes whose threads are held still while one of them maps a file.
 *
 * Owns seizing and releasing them, and the calls of both kinds that wait. Theory of operation: threads are
 * interrupted, and then looked at until none runs. Who rests in a call by then stops before it comes back from it.
 * Nobody keeps a list of them: threads are those that /proc names, and whether one is traced, or stands, the kernel is
 * asked. One that stops when it is needed no more is let go at once.
 */
#include "supervise/still.h"

#include <dirent.h>
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/err.h"
#include "base/text.h"
#include "plan/caps.h"
#include "supervise/acts.h"
#include "supervise/code.h"
#include "supervise/proc.h"
#include "supervise/target.h"
#include "supervise/workers.h"

/* Links of a folder with one subfolder */
#define ALONE 3

static bool is_alone(pid_t tgid)
{
	struct stat st;

	return gg_proc_stat(tgid, "task", &st) == 0 && st.st_nlink == ALONE;
}

/* What is asked of every thread of a process. Return: 1: all say yes; 0; negative errno: who they are cannot be read */
static int each_thread(pid_t tgid, bool (*ask)(pid_t tid, void *arg), void *arg)
{
	char path[32];
	struct gg_text text;
	struct dirent *entry;
	int all = 1;
	DIR *dir;

	gg_text_init(&text, path, sizeof(path));
	gg_text_fmt(&text, "/proc/%d/task", tgid);
	dir = opendir(path);
	if (!dir)
		return -errno;
	while ((entry = readdir(dir))) {
		pid_t tid = (pid_t)strtol(entry->d_name, NULL, 10);

		if (tid > 0 && !ask(tid, arg))
			all = 0;
	}
	(void)closedir(dir);
	return all;
}

static bool stands(pid_t tid, siginfo_t *ret)
{
	return ptrace(PTRACE_GETSIGINFO, tid, NULL, ret) == 0;
}

/* @line says in which call @tid is. It stops when that is over, but who is about to have one thread more has it before
 * that. */
static bool rests(pid_t tid, const char *line)
{
	siginfo_t si;
	char *at;
	bool clones = strtol(line, &at, 10) == SYS_clone && at != line && (strtoull(at, NULL, 16) & CLONE_THREAD);

	return strcmp(line, "running\n") != 0 && (!clones || stands(tid, &si));
}

/* Does it stand, or rest where it will stop before it does anything? Who was not told yet is told. Who cannot be,
 * has ended, or is somebody else's to hold. */
static bool is_still(pid_t tid, void *arg)
{
	const struct gg_call *c = arg;
	char line[32];
	long n;

	if (tid == c->tid)
		return true;
	if (gg_stop_trace(tid) == 0)
		return ptrace(PTRACE_INTERRUPT, tid, NULL, NULL) < 0; /* perhaps not yet */
	if (ptrace(PTRACE_INTERRUPT, tid, NULL, NULL) < 0)
		return true;
	n = gg_proc_read(tid, "syscall", line, sizeof(line));
	return n < 0 ? !gg_err_short(n) : rests(tid, line); /* of who has ended nothing can be read */
}

/* Is that a stop for the tracer, and no signal? */
static bool is_event(const siginfo_t *si)
{
	return si->si_code > 0x80 && (si->si_code & 0x7f) == si->si_signo;
}

/* Let @tid go, if it stands there. */
static bool release(pid_t tid, void *arg)
{
	const struct gg_super *s = arg;
	siginfo_t si = { 0 };
	long signal;

	if (gg_stop_find(s->stops, tid) || !stands(tid, &si))
		return true; /* on its way to a stop of its own; or not there yet */
	signal = is_event(&si) ? 0 : si.si_signo;
	(void)ptrace(PTRACE_DETACH, tid, NULL, (void *)signal);
	return true;
}

static bool maps(const struct gg_still_call *w)
{
	return w->call.shape->act == gg_act_map;
}

/** gg_still_holds() - see still.h */
bool gg_still_holds(const struct gg_super *s, pid_t tid)
{
	const struct gg_still *still = s->stops->still;

	for (unsigned i = 0; still && i < still->n; i++)
		if (maps(&still->items[i]) && gg_stop_is_of(still->items[i].call.tgid, tid))
			return true;
	return false;
}

/** gg_still_stopped() - see still.h */
bool gg_still_stopped(struct gg_super *s, pid_t tid, int status)
{
	void *signal = (void *)gg_stop_signal(status);

	if (!gg_still_holds(s, tid))
		return ptrace(PTRACE_DETACH, tid, NULL, signal) == 0;
	if (!signal)
		return true;
	/* It goes on to where its handler would begin, and no further */
	return ptrace(PTRACE_INTERRUPT, tid, NULL, NULL) == 0 && ptrace(PTRACE_CONT, tid, NULL, signal) == 0;
}

/** gg_still_new() - see still.h */
int gg_still_new(struct gg_stops *stops, const struct gg_plan *plan)
{
	if (!gg_caps_has(&plan->head->caps, GG_CAP_PTRACE))
		return 0;
	stops->still = calloc(1, sizeof(*stops->still));
	return stops->still ? 0 : -ENOMEM;
}

static int put_off(struct gg_call *c)
{
	struct gg_still *still = c->super->stops->still;

	if (still->n == GG_STILL_MAX)
		return -EAGAIN;
	still->items[still->n++] = (struct gg_still_call){ .call = *c };
	c->done = true; /* for now */
	return 0;
}

/** gg_still_begin() - see still.h */
int gg_still_begin(struct gg_call *c)
{
	struct gg_still *still = c->super->stops->still;
	pid_t tgid = gg_target_tgid(c);

	if (!still || c->still || !gg_wx_holds(c->super->plan) || tgid <= 0 || is_alone(tgid))
		return 0;
	return put_off(c) < 0 ? -EAGAIN : -EINPROGRESS;
}

/** gg_still_exec() - see still.h */
bool gg_still_exec(struct gg_call *c)
{
	const struct gg_stops *stops = c->super->stops;
	pid_t tgid = gg_target_tgid(c);

	if (!stops->still || tgid <= 0 || !gg_stop_executes(stops, tgid, c->tid))
		return false;
	if (put_off(c) < 0)
		gg_reply_error(c, EAGAIN);
	return true;
}

/** gg_still_waits() - see still.h */
bool gg_still_waits(const struct gg_super *s)
{
	return s->stops->still && s->stops->still->n;
}

/* Is another mapping of the same process on its way? */
static bool is_taken(const struct gg_still *still, pid_t tgid)
{
	for (unsigned i = 0; i < still->n; i++)
		if (still->items[i].on && still->items[i].call.tgid == tgid)
			return true;
	return false;
}

/* Return: false: it is over */
static bool is_pending(struct gg_super *s, struct gg_still_call *w)
{
	struct gg_call c = w->call;

	if (w->on)
		return gg_stop_find(s->stops, c.tid);
	if (!gg_target_alive(&c))
		return false;
	if (gg_stop_executes(s->stops, c.tgid, 0))
		return true;
	if (maps(w) && (is_taken(s->stops->still, c.tgid) || each_thread(c.tgid, is_still, &c) != 1))
		return true;
	c.still = true;
	c.shape->act(&c);
	gg_send_reply(&c);
	w->on = maps(w) && (c.reply.flags & SECCOMP_USER_NOTIF_FLAG_CONTINUE) && gg_stop_find(s->stops, c.tid);
	return w->on;
}

/* For a moment, if somebody else waits. Return: false: it has to be tried again */
static bool release_all(struct gg_super *s, pid_t tgid)
{
	return !gg_err_short(each_thread(tgid, release, s));
}

/** gg_still_again() - see still.h */
void gg_still_again(struct gg_super *s)
{
	struct gg_still *still = s->stops->still;
	unsigned i = 0;

	while (still && i < still->n) {
		struct gg_still_call *w = &still->items[i];

		w->over = w->over || !is_pending(s, w);
		w->on = w->on && !w->over;
		if (w->over && release_all(s, w->call.tgid))
			*w = still->items[--still->n];
		else
			i++;
	}
}
