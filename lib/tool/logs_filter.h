/*
 * Which events `goguard logs` shows.
 *
 * Owns the filter: one of each kind of condition that is given must hold. Relies on jansson.
 * Does not read options.
 */
#ifndef GG_TOOL_LOGS_FILTER_H
#define GG_TOOL_LOGS_FILTER_H

#include <jansson.h>

#include "tool/opts.h"

/**
 * struct gg_logs_filter - conditions
 * @verdicts, @ops:       bits (1 << enum gg_verdict, gg_op), 0: any
 * @subjects, @functions: patterns: * is any run of characters
 * @paths:                patterns, see tool/path_match.h
 * @since:                nanoseconds since the epoch, 0: always
 */
struct gg_logs_filter {
	unsigned verdicts, ops;
	struct gg_opt_texts subjects, functions, paths;
	uint64_t since;
};

/* gg_logs_filter_passes() - is the event to be shown?
 * @filter: NULL: every one
 * @event:  NULL: a line that is no event; only shown when nothing is asked for */
bool gg_logs_filter_passes(const struct gg_logs_filter *filter, const json_t *event);

/* gg_when_parse() - "2026-01-02T03:04:05.678Z", "...+01:00", or "10m", "2h" (s, m, h, d) before now
 * Return: false when it is neither */
bool gg_when_parse(const char *text, uint64_t now_ns, uint64_t *ret_ns);

#endif
