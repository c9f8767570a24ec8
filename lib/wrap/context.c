/*
 * What the wrappers know.
 *
 * Owns the one global; see context.h for its law. Relies on nothing. Does not look at the
 * environment: the constructor did.
 */
#include "wrap/context.h"

#include <string.h>

static struct gg_context the_context;

/** gg_context_set() - see context.h */
void gg_context_set(const struct gg_context *context)
{
	memcpy(&the_context, context, sizeof(the_context));
}

/** gg_context_get() - see context.h */
const struct gg_context *gg_context_get(void)
{
	return &the_context;
}

/** gg_context_plan() - see context.h */
const struct gg_plan *gg_context_plan(void)
{
	const struct gg_context *context = gg_context_get();

	if (!context->guarded || !context->plan_known)
		return NULL;
	return context->plan.head->flags & GG_PLAN_WRAPPERS ? &context->plan : NULL;
}

/** gg_context_arms() - see context.h */
bool gg_context_arms(void)
{
	const struct gg_context *context = gg_context_get();

	return !context->guarded && (context->target_any || context->target[0]);
}
