/*
 * Sorted strings.
 *
 * Owns the array. Relies on all strings below one folder standing side by side when sorted.
 * Does not look inside components.
 */
#include "policy/path_set.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

int gg_path_set_add(struct gg_path_set *set, const char *path)
{
	if (set->n == set->cap) {
		size_t cap = set->cap ? set->cap * 2 : 32;
		const char **grown = realloc(set->items, cap * sizeof(*grown));

		if (!grown)
			return -ENOMEM;
		set->items = grown;
		set->cap = cap;
	}
	set->items[set->n++] = path;
	return 0;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void gg_path_set_sort(struct gg_path_set *set)
{
	if (set->n)
		qsort(set->items, set->n, sizeof(*set->items), by_text);
}

/* Index of the first entry that is not before the first @len bytes of @key */
static size_t lower(const struct gg_path_set *set, const char *key, size_t len)
{
	size_t lo = 0, hi = set->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (strncmp(set->items[mid], key, len) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* An entry that is the first @len bytes of @key sorts first among those that begin with them */
static bool has_prefix_of(const struct gg_path_set *set, const char *key, size_t len)
{
	size_t i = lower(set, key, len);

	return i < set->n && !strncmp(set->items[i], key, len) && !set->items[i][len];
}

bool gg_path_set_has(const struct gg_path_set *set, const char *path)
{
	return has_prefix_of(set, path, strlen(path));
}

bool gg_path_set_has_above(const struct gg_path_set *set, const char *path)
{
	if (gg_path_set_has(set, path) || gg_path_set_has(set, "/"))
		return true;
	for (size_t n = strlen(path); n > 1; n--) {
		if (path[n - 1] == '/' && has_prefix_of(set, path, n - 1))
			return true;
	}
	return false;
}

bool gg_path_set_has_below(const struct gg_path_set *set, const char *path)
{
	char key[PATH_MAX + 2];
	size_t n = strlen(path);
	size_t i;

	if (n > PATH_MAX)
		return false;
	memcpy(key, path, n);
	if (n > 1) /* "/" is its own slash */
		key[n++] = '/';
	key[n] = '\0';
	i = lower(set, key, n);
	/* "/" itself begins with "/" and is not below itself */
	while (i < set->n && !strcmp(set->items[i], path))
		i++;
	return i < set->n && !strncmp(set->items[i], key, n);
}

void gg_path_set_done(struct gg_path_set *set)
{
	free(set->items);
	set->items = NULL;
	set->n = set->cap = 0;
}
