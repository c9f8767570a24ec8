/*
 * Paths and patterns, as policies mean them.
 *
 * Owns one question. Relies on plan/decide_parts.h for a single component. Does not touch the
 * file system.
 */
#ifndef GG_TOOL_PATH_MATCH_H
#define GG_TOOL_PATH_MATCH_H

#include <stdbool.h>

/* gg_path_match() - does @pattern stand for @path, or for a folder above it?
 * @pattern: "**" stands for any number of components; one that does not begin with a slash may
 *           begin at any component */
bool gg_path_match(const char *pattern, const char *path);

#endif
