/*
 * The printer: a policy as libconfig text that reads back to the same policy.
 *
 * Owns the canonical form: every key written out, profiles already merged (no `extends`).
 * Relies on the key table. Does not keep comments or $NAMEs.
 */
#ifndef GG_POLICY_PRINT_H
#define GG_POLICY_PRINT_H

#include <stdio.h>

#include "policy/policy.h"

int gg_policy_print(const struct gg_policy *policy, FILE *out);

/* gg_keys_print() - every policy key: type, default, help; @json: as one JSON array */
int gg_keys_print(FILE *out, bool json);

#endif
