/*
 * The exec stop: looking at a new program before its first instruction.
 *
 * Owns programs that were let go on to be executed, until they are verified. Relies on
 * ptrace(2) for the moment between the exec and the program: its memory is new then, and nobody
 * else's. Does not decide what may run.
 */
#ifndef GG_SUPERVISE_EXEC_STOP_H
#define GG_SUPERVISE_EXEC_STOP_H

#include "supervise/stops.h"

/* gg_exec_stop_begin() - let the call go on, and be there when the program is new
 * Return: 0: the reply is sent; negative errno: ptrace is refused or there are too many, nothing
 *         was done */
int gg_exec_stop_begin(struct gg_call *c, const struct gg_judged *judged);

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
