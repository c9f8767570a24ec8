/*
 * The lookups behind gg_decide().
 *
 * Owns nothing but prototypes. Relies on a checked plan. Pure; runs in the shim.
 */
#ifndef GG_PLAN_DECIDE_PARTS_H
#define GG_PLAN_DECIDE_PARTS_H

#include "plan/decide.h"

/* The parts whose rules are asked together: the most specific of all decides */
struct gg_parts {
	const uint16_t *at;
	unsigned n;
};

/**
 * struct gg_found_rights - what the rules on a path say
 * @granted: bits granted of those asked for
 * @place:   rule that decided about the first bit that was not granted, else about the first
 *           one; GG_PLACE_NONE when no rule spoke of it
 * @pinned:  the best that a rule for execute came to
 * @pins:    GG_PIN_ bits of the rule that granted execute
 * @backed:  each granted bit comes from a rule that the Landlock domain carries, and carries whole
 */
struct gg_found_rights {
	unsigned granted;
	uint32_t place;
	enum gg_pinned pinned;
	unsigned pins;
	bool backed;
};

/* @request: its path, and what rules may ask for beside it; @root: GG_ROOT_ of each part */
void gg_decide_path(const struct gg_plan *plan, struct gg_parts parts, unsigned root,
		    const struct gg_request *request, unsigned wanted, const uint8_t *ll_installed,
		    struct gg_found_rights *ret_found);

/* What becomes of the pin of @right, if it has one */
enum gg_pinned gg_decide_pin(const struct gg_plan *plan, const struct gg_plan_right *right,
			     const struct gg_request *request);

/* One abstract name, below the component GG_ABSTRACT of @root */
void gg_decide_name(const struct gg_plan *plan, struct gg_parts parts, unsigned root, const char *name,
		    struct gg_found_rights *ret_found);

/* The row that decides about @addr, NULL when none matches
 * @use: GG_NET_CONNECT or GG_NET_LISTEN */
const struct gg_plan_net *gg_decide_net(const struct gg_plan *plan, struct gg_parts parts, unsigned use,
					const struct gg_addr *addr);

/* gg_glob_match() - does component @name match @pattern: * ? [a-z] [!a-z], \ quotes */
bool gg_glob_match(const char *pattern, const char *name, size_t len);

#endif
