/*
 * Edit distance with neighbours swapped, over short words.
 *
 * Owns three rows on the stack. Relies on words up to GG_HINT_WORD_MAX; longer ones get no hint. Does
 * not allocate.
 */
#include "policy/hint.h"

#include <string.h>

#include "base/common.h"
#include "base/text.h"

static unsigned min3(unsigned a, unsigned b, unsigned c)
{
	unsigned m = GG_MIN(a, b);

	return GG_MIN(m, c);
}

static unsigned distance(const char *a, size_t na, const char *b, size_t nb)
{
	unsigned row[3][GG_HINT_WORD_MAX + 1]; /* [i % 3]: distances of the first i bytes of @a */

	for (size_t j = 0; j <= nb; j++)
		row[0][j] = (unsigned)j;
	for (size_t i = 1; i <= na; i++) {
		unsigned *now = row[i % 3], *up = row[(i - 1) % 3], *upper = row[(i + 1) % 3];

		now[0] = (unsigned)i;
		for (size_t j = 1; j <= nb; j++) {
			now[j] = min3(up[j] + 1, now[j - 1] + 1, up[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				now[j] = GG_MIN(now[j], upper[j - 2] + 1);
		}
	}
	return row[na % 3][nb];
}

/** gg_hint_init() - begin for @word, borrowed */
void gg_hint_init(struct gg_hint *hint, const char *word)
{
	size_t n = strlen(word);

	hint->word = word;
	hint->best = NULL;
	hint->distance = n < 3 ? 1 : n < 6 ? 2 : 3; /* what is accepted is below or at n / 3 + 1 */
	hint->text[0] = '\0';
}

/** gg_hint_try() - offer @candidate, borrowed for as long as @hint is used */
void gg_hint_try(struct gg_hint *hint, const char *candidate)
{
	size_t na = strlen(hint->word), nb = strlen(candidate);
	unsigned d;

	if (na > GG_HINT_WORD_MAX || nb > GG_HINT_WORD_MAX || !na)
		return;
	d = distance(hint->word, na, candidate, nb);
	if (d < hint->distance || (d == hint->distance && !hint->best && d < GG_MIN(na, nb))) {
		hint->best = candidate;
		hint->distance = d;
	}
}

/** gg_hint_try_names() - offer every name of a table */
void gg_hint_try_names(struct gg_hint *hint, const struct gg_name *table, size_t n)
{
	for (size_t i = 0; i < n; i++)
		gg_hint_try(hint, table[i].name);
}

const char *gg_hint_text(struct gg_hint *hint)
{
	struct gg_text text;

	if (!hint->best)
		return "";
	gg_text_init(&text, hint->text, sizeof(hint->text));
	gg_text_fmt(&text, " (did you mean '%s'?)", hint->best);
	return hint->text;
}
