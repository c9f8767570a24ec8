/*
 * The ring of waiting lines, see event/queue.h.
 *
 * Owns the record form: two bytes of length, one of tag, the line. Relies on lines being at most
 * GG_EVENT_LINE_MAX bytes. Does not allocate.
 */
#include "event/queue.h"

#include <assert.h>
#include <string.h>

#include "base/common.h"

static_assert(GG_EVENT_LINE_MAX <= UINT16_MAX, "a length fits two bytes");

static void ring_write(struct gg_queue *q, const void *from, size_t n)
{
	size_t at = (q->start + q->used) % sizeof(q->bytes);
	size_t first = GG_MIN(n, sizeof(q->bytes) - at);

	memcpy(q->bytes + at, from, first);
	memcpy(q->bytes, (const char *)from + first, n - first);
	q->used += n;
}

static void ring_read(const struct gg_queue *q, size_t skip, void *to, size_t n)
{
	size_t at = (q->start + skip) % sizeof(q->bytes);
	size_t first = GG_MIN(n, sizeof(q->bytes) - at);

	memcpy(to, q->bytes + at, first);
	memcpy((char *)to + first, q->bytes, n - first);
}

static size_t head_read(const struct gg_queue *q, uint8_t *ret_tag)
{
	uint8_t head[GG_QUEUE_HEAD];

	ring_read(q, 0, head, sizeof(head));
	*ret_tag = head[2];
	return (size_t)head[0] << 8 | head[1];
}

/* gg_queue_free() - see event/queue.h */
size_t gg_queue_free(const struct gg_queue *q)
{
	size_t left = sizeof(q->bytes) - q->used;

	return left > GG_QUEUE_HEAD ? left - GG_QUEUE_HEAD : 0;
}

/* gg_queue_put() - see event/queue.h */
bool gg_queue_put(struct gg_queue *q, const char *line, size_t n, uint8_t tag)
{
	const uint8_t head[GG_QUEUE_HEAD] = { (uint8_t)(n >> 8), (uint8_t)n, tag };

	if (!n || n > GG_EVENT_LINE_MAX || n > gg_queue_free(q))
		return false;
	ring_write(q, head, sizeof(head));
	ring_write(q, line, n);
	return true;
}

/* gg_queue_peek() - see event/queue.h */
size_t gg_queue_peek(const struct gg_queue *q, char line[static GG_EVENT_LINE_MAX],
		     uint8_t *ret_tag)
{
	size_t n;

	if (!q->used)
		return 0;
	n = head_read(q, ret_tag);
	ring_read(q, GG_QUEUE_HEAD, line, n);
	return n;
}

/* gg_queue_pop() - see event/queue.h */
void gg_queue_pop(struct gg_queue *q)
{
	uint8_t tag;
	size_t n;

	if (!q->used)
		return;
	n = GG_QUEUE_HEAD + head_read(q, &tag);
	q->start = (q->start + n) % sizeof(q->bytes);
	q->used -= n;
}
