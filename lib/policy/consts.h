/*
 * Names of constants that arguments of system calls may have.
 *
 * Owns the table for syscalls.refine. Relies on kernel headers for the values, which are the
 * same on amd64 and arm64. Does not know every constant: numbers do for the rest.
 */
#ifndef GG_POLICY_CONSTS_H
#define GG_POLICY_CONSTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct gg_const {
	const char *call; /* the call that has an argument of this kind */
	const char *name;
	uint64_t value;
};

/* gg_const_find() - @name as an argument of @call, NULL: unknown */
const struct gg_const *gg_const_find(const char *call, const char *name);
const struct gg_const *gg_const_at(size_t i); /* NULL at the end; sorted by call, then name */

#endif
