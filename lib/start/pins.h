/*
 * Pins that cannot be meant.
 *
 * Owns a look at the files that exec rules name. Relies on the file system as it is now. Does not
 * compute digests.
 */
#ifndef GG_START_PINS_H
#define GG_START_PINS_H

#include "policy/policy.h"

/* gg_pins_check() - a digest is of a file. Return: 0; -EINVAL: a rule has one for a directory */
int gg_pins_check(const struct gg_policy *policy, struct gg_err *err);

#endif
