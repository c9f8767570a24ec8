/*
 * Colours.
 *
 * Owns which word gets which. Relies on the columns of logs_human.c: the time of day, then the
 * word. Does not look into the rest of the line, where a guarded program chooses the text.
 */
#include <string.h>

#include "tool/logs.h"

#define CLOCK_LEN 12 /* "03:04:05.678" */
#define DIM "\x1b[2m"
#define OFF "\x1b[0m"

static const struct {
	const char *word, *code;
} colours[] = {
	{ "DENY", "\x1b[31m" },   { "KILL", "\x1b[1;31m" },   { "AUDIT", "\x1b[33m" },
	{ "ALLOW", "\x1b[32m" },  { "START", "\x1b[1;36m" },  { "EXIT", "\x1b[1;36m" },
	{ "LOST", "\x1b[1;35m" }, { "LAYER", "\x1b[36m" },    { "NOTE", "\x1b[36m" },
};

static const char *colour_of(const char *word, size_t n)
{
	for (size_t i = 0; i < GG_ARRAY_SIZE(colours); i++)
		if (strlen(colours[i].word) == n && !memcmp(colours[i].word, word, n))
			return colours[i].code;
	return "";
}

static void paint_line(const char *line, size_t n, FILE *out)
{
	const char *word = line + CLOCK_LEN + 1, *end;

	if (n > CLOCK_LEN + 1 && line[2] == ':' && line[CLOCK_LEN] == ' ') {
		end = memchr(word, ' ', n - CLOCK_LEN - 1);
		end = end ? end : line + n;
		fprintf(out, DIM "%.*s" OFF " %s%.*s" OFF, CLOCK_LEN, line,
			colour_of(word, (size_t)(end - word)), (int)(end - word), word);
		n -= (size_t)(end - line);
		line = end;
	}
	(void)fwrite(line, 1, n, out);
}

/* gg_logs_paint() - see tool/logs.h */
void gg_logs_paint(const char *text, size_t n, FILE *out)
{
	while (n) {
		const char *end = memchr(text, '\n', n);
		size_t len = end ? (size_t)(end - text) : n;

		paint_line(text, len, out);
		if (end)
			fputc('\n', out);
		len += end != NULL;
		text += len;
		n -= len;
	}
}
