/*
 * Threads that are traced for a moment.
 *
 * Owns the table of them and what each is on its way to. Relies on ptrace(2). Does not look at anything:
 * see exec_stop.h for programs and map_stop.h for mappings.
 */
#ifndef GG_SUPERVISE_STOPS_H
#define GG_SUPERVISE_STOPS_H

#include <signal.h>

#include "supervise/exec_verify.h"

#define GG_STOPS_MAX 256
#define GG_SYSCALL_STOP (SIGTRAP | 0x80) /* what a stop at the begin or end of a call is told by */

/* What is mapped by a thread, if it maps; see map_stop.h */
enum gg_stop_map {
	GG_STOP_MAP_NOT,    /* an exec */
	GG_STOP_MAP_OFF,    /* its call is called off, the thread will stop and make it again */
	GG_STOP_MAP_AGAIN,  /* it is about to */
	GG_STOP_MAP_GOES_ON /* all code of the process must be good when it comes back */
};

/* One exec, or mapping of a file, on its way */
struct gg_stop {
	pid_t tid;    /* 0: free */
	pid_t tgid;
	bool waiting; /* it stands there until a digest is known */
	enum gg_stop_map map;
	unsigned steps; /* stops since its mapping was called off */
	unsigned digests; /* computed for it */
	struct gg_judged judged;
	const char *reason; /* what is not as judged; static */
};

struct gg_still;

struct gg_stops {
	struct gg_stop items[GG_STOPS_MAX];
	struct gg_still *still; /* mappings that are not on their way yet; NULL: they do not wait */
};

/* gg_stop_find() - what is known of @tid; 0: a free place. NULL: nothing, or none */
struct gg_stop *gg_stop_find(struct gg_stops *stops, pid_t tid);

/* gg_stops_ended() - thread @pid has ended, or process @pid with all threads: one that was killed while it executed is
 * not heard of any more, since it had taken the number of the first by then */
void gg_stops_ended(struct gg_stops *stops, pid_t pid);

/* gg_stop_is_of() - is thread @tid one of process @tgid? */
bool gg_stop_is_of(pid_t tgid, pid_t tid);

/* gg_stop_executes() - is an exec of process @tgid on its way, by another thread than @but? The kernel then lets
 * nobody be traced until all other threads have ended, and of those that are traced we have to hear it: who waited for
 * the one would never get to the other. */
bool gg_stop_executes(const struct gg_stops *stops, pid_t tgid, pid_t but);

/* gg_stop_trace() - trace thread @tid. Return: 0; negative errno: -EPERM also if it is traced already */
int gg_stop_trace(pid_t tid);

/* gg_stop_seize() - trace the caller, in whose process nobody else executes. A thread that is traced already has not
 * come to its stop yet: what it does now is looked at then. That it is traced the kernel is asked (EPERM), not the
 * table.
 * @ret_stop: where to note what it does; borrowed
 * Return: 0; negative errno: ptrace is refused (-EPERM), or there are too many (-EAGAIN) */
int gg_stop_seize(struct gg_call *c, struct gg_stop **ret_stop);

/* gg_stop_signal() - the signal that a stopped thread is about to take, 0: it stopped for another reason */
long gg_stop_signal(int status);

#endif
