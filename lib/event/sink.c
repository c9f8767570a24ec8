/*
 * The sink: stamps events, keeps them in order, sends what can be sent.
 *
 * Owns sequence numbers, the queue, the count of losses and the times of trying again. Relies on
 * a transport (sink_socket.c, sink_file.c) that never blocks. Does not lock: one thread uses it.
 *
 * Order: every event takes a number, lost ones too, so a gap in "seq" is a loss. The report of
 * a gap is queued before the event that follows it. After a loss by a full queue nothing is
 * queued until the report and the longest event have room, so that reports stay few.
 */
#include "event/sink_parts.h"

#include <poll.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/common.h"

#define SECOND_NS 1000000000ull
#define GONE_MS_MIN 50
#define GONE_MS_MAX 1000
#define LATER_MS_MIN 2
#define LATER_MS_MAX 50
#define FREE_MS 200
#define REPORT_MAX 256 /* encoded bytes of an event of kind dropped, generously */

#define RARE_ROOM (GG_EVENT_LINE_MAX + REPORT_MAX + 2 * GG_QUEUE_HEAD)

enum tag { TAG_EVENT, TAG_REPORT };

static uint64_t now_ms(void)
{
	struct timespec ts = { 0 };

	(void)clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000 + (uint64_t)ts.tv_nsec / 1000000;
}

static void stamp(struct gg_sink *s, struct gg_event *ev)
{
	struct timespec ts = { 0 };

	(void)clock_gettime(CLOCK_REALTIME, &ts);
	ev->ts_ns = (uint64_t)ts.tv_sec * SECOND_NS + (uint64_t)ts.tv_nsec;
	ev->seq = ++s->seq;
}

static void lose(struct gg_sink *s)
{
	s->dropped++;
	s->gap = true;
}

static void again_in(struct gg_sink *s, unsigned least, unsigned most)
{
	s->wait_ms = s->wait_ms < least ? least : GG_MIN(s->wait_ms * 2, most);
	s->again_ms = now_ms() + s->wait_ms;
}

static void hang_up(struct gg_sink *s)
{
	if (s->fd >= 0)
		(void)close(s->fd);
	s->fd = -1;
	s->sent = 0;
	again_in(s, GONE_MS_MIN, GONE_MS_MAX);
}

/* Take what write() came to; true when the next line may be tried */
static bool settle(struct gg_sink *s, size_t n, uint8_t tag, ssize_t r)
{
	if (r > 0) {
		s->sent += (size_t)r;
		s->wait_ms = 0;
		if (s->sent < n)
			return true;
	} else {
		enum gg_trouble trouble = gg_sink_trouble((int)-r);

		if (trouble == GG_TROUBLE_GONE)
			hang_up(s);
		else
			again_in(s, LATER_MS_MIN, LATER_MS_MAX);
		if (trouble != GG_TROUBLE_LOST)
			return false;
		if (tag == TAG_REPORT)
			s->gap = true; /* what it reported is counted already */
		else
			lose(s);
	}
	s->sent = 0;
	gg_queue_pop(&s->queue);
	return true;
}

static bool connected(struct gg_sink *s)
{
	if (s->fd >= 0)
		return true;
	if (now_ms() < s->again_ms)
		return false;
	if (s->ops->reopen(s) == 0)
		return true;
	again_in(s, GONE_MS_MIN, GONE_MS_MAX);
	return false;
}

static void pump(struct gg_sink *s)
{
	uint8_t tag = TAG_EVENT;
	size_t n;
	ssize_t r;

	do {
		n = gg_queue_peek(&s->queue, s->head, &tag);
		if (!n || !connected(s))
			return;
		r = s->ops->write(s, s->head + s->sent, n - s->sent, s->sent == 0);
	} while (settle(s, n, tag, r));
}

/* Room for a report, the longest event, and what is kept for a rare one and its report */
static bool has_room_after_gap(const struct gg_sink *s)
{
	return gg_queue_free(&s->queue) >= 2 * RARE_ROOM;
}

/* Encode and queue; @spare bytes must stay free */
static bool queue_event(struct gg_sink *s, struct gg_event *ev, uint8_t tag, size_t spare)
{
	struct gg_text text;

	gg_text_init(&text, s->line, sizeof(s->line));
	stamp(s, ev);
	if (gg_event_json(ev, &text) < 0 || gg_queue_free(&s->queue) < text.used + spare)
		return false;
	return gg_queue_put(&s->queue, text.data, text.used, tag);
}

