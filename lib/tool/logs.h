/*
 * `goguard logs`: events for people.
 *
 * Owns what its files share: the printer of lines and the reading loop. Relies on event/ for
 * names and on jansson (logs_human.c) to parse. Does not filter.
 */
#ifndef GG_TOOL_LOGS_H
#define GG_TOOL_LOGS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/text.h"

#define GG_LOGS_LINE_MAX 65536                         /* bytes of one line that is received */
#define GG_LOGS_TEXT_MAX (6 * GG_LOGS_LINE_MAX + 4096) /* bytes that it may become */

/* gg_verb_logs() - the verb. Return: exit status */
int gg_verb_logs(int argc, char **argv);

/* --- logs_human.c --- */

/* gg_logs_human() - an event as one line for people, a posture as several
 * @line, @n: as received, newline excluded
 * @raw:      copy the line instead (events only)
 * @out:      appended to; ends in a newline. What is no event becomes "? " and escaped text
 * Return: true when it was an event */
bool gg_logs_human(const char *line, size_t n, bool raw, struct gg_text *out);

/* --- logs_escape.c --- */

/* gg_logs_escape() - append text so that a terminal shows it and does not act on it */
void gg_logs_escape(struct gg_text *out, const char *s, size_t n);

/* --- logs_show.c --- */

/**
 * struct gg_logs - the printer
 * @raw:    --json
 * @count:  end after so many events, 0: never
 * @shown:  events so far
 * @closed: standard output does not take more
 */
struct gg_logs {
	bool raw;
	unsigned long count;
	unsigned long shown;
	bool closed;
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
/* gg_logs_line() - print one line, flushed; empty lines are skipped */
void gg_logs_line(struct gg_logs *logs, const char *line, size_t n);
/* gg_logs_packet() - print each line of a packet */
void gg_logs_packet(struct gg_logs *logs, const char *bytes, size_t n);
/* gg_logs_feed() - take bytes of a stream, print the lines that they end; a line that is too
 * long is printed in parts */
void gg_logs_feed(struct gg_logs *logs, struct gg_lines *lines, const char *bytes, size_t n);
/* gg_logs_end() - the stream ended: print what has no newline */
void gg_logs_end(struct gg_logs *logs, struct gg_lines *lines);

/* --- logs_socket.c --- */

/**
 * struct gg_logs_socket - the socket we listen on
 * @fd:   -1 while there is none
 * @type: SOCK_SEQPACKET, SOCK_DGRAM or SOCK_STREAM
 * @path: borrowed
 * @dev, @ino: of the socket in the file system, so that only ours is removed
 */
struct gg_logs_socket {
	int fd;
	int type;
	const char *path;
	unsigned long long dev, ino;
};

/* gg_logs_bind() - make the socket, mode 0600; a dead one at the same path is replaced
 * Return: 0; negative errno with @err set: -EADDRINUSE somebody listens, -EEXIST no socket */
int gg_logs_bind(const char *path, int type, struct gg_logs_socket *ret_sock, struct gg_err *err);
/* gg_logs_unbind() - close and remove it; does nothing to somebody else's or a zeroed @fd of -1 */
void gg_logs_unbind(struct gg_logs_socket *sock);

/* --- logs_loop.c --- */

/* gg_logs_loop() - print what arrives until enough was shown, or SIGINT or SIGTERM came
 * What had arrived before the signal is still printed.
 * Return: 0, or negative errno with @err set */
int gg_logs_loop(struct gg_logs *logs, const struct gg_logs_socket *sock, struct gg_err *err);

#endif
