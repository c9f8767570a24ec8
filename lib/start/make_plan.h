/*
 * From a policy or plan file to the bytes of a plan.
 *
 * Owns the whole way: read, check, resolve, probe, plan, compile, pack. Relies on all layers
 * below. Does not speak.
 */
#ifndef GG_START_MAKE_PLAN_H
#define GG_START_MAKE_PLAN_H

#include "plan/plan.h"
#include "policy/read.h"

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

/* gg_make_plan() - from the file that @source names
 * @findings: gets the mistakes and doubtful grants of a policy; caller ends it
 * Return: 0; negative errno: then @findings holds errors, or @err is set */
int gg_make_plan(const struct gg_source *source, struct gg_findings *findings,
		 struct gg_made *ret_made, struct gg_err *err);

/* gg_make_from_policy() - from a policy that was read; @source->policy does not count
 * @policy: its paths are resolved in place */
int gg_make_from_policy(struct gg_policy *policy, const struct gg_source *source,
			struct gg_made *ret_made, struct gg_err *err);

/* gg_made_write() - the plan into a file, whole or not at all */
int gg_made_write(const struct gg_made *made, const char *path, struct gg_err *err);
void gg_made_done(struct gg_made *made);
#define gg_made_auto GG_CLEANUP(gg_made_done)

#endif
