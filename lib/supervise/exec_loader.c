/*
 * Loaders that were executed as programs, where an exec cannot be verified.
 *
 * Owns the comparison. Theory of operation: where ptrace is refused, Landlock holds an exec to the
 * files of the plan, and to the loaders of dynamic programs among them: another thread may have
 * made the path that of a loader by the time the kernel reads it. A loader does nothing before it
 * opened the program that it was told to run, and its memory is its own by then: so every open asks
 * whether the caller's program is a loader. Relies on the caller waiting. Does not look at the
 * program that goguard itself started: that may be one.
 */
#include "supervise/exec_loader.h"

#include <errno.h>
#include <sys/stat.h>

#include "supervise/exec_stop.h"
#include "supervise/proc.h"
#include "supervise/report.h"

static bool same(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/** gg_exec_unverified() - see exec_loader.h */
void gg_exec_unverified(struct gg_super *s)
{
	if (!s->unverified && gg_proc_stat(s->child, "exe", &s->first_exe) < 0)
		s->first_exe = (struct stat){ 0 };
	s->unverified = true;
}

static bool granted(const struct gg_super *s, const char *path)
{
	const struct gg_who process = { .n_grants = 1 }; /* whoever asked for it is gone by now */
	struct gg_request request = { .op = GG_OP_EXEC, .path = path, .who = &process };
	struct gg_answer answer;

	gg_decide(s->plan, &request, &answer);
	return answer.verdict == GG_VERDICT_ALLOW;
}

/* Is @exe the file @path, and that nobody's to execute? */
static bool is(const struct gg_super *s, const struct stat *exe, const char *path)
{
	struct stat st;

	return *path && stat(path, &st) == 0 && same(exe, &st) && !granted(s, path);
}

static bool is_loader(const struct gg_super *s, const struct stat *exe)
{
	const struct gg_plan *plan = s->plan;
	uint32_t n = plan->count[GG_SECT_LL_PATHS];
	const char *const *entry;
	uint32_t i;

	for (i = n - plan->head->ll_loaders; i < n; i++)
		if (is(s, exe, gg_plan_string(plan, plan->ll_paths[i].path)))
			return true;
	for (entry = s->entry; entry && *entry; entry++) /* carried into the domain, too */
		if (is(s, exe, *entry))
			return true;
	return false;
}

/** gg_exec_is_loader() - see exec_loader.h */
bool gg_exec_is_loader(struct gg_call *c)
{
	struct gg_super *s = c->super;
	struct stat exe;
	pid_t tgid;

	if (!s->unverified)
		return false;
	if (gg_proc_stat(c->tid, "exe", &exe) < 0) {
		gg_reply_error(c, EACCES);
		return true;
	}
	if (same(&exe, &s->first_exe) || !is_loader(s, &exe))
		return false;
	tgid = gg_target_tgid(c);
	gg_exec_refuse(s, tgid > 0 ? tgid : c->tid, GG_PLACE_NONE, "exec",
		       "a loader was started, which is nobody's to run");
	gg_reply_error(c, EACCES);
	return true;
}
