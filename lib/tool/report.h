/*
 * The report at the end of `goguard run`: what was denied, and the rule that would allow it.
 *
 * Owns a bounded summary, fed by a tap on the sink. Relies on tool/suggest.h for the rules. Does
 * not say anything when nothing was denied and nothing was lost.
 */
#ifndef GG_TOOL_REPORT_H
#define GG_TOOL_REPORT_H

#include "event/sink.h"
#include "tool/suggest.h"

#define GG_REPORT_NEEDS 512u /* different denials that are told apart */
#define GG_REPORT_LINES 10   /* of them are printed */

enum gg_report_when { GG_REPORT_AUTO, GG_REPORT_ALWAYS, GG_REPORT_NEVER, GG_REPORT_COUNT };
extern const struct gg_name gg_report_names[GG_REPORT_COUNT];

/**
 * struct gg_tally - the summary
 * @by_op: denials of each operation, @audit of them only in mode audit
 * @on:    there will be a report
 */
struct gg_tally {
	struct gg_suggest suggest;
	unsigned long by_op[GG_OP_COUNT];
	unsigned long all, audit;
	bool on;
};

/* gg_tally_begin() - listen to @sink, if a report is wanted
 * @when:     auto: if standard error is a terminal
 * @subjects: the policy has rules per package */
void gg_tally_begin(struct gg_tally *tally, enum gg_report_when when, bool subjects, struct gg_sink *sink);

/* gg_tally_print() - the report on @out; nothing when there is nothing to say
 * @lost: events that did not reach their reader */
void gg_tally_print(struct gg_tally *tally, unsigned long long lost, FILE *out);

/* gg_tally_end() - print on standard error, and end the summary
 * @sink: NULL: it has ended already */
void gg_tally_end(struct gg_tally *tally, struct gg_sink *sink);

#endif
