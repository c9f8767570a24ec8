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

/**
 * struct gg_plan_entry - one entry of packages, as gg_plan_packages() finds it
 * @governs: "read write create remove execute connect listen", what of these it governs; "": nothing
 * @at:      "fn.cfg:14"
 */
struct gg_plan_entry {
	const char *match;
	const char *governs;
	bool trusted;
	const char *at;
};

/* gg_plan_packages() - visit every entry of packages, in order */
void gg_plan_packages(const struct gg_plan *plan,
		      void (*each)(const struct gg_plan_entry *entry, void *arg), void *arg);

/* gg_plan_rules() - visit every rule about paths, part by part, in order of paths */
void gg_plan_rules(const struct gg_plan *plan, void (*each)(const struct gg_plan_rule *rule, void *arg),
		   void *arg);

/* gg_plan_enforcer() - which layers hold a rule about paths: "landlock and supervisor", ... */
const char *gg_plan_enforcer(const struct gg_plan *plan, const struct gg_plan_right *right);

#endif
