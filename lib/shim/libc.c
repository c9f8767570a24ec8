/*
 * Hidden memory and string functions for a library without libc.
 *
 * Owns what <string.h> declares and the shim's objects use, compiled for the shim only. Relies
 * on -fno-tree-loop-distribute-patterns, without which the compiler turns these loops back into
 * calls of themselves. Does not promise more than the C standard.
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define GG_HIDDEN __attribute__((visibility("hidden")))

/** memcpy() - as C has it */
GG_HIDDEN void *memcpy(void *restrict to, const void *restrict from, size_t n)
{
	unsigned char *d = to;
	const unsigned char *s = from;

	while (n--)
		*d++ = *s++;
	return to;
}

/** memmove() - as C has it */
GG_HIDDEN void *memmove(void *to, const void *from, size_t n)
{
	unsigned char *d = to;
	const unsigned char *s = from;

	if ((size_t)(d - s) >= n)
		return memcpy(to, from, n);
	while (n--)
		d[n] = s[n];
	return to;
}

/** memset() - as C has it */
GG_HIDDEN void *memset(void *to, int byte, size_t n)
{
	unsigned char *d = to;

	while (n--)
		*d++ = (unsigned char)byte;
	return to;
}

/** memcmp() - as C has it */
GG_HIDDEN int memcmp(const void *a, const void *b, size_t n)
{
	const unsigned char *x = a;
	const unsigned char *y = b;

	for (; n; n--, x++, y++)
		if (*x != *y)
			return *x - *y;
	return 0;
}

/** memchr() - as C has it */
GG_HIDDEN void *memchr(const void *in, int byte, size_t n)
{
	const unsigned char *s = in;

	for (; n; n--, s++)
		if (*s == (unsigned char)byte)
			return (void *)(uintptr_t)s;
	return NULL;
}

/** strlen() - as C has it */
GG_HIDDEN size_t strlen(const char *s)
{
	size_t n = 0;

	while (s[n])
		n++;
	return n;
}

/** strnlen() - as POSIX has it */
GG_HIDDEN size_t strnlen(const char *s, size_t max)
{
	size_t n = 0;

	while (n < max && s[n])
		n++;
	return n;
}

/** strcmp() - as C has it */
GG_HIDDEN int strcmp(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	return (unsigned char)*a - (unsigned char)*b;
}

/** strncmp() - as C has it */
GG_HIDDEN int strncmp(const char *a, const char *b, size_t n)
{
	for (; n; n--, a++, b++)
		if (*a != *b || !*a)
			return (unsigned char)*a - (unsigned char)*b;
	return 0;
}

/** strchr() - as C has it */
GG_HIDDEN char *strchr(const char *s, int c)
{
	for (; *s != (char)c; s++)
		if (!*s)
			return NULL;
	return (char *)(uintptr_t)s;
}

/** strrchr() - as C has it */
GG_HIDDEN char *strrchr(const char *s, int c)
{
	const char *last = NULL;

	for (;; s++) {
		if (*s == (char)c)
			last = s;
		if (!*s)
			return (char *)(uintptr_t)last;
	}
}

/** strcspn() - as C has it */
GG_HIDDEN size_t strcspn(const char *s, const char *stop)
{
	size_t n = 0;

	while (s[n] && !strchr(stop, s[n]))
		n++;
	return n;
}
