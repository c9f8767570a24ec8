/*
 * What the function uses: processes, memory, time.
 *
 * Owns the limits that are not rlimits. Relies on all of the function's processes being
 * descendants of the supervisor (PR_SET_CHILD_SUBREAPER). Memory is looked at now and then, so
 * that a process may exceed its limit for a moment.
 */
#ifndef GG_SUPERVISE_USAGE_H
#define GG_SUPERVISE_USAGE_H

#include <stdint.h>

#include "plan/plan.h"

/**
 * struct gg_usage - watching limits
 * @until_ms:  CLOCK_MONOTONIC, when time is up; 0: no limit
 * @next_ms:   when memory is looked at again; 0: no limit
 * @broken:    policy key of the limit that was broken, NULL: none
 */
struct gg_usage {
	const struct gg_plan *plan;
	int64_t until_ms, next_ms;
	const char *broken;
};

/* gg_usage_init() - once there is a child. Return: 0; -EOPNOTSUPP: there is a limit, and /proc does not say
 * who is below us */
int gg_usage_init(struct gg_usage *u, const struct gg_plan *plan);
/* gg_usage_next_ms() - milliseconds until gg_usage_check() is worth calling, -1: never */
int gg_usage_next_ms(const struct gg_usage *u);
/* gg_usage_check() - end everything when a limit is broken. Return: true when it was, just now */
bool gg_usage_check(struct gg_usage *u);
/* gg_usage_descriptors() - visit "/proc/PID/fd/N" of every process below this one */
void gg_usage_descriptors(void (*each)(const char *link, void *arg), void *arg);
/* gg_usage_processes() - processes below this one */
unsigned gg_usage_processes(void);

/* gg_usage_end() - the function is over. After a broken limit nobody may be left, nor where memory or time is
 * limited, which nobody would hold any more: end them all. Waits for that. */
void gg_usage_end(const struct gg_usage *u);

#endif
