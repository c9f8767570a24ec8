/*
 * Wrappers of what programs built with _FORTIFY_SOURCE call for open without a mode.
 *
 * Owns __open_2 and its relatives of glibc, whose headers declare them for such programs only.
 * Relies on wrap/ask.h for the decision. Does not check flags: the next definition ends a
 * program that wants to create a file without a mode.
 */
#include <fcntl.h>

#include "base/common.h"
#include "wrap/ask.h"
#include "wrap/next.h"
#include "wrap/weak.h"

#define RET __builtin_return_address(0)

int __open_2(const char *path, int flags);
int __open64_2(const char *path, int flags);
int __openat_2(int dir, const char *path, int flags);
int __openat64_2(int dir, const char *path, int flags);

/** __open_2() - open() with two arguments, checked */
GG_EXPORT int __open_2(const char *path, int flags)
{
	__typeof__(&__open_2) next = GG_NEXT(__open_2);
	int err = gg_ask_open("open", RET, AT_FDCWD, path, flags);

	if (err || !next)
		return gg_weak_fail(err ? err : ENOSYS);
	return next(path, flags);
}

/** __open64_2() - open64() with two arguments, checked */
GG_EXPORT int __open64_2(const char *path, int flags)
{
	__typeof__(&__open64_2) next = GG_NEXT(__open64_2);
	int err = gg_ask_open("open64", RET, AT_FDCWD, path, flags);

	if (err || !next)
		return gg_weak_fail(err ? err : ENOSYS);
	return next(path, flags);
}

/** __openat_2() - openat() with three arguments, checked */
GG_EXPORT int __openat_2(int dir, const char *path, int flags)
{
	__typeof__(&__openat_2) next = GG_NEXT(__openat_2);
	int err = gg_ask_open("openat", RET, dir, path, flags);

	if (err || !next)
		return gg_weak_fail(err ? err : ENOSYS);
	return next(dir, path, flags);
}

/** __openat64_2() - openat64() with three arguments, checked */
GG_EXPORT int __openat64_2(int dir, const char *path, int flags)
{
	__typeof__(&__openat64_2) next = GG_NEXT(__openat64_2);
	int err = gg_ask_open("openat64", RET, dir, path, flags);

	if (err || !next)
		return gg_weak_fail(err ? err : ENOSYS);
	return next(dir, path, flags);
}
