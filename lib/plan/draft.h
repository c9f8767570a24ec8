/*
 * The draft: a plan while it is being made.
 *
 * Owns growing tables that gg_plan_pack() lays flat. Relies on malloc; lives in the tool only.
 * Does not reach a guarded process.
 */
#ifndef GG_PLAN_DRAFT_H
#define GG_PLAN_DRAFT_H

#include "base/arena.h"
#include "base/calls.h"
#include "plan/caps.h"
#include "plan/filter.h"
#include "plan/format.h"
#include "policy/policy.h"

/* A growing table of fixed-size records */
struct gg_table {
	void *items;
	size_t n, cap;
};

#define GG_DRAFT_HASH 4096

/* A trie while it grows; see plan/trie.c */
struct gg_draft_node {
	const char *name;                    /* component; NULL for a root */
	bool glob;                           /* @name is a pattern */
	bool loop;                           /* this is the node of a "**" */
	struct gg_draft_node *parent;
	struct gg_draft_node *first, *last;  /* children, but for @any */
	struct gg_draft_node *any;           /* child for "**" */
	struct gg_draft_node *next;          /* sibling */
	struct gg_draft_node *chain;         /* in the draft's hash */
	size_t n_literal, n_glob;
	struct gg_table rights;              /* struct gg_plan_right */
	uint32_t number;                     /* set while packing */
};

struct gg_draft_part; /* plan/draft_part.h */

struct gg_draft {
	struct gg_arena arena;
	struct gg_plan_head head;
	struct gg_filter filter;
	struct gg_table strings; /* bytes */
	struct gg_table ll_paths, ll_ports, nets, places, notes, env, pins, words;
	const unsigned *keep_fds;
	size_t n_keep_fds;
	struct gg_table parts; /* struct gg_draft_part *, the process first */
	struct gg_draft_node *hash[GG_DRAFT_HASH]; /* nodes by parent and name */
	struct gg_plan_insn *bpf; /* set by enforce before packing; borrowed */
	size_t n_bpf;
};

/* What the machine adds to a policy: looked up by the tool, so that planning stays pure */
struct gg_world {
	const char *const *loaders; /* program interpreters that programs in `exec` need */
	size_t n_loaders;
};

int gg_table_add(struct gg_arena *arena, struct gg_table *t, const void *item, size_t size);
/* Offset of @s in the draft's strings (equal strings may share); 0 for "" */
int gg_draft_string(struct gg_draft *d, const char *s, uint32_t *ret_offset);
int gg_draft_place(struct gg_draft *d, const struct gg_place *at, uint32_t *ret_place);
int gg_draft_note(struct gg_draft *d, const char *fmt, ...) GG_PRINTF(2, 3);
int gg_draft_why(struct gg_draft *d, enum gg_layer layer, enum gg_state state, const char *fmt, ...)
	GG_PRINTF(4, 5);

/* gg_trie_add() - add @right at @path below @root
 * @path: absolute; wildcards count when @glob */
int gg_trie_add(struct gg_draft *d, struct gg_draft_node *root, const char *path, bool glob,
		const struct gg_plan_right *right);

/* gg_trie_add_name() - the same for one name, taken whole, below component @folder of @root */
int gg_trie_add_name(struct gg_draft *d, struct gg_draft_node *root, const char *folder,
		     const char *name, const struct gg_plan_right *right);

/* gg_draft_pin() - what @rule asks for beside its path
 * @ret_pin: for struct gg_plan_right */
int gg_draft_pin(struct gg_draft *d, const struct gg_exec_rule *rule, uint32_t *ret_pin);

/* gg_pins_held() - will there be somebody to verify pins when a program is started? */
bool gg_pins_held(const struct gg_draft *d);

/* gg_program_in_domain() - may Landlock let the programs of rule @i of exec start?
 * gg_pins_taken() - GG_ACCESS_EXECUTE when Landlock must not grant it for @path, since nobody else
 *                   would hold a pin at or below
 * gg_pins_unsafe() - GG_ACCESS_EXECUTE when the domain lets something start that pins would not
 * @pairs: counts comparisons; beyond many the answer is the careful one */
bool gg_program_in_domain(const struct gg_draft *d, const struct gg_policy *p, size_t i, size_t *pairs);
unsigned gg_pins_taken(const struct gg_draft *d, const struct gg_policy *p, const char *path,
		       size_t *pairs);
unsigned gg_pins_unsafe(const struct gg_draft *d, const struct gg_policy *p);

#define GG_PAIRS_MAX 4000000u /* of rules that are compared; beyond: assume that they touch */

/* gg_path_below() - is @path @dir or below it? */
bool gg_path_below(const char *path, const char *dir);

void gg_draft_free(struct gg_draft *d);

/* Stages of gg_plan_build(), in this order. Each: 0, or negative errno with @err set. */
int gg_build_layers(struct gg_draft *d, const struct gg_policy *p, struct gg_err *err);
int gg_build_landlock(struct gg_draft *d, const struct gg_policy *p, const struct gg_world *world,
		      struct gg_err *err);
int gg_build_calls(struct gg_draft *d, const struct gg_policy *p, struct gg_err *err);
int gg_build_files(struct gg_draft *d, const struct gg_policy *p, struct gg_err *err);
int gg_build_nets(struct gg_draft *d, const struct gg_policy *p, struct gg_err *err);
int gg_build_pins(struct gg_draft *d, const struct gg_policy *p, struct gg_err *err);
int gg_build_packages(struct gg_draft *d, const struct gg_policy *p, struct gg_err *err);
int gg_build_sorted(struct gg_draft *d); /* the rows of all parts, once there are no more */
int gg_build_harden(struct gg_draft *d, const struct gg_policy *p);
void gg_build_privileges(struct gg_draft *d, const struct gg_policy *p);
int gg_build_limits(struct gg_draft *d, const struct gg_policy *p, struct gg_err *err);

#endif
