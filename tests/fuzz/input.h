/* Cutting the bytes of an input into what a target needs; what is missing is zero. */
#ifndef GG_FUZZ_INPUT_H
#define GG_FUZZ_INPUT_H

#include <stddef.h>
#include <stdint.h>

struct input {
	const uint8_t *bytes;
	size_t left;
};

static inline uint64_t take(struct input *in, unsigned bytes)
{
	uint64_t value = 0;

	for (; bytes && in->left; bytes--, in->left--)
		value = value << 8 | *in->bytes++;
	return value;
}

#endif
