/*
 * Threads that are traced for a moment.
 *
 * Owns PTRACE_SEIZE and what a stop says. Runs in the main loop only, which is the tracer.
 */
#include "supervise/stops.h"

#include <errno.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "base/sys.h"

/** gg_stop_find() - see stops.h */
struct gg_stop *gg_stop_find(struct gg_stops *stops, pid_t tid)
{
	size_t i;

	for (i = 0; i < GG_STOPS_MAX; i++)
		if (stops->items[i].tid == tid)
			return &stops->items[i];
	return NULL;
}

/** gg_stops_ended() - see stops.h */
void gg_stops_ended(struct gg_stops *stops, pid_t pid)
{
	for (size_t i = 0; i < GG_STOPS_MAX; i++)
		if (stops->items[i].tid == pid || stops->items[i].tgid == pid)
			stops->items[i] = (struct gg_stop){ 0 };
}

/** gg_stop_is_of() - see stops.h */
bool gg_stop_is_of(pid_t tgid, pid_t tid)
{
	long ret = tgid == tid ? 0 : gg_sys(SYS_tgkill, tgid, tid, 0);

	return ret == 0 || ret == -EPERM;
}

/** gg_stop_executes() - see stops.h */
bool gg_stop_executes(const struct gg_stops *stops, pid_t tgid, pid_t but)
{
	for (size_t i = 0; i < GG_STOPS_MAX; i++) {
		const struct gg_stop *stop = &stops->items[i];

		if (stop->tid && !stop->map && stop->tid != but && stop->tgid == tgid)
			return true;
	}
	return false;
}

/** gg_stop_trace() - see stops.h */
int gg_stop_trace(pid_t tid)
{
	const unsigned long options = PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL | PTRACE_O_TRACESYSGOOD;

	return ptrace(PTRACE_SEIZE, tid, NULL, options) < 0 ? -errno : 0;
}

/* Is it traced by us? Who is asked to stop has been asked before. */
static bool is_ours(pid_t tid)
{
	return ptrace(PTRACE_INTERRUPT, tid, NULL, NULL) == 0;
}

/** gg_stop_seize() - see stops.h */
int gg_stop_seize(struct gg_call *c, struct gg_stop **ret_stop)
{
	struct gg_stop *known = gg_stop_find(c->super->stops, c->tid);
	int ret;

	*ret_stop = known ? known : gg_stop_find(c->super->stops, 0);
	if (!*ret_stop)
		return -EAGAIN;
	ret = gg_stop_trace(c->tid);
	if (ret == 0)
		**ret_stop = (struct gg_stop){ 0 }; /* whatever was known is over */
	else if (ret != -EPERM || (!known && !is_ours(c->tid))) /* ours: see still.h */
		return ret;
	return 0;
}

/** gg_stop_signal() - see stops.h */
long gg_stop_signal(int status)
{
	return status >> 16 || WSTOPSIG(status) == GG_SYSCALL_STOP ? 0 : WSTOPSIG(status);
}
