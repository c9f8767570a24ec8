/*
 * Wrappers of the open family.
 *
 * Owns open, openat, creat and their 64-bit names. Relies on wrap/ask.h for the decision and on
 * the next definition for the act. Does not touch the call that it lets through.
 */
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>

#include "base/common.h"
#include "wrap/ask.h"
#include "wrap/next.h"
#include "wrap/weak.h"

/* Only a call that may create a file has a mode. */
static bool has_mode(int flags)
{
	return (flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE;
}

/* TAKE_MODE(): the argument behind @flags, 0 when there is none */
#define TAKE_MODE(mode, flags)                                      \
	do {                                                        \
		va_list ap_;                                        \
		va_start(ap_, flags);                               \
		(mode) = has_mode(flags) ? va_arg(ap_, mode_t) : 0; \
		va_end(ap_);                                        \
	} while (0)

#define RET __builtin_return_address(0)

/** open() - see open(2) */
GG_EXPORT int open(const char *path, int flags, ...)
{
	__typeof__(&open) next = GG_NEXT(open);
	mode_t mode;
	int err = gg_ask_open("open", RET, AT_FDCWD, path, flags);

	TAKE_MODE(mode, flags);
	if (err || !next)
		return gg_weak_fail(err ? err : ENOSYS);
	return next(path, flags, mode);
}

/** open64() - see open(2) */
GG_EXPORT int open64(const char *path, int flags, ...)
{
	__typeof__(&open64) next = GG_NEXT_OR(open64, "open");
	mode_t mode;
	int err = gg_ask_open("open64", RET, AT_FDCWD, path, flags);

	TAKE_MODE(mode, flags);
	if (err || !next)
		return gg_weak_fail(err ? err : ENOSYS);
	return next(path, flags, mode);
}

/** openat() - see open(2) */
GG_EXPORT int openat(int dir, const char *path, int flags, ...)
{
	__typeof__(&openat) next = GG_NEXT(openat);
	mode_t mode;
	int err = gg_ask_open("openat", RET, dir, path, flags);

	TAKE_MODE(mode, flags);
	if (err || !next)
		return gg_weak_fail(err ? err : ENOSYS);
	return next(dir, path, flags, mode);
}

/** openat64() - see open(2) */
GG_EXPORT int openat64(int dir, const char *path, int flags, ...)
{
	__typeof__(&openat64) next = GG_NEXT_OR(openat64, "openat");
	mode_t mode;
	int err = gg_ask_open("openat64", RET, dir, path, flags);

	TAKE_MODE(mode, flags);
	if (err || !next)
		return gg_weak_fail(err ? err : ENOSYS);
	return next(dir, path, flags, mode);
}

/** creat() - see open(2) */
GG_EXPORT int creat(const char *path, mode_t mode)
{
	__typeof__(&creat) next = GG_NEXT(creat);
	int err = gg_ask_open("creat", RET, AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC);

	if (err || !next)
		return gg_weak_fail(err ? err : ENOSYS);
	return next(path, mode);
}

/** creat64() - see open(2) */
GG_EXPORT int creat64(const char *path, mode_t mode)
{
	__typeof__(&creat64) next = GG_NEXT_OR(creat64, "creat");
	int err = gg_ask_open("creat64", RET, AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC);

	if (err || !next)
		return gg_weak_fail(err ? err : ENOSYS);
	return next(path, mode);
}
