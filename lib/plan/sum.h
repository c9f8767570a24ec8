/*
 * The plan's checksum, shared by packer and view.
 *
 * Owns one function. Relies on nothing. Mustn't allocate: it runs in the shim.
 */
#ifndef GG_PLAN_SUM_H
#define GG_PLAN_SUM_H

#include <stddef.h>
#include <stdint.h>

uint64_t gg_plan_sum(const void *bytes, size_t size);

#endif
