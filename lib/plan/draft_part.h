/*
 * Parts of a draft: whose rules stand together.
 *
 * Owns the process's part, one for each `by`, and one for each entry of `packages`. Relies on patterns
 * being checked. Does not reach a guarded process.
 */
#ifndef GG_PLAN_DRAFT_PART_H
#define GG_PLAN_DRAFT_PART_H

#include "plan/draft.h"

/* The rules of one part while they grow */
struct gg_draft_part {
	struct gg_plan_part out;
	unsigned number;
	struct gg_draft_node roots[GG_ROOTS];
};

/* gg_draft_part_add() - a new part for @pattern. Return: 0; -ENOMEM; -E2BIG: there are too many */
int gg_draft_part_add(struct gg_draft *d, uint32_t kind, const char *pattern,
		      struct gg_draft_part **ret_part);

/* gg_draft_part() - the part of the process (@by NULL), or that of rules with this @by; made if need be
 * Return: 0; -ENOMEM; -E2BIG: there are too many */
int gg_draft_part(struct gg_draft *d, const char *by, struct gg_draft_part **ret_part);

/* gg_build_file_rules() and its like - the rules of one list into @part, or into that of their `by`
 * @first:  Landlock path of the first rule, the others follow; GG_LL_NONE: none has one
 * @domain: whose domain the programs are in; NULL: no domain
 * Return: 0; -ENOMEM; -E2BIG */
int gg_build_file_rules(struct gg_draft *d, const struct gg_file_rules *rules,
			struct gg_draft_part *part, uint32_t first);
int gg_build_exec_rules(struct gg_draft *d, const struct gg_exec_rules *rules,
			struct gg_draft_part *part, const struct gg_policy *domain);
int gg_build_net_rules(struct gg_draft *d, const struct gg_net_rules *rules,
		       struct gg_draft_part *part, unsigned use, bool allow);

#endif
