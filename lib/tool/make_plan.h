/*
 * From a policy or plan file to the bytes of a plan.
 *
 * Owns the whole way: read, check, resolve, probe, plan, compile, pack. Relies on all layers
 * below. Speaks on failure, so that callers only have to end.
 */
#ifndef GG_TOOL_MAKE_PLAN_H
#define GG_TOOL_MAKE_PLAN_H

#include "plan/plan.h"
#include "policy/policy.h"

/**
 * struct gg_source - where a plan comes from
 * @policy: policy or plan file; NULL: the profile go-base
 * @mode:   overrides the policy's; -1: as it says
 * @caps:   plan for these; NULL: for this kernel
 */
struct gg_source {
	const char *policy;
	int mode;
	const struct gg_plan_caps *caps;
};

/**
 * struct gg_made - a finished plan
 * @bytes: malloc'ed, ended by gg_made_done()
 */
struct gg_made {
	void *bytes;
	size_t size;
	struct gg_plan plan;
};

/* gg_make_plan() - Return: 0; negative errno after having said why on standard error */
int gg_make_plan(const struct gg_source *source, struct gg_made *ret_made);
void gg_made_done(struct gg_made *made);
#define gg_made_auto GG_CLEANUP(gg_made_done)

#endif
