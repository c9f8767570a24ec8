/*
 * Lookups in name tables.
 *
 * Owns both directions. Relies on tables indexed by the enum value. Does not sort or hash:
 * tables are short.
 */
#include "base/names.h"

#include <string.h>

/**
 * gg_name_of() - name of @value
 * @table: @n entries, indexed by value
 * Return: borrowed from the table; "?" for a value that the table does not have
 */
const char *gg_name_of(const struct gg_name *table, size_t n, unsigned value)
{
	return value < n && table[value].name ? table[value].name : "?";
}

/**
 * gg_name_find() - value of a name
 * @table: @n entries
 * @name:  @len bytes, need not end in NUL
 * Return: index into @table, -1 when there is no such name
 */
int gg_name_find(const struct gg_name *table, size_t n, const char *name, size_t len)
{
	for (size_t i = 0; i < n; i++) {
		if (table[i].name && strlen(table[i].name) == len && !memcmp(table[i].name, name, len))
			return (int)i;
	}
	return -1;
}

/** gg_name_listed() - see names.h */
bool gg_name_listed(const char *const *sorted, size_t n, const char *name)
{
	size_t lo = 0;
	size_t hi = n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int cmp = strcmp(name, sorted[mid]);

		if (cmp == 0)
			return true;
		if (cmp < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return false;
}
