/*
 * Lookups in the table of system calls.
 *
 * Owns search by name (binary) and by number (scan; who asks for many takes all names at once).
 * Relies on base/calls_table.c being sorted. Does not know what calls do.
 */
#include "base/calls.h"

#include <string.h>

#include "base/calls_table.h"

static const struct gg_call_entry *find(const char *name)
{
	size_t lo = 0;
	size_t hi = gg_call_table_n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int cmp = strcmp(name, gg_call_table[mid].name);

		if (cmp == 0)
			return &gg_call_table[mid];
		if (cmp < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return NULL;
}

/** gg_call_find() - see calls.h */
int gg_call_find(enum gg_arch arch, const char *name)
{
	const struct gg_call_entry *entry = find(name);

	return entry ? entry->nr[arch] : -2;
}

/** gg_call_index() - see calls.h */
int gg_call_index(const char *name)
{
	const struct gg_call_entry *entry = find(name);

	return entry ? (int)(entry - gg_call_table) : -1;
}

/** gg_call_names() - see calls.h */
void gg_call_names(enum gg_arch arch, size_t n, const char **ret_names)
{
	size_t i;

	for (i = 0; i < n; i++)
		ret_names[i] = NULL;
	for (i = 0; i < gg_call_table_n; i++) {
		int nr = gg_call_table[i].nr[arch];

		if (nr >= 0 && (size_t)nr < n)
			ret_names[nr] = gg_call_table[i].name;
	}
}

/** gg_call_name() - see calls.h */
const char *gg_call_name(enum gg_arch arch, int nr)
{
	size_t i;

	for (i = 0; nr >= 0 && i < gg_call_table_n; i++)
		if (gg_call_table[i].nr[arch] == nr)
			return gg_call_table[i].name;
	return NULL;
}

/** gg_call_at() - see calls.h */
const char *gg_call_at(enum gg_arch arch, size_t i, int *ret_nr)
{
	if (i >= gg_call_table_n)
		return NULL;
	*ret_nr = gg_call_table[i].nr[arch];
	return gg_call_table[i].name;
}

/** gg_call_max() - see calls.h */
int gg_call_max(enum gg_arch arch)
{
	int max = -1;
	size_t i;

	for (i = 0; i < gg_call_table_n; i++)
		if (gg_call_table[i].nr[arch] > max)
			max = gg_call_table[i].nr[arch];
	return max;
}
