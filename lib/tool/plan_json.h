/*
 * A plan as JSON.
 *
 * Owns one function. Relies on jansson. Prints to the FILE it is given.
 */
#ifndef GG_TOOL_PLAN_JSON_H
#define GG_TOOL_PLAN_JSON_H

#include <stdio.h>

#include "plan/plan.h"

/* gg_plan_json() - Return: 0; -ENOMEM; -EIO */
int gg_plan_json(const struct gg_plan *plan, FILE *out);

#endif
