/*
 * Who makes a call, as the decision needs it: the parts of a plan that apply.
 *
 * Owns the way from a chain of Go functions to parts. Relies on lib/golang for the chain. Pure. Not in
 * the shim: inside the function nobody can say who calls.
 */
#ifndef GG_PLAN_WHO_H
#define GG_PLAN_WHO_H

#include "golang/chain.h"
#include "plan/decide.h"

/* gg_who_has_subjects() - does anything in @plan depend on who calls? */
static inline bool gg_who_has_subjects(const struct gg_plan *plan)
{
	return plan->count[GG_SECT_PARTS] > 1;
}

/* What patterns of one plan mean of the packages of one executable, as it is found out */
struct gg_who_memo;

/* gg_who_memo_new() - for one plan and one struct gg_go, with which it ends. Return: NULL: no memory */
struct gg_who_memo *gg_who_memo_new(void);
void gg_who_memo_free(struct gg_who_memo *memo);

/* gg_who_of_chain() - code of the Go program @go
 * @memo: of @plan and @go, so that a package is compared with patterns once; NULL: it is each time */
void gg_who_of_chain(const struct gg_plan *plan, const struct gg_go *go, const struct gg_go_chain *chain,
		     struct gg_who_memo *memo, struct gg_who *ret);

/* gg_who_of_program() - a program that is not Go's; @path: NULL: unknown */
void gg_who_of_program(const struct gg_plan *plan, const char *path, struct gg_who *ret);

#endif
