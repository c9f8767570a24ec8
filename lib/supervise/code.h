/*
 * Code of a guarded process: which files it comes from.
 *
 * Owns reading /proc/PID/maps. Code is good when it is mapped from a file that the policy lets
 * nobody write or make, and that the function was not given open for
 * writing: the program and its libraries. Relies on paths as the kernel spells them.
 * A mapping may be exchanged as soon as it was looked at: what follows from that is in the callers.
 */
#ifndef GG_SUPERVISE_CODE_H
#define GG_SUPERVISE_CODE_H

#include <limits.h>

#include "supervise/super.h"

/* gg_wx_holds() - is harden.wx in force? */
static inline bool gg_wx_holds(const struct gg_plan *plan)
{
	return (plan->head->harden & GG_PLAN_HARDEN_WX) && plan->head->mode != GG_MODE_AUDIT;
}

/* gg_code_judged() - does it matter which code is good, be it for the log alone? */
static inline bool gg_code_judged(const struct gg_plan *plan)
{
	return plan->head->harden & (GG_PLAN_HARDEN_WX | GG_PLAN_HARDEN_ORIGIN);
}

/* Why a program is refused: for memory that is written and executed, or for a loader that is no good code */
extern const char gg_memory_runs[], gg_loader_changes[];

/* gg_code_refuses() - would the program behind @fd begin with code that harden.wx keeps out?
 * @fd: the caller's to execute; -1: it cannot be read
 * Return: why; NULL: no */
const char *gg_code_refuses(struct gg_call *c, int fd);

/* gg_code_file() - may the file @path, as links of /proc spell it, be executed by thread @tid? */
bool gg_code_file(const struct gg_super *s, pid_t tid, const char *path);

/* gg_code_all() - are all executable mappings of @tid's process good?
 * @ret_bad: else the first that is not
 * Return: false also when they cannot be read */
bool gg_code_all(const struct gg_super *s, pid_t tid, char ret_bad[static PATH_MAX]);

/* gg_code_new() - is nothing but files, which are not written to, executable in @tid's process, whose program is new?
 * Return: false also when that cannot be read */
bool gg_code_new(pid_t tid);

/* gg_code_at() - is the code at address @pc good? @ret_bad as above */
bool gg_code_at(const struct gg_super *s, pid_t tid, uint64_t pc, char ret_bad[static PATH_MAX]);

#endif
