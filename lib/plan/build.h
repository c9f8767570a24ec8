/*
 * Planning: policy plus capabilities become a plan.
 *
 * Owns the order of the stages. Pure: the same inputs give the same bytes. Relies on a checked
 * policy. Does not ask the kernel for anything.
 */
#ifndef GG_PLAN_BUILD_H
#define GG_PLAN_BUILD_H

#include "plan/draft.h"

/* gg_plan_build() - everything but the BPF bytes
 * @policy:    borrowed as long as the draft lives
 * @caps:      what the kernel grants
 * @world:     what the machine adds
 * @ret_draft: caller ends it with gg_draft_free()
 * Return: 0; -ENOTSUP: a layer is required and not to be had, or a rule that no layer enforces;
 *         @err says which and what to do */
int gg_plan_build(const struct gg_policy *policy, const struct gg_plan_caps *caps,
		  const struct gg_world *world, struct gg_draft **ret_draft, struct gg_err *err);

/* gg_plan_pack() - lay a draft flat, once
 * @ret_bytes: malloc'ed, aligned to 8, caller frees */
int gg_plan_pack(struct gg_draft *draft, void **ret_bytes, size_t *ret_size, struct gg_err *err);

#endif
