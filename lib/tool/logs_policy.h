/*
 * From logged events to the suggester.
 *
 * Owns the way from JSON to a fact. Relies on tool/suggest.h. Does not trust the log: what it says
 * becomes names in rules and comments, nothing else.
 */
#ifndef GG_TOOL_LOGS_POLICY_H
#define GG_TOOL_LOGS_POLICY_H

#include <jansson.h>

#include "tool/suggest.h"

/* gg_logs_suggest_for() - from a posture: do the rules that are lacking depend on who asks? NULL is fine */
void gg_logs_suggest_for(struct gg_suggest *suggest, const json_t *event);

/* gg_logs_suggest() - take an event into account, if it is a violation; NULL is fine */
void gg_logs_suggest(struct gg_suggest *suggest, const json_t *event);

#endif
