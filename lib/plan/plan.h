/*
 * The plan as everything after planning sees it: flat, pointer-free, read-only.
 *
 * Owns the file format (plan/format.h) seen through checked accessors. A struct gg_plan is a
 * view; the bytes belong to whoever mapped them and outlive the view. Relies on gg_plan_view()
 * having checked every offset once. Immutable after that, so no reader needs a lock.
 *
 * Must run inside a guarded process: no malloc, no stdio, no libc state.
 */
#ifndef GG_PLAN_PLAN_H
#define GG_PLAN_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "event/event.h"
#include "plan/format.h"

struct gg_plan {
	const struct gg_plan_head *head;
	const struct gg_plan_insn *bpf;
	const struct gg_plan_ll_path *ll_paths;
	const struct gg_plan_ll_port *ll_ports;
	const struct gg_plan_node *nodes;
	const struct gg_plan_edge *edges;
	const struct gg_plan_right *rights;
	const struct gg_plan_net *nets;
	const struct gg_plan_place *places;
	const uint8_t *calls;
	const int32_t *keep_fds;
	const uint32_t *notes;
	const struct gg_plan_env *env;
	const struct gg_plan_pin *pins;
	const uint32_t *words;
	const struct gg_plan_part *parts;
	const char *strings;
	uint32_t count[GG_SECT_COUNT];
};

/* gg_plan_view() - check @bytes and look at them as a plan
 * @bytes: aligned to 8 (a mapping or malloc), borrowed for as long as the view lives
 * Return: 0; -EINVAL: damaged; -EXDEV: other architecture; -ESTALE: other format version;
 *         @err says which in words */
int gg_plan_view(const void *bytes, size_t size, struct gg_plan *ret_plan, struct gg_err *err);

/* gg_plan_map() - map the plan in @fd read-only and view it; the mapping stays for ever.
 * Return: as gg_plan_view(), or what fstat and mmap say. @fd stays the caller's. */
int gg_plan_map(int fd, struct gg_plan *ret_plan, struct gg_err *err);

/* gg_plan_string() - the string at @offset; "" for offset 0. Borrowed from the plan */
const char *gg_plan_string(const struct gg_plan *plan, uint32_t offset);

/* gg_plan_is() - does @bytes begin like a plan (of any version)? */
bool gg_plan_is(const void *bytes, size_t size);

/* gg_plan_rule_at() - "fn.cfg:14" of the rule with index @place, or "" when there is none */
void gg_plan_rule_at(const struct gg_plan *plan, uint32_t place, struct gg_text *out);

#endif
