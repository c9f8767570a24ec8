/*
 * The plan's checksum.
 *
 * Owns a 64-bit sum against damage (not against forgery: who may write a plan may write any
 * plan). Relies on plans being multiples of 8 bytes. Does not allocate.
 */
#include "plan/sum.h"

#include <stddef.h>
#include <string.h>

#include "plan/format.h"

/**
 * gg_plan_sum() - sum over a plan, its own field counted as zero
 * @bytes: plan, aligned to 8
 * @size:  bytes, a multiple of 8
 *
 * Return: the sum
 */
uint64_t gg_plan_sum(const void *bytes, size_t size)
{
	const size_t at = offsetof(struct gg_plan_head, sum);
	uint64_t h = 0x9e3779b97f4a7c15ull ^ size;
	size_t i;

	for (i = 0; i + 8 <= size; i += 8) {
		uint64_t word;

		memcpy(&word, (const char *)bytes + i, sizeof(word));
		if (i == at)
			word = 0;
		h = (h ^ word) * 0xff51afd7ed558ccdull;
		h ^= h >> 32;
	}
	return h;
}
