/*
 * Visiting the rules of a plan.
 *
 * Owns the walk back from tries to paths. Relies on edges leading to higher nodes, so it ends.
 * Does not print.
 */
#include <string.h>

#include "base/text.h"
#include "plan/print.h"

struct visit {
	const struct gg_plan *plan;
	const char *kind;
	uint32_t part;
	void (*each)(const struct gg_plan_rule *rule, void *arg);
	void *arg;
	char path[8192];
	size_t used;
};

static void visit_node(struct visit *v, uint32_t node);

static void visit_child(struct visit *v, const char *name, uint32_t node)
{
	size_t old = v->used;
	size_t n = strlen(name);
	bool abstract = !strcmp(name, GG_ABSTRACT); /* shown as "@NAME" */

	if (v->used + n + 2 > sizeof(v->path))
		return;
	if (!abstract && v->path[0] != '@')
		v->path[v->used++] = '/';
	memcpy(v->path + v->used, abstract ? "@" : name, abstract ? 1 : n);
	v->used += abstract ? 1 : n;
	v->path[v->used] = '\0';
	visit_node(v, node);
	v->used = old;
	v->path[old] = '\0';
}

static void visit_node(struct visit *v, uint32_t node)
{
	const struct gg_plan_node *n = &v->plan->nodes[node];
	uint32_t i;

	for (i = n->rights; i < n->rights + n->n_rights; i++) {
		struct gg_plan_rule rule = { v->kind, v->used ? v->path : "/", v->part,
					     &v->plan->rights[i] };

		v->each(&rule, v->arg);
	}
	for (i = n->edges; i < n->edges + n->n_literal + n->n_glob; i++)
		visit_child(v, gg_plan_string(v->plan, v->plan->edges[i].name), v->plan->edges[i].node);
	if (n->any)
		visit_child(v, "**", n->any);
}

/** gg_plan_rules() - see print.h */
void gg_plan_rules(const struct gg_plan *plan, void (*each)(const struct gg_plan_rule *rule, void *arg),
		   void *arg)
{
	static const char *const kinds[] = { "files", "connect unix", "listen unix" };
	struct visit v = { .plan = plan, .each = each, .arg = arg };
	uint32_t i;

	_Static_assert(GG_ARRAY_SIZE(kinds) == GG_ROOTS, "each root has a name");
	for (i = 0; i < GG_ROOTS * plan->count[GG_SECT_PARTS]; i++) {
		v.kind = kinds[i % GG_ROOTS];
		v.part = i / GG_ROOTS;
		visit_node(&v, i);
	}
}

/** gg_plan_enforcer() - see print.h */
const char *gg_plan_enforcer(const struct gg_plan *plan, const struct gg_plan_right *right)
{
	bool supervised = plan->head->flags & GG_PLAN_NEEDS_SUPERVISOR;
	bool landlock = right->allow && right->ll_path != GG_LL_NONE;

	if (supervised)
		return landlock ? "landlock, supervisor" : "supervisor";
	return landlock ? "landlock" : "nothing";
}
