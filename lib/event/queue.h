/*
 * A ring of lines that wait to be sent.
 *
 * Owns the bytes and their order. Relies on one user at a time. Does not grow: a line that does
 * not fit is refused.
 */
#ifndef GG_EVENT_QUEUE_H
#define GG_EVENT_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "event/json.h"
#include "event/sink.h"

#define GG_QUEUE_HEAD 3 /* bytes that a line costs besides itself: length and tag */

/**
 * struct gg_queue - the ring; zeroed it is empty
 * @start: offset of the oldest byte
 * @used:  bytes in use
 */
struct gg_queue {
	size_t start;
	size_t used;
	uint8_t bytes[GG_SINK_QUEUE_BYTES];
};

/* gg_queue_free() - longest line that would fit now */
size_t gg_queue_free(const struct gg_queue *q);

/* gg_queue_put() - add a line at the end
 * @tag: kept with it, for the user
 * Return: false when there is no room; nothing is added then */
bool gg_queue_put(struct gg_queue *q, const char *line, size_t n, uint8_t tag);

/* gg_queue_peek() - copy the oldest line, which stays
 * @line: GG_EVENT_LINE_MAX bytes
 * Return: its length, 0: the queue is empty (@ret_tag is untouched) */
size_t gg_queue_peek(const struct gg_queue *q, char line[static GG_EVENT_LINE_MAX],
		     uint8_t *ret_tag);

/* gg_queue_pop() - remove the oldest line; nothing when there is none */
void gg_queue_pop(struct gg_queue *q);

#endif
