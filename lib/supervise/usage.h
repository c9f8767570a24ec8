/*
 * What the function uses: processes, memory, time.
 *
 * Owns the limits that are not rlimits, and the thread that watches them: whatever the main loop does for the
 * function may wait in the kernel, for a file that the function itself keeps busy or for a disk that does not
 * answer, and limits must hold meanwhile. Relies on all of the function's processes being
 * descendants of the supervisor (PR_SET_CHILD_SUBREAPER). Memory is looked at now and then, so
 * that a process may exceed its limit for a moment.
 */
#ifndef GG_SUPERVISE_USAGE_H
#define GG_SUPERVISE_USAGE_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "plan/plan.h"

/**
 * struct gg_usage - watching limits
 * @until_ms:  CLOCK_MONOTONIC, when time is up; 0: no limit
 * @next_ms:   when memory is looked at again; 0: no limit
 * @missed:    of gg_usage_exceeds()
 * @broken:    policy key of the limit that was broken, NULL: none; to be read after gg_usage_end()
 * @over:      told when nothing is to be watched any more; -1: there is no such limit
 */
struct gg_usage {
	const struct gg_plan *plan;
	int64_t until_ms, next_ms;
	unsigned missed;
	const char *_Atomic broken;
	int over;
	pthread_t thread;
};

/* gg_usage_begin() - once there is a child: watch, if the plan has limits of that kind; once one is broken everything
 * is ended. gg_usage_end() follows in any case
 * Return: 0; -EOPNOTSUPP: there is a limit, and /proc does not say who is below us; negative errno */
int gg_usage_begin(struct gg_usage *u, const struct gg_plan *plan);
/* gg_usage_next_ms() - milliseconds until the next look, -1: never */
int gg_usage_next_ms(const struct gg_usage *u);
/* gg_usage_broken() - is everything being ended, since a limit was broken? Then nobody may make a process any more
 * @u: NULL: nothing is watched yet */
bool gg_usage_broken(const struct gg_usage *u);
/* gg_usage_descriptors() - visit "/proc/PID/fd/N" of every process below this one. Return: were they all seen? */
bool gg_usage_descriptors(void (*each)(const char *link, void *arg), void *arg);
/* gg_usage_processes() - processes below this one */
unsigned gg_usage_processes(void);
/* gg_usage_kill() - end everybody below this process. Return: how many were found, or may have been missed */
unsigned gg_usage_kill(void);
/* gg_usage_exceeds() - have they more than @kb of memory together, or could not all be counted?
 * @missed: how often in a row they were not, for want of descriptors or memory of our own; a few times are let pass */
#define GG_USAGE_MISSED_MAX 5
bool gg_usage_exceeds(uint64_t kb, unsigned *missed);

/* gg_usage_end() - the function is over: watch no more. After a broken limit nobody may be left, nor where memory or
 * time is limited, which nobody would hold any more: end them all. Waits for that. */
void gg_usage_end(struct gg_usage *u);

#endif
