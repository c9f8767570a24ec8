/*
 * Digests in policies against the files of this machine.
 *
 * Owns what `goguard check` says about them. Relies on base/digest.h. Does not look at rules without
 * a digest.
 */
#ifndef GG_TOOL_CHECK_PINS_H
#define GG_TOOL_CHECK_PINS_H

#include "policy/findings.h"

/* gg_check_pins() - a file that has another digest now, or none */
void gg_check_pins(const struct gg_policy *policy, struct gg_findings *findings);

#endif
