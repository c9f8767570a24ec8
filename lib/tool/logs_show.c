/*
 * The printer: lines out of packets and streams, to standard output.
 *
 * Owns where a line ends, and the way of an event: filter, then form, then folding. Relies on the
 * files beside it for each. Does not keep what was printed.
 */
#include "tool/logs.h"

#include <stdio.h>
#include <string.h>

#include "tool/logs_filter.h"
#include "tool/logs_fold.h"
#include "tool/logs_policy.h"

/* gg_logs_done() - is there a reason to stop? */
bool gg_logs_done(const struct gg_logs *logs)
{
	return logs->closed || (logs->count && logs->shown >= logs->count);
}

/* gg_logs_text() - print a piece of text; see tool/logs.h */
void gg_logs_text(struct gg_logs *logs, const char *text, size_t n)
{
	if (logs->colour)
		gg_logs_paint(text, n, stdout);
	else
		(void)fwrite(text, 1, n, stdout);
	if (fflush(stdout) != 0 || ferror(stdout))
		logs->closed = true;
}

/* gg_logs_idle() - print what was held back; see tool/logs.h */
void gg_logs_idle(struct gg_logs *logs)
{
	if (logs->fold)
		gg_fold_flush(logs->fold, logs);
}

static void show(struct gg_logs *logs, const char *line, size_t n, const json_t *event)
{
	static char storage[GG_LOGS_TEXT_MAX]; /* too much for the stack; the tool has one thread */
	struct gg_text text;

	gg_text_init(&text, storage, sizeof(storage));
	if (logs->raw && !json_is_object(event)) { /* standard output is for who reads JSON */
		gg_logs_escape(&text, line, n);
		(void)fprintf(stderr, "goguard: warning: no event: %.*s\n", (int)text.used, text.data);
		return;
	}
	if (logs->raw) {
		gg_text_add(&text, line, n);
		gg_text_char(&text, '\n');
	} else {
		gg_logs_human(line, n, event, &text);
		if (logs->stack)
			gg_logs_stack(event, &text);
	}
	if (logs->fold && json_is_object(event))
		gg_fold_take(logs->fold, logs, event, &text);
	else
		gg_logs_text(logs, text.data, text.used);
}

/* gg_logs_line() - print one line; see tool/logs.h */
void gg_logs_line(struct gg_logs *logs, const char *line, size_t n)
{
	json_t *event;

	if (!n || gg_logs_done(logs))
		return;
	event = json_loadb(line, n, JSON_ALLOW_NUL, NULL);
	if (logs->suggest) /* whichever denials are asked for */
		gg_logs_suggest_for(logs->suggest, event);
	if (gg_logs_filter_passes(logs->filter, event)) {
		logs->shown += json_is_object(event);
		if (logs->suggest)
			gg_logs_suggest(logs->suggest, event);
		else
			show(logs, line, n, event);
	}
	json_decref(event);
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
