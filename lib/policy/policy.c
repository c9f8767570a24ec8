/*
 * The end of a policy, and the names of its enums.
 *
 * Owns gg_policy_free(). Relies on the arena holding everything. Does not read.
 */
#include "policy/policy.h"

#include <stdlib.h>


const struct gg_name gg_want_names[GG_WANT_COUNT] = {
	[GG_WANT_OFF] = { "off", "do not use it" },
	[GG_WANT_PREFER] = { "prefer", "use it where it is there, else say so in the posture" },
	[GG_WANT_REQUIRE] = { "require", "refuse to start without it" },
};

const struct gg_name gg_stacks_names[GG_STACKS_COUNT] = {
	[GG_STACKS_VIOLATIONS] = { "violations", "with what is denied" },
	[GG_STACKS_ALL] = { "all", "with every event" },
	[GG_STACKS_NONE] = { "none", "never" },
};

void gg_policy_free(struct gg_policy *policy)
{
	if (!policy)
		return;
	gg_arena_done(&policy->arena);
	free(policy);
}
