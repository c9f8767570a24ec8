/*
 * Names of error numbers: "EACCES" and 13.
 *
 * Owns the table, which is the same on amd64 and arm64. Relies on the kernel headers for the
 * numbers. Does not translate into sentences: see gg_err_reason().
 */
#ifndef GG_BASE_ERRNOS_H
#define GG_BASE_ERRNOS_H

#include <stddef.h>

/* gg_errno_find() - number of @name ("EAGAIN", also "EWOULDBLOCK"), 0 when unknown */
int gg_errno_find(const char *name);

/* gg_errno_name() - name of positive @nr, NULL when unknown; static string */
const char *gg_errno_name(int nr);

/* gg_errno_at() - i-th name, NULL at the end */
const char *gg_errno_at(size_t i);

#endif
