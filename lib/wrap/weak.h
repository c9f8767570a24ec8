/*
 * The libc symbols that the shim looks at, and errno through them.
 *
 * Owns the closed list of undefined symbols of libgoguard.so (tests/golden/undefined): all weak
 * and unversioned, so that the library loads where libc is old, musl, or not there at all.
 * Relies on every user to compare with NULL first. Does not make any of them required.
 */
#ifndef GG_WRAP_WEAK_H
#define GG_WRAP_WEAK_H

#include <errno.h>
#include <link.h>
#include <sys/auxv.h>
#include <unistd.h>

#pragma weak __environ
#pragma weak __errno_location
#pragma weak dl_iterate_phdr
#pragma weak fork
#pragma weak getauxval

/* gg_weak_fail() - set errno to @err, a positive errno. Return: -1 */
static inline int gg_weak_fail(int err)
{
	if (__errno_location)
		*__errno_location() = err;
	return -1;
}

/* gg_weak_environ() - the environment of the process, NULL when there is none. Borrowed */
static inline char **gg_weak_environ(void)
{
	return &__environ ? __environ : NULL;
}

#endif
