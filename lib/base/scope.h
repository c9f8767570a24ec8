/*
 * Scope cleanup: a resource ends with the block that holds it.
 *
 * Owns the cleanup attributes and the one way out of them, GG_TAKE. Relies on GCC or clang.
 * Does not promise anything about variables that were not initialised at birth: always write
 * `gg_close int fd = -1;` and `gg_free char *s = NULL;`.
 */
#ifndef GG_BASE_SCOPE_H
#define GG_BASE_SCOPE_H

#include <stdlib.h>
#include <unistd.h>

#define GG_CLEANUP(fn) __attribute__((cleanup(fn)))

static inline void gg_scope_close(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
	*fd = -1;
}

static inline void gg_scope_free(void *ptr)
{
	void *held = NULL;

	__builtin_memcpy(&held, ptr, sizeof(held));
	free(held);
}

#define gg_close GG_CLEANUP(gg_scope_close)
#define gg_free GG_CLEANUP(gg_scope_free)

/* GG_TAKE(x): hand the resource in @x to the caller; @x keeps nothing. For pointers. */
#define GG_TAKE(x)                        \
	({                                \
		__typeof__(x) taken_ = (x); \
		(x) = NULL;               \
		taken_;                   \
	})

/* GG_TAKE_FD(x): the same for descriptors. */
#define GG_TAKE_FD(x)          \
	({                     \
		int taken_ = (x); \
		(x) = -1;      \
		taken_;        \
	})

#endif
