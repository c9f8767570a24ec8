/*
 * Looking up and walking groups.
 *
 * Owns the walk, which visits each call once however many groups name it. Relies on groups not
 * being nested without end: a group is entered once. Does not allocate.
 */
#include "policy/groups.h"

#include <errno.h>
#include <string.h>

#include "base/calls.h"
#include "policy/groups_table.h"

#define CALLS_MAX 512u

struct walk {
	int (*each)(const char *call, void *arg);
	void *arg;
	bool entered[GG_GROUPS_MAX];
	bool seen[CALLS_MAX]; /* by place in the table of calls */
};

/** gg_group_find() - the group of this name, with its "@"; NULL: there is none */
const struct gg_group *gg_group_find(const char *name)
{
	for (size_t i = 0; i < gg_group_table_n; i++) {
		if (!strcmp(gg_group_table[i].name, name))
			return &gg_group_table[i];
	}
	return NULL;
}

/** gg_group_at() - i-th group by name; NULL at the end */
const struct gg_group *gg_group_at(size_t i)
{
	return i < gg_group_table_n ? &gg_group_table[i] : NULL;
}

static int visit_call(struct walk *w, const char *call)
{
	int index = gg_call_index(call);

	if (index < 0)
		return -ENOENT;
	if (index >= (int)CALLS_MAX)
		return -E2BIG;
	if (w->seen[index])
		return 0;
	w->seen[index] = true;
	return w->each(call, w->arg);
}

static int visit(struct walk *w, const char *name)
{
	const struct gg_group *group;
	size_t index;
	int rc = 0;

	if (*name != '@')
		return visit_call(w, name);
	group = gg_group_find(name);
	if (!group)
		return -ENOENT;
	index = (size_t)(group - gg_group_table);
	if (w->entered[index])
		return 0;
	w->entered[index] = true;
	for (const char *const *member = group->members; *member && !rc; member++)
		rc = visit(w, *member);
	return rc;
}

int gg_group_walk(const char *name, int (*each)(const char *call, void *arg), void *arg)
{
	struct walk w = { .each = each, .arg = arg };

	return visit(&w, name);
}
