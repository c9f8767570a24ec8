/*
 * What every filter denies, whatever a policy says, unless the policy names it.
 *
 * Owns two tables: system calls of the mandatory core, and the addresses from which clouds hand
 * out credentials. Planner and checker both walk them. Does not enforce.
 */
#ifndef GG_POLICY_CORE_H
#define GG_POLICY_CORE_H

#include <stdbool.h>
#include <stddef.h>

/* gg_core_denied() - is @call denied unless syscalls.allow names it? */
bool gg_core_denied(const char *call);
const char *gg_core_denied_at(size_t i); /* NULL at the end; sorted */

struct gg_endpoint {
	const char *address; /* without protocol and port, as in network.deny */
	const char *help;
};

const struct gg_endpoint *gg_core_endpoint_at(size_t i); /* NULL at the end */

#endif
