/*
 * Who makes a call, as the decision needs it.
 *
 * Owns the rules of DESIGN's "rules per package": a grant with `by` is for the innermost package
 * outside the standard library; an entry of packages is for every chain that one of its packages takes
 * part in, up to the first frame whose entries are trusted. A chain that did not end properly is
 * "unknown", whatever of it was seen. Where a frame's symbol and file name different packages, both
 * count. Does not read anything but the chain.
 */
#include "plan/who.h"

#include <string.h>

#include "plan/who_memo.h"
#include "policy/subject.h"

/* A caller in the making */
struct finding {
	const struct gg_plan *plan;
	const struct gg_go *go;
	struct gg_who_memo *memo;
	struct gg_who *who;
	bool full;
};

static void add(struct finding *f, uint16_t *parts, uint16_t *n, uint32_t part)
{
	for (unsigned i = 0; i < *n; i++)
		if (parts[i] == part)
			return;
	if (*n == GG_WHO_PARTS)
		f->full = true;
	else
		parts[(*n)++] = (uint16_t)part;
}

/* Return: there are entries for @package, and all are trusted */
static bool add_entries(struct finding *f, const struct gg_go_package *package)
{
	struct gg_who_meant room;
	const struct gg_who_meant *m = gg_who_meant_find(f->plan, f->go, f->memo, package, &room);

	for (unsigned i = 0; i < m->entries.n; i++)
		add(f, f->who->packages, &f->who->n_packages, m->entries.part[i]);
	f->full = f->full || m->entries.over;
	return m->trusted;
}

/* Every frame outwards, until one is trusted, by symbol and by file */
static void add_chain(struct finding *f, const struct gg_go_chain *chain)
{
	for (unsigned i = 0; i < chain->n_owners; i++) {
		const struct gg_go_owner *o = &chain->owners[i];
		bool trusted = o->by_symbol || o->by_file;

		if (o->by_symbol && !add_entries(f, o->by_symbol))
			trusted = false;
		if (o->by_file && o->by_file != o->by_symbol && !add_entries(f, o->by_file))
			trusted = false;
		if (trusted)
			return;
	}
}

/* Entries for what is no package and, where it is who asks, grants. Return: an entry is there */
static bool add_named(struct finding *f, enum gg_subject_kind kind, const char *text, bool asks)
{
	bool named = false;

	for (uint32_t i = 1; i < f->plan->count[GG_SECT_PARTS]; i++) {
		const struct gg_plan_part *p = &f->plan->parts[i];

		if (p->subject != kind || (text && strcmp(text, gg_plan_string(f->plan, p->text)) != 0))
			continue;
		if (p->kind == GG_PART_PACKAGE) {
			add(f, f->who->packages, &f->who->n_packages, i);
			named = true;
		} else if (asks) {
			add(f, f->who->grants, &f->who->n_grants, i);
		}
	}
	return named;
}

/* The parts whose `by` means @package. Return: false: all do, for it is nobody's, or the standard library's */
static bool grants_for(const struct finding *f, const struct gg_go_package *package, struct gg_who_parts *ret)
{
	struct gg_who_meant room;

	if (!package || package->std)
		return false;
	*ret = gg_who_meant_find(f->plan, f->go, f->memo, package, &room)->grants;
	return true;
}

static bool is_in(const struct gg_who_parts *parts, uint16_t part)
{
	for (unsigned i = 0; i < parts->n; i++)
		if (parts->part[i] == part)
			return true;
	return false;
}

/* Grants for the innermost package; one that goes by two names must be meant by both */
static void add_grants(struct finding *f, const struct gg_go_owner *asks)
{
	struct gg_who_parts by_symbol = { .n = 0 }, by_file = { .n = 0 };
	bool first = grants_for(f, asks->by_symbol, &by_symbol);
	bool second = grants_for(f, asks->by_file, &by_file);
	const struct gg_who_parts *all = first ? &by_symbol : &by_file;

	for (unsigned i = 0; i < all->n; i++)
		if (!first || !second || is_in(&by_file, all->part[i]))
			add(f, f->who->grants, &f->who->n_grants, all->part[i]);
	/* whom more mean than there is room for could be granted too little, but is not granted too much */
	f->full = f->full || by_symbol.over || by_file.over;
}

static struct finding begin(const struct gg_plan *plan, const struct gg_go *go, struct gg_who_memo *memo,
			    struct gg_who *ret)
{
	struct finding f = { .plan = plan, .go = go, .memo = memo, .who = ret };

	ret->grants[0] = 0;
	ret->n_grants = 1;
	ret->n_packages = 0;
	ret->unnamed = false;
	return f;
}

/* Whom too many parts apply to gets nothing */
static void end(struct finding *f)
{
	if (!f->full)
		return;
	f->who->n_grants = 1;
	f->who->unnamed = true;
}

/** gg_who_of_chain() - see who.h */
void gg_who_of_chain(const struct gg_plan *plan, const struct gg_go *go, const struct gg_go_chain *chain,
		     struct gg_who_memo *memo, struct gg_who *ret)
{
	struct finding f = begin(plan, go, memo, ret);

	if (chain->has_c)
		(void)add_named(&f, GG_SUBJECT_C, NULL, false);
	add_chain(&f, chain);
	if (chain->end == GG_GO_COMPLETE)
		add_grants(&f, &chain->asks);
	else
		ret->unnamed = !add_named(&f, chain->end == GG_GO_C_THREAD ? GG_SUBJECT_C :
									     GG_SUBJECT_UNKNOWN,
					  NULL, true);
	end(&f);
}

/** gg_who_of_program() - see who.h */
void gg_who_of_program(const struct gg_plan *plan, const char *path, struct gg_who *ret)
{
	struct finding f = begin(plan, NULL, NULL, ret);

	if (path)
		(void)add_named(&f, GG_SUBJECT_PROGRAM, path, true);
	else
		ret->unnamed = !add_named(&f, GG_SUBJECT_UNKNOWN, NULL, true);
	end(&f);
}
