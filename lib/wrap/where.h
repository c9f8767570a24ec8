/*
 * Where the kernel would end up: paths resolved as a call would resolve them.
 *
 * Owns turning (directory, path) into the absolute path that policies speak of, by opening with
 * O_PATH and asking /proc for the name. Relies on /proc of this process. Does not promise that
 * the answer still holds when the call is made: wrappers explain, the kernel enforces.
 */
#ifndef GG_WRAP_WHERE_H
#define GG_WRAP_WHERE_H

#define GG_WHERE_MAX 4096

/* gg_where_is() - resolved path of what exists at @path
 * @dir:      directory descriptor or AT_FDCWD
 * @path:     as the caller of libc gave it, perhaps invalid; "" with AT_EMPTY_PATH means @dir
 * @at_flags: AT_SYMLINK_NOFOLLOW and AT_EMPTY_PATH count
 * @ret_path: absolute, without symlinks; undefined on failure
 * Return: 0; -ENOENT: missing; -ESTALE: it has no name that a policy could mean; other errno */
int gg_where_is(int dir, const char *path, int at_flags, char ret_path[static GG_WHERE_MAX]);

/* gg_where_will_be() - resolved path of what a call would create at @path
 * Return: as gg_where_is(); -EEXIST: something is there, be it a dangling symlink */
int gg_where_will_be(int dir, const char *path, char ret_path[static GG_WHERE_MAX]);

#endif
