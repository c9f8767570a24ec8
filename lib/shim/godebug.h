/*
 * Keeping Go from trying a notified call for ever.
 *
 * Owns one variable in the environment of a process that has it already. Relies on plan/caps.h
 * for what the kernel can do. Raw memory only.
 */
#ifndef GG_SHIM_GODEBUG_H
#define GG_SHIM_GODEBUG_H

#include "plan/plan.h"

/* gg_godebug_calm() - add asyncpreemptoff=1 to GODEBUG where signals cancel notified calls
 * @envp: changed in place; without a GODEBUG another place is used, since the array cannot grow
 * Return: 0; -ENOSPC: there is no place, and Go might repeat calls for ever */
int gg_godebug_calm(const struct gg_plan *plan, char **envp);

#endif
