/*
 * Parts of a draft.
 *
 * Owns which rules stand together: those of the process, those with the same `by`, those of one
 * entry of `packages`. Relies on patterns being checked. Does not know rules.
 */
#include <errno.h>
#include <string.h>

#include "plan/draft_part.h"
#include "policy/subject.h"

static const char *pattern_of(const struct gg_draft *d, const struct gg_draft_part *part)
{
	return (const char *)d->strings.items + part->out.pattern;
}

/** gg_draft_part_add() - see draft.h */
int gg_draft_part_add(struct gg_draft *d, uint32_t kind, const char *pattern,
		      struct gg_draft_part **ret_part)
{
	struct gg_draft_part *part = gg_arena_alloc(&d->arena, sizeof(*part));
	struct gg_subject subject = { .text = "" };
	int ret;

	if (!part)
		return -ENOMEM;
	if (d->parts.n == GG_PARTS_MAX)
		return -E2BIG;
	if (pattern && gg_subject_parse(pattern, &subject))
		return -EINVAL;
	part->number = (unsigned)d->parts.n;
	part->out.kind = kind;
	part->out.subject = subject.kind;
	part->out.rank = subject.rank;
	ret = gg_draft_string(d, pattern, &part->out.pattern);
	if (ret == 0)
		ret = gg_draft_string(d, subject.text, &part->out.text);
	if (ret == 0)
		ret = gg_table_add(&d->arena, &d->parts, &part, sizeof(part));
	*ret_part = part;
	return ret;
}

/** gg_draft_part() - see draft.h */
int gg_draft_part(struct gg_draft *d, const char *by, struct gg_draft_part **ret_part)
{
	struct gg_draft_part **parts = d->parts.items;
	size_t i;

	if (d->parts.n == 0) {
		int ret = gg_draft_part_add(d, GG_PART_PROCESS, NULL, ret_part);

		if (ret < 0)
			return ret;
		parts = d->parts.items;
	}
	*ret_part = parts[0];
	if (!by)
		return 0;
	for (i = 1; i < d->parts.n; i++) {
		*ret_part = parts[i];
		if (parts[i]->out.kind == GG_PART_BY && !strcmp(pattern_of(d, parts[i]), by))
			return 0;
	}
	return gg_draft_part_add(d, GG_PART_BY, by, ret_part);
}
