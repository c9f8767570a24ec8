/*
 * Files that the function was given open for writing.
 *
 * Owns the list of one supervisor, made before the function runs. Relies on the child standing still. What is
 * passed to the function later, through a socket that it may connect to, is not in it.
 */
#ifndef GG_SUPERVISE_GIVEN_H
#define GG_SUPERVISE_GIVEN_H

#include "supervise/super.h"

/* gg_given_find() - look at the descriptors of the child. Return: 0; negative errno */
int gg_given_find(struct gg_super *s);

/* gg_given() - is @path, as links of /proc spell it, such a file, under that name or another?
 * @ino: its number; 0: not known */
bool gg_given(const struct gg_super *s, const char *path, uint64_t ino);

#endif
