/*
 * Hardening this process.
 *
 * Owns the requests. A process stays dumpable: otherwise a supervisor of the same user, who is no
 * root, could not read its memory, and an exec would make it dumpable again. What is left of
 * dumpable = false is that it leaves no core files: a limit of one byte, which also keeps a handler
 * behind a pipe from being started (core(5) calls it special).
 */
#include "enforce/harden.h"

#include <errno.h>
#include <sys/personality.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include "base/kernel.h"
#include "base/sys.h"

static int restrict_speculation(void)
{
	unsigned long which;
	long ret = 0;

	for (which = 0; ret >= 0 && which <= GG_SPEC_INDIRECT_BRANCH; which++) {
		ret = gg_sys_prctl(GG_PR_GET_SPECULATION_CTRL, which, 0, 0, 0);
		if (ret >= 0 && (ret & GG_SPEC_PRCTL) && !(ret & GG_SPEC_FORCE_DISABLE))
			ret = gg_sys_prctl(GG_PR_SET_SPECULATION_CTRL, which, GG_SPEC_FORCE_DISABLE, 0, 0);
	}
	return (int)(ret < 0 ? ret : 0);
}

static int refuse_exec_gain(void)
{
	long now = gg_sys(SYS_personality, 0xffffffffu);

	/* Somebody before us may have made all that can be read executable. */
	if (now >= 0 && (now & READ_IMPLIES_EXEC))
		(void)gg_sys(SYS_personality, now & ~(long)READ_IMPLIES_EXEC);
	return 0;
}

static int no_core_files(void)
{
	struct rlimit one = { 1, 1 };
	long ret = gg_sys(SYS_prlimit64, 0, RLIMIT_CORE, &one, NULL);

	if (ret == -EPERM) { /* it is 0 already, for ever */
		one.rlim_cur = one.rlim_max = 0;
		ret = gg_sys(SYS_prlimit64, 0, RLIMIT_CORE, &one, NULL);
	}
	return (int)ret;
}

static int set_mdwe(void)
{
	return (int)gg_sys_prctl(GG_PR_SET_MDWE, 1 /* REFUSE_EXEC_GAIN */, 0, 0, 0);
}

static int own_cores(void)
{
	return (int)gg_sys_prctl(GG_PR_SCHED_CORE, 1 /* create */, 0, 1 /* of the process */, 0);
}

static const struct {
	uint32_t bit;
	int (*ask)(void);
	const char *key;
} requests[] = {
	{ GG_PLAN_HARDEN_WX, refuse_exec_gain, "wx" },
	{ GG_PLAN_HARDEN_MDWE, set_mdwe, "wx" },
	{ GG_PLAN_HARDEN_SPECULATION, restrict_speculation, "side_channels" },
	{ GG_PLAN_HARDEN_CORE_SCHED, own_cores, "side_channels" },
	{ GG_PLAN_HARDEN_NO_CORE, no_core_files, "dumpable" },
};

/** gg_harden_enforce() - see harden.h */
int gg_harden_enforce(const struct gg_plan *plan, struct gg_err *err)
{
	size_t i;

	for (i = 0; i < GG_ARRAY_SIZE(requests); i++) {
		int ret = plan->head->harden & requests[i].bit ? requests[i].ask() : 0;

		if (ret < 0)
			return gg_err_set(err, ret, "cannot keep harden.%s: %s", requests[i].key,
					  gg_err_reason(ret));
	}
	return 0;
}
