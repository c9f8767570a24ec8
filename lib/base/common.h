/*
 * The few macros that every layer uses.
 *
 * Owns array sizes, compile-time checks and attribute names. Relies on nothing.
 * Does not include anything: a file takes what it needs itself.
 */
#ifndef GG_BASE_COMMON_H
#define GG_BASE_COMMON_H

#define GG_ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define GG_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#define GG_EXPORT __attribute__((visibility("default")))
#define GG_MIN(a, b) ((a) < (b) ? (a) : (b))
#define GG_MAX(a, b) ((a) > (b) ? (a) : (b))

#endif
