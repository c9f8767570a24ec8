/* A folder with everything in it that paths can lead through, and paths made of bytes. */
#ifndef GG_FUZZ_TREE_H
#define GG_FUZZ_TREE_H

#include <limits.h>

#include "input.h"

/* gg_tree_make() - fill the empty folder behind @dir, whose path is @path (no longer than 200 bytes) */
void gg_tree_make(int dir, const char *path);

/* gg_tree_clear() - empty the folder behind @dir */
void gg_tree_clear(int dir);

/* gg_tree_path() - a path out of the input: a byte says how many words it has, a byte each word
 * @top: what stands for the folder. Return: its length, below PATH_MAX */
size_t gg_tree_path(struct input *in, const char *top, char ret[static PATH_MAX]);

#endif
