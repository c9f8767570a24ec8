/*
 * Checking of UTF-8, see event/utf8.h.
 *
 * Owns the table of lead bytes. Relies on nothing. Does not allocate, does not consult libc.
 */
#include "event/utf8.h"

#include "base/common.h"

/* Lead byte: which bits are fixed, which value they have, and the least code point that may be
 * written in this length (a smaller one is overlong). */
static const struct lead {
	uint8_t mask, value, length;
	uint32_t least;
} leads[] = {
	{ 0x80, 0x00, 1, 0 },
	{ 0xe0, 0xc0, 2, 0x80 },
	{ 0xf0, 0xe0, 3, 0x800 },
	{ 0xf8, 0xf0, 4, 0x10000 },
};

static const struct lead *lead_of(uint8_t byte)
{
	for (size_t i = 0; i < GG_ARRAY_SIZE(leads); i++)
		if ((byte & leads[i].mask) == leads[i].value)
			return &leads[i];
	return NULL;
}

size_t gg_utf8_next(const char *s, size_t n, uint32_t *ret_code)
{
	uint8_t first = (uint8_t)s[0];
	const struct lead *lead = lead_of(first);
	uint32_t code;

	*ret_code = first;
	if (!lead || lead->length > n)
		return 0;
	code = first & (uint8_t)~lead->mask;
	for (size_t i = 1; i < lead->length; i++) {
		uint8_t byte = (uint8_t)s[i];

		if ((byte & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (byte & 0x3f);
	}
	if (code < lead->least || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
		return 0;
	*ret_code = code;
	return lead->length;
}
