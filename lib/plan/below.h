/*
 * Are there finer rules below a path?
 *
 * Owns one question about the trie of file rules, asked before a folder is moved. Relies on a
 * checked plan. Pure.
 */
#ifndef GG_PLAN_BELOW_H
#define GG_PLAN_BELOW_H

#include "plan/plan.h"

/* gg_rules_below() - could a rule apply to something below @path and not to @path itself?
 * Errs on the side of "yes" for patterns. */
bool gg_rules_below(const struct gg_plan *plan, const char *path);

#endif
