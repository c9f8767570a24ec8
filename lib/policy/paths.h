/*
 * Paths and addresses as written: $NAME replaced, then checked.
 *
 * Owns the two steps. Relies on the environment at reading time. Does not touch the file system.
 */
#ifndef GG_POLICY_PATHS_H
#define GG_POLICY_PATHS_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"

#define GG_GLOB_CHARS "*?["

/* gg_path_expand() - replace $NAME and ${NAME}; $$ is a dollar
 * @forbidden: bytes that a value from the environment must not hold
 * Return: text on @arena; NULL with @err set (-ENOMEM: no memory) */
char *gg_path_expand(struct gg_arena *arena, const char *written, const char *forbidden,
		     struct gg_err *err);

/* gg_path_normalise() - absolute, no ".", "//", trailing slash; ".." is a mistake
 * @path:     changed in place
 * @ret_glob: it holds wildcards (which are checked, too); NULL: wildcards are a mistake
 * Return: 0; -EINVAL with @err set */
int gg_path_normalise(char *path, bool *ret_glob, struct gg_err *err);

#endif
