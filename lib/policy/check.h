/*
 * Checks of a whole policy: combinations that cannot work, grants that are doubtful.
 *
 * Owns the second look, when every key is read and every profile merged. Relies on a policy
 * without errors so far. Does not change the policy, and does not know the kernel.
 */
#ifndef GG_POLICY_CHECK_H
#define GG_POLICY_CHECK_H

#include "policy/reading.h"

void gg_check(struct gg_reading *r);

/* Its parts */
void gg_check_calls(struct gg_reading *r);
void gg_check_files(struct gg_reading *r);
void gg_check_exec(struct gg_reading *r);
void gg_check_nets(struct gg_reading *r);
void gg_check_packages(struct gg_reading *r);

#endif
