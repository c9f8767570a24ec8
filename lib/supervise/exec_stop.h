/*
 * The exec stop: looking at a new program before its first instruction.
 *
 * Owns the programs that were let go on to be executed and are not verified yet. Relies on
 * ptrace(2) for the moment between the exec and the program: its memory is new then, and nobody
 * else's. Does not decide what may run.
 */
#ifndef GG_SUPERVISE_EXEC_STOP_H
#define GG_SUPERVISE_EXEC_STOP_H

#include "supervise/exec_verify.h"

#define GG_EXEC_STOPS_MAX 256

/* One exec, or mapping of a file, on its way */
struct gg_exec_stop {
	pid_t tid;    /* 0: free */
	bool waiting; /* it stands there until a digest is known */
	bool maps;    /* it only maps: all code of the process must be good when it comes back */
	unsigned digests; /* computed for it */
	struct gg_judged judged;
	const char *reason; /* what is not as judged; static */
};

struct gg_exec_stops {
	struct gg_exec_stop items[GG_EXEC_STOPS_MAX];
};

/* gg_exec_stop_begin() - let the call go on, and be there when the program is new
 * Return: 0: the reply is sent; negative errno: ptrace is refused or there are too many, nothing
 *         was done */
int gg_exec_stop_begin(struct gg_call *c, const struct gg_judged *judged);

/* gg_map_stop_begin() - the same for a file that is mapped to be executed; see code.h */
int gg_map_stop_begin(struct gg_call *c);

/* gg_exec_stop_seen() - @pid changed state: is that one of ours?
 * Return: true: it was, and has been taken care of */
bool gg_exec_stop_seen(struct gg_super *s, pid_t pid, int status);

/* gg_exec_stops_again() - digests became known: look again at who waits for one */
void gg_exec_stops_again(struct gg_super *s);

/* gg_exec_refuse() - end @pid, whose program is not one that was judged, and say so
 * @place:  rule that granted what was judged; GG_PLACE_NONE
 * @rule:   "exec", or "harden"
 * @reason: what is not as judged; static */
void gg_exec_refuse(struct gg_super *s, pid_t pid, uint32_t place, const char *rule, const char *reason);

#endif
