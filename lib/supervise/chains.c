/*
 * What became of chains of Go functions, for chains that come again.
 *
 * Owns the memory: two halves that are filled in turn. When one is full the other one, with what was added before,
 * is emptied and filled next, so that there is never more and nothing is ever in pieces; what is still asked for is
 * made once more. Relies on a record being found by comparing all of its key. Does not allocate.
 */
#include "supervise/chains.h"

#include <string.h>

#include "base/common.h"

#define RECORD_MAX (GG_CHAINS_BYTES / 4)

/* A record: this, then the places of the trail, then what was encoded */
struct record {
	uint64_t image;
	unsigned n;
	enum gg_go_trail_end end;
	bool in_c;
	struct gg_known known;
	uint32_t at[];
};

static uint32_t bucket(uint64_t image, const struct gg_go_trail *trail)
{
	uint64_t hash = image * 0x9e3779b97f4a7c15ull + trail->n;

	for (unsigned i = 0; i < trail->n; i++)
		hash = (hash ^ trail->at[i]) * 0x9e3779b97f4a7c15ull;
	return (uint32_t)(hash >> 32) % GG_CHAINS_BUCKETS;
}

/* The record that starts in unit @first - 1 of @h. Return: NULL: none does */
static const struct record *record(const struct gg_chains_half *h, uint32_t first)
{
	return first ? (const struct record *)&h->units[first - 1] : NULL;
}

static bool is(const struct record *r, uint64_t image, const struct gg_go_trail *trail)
{
	return r->image == image && r->n == trail->n && r->end == trail->end && r->in_c == trail->in_c &&
	       memcmp(r->at, trail->at, trail->n * sizeof(r->at[0])) == 0;
}

/** gg_chains_find() - see chains.h */
const struct gg_known *gg_chains_find(const struct gg_chains *chains, uint64_t image, const struct gg_go_trail *trail)
{
	uint32_t b = bucket(image, trail);

	for (unsigned i = 0; i < GG_ARRAY_SIZE(chains->half); i++) {
		const struct gg_chains_half *h = &chains->half[(chains->now + i) % GG_ARRAY_SIZE(chains->half)];
		const struct record *r = record(h, h->first[b]);

		if (r && is(r, image, trail))
			return &r->known;
	}
	return NULL;
}

/* Room for @n bytes in the half that is being filled. Return: its place, in units */
static uint32_t take(struct gg_chains *chains, size_t n)
{
	struct gg_chains_half *h = &chains->half[chains->now];
	size_t at = h->used;

	n = (n + sizeof(uint64_t) - 1) / sizeof(uint64_t);
	if (GG_ARRAY_SIZE(h->units) - at < n) {
		chains->now = (chains->now + 1) % GG_ARRAY_SIZE(chains->half);
		h = &chains->half[chains->now];
		memset(h->first, 0, sizeof(h->first));
		at = 0;
	}
	h->used = at + n;
	return (uint32_t)at;
}

/** gg_chains_add() - see chains.h */
const struct gg_known *gg_chains_add(struct gg_chains *chains, uint64_t image, const struct gg_go_trail *trail,
				     const struct gg_known *known)
{
	const size_t n_trail = trail->n * sizeof(trail->at[0]), n_json = known->json ? known->n : 0;
	struct record *r;
	uint32_t at;

	if (n_json > RECORD_MAX || sizeof(*r) + n_trail + n_json > RECORD_MAX)
		return NULL;
	at = take(chains, sizeof(*r) + n_trail + n_json);
	r = (struct record *)&chains->half[chains->now].units[at];
	r->image = image;
	r->n = trail->n;
	r->end = trail->end;
	r->in_c = trail->in_c;
	r->known = *known;
	memcpy(r->at, trail->at, n_trail);
	if (known->json)
		r->known.json = memcpy((char *)r->at + n_trail, known->json, n_json);
	chains->half[chains->now].first[bucket(image, trail)] = at + 1;
	return &r->known;
}
