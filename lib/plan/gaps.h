/*
 * What nothing holds.
 *
 * Owns the list of gaps, by name, and whether a plan has one. Relies on the plan alone, so that it
 * can be asked for a machine that is not this one. docs/threat-model.md explains each name;
 * tests/attacks/ finds out whether the list is complete.
 */
#ifndef GG_PLAN_GAPS_H
#define GG_PLAN_GAPS_H

#include <stdbool.h>

#include "base/names.h"
#include "plan/plan.h"

enum gg_gap {
	GG_GAP_CALLS,
	GG_GAP_FILES,
	GG_GAP_FINER,
	GG_GAP_METADATA,
	GG_GAP_HANDLES,
	GG_GAP_PROGRAMS,
	GG_GAP_TCP,
	GG_GAP_UDP,
	GG_GAP_LISTEN,
	GG_GAP_UNIX,
	GG_GAP_ABSTRACT,
	GG_GAP_SIGNALS,
	GG_GAP_EXISTENCE,
	GG_GAP_LOADER,
	GG_GAP_MEMORY,
	GG_GAP_ROUTING,
	GG_GAP_DESCRIPTORS,
	GG_GAP_COUNT
};

/* Name and what is open, in one line */
extern const struct gg_name gg_gap_names[GG_GAP_COUNT];

/* gg_plan_gap() - is @gap open under this plan? */
bool gg_plan_gap(const struct gg_plan *plan, enum gg_gap gap);

#endif
