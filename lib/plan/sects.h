/*
 * Record sizes of the plan's sections.
 *
 * Owns one table that packer and view share. Relies on plan/format.h. Nothing else.
 */
#ifndef GG_PLAN_SECTS_H
#define GG_PLAN_SECTS_H

#include "plan/format.h"

static const uint32_t gg_sect_record[GG_SECT_COUNT] = {
	[GG_SECT_STRINGS] = 1,
	[GG_SECT_BPF] = sizeof(struct gg_plan_insn),
	[GG_SECT_LL_PATHS] = sizeof(struct gg_plan_ll_path),
	[GG_SECT_LL_PORTS] = sizeof(struct gg_plan_ll_port),
	[GG_SECT_NODES] = sizeof(struct gg_plan_node),
	[GG_SECT_EDGES] = sizeof(struct gg_plan_edge),
	[GG_SECT_RIGHTS] = sizeof(struct gg_plan_right),
	[GG_SECT_NETS] = sizeof(struct gg_plan_net),
	[GG_SECT_PLACES] = sizeof(struct gg_plan_place),
	[GG_SECT_CALLS] = 1,
	[GG_SECT_KEEP_FDS] = sizeof(int32_t),
	[GG_SECT_NOTES] = sizeof(uint32_t),
	[GG_SECT_ENV] = sizeof(struct gg_plan_env),
	[GG_SECT_PINS] = sizeof(struct gg_plan_pin),
	[GG_SECT_WORDS] = sizeof(uint32_t),
	[GG_SECT_PARTS] = sizeof(struct gg_plan_part),
};

#endif
