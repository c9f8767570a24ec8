/*
 * The exec stop: looking at a new program before its first instruction.
 *
 * Owns the programs that were let go on to be executed and are not verified yet. Relies on
 * ptrace(2) for the moment between the exec and the program: its memory is new then, and nobody
 * else's. Does not decide what may run.
 */
#ifndef GG_SUPERVISE_EXEC_STOP_H
#define GG_SUPERVISE_EXEC_STOP_H

#include <sys/stat.h>

#include "supervise/super.h"

#define GG_EXEC_STOPS_MAX 256

/* One exec on its way */
struct gg_exec_stop {
	pid_t tid; /* 0: free */
	dev_t dev; /* of the file that the kernel must come to execute */
	ino_t ino;
};

struct gg_exec_stops {
	struct gg_exec_stop items[GG_EXEC_STOPS_MAX];
};

/* gg_exec_stop_begin() - let the call go on, and be there when the program is new
 * @expected: the file that was judged; of a script, its interpreter
 * Return: 0: the reply is sent; negative errno: ptrace is refused or there are too many, nothing
 *         was done */
int gg_exec_stop_begin(struct gg_call *c, const struct stat *expected);

/* gg_exec_stop_seen() - @pid changed state: is that one of ours?
 * Return: true: it was, and has been taken care of */
bool gg_exec_stop_seen(struct gg_super *s, pid_t pid, int status);

/* gg_exec_refuse() - end @pid, whose program is not one that was judged, and say so */
void gg_exec_refuse(struct gg_super *s, pid_t pid);

#endif
