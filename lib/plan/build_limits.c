/*
 * Planning limits and the environment.
 *
 * Owns their way into the plan's head. Relies on the supervisor for what rlimits cannot hold:
 * memory that is really used, processes of this function alone, time. Does not enforce.
 */
#include <errno.h>

#include "plan/build.h"

static int add_patterns(struct gg_draft *d, const struct gg_words *words, uint32_t keep)
{
	size_t i;

	for (i = 0; i < words->n; i++) {
		struct gg_plan_env env = { .keep = keep };
		int ret = gg_draft_string(d, words->items[i].text, &env.pattern);

		if (ret == 0)
			ret = gg_table_add(&d->arena, &d->env, &env, sizeof(env));
		if (ret < 0)
			return ret;
	}
	return 0;
}

static int needs_supervisor(const struct gg_policy *p, const char *key, struct gg_err *err)
{
	return gg_err_at(err, -EOPNOTSUPP, p->limits.at.file, p->limits.at.line,
			 "limits.%s needs the supervisor, which is not there (set layers.supervisor = "
			 "\"require\", or drop the limit)",
			 key);
}

/**
 * gg_build_limits() - limits and environment
 * Should: - refuse a limit that nobody would hold
 */
int gg_build_limits(struct gg_draft *d, const struct gg_policy *p, struct gg_err *err)
{
	struct gg_plan_head *h = &d->head;
	int ret;

	h->limit_memory_kb = p->limits.memory_mb * 1024;
	h->limit_file_bytes = p->limits.file_size_mb * 1024 * 1024;
	h->limit_processes = (uint32_t)p->limits.processes;
	h->limit_open_files = (uint32_t)p->limits.open_files;
	h->limit_wall_ms = (uint32_t)(p->limits.wall_s * 1000 + 0.999); /* 0 would be none */
	/* memory and time, too: who forks faster than it is killed would outlive them */
	d->filter.counts_processes = h->limit_processes || h->limit_memory_kb || h->limit_wall_ms;
	if (!d->filter.supervised && h->limit_memory_kb)
		return needs_supervisor(p, "memory_mb", err);
	if (!d->filter.supervised && h->limit_processes)
		return needs_supervisor(p, "processes", err);
	if (!d->filter.supervised && h->limit_wall_ms)
		return needs_supervisor(p, "wall_s", err);
	if (p->environment.has_keep)
		h->flags |= GG_PLAN_ENV_KEEP;
	ret = add_patterns(d, &p->environment.keep, 1);
	return ret < 0 ? ret : add_patterns(d, &p->environment.remove, 0);
}
