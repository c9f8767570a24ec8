/*
 * Whose the rules of a plan are, in words.
 *
 * Owns the words. Relies on a checked plan. Does not print.
 */
#include "base/access.h"
#include "base/text.h"
#include "plan/print.h"

/** gg_plan_whose() - see print.h */
void gg_plan_whose(const struct gg_plan *plan, uint32_t part, struct gg_text *out)
{
	const struct gg_plan_part *p = &plan->parts[part];

	if (p->kind == GG_PART_BY)
		gg_text_fmt(out, " by %s", gg_plan_string(plan, p->pattern));
	else if (p->kind == GG_PART_PACKAGE)
		gg_text_fmt(out, " of packages %s", gg_plan_string(plan, p->pattern));
}

static void print_governed(const struct gg_plan_part *part, struct gg_text *out)
{
	gg_access_print(part->governs & GG_ACCESS_ALL, out);
	if (part->governs & GG_GOVERNS_CONNECT)
		gg_text_str(out, out->used ? " connect" : "connect");
	if (part->governs & GG_GOVERNS_LISTEN)
		gg_text_str(out, out->used ? " listen" : "listen");
}

/** gg_plan_packages() - see print.h */
void gg_plan_packages(const struct gg_plan *plan,
		      void (*each)(const struct gg_plan_entry *entry, void *arg), void *arg)
{
	uint32_t i;

	for (i = 0; i < plan->count[GG_SECT_PARTS]; i++) {
		const struct gg_plan_part *part = &plan->parts[i];
		char governs[96], at[300];
		struct gg_plan_entry entry = { gg_plan_string(plan, part->pattern), governs,
					       part->trusted, at };
		struct gg_text text;

		if (part->kind != GG_PART_PACKAGE)
			continue;
		gg_text_init(&text, governs, sizeof(governs));
		print_governed(part, &text);
		gg_text_init(&text, at, sizeof(at));
		gg_plan_rule_at(plan, part->place, &text);
		each(&entry, arg);
	}
}
