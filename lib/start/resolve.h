/*
 * Symbolic links in a policy's paths.
 *
 * Owns the step that makes rules speak of real paths, as decisions do. Relies on the file system
 * as it is while planning. Does not make paths that do not exist.
 */
#ifndef GG_START_RESOLVE_H
#define GG_START_RESOLVE_H

#include "base/err.h"
#include "policy/policy.h"

/* gg_resolve_paths() - replace links in the paths of files, exec and unix sockets
 * Return: 0; negative errno with @err set: of some path it cannot be told where it leads */
int gg_resolve_paths(struct gg_policy *policy, struct gg_err *err);

#endif
