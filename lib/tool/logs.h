/*
 * `goguard logs`: events for people.
 *
 * Owns what its files share: the printer of lines and the reading loops. Relies on event/ for
 * names and on jansson to parse. Does not keep events, but for a while those that repeat.
 */
#ifndef GG_TOOL_LOGS_H
#define GG_TOOL_LOGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include <jansson.h>

#include "base/err.h"
#include "base/text.h"

#define GG_LOGS_LINE_MAX 65536                         /* bytes of one line that is received */
#define GG_LOGS_TEXT_MAX (6 * GG_LOGS_LINE_MAX + 4096) /* bytes that it may become */

/* gg_verb_logs() - the verb. Return: exit status */
int gg_verb_logs(int argc, char **argv);

/* --- logs_human.c --- */

/* gg_logs_human() - an event as one line for people, a posture as several
 * @line, @n: as received, newline excluded
 * @event:    the same, parsed; NULL: it is not JSON
 * @out:      appended to; ends in a newline. What is no event becomes "? " and escaped text */
void gg_logs_human(const char *line, size_t n, const json_t *event, struct gg_text *out);

/* gg_logs_kind() - which kind of event is it? -1: none that we know */
int gg_logs_kind(const json_t *event);

/* --- logs_go.c --- */

/* gg_logs_caller() - who made the call: " by SUBJECT in FUNCTION at FILE:LINE", as far as the event says */
void gg_logs_caller(const json_t *event, struct gg_text *out);

/* gg_logs_stack() - the Go stack of an event, innermost first, a line a function; what is the standard
 * library's between two of somebody's functions is one line. Nothing when there is none */
void gg_logs_stack(const json_t *event, struct gg_text *out);

/* --- logs_paint.c --- */

/* gg_logs_paint() - print lines of gg_logs_human() in colours */
void gg_logs_paint(const char *text, size_t n, FILE *out);

/* --- logs_escape.c --- */

/* gg_logs_escape() - append text so that a terminal shows it and does not act on it */
void gg_logs_escape(struct gg_text *out, const char *s, size_t n);

/* --- logs_show.c --- */

/**
 * struct gg_logs - the printer
 * @raw:     --json
 * @stack:   --stack
 * @colour:  for a terminal
 * @count:   end after so many events, 0: never
 * @shown:   events so far
 * @closed:  standard output does not take more
 * @filter:  NULL: every event
 * @fold:    repeats are held back here; NULL: not
 * @suggest: --policy: events go here and are not printed; NULL: not
 */
struct gg_logs_filter;
struct gg_fold;
struct gg_suggest;

struct gg_logs {
	bool raw, colour, stack;
	unsigned long count;
	unsigned long shown;
	bool closed;
	const struct gg_logs_filter *filter;
	struct gg_fold *fold;
	struct gg_suggest *suggest;
};

/**
 * struct gg_lines - a line that arrives in parts
 * @buf:  GG_LOGS_LINE_MAX bytes
 * @used: bytes of an unfinished line
 */
struct gg_lines {
	char *buf;
	size_t used;
};

bool gg_logs_done(const struct gg_logs *logs); /* enough was shown, or nobody reads */
/* gg_logs_text() - print what was made of a line, flushed */
void gg_logs_text(struct gg_logs *logs, const char *text, size_t n);
/* gg_logs_idle() - nothing comes for a while: print the repeats that were held back */
void gg_logs_idle(struct gg_logs *logs);
/* gg_logs_line() - print one line; empty lines are skipped */
void gg_logs_line(struct gg_logs *logs, const char *line, size_t n);
/* gg_logs_packet() - print each line of a packet */
void gg_logs_packet(struct gg_logs *logs, const char *bytes, size_t n);
/* gg_logs_feed() - take bytes of a stream, print the lines that they end; a line that is too
 * long is printed in parts */
void gg_logs_feed(struct gg_logs *logs, struct gg_lines *lines, const char *bytes, size_t n);
/* gg_logs_end() - the stream ended: print what has no newline */
void gg_logs_end(struct gg_logs *logs, struct gg_lines *lines);

#define GG_LOGS_IDLE_MS 1000

/* --- logs_follow.c --- */

/* gg_logs_follow() - print a file, and what is added to it, until a signal comes; it may be made
 * later, be cut, or be replaced by another one
 * Return: 0, or negative errno with @err set */
int gg_logs_follow(struct gg_logs *logs, const char *path, struct gg_err *err);

#endif
