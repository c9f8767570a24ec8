/*
 * The printer: lines out of packets and streams, to standard output.
 *
 * Owns where a line ends and how many were shown. Relies on logs_human.c for their form. Does
 * not keep what was printed.
 */
#include "tool/logs.h"

#include <stdio.h>
#include <string.h>

/* gg_logs_done() - is there a reason to stop? */
bool gg_logs_done(const struct gg_logs *logs)
{
	return logs->closed || (logs->count && logs->shown >= logs->count);
}

/* gg_logs_line() - print one line; see tool/logs.h */
void gg_logs_line(struct gg_logs *logs, const char *line, size_t n)
{
	static char storage[GG_LOGS_TEXT_MAX]; /* too much for the stack; the tool has one thread */
	struct gg_text text;

	if (!n || gg_logs_done(logs))
		return;
	gg_text_init(&text, storage, sizeof(storage));
	if (gg_logs_human(line, n, logs->raw, &text))
		logs->shown++;
	if (fwrite(text.data, 1, text.used, stdout) != text.used || fflush(stdout) != 0)
		logs->closed = true;
}

/* gg_logs_packet() - print each line of a packet; the last one needs no newline */
void gg_logs_packet(struct gg_logs *logs, const char *bytes, size_t n)
{
	while (n) {
		const char *end = memchr(bytes, '\n', n);
		size_t len = end ? (size_t)(end - bytes) : n;

		gg_logs_line(logs, bytes, len);
		len += end != NULL;
		bytes += len;
		n -= len;
	}
}

/* gg_logs_feed() - print the lines that @bytes end; see tool/logs.h */
void gg_logs_feed(struct gg_logs *logs, struct gg_lines *lines, const char *bytes, size_t n)
{
	while (n) {
		size_t take = GG_MIN(n, (size_t)GG_LOGS_LINE_MAX - lines->used);
		const char *end = memchr(bytes, '\n', take);

		take = end ? (size_t)(end - bytes) : take;
		memcpy(lines->buf + lines->used, bytes, take);
		lines->used += take;
		if (end || lines->used == GG_LOGS_LINE_MAX)
			gg_logs_end(logs, lines);
		take += end != NULL;
		bytes += take;
		n -= take;
	}
}

/* gg_logs_end() - print what is there as a line */
void gg_logs_end(struct gg_logs *logs, struct gg_lines *lines)
{
	gg_logs_line(logs, lines->buf, lines->used);
	lines->used = 0;
}
