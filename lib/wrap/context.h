/*
 * What the wrappers know: the only global that the shim ever writes.
 *
 * Owns one record, zero at first, set once by the constructor and immutable afterwards, which is
 * why no wrapper needs a lock. A wrapper that runs earlier, from another library's constructor,
 * sees zeros and passes its call on. Relies on the constructor running before the program can
 * start threads. Does not belong to the process alone: the children of vfork() read it as well
 * and write nothing.
 */
#ifndef GG_WRAP_CONTEXT_H
#define GG_WRAP_CONTEXT_H

#include <stdbool.h>

#include "plan/plan.h"

#define GG_CONTEXT_PATH_MAX 4096
#define GG_CONTEXT_MODE_MAX 16

/**
 * struct gg_context - what this process is
 * @plan:       plan in force, when @plan_known
 * @guarded:    the filter is on this process
 * @plan_known: @plan counts; guarded without a plan is possible, see plan/knock.h
 * @target_any: whatever is executed next is the target
 * @target:     program that arms when it is executed, "" for none
 * @policy:     for "goguard run -p" when the target is executed
 * @log:        for --log, "" to leave it out
 * @mode:       for --mode, "" to leave it out
 * @bin:        path of goguard, "" when it was not found
 */
struct gg_context {
	struct gg_plan plan;
	bool guarded;
	bool plan_known;
	bool target_any;
	char target[GG_CONTEXT_PATH_MAX];
	char policy[GG_CONTEXT_PATH_MAX];
	char log[GG_CONTEXT_PATH_MAX];
	char mode[GG_CONTEXT_MODE_MAX];
	char bin[GG_CONTEXT_PATH_MAX];
};

/* gg_context_set() - Should: be called once, by the constructor. Mustn't: be called after it.
 * @context: copied */
void gg_context_set(const struct gg_context *context);

/* gg_context_get() - the record; never NULL, all zeros before it was set. Borrowed for ever */
const struct gg_context *gg_context_get(void);

/* gg_context_plan() - the plan that wrappers decide by, NULL when they pass every call on */
const struct gg_plan *gg_context_plan(void);

/* gg_context_arms() - does executing some program arm the guard? */
bool gg_context_arms(void);

#endif
