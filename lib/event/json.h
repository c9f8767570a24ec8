/*
 * Events as JSON lines.
 *
 * Owns the one encoder: bounded, allocation free, valid JSON whatever the strings hold.
 * Relies on base/text. Does not parse JSON.
 */
#ifndef GG_EVENT_JSON_H
#define GG_EVENT_JSON_H

#include "base/text.h"
#include "event/event.h"

#define GG_EVENT_LINE_MAX 24576 /* bytes of one encoded event, newline and NUL included */
#define GG_EVENT_STR_MAX 4096   /* source bytes of one string; longer ones end in "..." */
#define GG_EVENT_GO_MAX 8192    /* bytes of "go" that every event has room for, its key included */

/* gg_event_json() - encode @ev as one line, newline included
 * @out: emptied first; storage of GG_EVENT_LINE_MAX always suffices for a valid line
 * Return: 0; -EMSGSIZE when @out is too small even for the bounded form (@out is then empty) */
int gg_event_json(const struct gg_event *ev, struct gg_text *out);

/* gg_event_go() - encode the Go caller of @ev, for events that have the same one: see @go_json
 * @out: emptied first; storage of GG_EVENT_GO_MAX always suffices
 * Return: 0; -EMSGSIZE: it has none, or so many that what else is in an event decides how much of it there is
 * room for (@out is then empty) */
int gg_event_go(const struct gg_event *ev, struct gg_text *out);

/* gg_json_str() - append @n bytes of @s as a JSON string; bytes that are not UTF-8 become
 * \u00XX escapes, and what exceeds @max source bytes is cut and marked with "..." */
void gg_json_str(struct gg_text *out, const char *s, size_t n, size_t max);

#endif
