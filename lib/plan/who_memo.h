/*
 * Which patterns of a plan mean a package, inside: what plan/who and its memory share.
 *
 * Owns the answer for one package. Relies on policy/subject for what a pattern means. Not for others.
 */
#ifndef GG_PLAN_WHO_MEMO_H
#define GG_PLAN_WHO_MEMO_H

#include "plan/who.h"

/**
 * struct gg_who_parts - parts of a plan, in order; @over: there are more than there is room for
 */
struct gg_who_parts {
	uint16_t n, part[GG_WHO_PARTS];
	bool over;
};

/**
 * struct gg_who_meant - what means @package
 * @entries: of packages, the most specific ones; @trusted: there are some, and all are
 * @grants:  with a `by` that does
 */
struct gg_who_meant {
	const struct gg_go_package *package;
	struct gg_who_parts entries, grants;
	bool trusted;
};

/* gg_who_meant_find() - work it out, or take it from @memo, which may be NULL
 * @room: for it, if nobody keeps it. Return: borrowed until the next call */
const struct gg_who_meant *gg_who_meant_find(const struct gg_plan *plan, const struct gg_go *go,
					     struct gg_who_memo *memo, const struct gg_go_package *package,
					     struct gg_who_meant *room);

#endif
