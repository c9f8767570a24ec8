/*
 * Limits and environment.
 *
 * Owns two rlimits and the scrubbing of variables. Relies on limits only ever being lowered: a
 * process may do that without rights. Raw calls only.
 */
#include "enforce/limits.h"

#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include "base/sys.h"
#include "plan/decide_parts.h"

static int lower(int resource, uint64_t value, const char *name, struct gg_err *err)
{
	struct rlimit now;
	struct rlimit to;
	long ret = gg_sys(SYS_prlimit64, 0, resource, NULL, &now);

	if (ret == 0) {
		to.rlim_max = value < now.rlim_max ? value : now.rlim_max;
		to.rlim_cur = value < now.rlim_cur ? value : now.rlim_cur;
		/* A soft limit below the policy's may be raised to it, as programs do. */
		ret = gg_sys(SYS_prlimit64, 0, resource, &to, NULL);
	}
	if (ret < 0)
		return gg_err_set(err, (int)ret, "cannot set limits.%s: %s", name,
				  gg_err_reason((int)ret));
	return 0;
}

/** gg_limits_enforce() - see limits.h */
int gg_limits_enforce(const struct gg_plan *plan, struct gg_err *err)
{
	const struct gg_plan_head *h = plan->head;
	int ret = 0;

	if (h->limit_open_files)
		ret = lower(RLIMIT_NOFILE, h->limit_open_files, "open_files", err);
	if (ret == 0 && h->limit_file_bytes)
		ret = lower(RLIMIT_FSIZE, h->limit_file_bytes, "file_size_mb", err);
	return ret;
}

/** gg_environment_keeps() - see limits.h */
bool gg_environment_keeps(const struct gg_plan *plan, const char *variable)
{
	size_t len = strcspn(variable, "=");
	bool kept = !(plan->head->flags & GG_PLAN_ENV_KEEP);
	uint32_t i;

	for (i = 0; i < plan->count[GG_SECT_ENV]; i++) {
		if (!gg_glob_match(gg_plan_string(plan, plan->env[i].pattern), variable, len))
			continue;
		if (!plan->env[i].keep)
			return false;
		kept = true;
	}
	return kept;
}

/** gg_environment_scrub() - see limits.h */
void gg_environment_scrub(const struct gg_plan *plan, char **envp)
{
	static char nothing[1];

	for (; envp && *envp; envp++) {
		if (!**envp || gg_environment_keeps(plan, *envp))
			continue;
		memset(*envp, 0, strlen(*envp));
		*envp = nothing;
	}
}
