/*
 * Planning rules per package.
 *
 * Owns a part for each entry of `packages`, and what is impossible without a supervisor. Relies on
 * the parts of `by` being there already. Does not look at stacks: see plan/who.h.
 */
#include <errno.h>

#include "base/access.h"
#include "plan/build.h"
#include "plan/draft_part.h"

/* Access that the entry speaks of: all others are the process's */
static uint32_t governed(const struct gg_package *entry)
{
	uint32_t bits = 0;
	size_t i;

	if (entry->has_files)
		bits = GG_ACCESS_ALL & ~GG_ACCESS_EXECUTE;
	for (i = 0; i < entry->files.n; i++)
		bits |= (entry->files.items[i].allow | entry->files.items[i].deny) & GG_ACCESS_EXECUTE;
	if (entry->has_exec)
		bits |= GG_ACCESS_EXECUTE;
	if (entry->has_connect)
		bits |= GG_GOVERNS_CONNECT;
	if (entry->has_listen)
		bits |= GG_GOVERNS_LISTEN;
	return bits;
}

static int build_entry(struct gg_draft *d, const struct gg_package *entry)
{
	struct gg_draft_part *part;
	int ret = gg_draft_part_add(d, GG_PART_PACKAGE, entry->match, &part);

	if (ret == 0)
		ret = gg_draft_place(d, &entry->at, &part->out.place);
	if (ret == 0)
		ret = gg_build_file_rules(d, &entry->files, part, GG_LL_NONE);
	if (ret == 0)
		ret = gg_build_exec_rules(d, &entry->exec, part, NULL);
	if (ret == 0)
		ret = gg_build_net_rules(d, &entry->connect, part, GG_NET_CONNECT, true);
	if (ret == 0)
		ret = gg_build_net_rules(d, &entry->listen, part, GG_NET_LISTEN, true);
	if (ret < 0)
		return ret;
	part->out.governs = governed(entry);
	part->out.trusted = entry->trust;
	return 0;
}

/* Where @by of a rule was written, for a message; NULL: nowhere */
static const struct gg_place *first_by(const struct gg_policy *p)
{
	const struct gg_net_rules *nets[] = { &p->connect, &p->listen, &p->net_deny };
	size_t i, n;

	for (i = 0; i < p->files.n; i++)
		if (p->files.items[i].by)
			return &p->files.items[i].at;
	for (i = 0; i < p->exec.n; i++)
		if (p->exec.items[i].by)
			return &p->exec.items[i].at;
	for (n = 0; n < GG_ARRAY_SIZE(nets); n++)
		for (i = 0; i < nets[n]->n; i++)
			if (nets[n]->items[i].by)
				return &nets[n]->items[i].at;
	return NULL;
}

/* Nobody but the supervisor sees who makes a call. Without it such a policy would grant everybody what
 * it grants one, so there is nothing to be left with. */
static int refuse(const struct gg_draft *d, const struct gg_policy *p, struct gg_err *err)
{
	const struct gg_place *at = p->packages.n ? &p->packages.items[0].at : first_by(p);

	return gg_err_set(err, -EOPNOTSUPP,
			  "cannot plan '%s': rules per package (%s:%d) need layer 'supervisor', which is "
			  "%s: %s (take them out, or run where it is to be had)",
			  p->name, at->file, at->line,
			  gg_state_names[d->head.state[GG_LAYER_SUPERVISOR]].name,
			  (const char *)d->strings.items + d->head.why[GG_LAYER_SUPERVISOR]);
}

/**
 * gg_build_packages() - a part for each entry
 * Should: - come after the rules of the process
 * Mustn't: - plan what nobody can keep
 */
int gg_build_packages(struct gg_draft *d, const struct gg_policy *p, struct gg_err *err)
{
	size_t i;
	int ret = 0;

	if ((p->packages.n || d->parts.n > 1) && d->head.state[GG_LAYER_SUPERVISOR] != GG_STATE_ON)
		return refuse(d, p, err);
	for (i = 0; ret == 0 && i < p->packages.n; i++)
		ret = build_entry(d, &p->packages.items[i]);
	if (ret == -E2BIG)
		return gg_err_set(err, ret,
				  "cannot plan '%s': more than %u entries of packages and patterns of by",
				  p->name, GG_PARTS_MAX - 1);
	return ret;
}
