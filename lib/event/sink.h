/*
 * Where events go: a unix socket (seqpacket, datagram or stream), a file, standard output.
 *
 * Owns the sinks, their bounded queue and the count of what was dropped. Never blocks: a full
 * queue drops, and the drop is itself an event as soon as there is room. Relies on the loop of
 * the supervisor to call gg_sink_flush() now and then. Does not promise delivery after the
 * reader went away for longer than the queue lasts.
 */
#ifndef GG_EVENT_SINK_H
#define GG_EVENT_SINK_H

#include <stdbool.h>

#include "base/err.h"
#include "event/event.h"

struct gg_sink;

#define GG_SINK_QUEUE_BYTES (256 * 1024)

/* gg_sink_open() - make a sink for @where
 * @where: socket path, file path, "-" (standard output), or NULL / "" (events are counted, not sent)
 *         A path that is a socket: connect, trying seqpacket, datagram, stream; reconnect when the
 *         reader comes back. A path that does not exist: treated as a socket whose reader has not
 *         come yet, unless it ends in ".json", ".jsonl" or ".log": then a file, appended to, 0600.
 * @rate_per_s: events a second that pass, 0 for no limit; the rest count as dropped
 * @ret_sink: caller ends it with gg_sink_free()
 * Return: 0, or negative errno with @err set (only mistakes that waiting cannot mend) */
int gg_sink_open(const char *where, unsigned rate_per_s, struct gg_sink **ret_sink, struct gg_err *err);

/* gg_sink_memory() - a sink that keeps lines in memory, for tests
 * @out: borrowed; encoded events are appended to it */
int gg_sink_memory(struct gg_text *out, struct gg_sink **ret_sink);

/* gg_emit() - stamp @ev (ts_ns, seq), encode and queue it, send what can be sent
 * Never blocks, never fails: what cannot be kept is counted. */
void gg_emit(struct gg_sink *sink, struct gg_event *ev);

/* gg_sink_tap() - have @fn see every event first, those that will be dropped or counted too
 * @fn: NULL: nobody. Called by whoever emits; must not emit, nor keep what it was given */
typedef void gg_sink_fn(const struct gg_event *ev, void *arg);
void gg_sink_tap(struct gg_sink *sink, gg_sink_fn *fn, void *arg);

/* gg_sink_flush() - send what waits; reconnect if it is time
 * @wait_ms: how long to wait for the reader at most, 0 in the loop
 * Return: true when nothing waits any more */
bool gg_sink_flush(struct gg_sink *sink, int wait_ms);

/* gg_sink_next_ms() - milliseconds until gg_sink_flush() is worth calling, -1: nothing waits */
int gg_sink_next_ms(const struct gg_sink *sink);

unsigned long long gg_sink_dropped(const struct gg_sink *sink);
/* gg_sink_place() - where it was opened, "": nowhere; borrowed */
const char *gg_sink_place(const struct gg_sink *sink);
void gg_sink_free(struct gg_sink *sink); /* flushes for at most 200 ms; NULL is fine */

#endif
