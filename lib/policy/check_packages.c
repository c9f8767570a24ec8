/*
 * Checks of rules per package.
 *
 * Owns what is said about them. Relies on patterns being well formed. Does not know any program: see
 * `goguard check --for`.
 */
#include <string.h>

#include "policy/check.h"
#include "policy/subject.h"

static bool is_empty(const struct gg_package *entry)
{
	return !entry->has_files && !entry->has_exec && !entry->has_connect && !entry->has_listen;
}

static void check_entry(struct gg_reading *r, const struct gg_package *entry)
{
	struct gg_subject subject;

	if (!entry->match || gg_subject_parse(entry->match, &subject))
		return; /* said already */
	if (is_empty(entry) && !entry->trust && subject.kind != GG_SUBJECT_UNKNOWN)
		gg_reading_warn(r, entry->at,
				"packages: the entry for '%s' restricts nothing (an empty list means nothing: "
				"files = ( ))",
				entry->match);
	if (is_empty(entry) && subject.kind == GG_SUBJECT_UNKNOWN)
		gg_reading_warn(r, entry->at,
				"packages: 'unknown' gets everything that the process may: code that cannot be "
				"named is not restricted");
	if (entry->trust && (subject.kind == GG_SUBJECT_STD || subject.kind == GG_SUBJECT_ANY))
		gg_reading_warn(r, entry->at,
				"packages: trust on '%s' frees whoever calls any of it from his restrictions",
				entry->match);
	if (entry->trust && (subject.kind == GG_SUBJECT_UNKNOWN || subject.kind == GG_SUBJECT_C ||
			     subject.kind == GG_SUBJECT_PROGRAM))
		gg_reading_error(r, entry->at, "packages: trust is for Go packages, and '%s' is none",
				 entry->match);
}

void gg_check_packages(struct gg_reading *r)
{
	const struct gg_packages *packages = &r->policy->packages;

	if (packages->n && r->policy->layers[GG_LAYER_SUPERVISOR] == GG_WANT_OFF)
		gg_reading_error(r, packages->items[0].at,
				 "packages: needs layers.supervisor, which is off: nobody else sees who calls");
	for (size_t i = 0; i < packages->n; i++) {
		const struct gg_package *entry = &packages->items[i];

		check_entry(r, entry);
		for (size_t j = 0; entry->match && j < i && i < 2000; j++) {
			if (!packages->items[j].match || strcmp(packages->items[j].match, entry->match) != 0)
				continue;
			gg_reading_warn(r, entry->at, "packages: there is an entry for '%s' at %s:%d already: "
				"both restrict it", entry->match, packages->items[j].at.file,
				packages->items[j].at.line);
			break;
		}
	}
}
