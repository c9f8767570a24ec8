/*
 * Symbol hash tables of a loaded object.
 *
 * Owns DT_GNU_HASH with its filter and chains, and the little that DT_HASH is good for: the
 * number of symbols. Relies on the image for bounds. Does not promise speed for objects that
 * have DT_HASH alone: those are searched from end to end.
 */
#include "wrap/image_hash.h"

#define CHAIN_MAX (1u << 20) /* symbols in an object; none has as many */

/* The GNU table: header of 4 words, filter of longs, buckets, chain of hashes from @first on. */
struct gnu_table {
	uint32_t n_buckets;
	uint32_t first;
	uint32_t n_filter;
	uint32_t shift;
	const Elf64_Addr *filter;
	const uint32_t *buckets;
	const uint32_t *chain;
};

static bool open_gnu(const struct gg_image *image, struct gnu_table *ret)
{
	const uint32_t *head = image->gnu_hash;

	if (!head || !gg_image_within(image, head, 4 * sizeof(*head)))
		return false;
	ret->n_buckets = head[0];
	ret->first = head[1];
	ret->n_filter = head[2];
	ret->shift = head[3];
	ret->filter = (const Elf64_Addr *)(const void *)(head + 4);
	if (!ret->n_buckets || !ret->n_filter ||
	    !gg_image_within(image, ret->filter, (uint64_t)ret->n_filter * sizeof(*ret->filter)))
		return false;
	ret->buckets = (const uint32_t *)(const void *)(ret->filter + ret->n_filter);
	ret->chain = ret->buckets + ret->n_buckets;
	return gg_image_within(image, ret->buckets, (uint64_t)ret->n_buckets * sizeof(uint32_t));
}

/* Number of symbols by the GNU table: one behind the end of the last chain. */
static uint32_t count_gnu(const struct gg_image *image)
{
	struct gnu_table table;
	uint32_t last = 0;
	uint32_t i;

	if (!open_gnu(image, &table))
		return 0;
	for (i = 0; i < table.n_buckets; i++)
		if (table.buckets[i] > last)
			last = table.buckets[i];
	if (last < table.first)
		return table.first;
	for (; last < CHAIN_MAX; last++) {
		const uint32_t *link = &table.chain[last - table.first];

		if (!gg_image_within(image, link, sizeof(*link)))
			return 0;
		if (*link & 1)
			return last + 1;
	}
	return 0;
}

/** gg_image_hash_count() - see image_hash.h */
uint32_t gg_image_hash_count(const struct gg_image *image)
{
	if (image->hash && gg_image_within(image, image->hash, 2 * sizeof(uint32_t))) {
		uint64_t words = 2 + (uint64_t)image->hash[0] + image->hash[1];

		if (image->hash[0] && gg_image_within(image, image->hash, words * sizeof(uint32_t)))
			return image->hash[1];
	}
	return count_gnu(image);
}

static uint32_t find_gnu(const struct gg_image *image, const char *name,
			 gg_image_hash_wanted *wanted)
{
	struct gnu_table table;
	const unsigned bits = sizeof(Elf64_Addr) * 8;
	uint32_t hash = 5381;
	Elf64_Addr word;
	const char *s;
	uint32_t i;

	if (!open_gnu(image, &table))
		return 0;
	for (s = name; *s; s++)
		hash = hash * 33 + (unsigned char)*s;
	word = table.filter[(hash / bits) % table.n_filter];
	if (!(word >> (hash % bits) & word >> ((hash >> (table.shift & 31)) % bits) & 1))
		return 0;
	i = table.buckets[hash % table.n_buckets];
	for (; i >= table.first && i < image->count; i++) {
		const uint32_t *link = &table.chain[i - table.first];

		if (!gg_image_within(image, link, sizeof(*link)))
			return 0;
		if ((*link | 1) == (hash | 1) && wanted(image, i, name))
			return i;
		if (*link & 1)
			return 0;
	}
	return 0;
}

static uint32_t find_linear(const struct gg_image *image, const char *name,
			    gg_image_hash_wanted *wanted)
{
	uint32_t i;

	for (i = 1; i < image->count; i++)
		if (wanted(image, i, name))
			return i;
	return 0;
}

/** gg_image_hash_find() - see image_hash.h */
uint32_t gg_image_hash_find(const struct gg_image *image, const char *name,
			    gg_image_hash_wanted *wanted)
{
	return image->gnu_hash ? find_gnu(image, name, wanted) : find_linear(image, name, wanted);
}
