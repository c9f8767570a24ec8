/*
 * What every filter denies, whatever a policy says, unless the policy names it.
 *
 * Owns the system calls of the mandatory core, those that no policy can grant or take away, and the
 * addresses from which clouds hand out credentials. Planner and checker both ask. Does not enforce.
 */
#ifndef GG_POLICY_CORE_H
#define GG_POLICY_CORE_H

#include <stdbool.h>
#include <stddef.h>

/* gg_core_denied() - is @call denied unless syscalls.allow names it? */
bool gg_core_denied(const char *call);
const char *gg_core_denied_at(size_t i); /* NULL at the end; sorted */

/* gg_absent() - is @call answered ENOSYS whatever the policy says? */
bool gg_absent(const char *call);

/* gg_unoffered() - is a denial of @call ENOSYS, where denials are errors, and logged as one? */
bool gg_unoffered(const char *call);

/* gg_self_call() - is @call let through because goguard's own code runs under the filter? */
bool gg_self_call(const char *call);

/* gg_never() - may no policy switch @call on? */
bool gg_never(const char *call);

/* gg_core_list() - one list after the other, each sorted; NULL behind the last */
const char *const *gg_core_list(size_t i, size_t *ret_n);

struct gg_endpoint {
	const char *address; /* without protocol and port, as in network.deny */
	const char *help;
};

const struct gg_endpoint *gg_core_endpoint_at(size_t i); /* NULL at the end */

#endif
