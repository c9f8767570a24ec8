/*
 * The stop behind a mapping.
 *
 * Owns two ways to it. Theory of operation: what is mapped is named by a descriptor that another thread
 * can exchange before the kernel looks at it. So the thread is seized, and stopped between the mapping
 * and its next instruction. Where only a deadly signal ends its wait (WAIT_KILLABLE_RECV), it is
 * interrupted before the call goes on, and stops when that has ended. Elsewhere that would cancel the
 * call, and an interrupt behind the reply would leave the thread some instructions: there the call is
 * called off, and when the thread makes it again, as it does after any interrupt, it is traced from call
 * to call and stops at the end of it.
 */
#include "supervise/map_stop.h"

#include <errno.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

#include "base/access.h"
#include "supervise/code.h"
#include "supervise/proc.h"
#include "supervise/report.h"
#include "supervise/still.h"
#include "supervise/target.h"
#include "supervise/workers.h"

/* Stops on the way back to the call: a signal handler may run first. One that does not come back is let go;
 * its next mapping is seen all the same. */
#define STEPS_MAX 64

static void go_on(struct gg_call *c, struct gg_stop *stop)
{
	stop->map = GG_STOP_MAP_GOES_ON;
	gg_reply_continue(c);
	gg_send_reply(c);
}

/** gg_map_stop_goes_on() - see map_stop.h */
bool gg_map_stop_goes_on(const struct gg_call *c)
{
	const struct gg_stop *known = gg_stop_find(c->super->stops, c->tid);

	return c->super->stay || (known && known->map == GG_STOP_MAP_AGAIN);
}

/** gg_map_stop_begin() - see map_stop.h */
int gg_map_stop_begin(struct gg_call *c)
{
	struct gg_stop *stop;
	int ret = gg_stop_seize(c, &stop);

	if (ret < 0)
		return ret;
	if (stop->map == GG_STOP_MAP_AGAIN) {
		go_on(c, stop);
		return 0;
	}
	*stop = (struct gg_stop){ .tid = c->tid, .tgid = gg_target_tgid(c), .map = GG_STOP_MAP_OFF };
	if (ptrace(PTRACE_INTERRUPT, c->tid, NULL, NULL) < 0)
		gg_reply_error(c, EAGAIN); /* it has ended */
	else if (c->super->stay)
		go_on(c, stop);
	else
		c->done = true; /* nobody waits for a reply any more */
	return 0;
}

/* Thread @tid has mapped a file: another one, perhaps, than the one that was judged. */
static void look_at_code(struct gg_super *s, pid_t tid)
{
	struct gg_call c = { .super = s, .tid = tid, .nr = -1 };
	struct gg_answer a = { .verdict = GG_VERDICT_KILL,
			       .err = EACCES,
			       .place = s->plan->head->harden_place,
			       .rule = "harden" };
	char bad[PATH_MAX], exe[PATH_MAX];
	struct gg_event ev = { .layer = GG_LAYER_SUPERVISOR,
			       .op = GG_OP_OPEN,
			       .syscall = "mmap",
			       .path = bad,
			       .access = GG_ACCESS_EXECUTE };

	if (gg_code_all(s, tid, bad) || s->plan->head->mode == GG_MODE_AUDIT)
		return;
	if (!gg_proc_exe(tid, exe, sizeof(exe)))
		return;
	(void)kill(tid, SIGKILL);
	gg_report(&c, &a, &ev);
}

/* The whole process stops, by a signal: nobody traces it through that. */
static bool is_group_stop(int status)
{
	return status >> 16 == PTRACE_EVENT_STOP && WSTOPSIG(status) != SIGTRAP;
}

/** gg_map_stop_seen() - see map_stop.h */
bool gg_map_stop_seen(struct gg_super *s, struct gg_stop *stop, int status)
{
	long signal = gg_stop_signal(status);
	pid_t tid = stop->tid;

	if (stop->map != GG_STOP_MAP_GOES_ON && gg_still_holds(s, tid)) {
		stop->tid = 0; /* another mapping comes first: this one will be made anew */
		return gg_still_stopped(s, tid, status);
	}
	if (stop->map != GG_STOP_MAP_GOES_ON && !is_group_stop(status) && stop->steps++ < STEPS_MAX) {
		stop->map = GG_STOP_MAP_AGAIN;
		if (ptrace(PTRACE_SYSCALL, tid, NULL, (void *)signal) == 0)
			return true;
	}
	stop->tid = 0;
	if (stop->map == GG_STOP_MAP_GOES_ON)
		look_at_code(s, tid);
	(void)ptrace(PTRACE_DETACH, tid, NULL, (void *)signal);
	return true;
}
