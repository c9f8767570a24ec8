/*
 * Hardening this process: what the kernel holds by itself once it is asked.
 *
 * Owns the requests. Relies on the plan for which of them this kernel knows. All of them stay in
 * force in what is executed and in children. Raw calls only: runs in the shim.
 */
#ifndef GG_ENFORCE_HARDEN_H
#define GG_ENFORCE_HARDEN_H

#include "base/err.h"
#include "plan/plan.h"

/* gg_harden_enforce() - Return: 0; negative errno with @err set */
int gg_harden_enforce(const struct gg_plan *plan, struct gg_err *err);

#endif
