/*
 * What open flags and fopen modes ask for.
 *
 * Owns the translation into GG_ACCESS_ bits. Pure: relies on nothing, does not look at files.
 */
#ifndef GG_WRAP_FLAGS_H
#define GG_WRAP_FLAGS_H

#include <stdbool.h>

/* gg_flags_access() - rights that open() with @flags needs
 * @missing: there is no such file yet
 * Return: GG_ACCESS_ bits; 0: nothing that a wrapper decides */
unsigned gg_flags_access(int flags, bool missing);

/* gg_flags_of_mode() - open flags of an fopen() mode such as "r+e"
 * Return: 0; -EINVAL: no such mode */
int gg_flags_of_mode(const char *mode, int *ret_flags);

#endif
