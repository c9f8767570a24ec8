/*
 * "did you mean": the nearest known name to a misspelt one.
 *
 * Owns the distance. Relies on the caller to offer every candidate. Does not guess when nothing
 * is near.
 */
#ifndef GG_POLICY_HINT_H
#define GG_POLICY_HINT_H

#include <stddef.h>

#include "base/names.h"

#define GG_HINT_WORD_MAX 128 /* bytes of a word; longer ones get no hint */

struct gg_hint {
	const char *word; /* as written, borrowed */
	const char *best; /* borrowed from the candidates, NULL: none is near */
	unsigned distance;
	char text[GG_HINT_WORD_MAX + 24];
};

void gg_hint_init(struct gg_hint *hint, const char *word);
void gg_hint_try(struct gg_hint *hint, const char *candidate);
void gg_hint_try_names(struct gg_hint *hint, const struct gg_name *table, size_t n);

/* gg_hint_text() - " (did you mean 'x'?)", or "" when nothing is near; lives as long as @hint */
const char *gg_hint_text(struct gg_hint *hint);

#endif
