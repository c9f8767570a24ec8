/*
 * Wrappers of fopen and freopen.
 *
 * Owns fopen, freopen and their 64-bit names. Relies on wrap/ask.h for the decision. Does not make streams.
 */
#include <fcntl.h>
#include <stdio.h>

#include "base/common.h"
#include "wrap/ask.h"
#include "wrap/flags.h"
#include "wrap/next.h"
#include "wrap/weak.h"

/* A mode that is none is for libc to refuse. */
static int ask_mode(const char *call, const void *ret, const char *path, const char *mode)
{
	int flags;

	if (gg_flags_of_mode(mode, &flags) < 0)
		return 0;
	return gg_ask_open(call, ret, AT_FDCWD, path, flags);
}

/** fopen() - see fopen(3) */
GG_EXPORT FILE *fopen(const char *restrict path, const char *restrict mode)
{
	__typeof__(&fopen) next = GG_NEXT(fopen);
	int err = ask_mode("fopen", __builtin_return_address(0), path, mode);

	if (err || !next) {
		gg_weak_fail(err ? err : ENOSYS);
		return NULL;
	}
	return next(path, mode);
}

/** fopen64() - see fopen(3) */
GG_EXPORT FILE *fopen64(const char *restrict path, const char *restrict mode)
{
	__typeof__(&fopen64) next = GG_NEXT_OR(fopen64, "fopen");
	int err = ask_mode("fopen64", __builtin_return_address(0), path, mode);

	if (err || !next) {
		gg_weak_fail(err ? err : ENOSYS);
		return NULL;
	}
	return next(path, mode);
}

/** freopen() - see fopen(3); without a path only the mode of @stream changes */
GG_EXPORT FILE *freopen(const char *restrict path, const char *restrict mode, FILE *restrict stream)
{
	__typeof__(&freopen) next = GG_NEXT(freopen);
	int err = path ? ask_mode("freopen", __builtin_return_address(0), path, mode) : 0;

	if (err || !next) {
		gg_weak_fail(err ? err : ENOSYS);
		return NULL;
	}
	return next(path, mode, stream);
}

/** freopen64() - see fopen(3) */
GG_EXPORT FILE *freopen64(const char *restrict path, const char *restrict mode, FILE *restrict stream)
{
	__typeof__(&freopen64) next = GG_NEXT_OR(freopen64, "freopen");
	int err = path ? ask_mode("freopen64", __builtin_return_address(0), path, mode) : 0;

	if (err || !next) {
		gg_weak_fail(err ? err : ENOSYS);
		return NULL;
	}
	return next(path, mode, stream);
}
