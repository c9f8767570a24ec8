/*
 * Name tables: an enum value, its name in policy and events, one line of help.
 *
 * Owns generic lookups in both directions over `const struct gg_name[]`. Relies on the table's
 * owner to static_assert its length. Does not copy: names are borrowed from the table.
 */
#ifndef GG_BASE_NAMES_H
#define GG_BASE_NAMES_H

#include <stdbool.h>
#include <stddef.h>

struct gg_name {
	const char *name;
	const char *help;
};

const char *gg_name_of(const struct gg_name *table, size_t n, unsigned value);
/* gg_name_listed() - is @name one of @n words that are sorted by strcmp(3)? */
bool gg_name_listed(const char *const *sorted, size_t n, const char *name);
int gg_name_find(const struct gg_name *table, size_t n, const char *name, size_t len);

#endif
