/*
 * Which patterns of a plan mean a package, and keeping that.
 *
 * Owns a table of fixed size, in which a package takes the place of another with the same hash. Relies on
 * packages being known by their addresses for as long as the executable is open. Does not look at chains.
 */
#include "plan/who_memo.h"

#include <stdlib.h>

#include "policy/subject.h"

#define KEPT 256 /* packages of one executable; chains rarely have more than a few dozen between them */

struct gg_who_memo {
	struct gg_who_meant of[KEPT];
};

struct gg_who_memo *gg_who_memo_new(void)
{
	return calloc(1, sizeof(struct gg_who_memo));
}

void gg_who_memo_free(struct gg_who_memo *memo)
{
	free(memo);
}

static bool means(const struct gg_plan *plan, const struct gg_go *go, uint32_t part,
		  const struct gg_go_package *package)
{
	const struct gg_plan_part *p = &plan->parts[part];
	struct gg_subject s = { (enum gg_subject_kind)p->subject, gg_plan_string(plan, p->text), p->rank };

	return gg_subject_is(&s, go, package);
}

static void add(struct gg_who_parts *to, uint32_t part)
{
	if (to->n == GG_WHO_PARTS)
		to->over = true;
	else
		to->part[to->n++] = (uint16_t)part;
}

/* The most specific entries join */
static void work_out(const struct gg_plan *plan, const struct gg_go *go, struct gg_who_meant *m)
{
	uint32_t best = 0;

	for (uint32_t i = 1; i < plan->count[GG_SECT_PARTS]; i++) {
		const struct gg_plan_part *p = &plan->parts[i];
		bool entry = p->kind == GG_PART_PACKAGE;

		if ((entry && p->rank < best) || !means(plan, go, i, m->package))
			continue;
		if (entry && p->rank > best) {
			m->entries = (struct gg_who_parts){ .n = 0 };
			m->trusted = true;
			best = p->rank;
		}
		add(entry ? &m->entries : &m->grants, i);
		m->trusted = m->trusted && (!entry || p->trusted);
	}
}

static struct gg_who_meant *place(struct gg_who_memo *memo, const struct gg_go_package *package)
{
	uintptr_t mix = (uintptr_t)package / 16;

	return &memo->of[(mix ^ mix >> 8 ^ mix >> 16) % KEPT];
}

const struct gg_who_meant *gg_who_meant_find(const struct gg_plan *plan, const struct gg_go *go,
					     struct gg_who_memo *memo, const struct gg_go_package *package,
					     struct gg_who_meant *room)
{
	struct gg_who_meant *m = memo ? place(memo, package) : room;

	if (memo && m->package == package)
		return m;
	*m = (struct gg_who_meant){ .package = package };
	work_out(plan, go, m);
	return m;
}
