/*
 * Text of any bytes as a JSON string, see tool/json_text.h.
 *
 * Owns the replacement of what is not UTF-8. Relies on event/utf8.h. Does not promise that the bytes
 * can be told from characters that were there.
 */
#include "tool/json_text.h"

#include <stdlib.h>
#include <string.h>

#include "base/scope.h"
#include "event/utf8.h"

/* gg_json_text() - see tool/json_text.h */
json_t *gg_json_text(const char *s)
{
	size_t n = strlen(s);
	size_t used = 0;
	gg_free char *utf8 = malloc(2 * n + 1);

	if (!utf8)
		return NULL;
	while (n) {
		uint32_t code;
		size_t len = gg_utf8_next(s, n, &code);

		if (len) {
			memcpy(utf8 + used, s, len);
			used += len;
		} else {
			utf8[used++] = (char)(0xc0 | code >> 6);
			utf8[used++] = (char)(0x80 | (code & 0x3f));
			len = 1;
		}
		s += len;
		n -= len;
	}
	return json_stringn(utf8, used);
}
