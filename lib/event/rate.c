/*
 * The token bucket, see event/rate.h.
 *
 * Owns nothing but its arithmetic in thousandths. Relies on time that does not go back. Does not
 * allocate.
 */
#include "event/rate.h"

#include "base/common.h"

#define ONE 1000u /* credit of one event */

static uint64_t full(const struct gg_rate *rate)
{
	return (uint64_t)rate->per_s * ONE;
}

static uint64_t reopens_at(const struct gg_rate *rate)
{
	uint64_t quarter = full(rate) / 4;

	return quarter > ONE ? quarter : ONE;
}

/* gg_rate_init() - a full bucket
 * @per_s: events a second, 0 for no limit */
void gg_rate_init(struct gg_rate *rate, unsigned per_s, uint64_t now_ms)
{
	*rate = (struct gg_rate){ .per_s = per_s, .at_ms = now_ms };
	rate->credit = full(rate);
}

/* gg_rate_open() - refill, and say whether an event would pass */
bool gg_rate_open(struct gg_rate *rate, uint64_t now_ms)
{
	uint64_t passed = now_ms > rate->at_ms ? now_ms - rate->at_ms : 0;

	if (!rate->per_s)
		return true;
	rate->at_ms = now_ms;
	passed = GG_MIN(passed, (uint64_t)ONE); /* a second fills it */
	rate->credit = GG_MIN(rate->credit + passed * rate->per_s, full(rate));
	if (rate->credit < ONE)
		rate->shut = true;
	else if (rate->credit >= reopens_at(rate))
		rate->shut = false;
	return !rate->shut;
}

/* gg_rate_take() - let one event pass
 * Return: true when it may */
bool gg_rate_take(struct gg_rate *rate, uint64_t now_ms)
{
	if (!gg_rate_open(rate, now_ms))
		return false;
	if (rate->per_s)
		rate->credit -= ONE;
	return true;
}

/* gg_rate_wait_ms() - how long until gg_rate_open() */
uint64_t gg_rate_wait_ms(const struct gg_rate *rate, uint64_t now_ms)
{
	uint64_t need = rate->shut ? reopens_at(rate) : ONE;
	uint64_t passed = now_ms > rate->at_ms ? now_ms - rate->at_ms : 0;
	uint64_t have = rate->credit + passed * rate->per_s;

	if (!rate->per_s || have >= need)
		return 0;
	return (need - have + rate->per_s - 1) / rate->per_s;
}
