/*
 * A token bucket: how many events a second pass.
 *
 * Owns the arithmetic. Relies on the caller for the time. Does not count what it refuses.
 *
 * The burst is one second's worth. A bucket that ran empty stays shut until a quarter of it is
 * back: so a flood ends in a few gaps a second, each with many events, and not in one gap (and
 * one report of it) after every event that passes.
 */
#ifndef GG_EVENT_RATE_H
#define GG_EVENT_RATE_H

#include <stdbool.h>
#include <stdint.h>

/**
 * struct gg_rate - the bucket
 * @per_s:  events a second, 0: no limit
 * @credit: thousandths of an event
 * @at_ms:  when @credit was right
 * @shut:   ran empty, not yet refilled enough
 */
struct gg_rate {
	unsigned per_s;
	uint64_t credit;
	uint64_t at_ms;
	bool shut;
};

void gg_rate_init(struct gg_rate *rate, unsigned per_s, uint64_t now_ms);
bool gg_rate_open(struct gg_rate *rate, uint64_t now_ms); /* would one pass? takes nothing */
bool gg_rate_take(struct gg_rate *rate, uint64_t now_ms); /* one passes, or not */
/* milliseconds until gg_rate_open() says yes, 0 when it does already */
uint64_t gg_rate_wait_ms(const struct gg_rate *rate, uint64_t now_ms);

#endif