static void report_gap(struct gg_sink *s)
{
	struct gg_event ev = { .kind = GG_KIND_DROPPED, .dropped = s->dropped };

	if (queue_event(s, &ev, TAG_REPORT, 0))
		s->gap = false;
}

/* Events that come once a life: no rate limits them, and room is kept for one of them. */
static bool is_rare(enum gg_kind kind)
{
	return kind != GG_KIND_VIOLATION && kind != GG_KIND_ALLOWED;
}

/* gg_emit() - stamp, queue, send; see event/sink.h */
void gg_emit(struct gg_sink *sink, struct gg_event *ev)
{
	bool rare = is_rare(ev->kind), limited;

	if (!sink)
		return;
	if (sink->tap)
		sink->tap(ev, sink->tap_arg);
	if (!sink->ops) {
		stamp(sink, ev);
		return;
	}
	limited = !rare && !gg_rate_take(&sink->rate, now_ms());
	pump(sink);
	if (sink->gap && !limited && (rare || has_room_after_gap(sink)))
		report_gap(sink);
	if (limited || (sink->gap && !rare)) {
		stamp(sink, ev);
		lose(sink);
	} else if (!queue_event(sink, ev, TAG_EVENT, rare ? 0 : RARE_ROOM)) {
		lose(sink);
	}
	pump(sink);
}

static bool idle(const struct gg_sink *s)
{
	return !s->ops || (!s->queue.used && !s->gap);
}

/* gg_sink_next_ms() - when to flush next; see event/sink.h */
int gg_sink_next_ms(const struct gg_sink *sink)
{
	uint64_t now = now_ms(), wait = sink->again_ms > now ? sink->again_ms - now : 0;

	if (idle(sink))
		return -1;
	if (!sink->queue.used) {
		uint64_t shut = gg_rate_wait_ms(&sink->rate, now);

		wait = wait > shut ? wait : shut;
	}
	return (int)GG_MIN(wait, (uint64_t)INT_MAX);
}

static void flush_once(struct gg_sink *s)
{
	pump(s);
	if (!s->gap || now_ms() < s->again_ms || !gg_rate_open(&s->rate, now_ms()) ||
	    !has_room_after_gap(s))
		return;
	report_gap(s);
	pump(s);
}

static void wait_for_reader(const struct gg_sink *s, int ms)
{
	struct pollfd pfd = { .fd = s->queue.used ? s->fd : -1, .events = POLLOUT };

	(void)poll(&pfd, 1, ms);
}

/* gg_sink_flush() - send what waits; see event/sink.h */
bool gg_sink_flush(struct gg_sink *sink, int wait_ms)
{
	uint64_t end = now_ms() + (uint64_t)(wait_ms > 0 ? wait_ms : 0), now;

	for (;;) {
		int next;

		if (idle(sink))
			return true;
		flush_once(sink);
		now = now_ms();
		if (idle(sink) || now >= end)
			return idle(sink);
		next = gg_sink_next_ms(sink);
		wait_for_reader(sink, GG_MIN(next > 0 ? next : 1, (int)(end - now)));
	}
}

/* gg_sink_tap() - have every event seen; see event/sink.h */
void gg_sink_tap(struct gg_sink *sink, gg_sink_fn *fn, void *arg)
{
	sink->tap = fn;
	sink->tap_arg = arg;
}

/* gg_sink_dropped() - events lost so far */
unsigned long long gg_sink_dropped(const struct gg_sink *sink)
{
	return sink->dropped;
}

/* gg_sink_place() - see event/sink.h */
const char *gg_sink_place(const struct gg_sink *sink)
{
	return sink->where;
}

/* gg_sink_free() - try once more, then end @sink (taken); see event/sink.h
 * Waits only for a reader that is there: a missing one costs nothing. */
void gg_sink_free(struct gg_sink *sink)
{
	if (!sink)
		return;
	sink->again_ms = 0;
	sink->rate.shut = false;
	if (sink->gap && sink->ops)
		report_gap(sink);
	if (!gg_sink_flush(sink, 0) && sink->fd >= 0)
		(void)gg_sink_flush(sink, FREE_MS);
	if (sink->fd >= 0)
		(void)close(sink->fd);
	free(sink);
}
