/*
 * The raw table behind base/calls.h.
 *
 * Owns the record type. Relies on base/calls.h. Not for use outside base/.
 */
#ifndef GG_BASE_CALLS_TABLE_H
#define GG_BASE_CALLS_TABLE_H

#include "base/calls.h"

struct gg_call_entry {
	const char *name;
	int nr[GG_ARCH_COUNT];
};

extern const struct gg_call_entry gg_call_table[];
extern const size_t gg_call_table_n;

#endif
