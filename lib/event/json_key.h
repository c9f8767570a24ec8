/*
 * Keys and bounded C strings, for the field writers.
 *
 * Owns the comma rule. Relies on event/json_parts.h. Does not check that a key is unique.
 */
#ifndef GG_EVENT_JSON_KEY_H
#define GG_EVENT_JSON_KEY_H

#include <string.h>

#include "event/json_parts.h"

/* gg_json_comma() - separate from what was written before in the same object or array */
static inline void gg_json_comma(struct gg_text *out)
{
	char last = out->used ? out->data[out->used - 1] : '{';

	if (last != '{' && last != '[')
		gg_text_char(out, ',');
}

/* gg_json_key() - a comma if one is due, the key, a colon
 * @key: needs no escapes */
static inline void gg_json_key(struct gg_text *out, const char *key)
{
	gg_json_comma(out);
	gg_text_char(out, '"');
	gg_text_str(out, key);
	gg_text_str(out, "\":");
}

/* gg_json_cstr() - a C string (NULL: empty) that ends before offset @end of the line
 * Return: true when the whole string was written */
static inline bool gg_json_cstr(struct gg_text *out, const char *s, size_t end)
{
	const char *str = s ? s : "";

	/* three bytes more than the bound: enough to see that the last character is whole */
	return gg_json_str_room(out, str, strnlen(str, GG_EVENT_STR_MAX + 4), GG_EVENT_STR_MAX,
				end - out->used);
}

#endif
