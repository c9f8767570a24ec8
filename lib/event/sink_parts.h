/*
 * What the files of the sink share.
 *
 * Owns struct gg_sink and the two-function interface of the transports. Relies on
 * event/queue.h. Does not belong to the interface of lib/event.
 */
#ifndef GG_EVENT_SINK_PARTS_H
#define GG_EVENT_SINK_PARTS_H

#include <limits.h>
#include <sys/types.h>

#include "event/queue.h"
#include "event/rate.h"
#include "event/sink.h"

/**
 * struct gg_sink_ops - a transport
 * @write:  hand over what is left of one line (all of it when @fresh)
 *          Return: bytes taken, at least 1; or negative errno, see gg_sink_trouble()
 * @reopen: make sink->fd; NULL when there is nothing to open
 *          Return: 0, or negative errno: not now
 */
struct gg_sink_ops {
	ssize_t (*write)(struct gg_sink *sink, const char *bytes, size_t n, bool fresh);
	int (*reopen)(struct gg_sink *sink);
};

/**
 * struct gg_sink - one sink
 * @ops:      transport; NULL: events are only counted
 * @memory:   of gg_sink_memory(), borrowed
 * @where:    path
 * @fd:       -1 while there is no reader
 * @sock_type, @torn, @poll_first: state of the transports
 * @real:     @where is the real path of what was opened: no link leads there any more
 * @seq:      of the last event
 * @dropped:  events lost in all
 * @gap:      some of them were not reported yet
 * @sent:     bytes of the oldest line that the reader has already
 * @again_ms: when to try again (CLOCK_MONOTONIC), @wait_ms the wait that led there
 * @line:     the event being encoded, @head the line being sent
 */
struct gg_sink {
	const struct gg_sink_ops *ops;
	struct gg_text *memory;
	char where[PATH_MAX];
	int fd;
	int sock_type;
	bool torn;
	bool poll_first;
	bool real;
	uint64_t seq;
	uint64_t dropped;
	bool gap;
	size_t sent;
	uint64_t again_ms;
	unsigned wait_ms;
	struct gg_rate rate;
	gg_sink_fn *tap;
	void *tap_arg;
	char line[GG_EVENT_LINE_MAX];
	char head[GG_EVENT_LINE_MAX];
	struct gg_queue queue;
};

extern const struct gg_sink_ops gg_sink_socket_ops; /* connects to @where */
extern const struct gg_sink_ops gg_sink_file_ops;   /* regular file: one write a line */
extern const struct gg_sink_ops gg_sink_pipe_ops;   /* pipe, terminal: bytes in order */

/* What an errno of write or reopen means for the line and for the connection */
enum gg_trouble {
	GG_TROUBLE_LATER, /* full: the same bytes again, later */
	GG_TROUBLE_LOST,  /* this line will never go, the next may */
	GG_TROUBLE_GONE   /* no reader: open again, then the whole line */
};

enum gg_trouble gg_sink_trouble(int code);

/* gg_sink_pick() - choose and open the transport for @sink->where; see gg_sink_open() */
int gg_sink_pick(struct gg_sink *sink, struct gg_err *err);

#endif
