/*
 * A plan for people.
 *
 * Owns the text of `goguard plan`: layers, what each rule is enforced by, what is lost. Relies on
 * a checked plan. Prints to the FILE it is given.
 */
#ifndef GG_PLAN_PRINT_H
#define GG_PLAN_PRINT_H

#include <stdio.h>

#include "base/text.h"
#include "plan/plan.h"

void gg_plan_print(const struct gg_plan *plan, FILE *out);

/**
 * struct gg_plan_rule - one rule of a plan, as gg_plan_rules() finds it
 * @kind:   "files", "connect unix", "listen unix"
 * @path:   with patterns
 * @part:   whose rule
 * @right:  borrowed
 */
struct gg_plan_rule {
	const char *kind;
	const char *path;
	uint32_t part;
	const struct gg_plan_right *right;
};

/* gg_plan_whose() - " by PATTERN" or " of packages PATTERN", "" for rules of the process */
void gg_plan_whose(const struct gg_plan *plan, uint32_t part, struct gg_text *out);

/* gg_plan_governs() - "read write create remove execute connect listen", what of these it governs */
void gg_plan_governs(const struct gg_plan_part *part, struct gg_text *out);

/* gg_plan_rules() - visit every rule about paths, part by part, in order of paths */
void gg_plan_rules(const struct gg_plan *plan, void (*each)(const struct gg_plan_rule *rule, void *arg),
		   void *arg);

/* gg_plan_enforcer() - which layers hold a rule about paths: "landlock and supervisor", ... */
const char *gg_plan_enforcer(const struct gg_plan *plan, const struct gg_plan_right *right);

#endif
