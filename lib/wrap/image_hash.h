/*
 * Symbol hash tables of a loaded object.
 *
 * Owns finding candidates by hash and counting symbols. Relies on wrap/image.h for bounds and on
 * the caller to say which candidate is the one. Does not compare names itself.
 */
#ifndef GG_WRAP_IMAGE_HASH_H
#define GG_WRAP_IMAGE_HASH_H

#include <stdbool.h>
#include <stdint.h>

#include "wrap/image.h"

typedef bool gg_image_hash_wanted(const struct gg_image *image, uint32_t i, const char *name);

/* gg_image_hash_count() - number of dynamic symbols; 0: no table, or one that leaves the object */
uint32_t gg_image_hash_count(const struct gg_image *image);

/* gg_image_hash_find() - index of the first symbol hashed as @name that @wanted accepts; 0: none */
uint32_t gg_image_hash_find(const struct gg_image *image, const char *name,
			    gg_image_hash_wanted *wanted);

#endif
