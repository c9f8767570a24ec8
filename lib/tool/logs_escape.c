/*
 * Text for terminals.
 *
 * Owns the escapes for people: \n, \t, \\, \xNN for bytes, \uNNNN for characters. Relies on
 * event/utf8.h. Does not promise that the text can be told from its escapes by a machine:
 * --json is for that.
 */
#include "event/utf8.h"
#include "tool/logs.h"

/* Characters that a terminal acts on, or that change the order of what is shown */
static const struct {
	uint32_t first, last;
} active[] = {
	{ 0x00, 0x1f },     /* C0: escape sequences start here */
	{ 0x7f, 0x9f },     /* DEL and C1 */
	{ 0x061c, 0x061c }, /* Arabic letter mark */
	{ 0x200b, 0x200f }, /* zero width, direction marks */
	{ 0x2028, 0x202e }, /* separators, embedding and override of direction */
	{ 0x2060, 0x206f }, /* isolates, invisible operators */
	{ 0xfeff, 0xfeff }, /* zero width no-break space */
};

static const struct {
	char byte, letter;
} letters[] = { { '\n', 'n' }, { '\r', 'r' }, { '\t', 't' }, { '\\', '\\' } };

static bool is_active(uint32_t code)
{
	for (size_t i = 0; i < GG_ARRAY_SIZE(active); i++)
		if (code >= active[i].first && code <= active[i].last)
			return true;
	return false;
}

static char letter_of(uint32_t code)
{
	for (size_t i = 0; i < GG_ARRAY_SIZE(letters); i++)
		if (code == (unsigned char)letters[i].byte)
			return letters[i].letter;
	return 0;
}

static void add_hex(struct gg_text *out, uint32_t value, unsigned width)
{
	while (width-- > 0)
		gg_text_char(out, "0123456789abcdef"[value >> (4 * width) & 0xf]);
}

/* gg_logs_escape() - append text that is safe to show; see tool/logs.h */
void gg_logs_escape(struct gg_text *out, const char *s, size_t n)
{
	for (size_t pos = 0, len; pos < n; pos += len ? len : 1) {
		uint32_t code;
		char letter;

		len = gg_utf8_next(s + pos, n - pos, &code);
		letter = letter_of(code);
		if (letter) {
			gg_text_char(out, '\\');
			gg_text_char(out, letter);
		} else if (!len || (code < 0x80 && is_active(code))) {
			gg_text_str(out, "\\x");
			add_hex(out, code, 2);
		} else if (is_active(code)) {
			gg_text_str(out, "\\u");
			add_hex(out, code, 4);
		} else {
			gg_text_add(out, s + pos, len);
		}
	}
}
