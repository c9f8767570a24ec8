/*
 * A sorted set of strings, asked about equality and about paths above and below.
 *
 * Owns an array of borrowed pointers. Relies on paths in normal form. Does not copy.
 */
#ifndef GG_POLICY_PATH_SET_H
#define GG_POLICY_PATH_SET_H

#include <stdbool.h>
#include <stddef.h>

struct gg_path_set {
	const char **items;
	size_t n, cap;
};

int gg_path_set_add(struct gg_path_set *set, const char *path); /* borrowed; 0 or -ENOMEM */
void gg_path_set_sort(struct gg_path_set *set);                 /* before any question */
bool gg_path_set_has(const struct gg_path_set *set, const char *path);
bool gg_path_set_has_above(const struct gg_path_set *set, const char *path); /* or itself */
bool gg_path_set_has_below(const struct gg_path_set *set, const char *path);
void gg_path_set_done(struct gg_path_set *set);

#endif
