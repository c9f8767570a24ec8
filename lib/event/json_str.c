/*
 * JSON strings: escaped, bounded twice, always well formed.
 *
 * Owns the escapes. Relies on event/utf8.h. Does not allocate and does not write a part of a
 * character or of an escape, whatever the bounds are.
 *
 * A string is a sequence of units: a UTF-8 character, an escape, or a stray byte (written as an
 * escape too). Both bounds are checked between units. Nearly all are ASCII that stays as it is and
 * comes in long runs: these are looked at eight bytes at a time and copied as a whole.
 */
#include "event/json_parts.h"

#include <string.h>

#include "base/common.h"
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

#define EACH(byte) (0x0101010101010101ull * (byte))

/* Is one of the eight bytes of @w not ASCII that stays as it is? A byte borrows from or carries into the next
 * only where it is one of those itself. */
static bool has_special(uint64_t w)
{
	uint64_t quote = w ^ EACH('"'), backslash = w ^ EACH('\\');
	uint64_t del = w + EACH(1), control = (w - EACH(0x20)) & ~w;

	quote = (quote - EACH(1)) & ~quote;
	backslash = (backslash - EACH(1)) & ~backslash;
	return (w | del | control | quote | backslash) & EACH(0x80);
}

/* How many bytes at the start of @s stay as they are, each a unit of its own */
static size_t plain(const char *s, size_t n)
{
	size_t pos = 0;
	uint64_t word;

	for (; n - pos >= sizeof(word); pos += sizeof(word)) {
		memcpy(&word, s + pos, sizeof(word));
		if (has_special(word))
			break;
	}
	while (pos < n && s[pos] >= ' ' && s[pos] < 0x7f && s[pos] != '"' && s[pos] != '\\')
		pos++;
	return pos;
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
		size_t least = pos < max ? GG_MIN(n, max) - pos : 0;
		size_t run = plain(s + pos, GG_MIN(least, room - used));
		struct unit u;

		pos += run;
		used += run;
		if (pos == n)
			break;
		u = unit_at(s + pos, n - pos);
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
		size_t run = plain(s + pos, take - pos);
		struct unit u;

		gg_text_add(out, s + pos, run);
		pos += run;
		if (pos == take)
			break;
		u = unit_at(s + pos, n - pos);
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
