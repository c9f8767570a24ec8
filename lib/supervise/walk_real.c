/*
 * Paths that are real as they are given.
 *
 * Owns the one question that is left where neither the object nor the rights of the caller matter. Relies on
 * the kernel to refuse links. Nothing is pinned.
 */
#include <fcntl.h>
#include <string.h>

#include "base/kernel.h"
#include "base/scope.h"
#include "base/sys.h"
#include "supervise/walk.h"

/* Nothing but names, each behind one slash */
static bool is_plain(const char *path)
{
	size_t n;

	while (*path == '/') {
		path++;
		n = strcspn(path, "/");
		if (n == 0 || (path[0] == '.' && (n == 1 || (n == 2 && path[1] == '.'))))
			return false;
		path += n;
	}
	return !*path;
}

/** gg_walk_is_real() - see walk.h. What lies in /proc depends on who asks. */
bool gg_walk_is_real(const struct gg_call *c, const char *path, unsigned flags)
{
	uint64_t how = O_PATH | O_CLOEXEC | (flags & GG_WALK_FOLLOW ? 0 : O_NOFOLLOW);
	gg_close int fd = -1;

	if (c->super->own_roots || path[0] != '/' || !strncmp(path, "/proc/", 6) || !is_plain(path))
		return false;
	fd = (int)gg_sys_openat2(c->super->root, path, how, 0, GG_RESOLVE_NO_SYMLINKS);
	return fd >= 0;
}
