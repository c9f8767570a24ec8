/*
 * Pieces of the JSON encoder that its files share.
 *
 * Owns strings with a bound on their encoded length. Relies on event/json.h. Does not belong to
 * the interface of lib/event: nothing outside of it includes this.
 */
#ifndef GG_EVENT_JSON_PARTS_H
#define GG_EVENT_JSON_PARTS_H

#include "event/json.h"

#define GG_JSON_STR_ROOM_MIN 5 /* the quotes and "..." */

/* gg_json_str_room() - gg_json_str() that also keeps to @room encoded bytes, quotes included
 * @room: at least GG_JSON_STR_ROOM_MIN
 * Return: true when the whole string was written */
bool gg_json_str_room(struct gg_text *out, const char *s, size_t n, size_t max, size_t room);

/**
 * struct gg_field - one field of an event
 * @name:  its key
 * @kinds: bits (1 << enum gg_kind) of the kinds that carry it
 * @share: encoded bytes it may add to the line, its key included; what it does not use, later
 *         fields may
 * @put:   writes key and value, or nothing when the event has no such field; leaves @out no
 *         longer than @end bytes
 * @at:    offset of the member in struct gg_event, for the general writers
 * @names: name table of that member, @n_names long, for put_name
 */
struct gg_field {
	const char *name;
	unsigned kinds;
	unsigned share;
	void (*put)(const struct gg_field *f, const struct gg_event *ev, struct gg_text *out,
		    size_t end);
	size_t at;
	const struct gg_name *names;
	size_t n_names;
};

typedef void gg_field_put(const struct gg_field *f, const struct gg_event *ev, struct gg_text *out,
			  size_t end);

gg_field_put gg_put_version, gg_put_time, gg_put_u64, gg_put_int, gg_put_pid, gg_put_true, gg_put_name,
	gg_put_str, gg_put_access, gg_put_errno, gg_put_argv, gg_put_addr, gg_put_c, gg_put_go, gg_put_layers,
	gg_put_notes;

#endif
