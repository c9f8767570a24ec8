/*
 * JSON strings: escaped, bounded twice, always well formed.
 *
 * Owns the escapes. Relies on event/utf8.h. Does not allocate and does not write a part of a
 * character or of an escape, whatever the bounds are.
 *
 * A string is a sequence of units: a UTF-8 character, an escape, or a stray byte (written as an
 * escape too). Both bounds are checked between units.
 */
#include "event/json_parts.h"

#include "event/utf8.h"

#define ESCAPE_MAX 6 /* \u00XX */
#define CUT_MARK "..."

/**
 * struct unit - one step through a string
 * @source:  bytes it takes from the string
 * @encoded: bytes it gives
 * @code:    code point or stray byte
 * @escape:  letter of a short escape, 'u' for \u00XX, 0 for bytes as they are
 */
struct unit {
	size_t source;
	size_t encoded;
	uint32_t code;
	char escape;
};

static const char short_escapes[] = {
	['"'] = '"',  ['\\'] = '\\', ['\b'] = 'b', ['\f'] = 'f',
	['\n'] = 'n', ['\r'] = 'r',  ['\t'] = 't',
};

/* C0, DEL and C1: a terminal would act on them */
static bool is_control(uint32_t code)
{
	return code < 0x20 || (code >= 0x7f && code < 0xa0);
}

static struct unit unit_at(const char *s, size_t n)
{
	struct unit u = { .source = 1 };
	size_t len = gg_utf8_next(s, n, &u.code);

	if (len)
		u.source = len;
	u.encoded = u.source;
	if (u.code < sizeof(short_escapes) && short_escapes[u.code]) {
		u.escape = short_escapes[u.code];
		u.encoded = 2;
	} else if (!len || is_control(u.code)) {
		u.escape = 'u';
		u.encoded = ESCAPE_MAX;
	}
	return u;
}

static void unit_write(struct gg_text *out, const char *s, const struct unit *u)
{
	static const char hex[16] = "0123456789abcdef";

	if (!u->escape) {
		gg_text_add(out, s, u->source);
		return;
	}
	gg_text_char(out, '\\');
	gg_text_char(out, u->escape);
	if (u->escape != 'u')
		return;
	gg_text_str(out, "00");
	gg_text_char(out, hex[u->code >> 4 & 0xf]);
	gg_text_char(out, hex[u->code & 0xf]);
}

/* Source bytes of the whole units that stay within both bounds */
static size_t fitting(const char *s, size_t n, size_t max, size_t room)
{
	size_t pos = 0, used = 0;

	while (pos < n) {
		struct unit u = unit_at(s + pos, n - pos);

		if (pos + u.source > max || u.encoded > room - used)
			break;
		pos += u.source;
		used += u.encoded;
	}
	return pos;
}

bool gg_json_str_room(struct gg_text *out, const char *s, size_t n, size_t max, size_t room)
{
	size_t take = fitting(s, n, max, room - 2);
	bool whole = take == n;

	if (!whole)
		take = fitting(s, n, max, room - 2 - (sizeof(CUT_MARK) - 1));
	gg_text_char(out, '"');
	for (size_t pos = 0; pos < take;) {
		struct unit u = unit_at(s + pos, n - pos);

		unit_write(out, s + pos, &u);
		pos += u.source;
	}
	if (!whole)
		gg_text_str(out, CUT_MARK);
	gg_text_char(out, '"');
	return whole;
}

/* gg_json_str() - one string, bounded by source bytes only; see event/json.h */
void gg_json_str(struct gg_text *out, const char *s, size_t n, size_t max)
{
	(void)gg_json_str_room(out, s, n, max, SIZE_MAX);
}
