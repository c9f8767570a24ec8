/*
 * The filter of `goguard logs`.
 *
 * Owns what each condition looks at. Relies on plan/decide_parts.h for patterns. Does not change
 * events.
 */
#include "tool/logs_filter.h"

#include <string.h>

#include "event/event.h"
#include "plan/decide_parts.h"
#include "tool/path_match.h"

static const char *text_of(const json_t *event, const char *key)
{
	return json_string_value(json_object_get(event, key));
}

static bool has_bit(unsigned bits, const struct gg_name *names, size_t n, const char *name)
{
	int i = name ? gg_name_find(names, n, name, strlen(name)) : -1;

	return !bits || (i >= 0 && (bits & 1u << i));
}

static bool any_glob(const struct gg_opt_texts *patterns, const char *text)
{
	for (size_t i = 0; text && i < patterns->n; i++)
		if (gg_glob_match(patterns->items[i], text, strlen(text)))
			return true;
	return false;
}

static bool any_path(const struct gg_opt_texts *patterns, const char *path)
{
	for (size_t i = 0; path && i < patterns->n; i++)
		if (gg_path_match(patterns->items[i], path))
			return true;
	return false;
}

static bool passes_function(const struct gg_opt_texts *patterns, const json_t *event)
{
	return !patterns->n ||
	       any_glob(patterns, text_of(json_object_get(event, "go"), "function")) ||
	       any_glob(patterns, text_of(json_object_get(event, "c"), "symbol"));
}

/* Unix addresses are paths as well */
static bool passes_path(const struct gg_opt_texts *patterns, const json_t *event)
{
	const char *proto = text_of(event, "proto");

	return !patterns->n || any_path(patterns, text_of(event, "path")) ||
	       any_path(patterns, text_of(event, "path2")) ||
	       (proto && !strcmp(proto, "unix") && any_path(patterns, text_of(event, "addr")));
}

static bool passes_since(uint64_t since, const json_t *event)
{
	const char *ts = text_of(event, "ts");
	uint64_t at;

	return !since || (ts && gg_when_parse(ts, 0, &at) && at >= since);
}

/* gg_logs_filter_passes() - see tool/logs_filter.h */
bool gg_logs_filter_passes(const struct gg_logs_filter *filter, const json_t *event)
{
	return !filter ||
	       (passes_since(filter->since, event) &&
		has_bit(filter->verdicts, gg_verdict_names, GG_VERDICT_COUNT, text_of(event, "verdict")) &&
		has_bit(filter->ops, gg_op_names, GG_OP_COUNT, text_of(event, "op")) &&
		(!filter->subjects.n || any_glob(&filter->subjects, text_of(event, "subject"))) &&
		passes_function(&filter->functions, event) && passes_path(&filter->paths, event));
}
