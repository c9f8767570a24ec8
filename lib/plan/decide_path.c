/*
 * Rules on paths: matching a path against the trie.
 *
 * Owns the walk: all nodes that the components so far can have reached, at most GG_WALK_MAX of
 * them. A rule covers its path and all below. Per access bit the most specific rule that speaks
 * of the bit decides: more literal components, then more components; deny wins a tie. Rules that
 * allow execute and are as specific as one another are alternatives: the one whose pin fares best
 * counts. Relies on resolved paths. Time: depth times the patterns that are alive, times log of siblings.
 */
#include <string.h>

#include "base/access.h"
#include "plan/below.h"
#include "plan/decide_parts.h"

#define GG_WALK_MAX 256 /* more live patterns than this: denied, never granted by oversight */

struct best {
	const struct gg_plan_right *right;
	bool allow;
	enum gg_pinned pinned;
};

struct walk {
	const struct gg_plan *plan;
	const struct gg_request *request; /* NULL: no path is decided about */
	unsigned wanted;
	struct best best[GG_ACCESS_BITS];
	uint32_t live[GG_WALK_MAX];
	unsigned n_live;
	bool overflow;
};

static int more_specific(const struct gg_plan_right *a, const struct gg_plan_right *b)
{
	if (a->literal != b->literal)
		return a->literal - b->literal;
	return a->depth - b->depth;
}

static void weigh(struct best *best, const struct gg_plan_right *r, bool allow, enum gg_pinned pinned)
{
	int order = best->right ? more_specific(r, best->right) : 1;

	if (order == 0 && best->allow)
		order = !allow || pinned < best->pinned;
	if (order > 0)
		*best = (struct best){ r, allow, pinned };
}

static enum gg_pinned pinned(const struct walk *w, const struct gg_plan_right *r, unsigned bit)
{
	if (!w->request || !((GG_ACCESS_EXECUTE >> bit) & 1u))
		return GG_PINNED_FREE;
	return gg_decide_pin(w->plan, r, w->request);
}

static void weigh_node(struct walk *w, uint32_t node)
{
	const struct gg_plan_node *n = &w->plan->nodes[node];
	uint32_t i;
	unsigned bit;

	for (i = n->rights; i < n->rights + n->n_rights; i++) {
		const struct gg_plan_right *r = &w->plan->rights[i];

		for (bit = 0; bit < GG_ACCESS_BITS; bit++) {
			if (!((w->wanted >> bit) & 1u))
				continue;
			if ((r->allow >> bit) & 1u)
				weigh(&w->best[bit], r, true, pinned(w, r, bit));
			if ((r->deny >> bit) & 1u)
				weigh(&w->best[bit], r, false, GG_PINNED_FREE);
		}
	}
}

/* Make @node live; "**" stands for no component at all too, so its node is live with its parent. */
static void enter(struct walk *w, uint32_t node)
{
	for (;;) {
		unsigned i;

		for (i = 0; i < w->n_live; i++)
			if (w->live[i] == node)
				return;
		if (w->n_live == GG_WALK_MAX) {
			w->overflow = true;
			return;
		}
		w->live[w->n_live++] = node;
		weigh_node(w, node);
		if (!w->plan->nodes[node].any)
			return;
		node = w->plan->nodes[node].any;
	}
}

static int compare_name(const char *name, size_t len, const char *edge)
{
	int cmp = strncmp(name, edge, len);

	return cmp ? cmp : (edge[len] ? -1 : 0);
}

static const struct gg_plan_edge *find_literal(const struct gg_plan *plan, const struct gg_plan_node *n,
					       const char *name, size_t len)
{
	uint32_t lo = n->edges;
	uint32_t hi = n->edges + n->n_literal;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;
		int cmp = compare_name(name, len, gg_plan_string(plan, plan->edges[mid].name));

		if (cmp == 0)
			return &plan->edges[mid];
		if (cmp < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return NULL;
}

static void step_node(struct walk *w, uint32_t node, const char *name, size_t len)
{
	const struct gg_plan *plan = w->plan;
	const struct gg_plan_node *n = &plan->nodes[node];
	const struct gg_plan_edge *edge = find_literal(plan, n, name, len);
	uint32_t first = n->edges + n->n_literal;
	uint32_t i;

	if (edge)
		enter(w, edge->node);
	for (i = first; i < first + n->n_glob; i++)
		if (gg_glob_match(gg_plan_string(plan, plan->edges[i].name), name, len))
			enter(w, plan->edges[i].node);
}

/* One component. Nodes of "**" stay live. */
static void step(struct walk *w, const char *name, size_t len)
{
	uint32_t old[GG_WALK_MAX];
	unsigned n = w->n_live;
	unsigned i;

	memcpy(old, w->live, n * sizeof(old[0]));
	w->n_live = 0;
	for (i = 0; i < n; i++) {
		step_node(w, old[i], name, len);
		if (w->plan->nodes[old[i]].loop)
			enter(w, old[i]);
	}
}

static void answer(const struct walk *w, const uint8_t *installed, struct gg_found_rights *out)
{
	unsigned bit;
	bool refused = false;

	out->granted = 0;
	out->place = GG_PLACE_NONE;
	out->backed = installed != NULL;
	out->pinned = GG_PINNED_FREE;
	out->pins = 0;
	for (bit = 0; bit < GG_ACCESS_BITS; bit++) {
		const struct best *b = &w->best[bit];
		uint32_t ll;

		if (!((w->wanted >> bit) & 1u))
			continue;
		if (b->right && b->allow && b->pinned > out->pinned)
			out->pinned = b->pinned;
		if (!b->right || !b->allow || b->pinned > GG_PINNED_HOLDS || w->overflow) {
			if (!refused)
				out->place = b->right ? b->right->place : GG_PLACE_NONE;
			refused = true;
			continue;
		}
		out->granted |= 1u << bit;
		if (!refused && out->place == GG_PLACE_NONE)
			out->place = b->right->place;
		if (b->pinned == GG_PINNED_HOLDS) {
			out->pins = w->plan->pins[b->right->pin - 1].wants;
			out->backed = false; /* the kernel knows the path only */
		}
		ll = b->right->ll_path;
		if (ll == GG_LL_NONE || !installed || !((installed[ll / 8] >> (ll % 8)) & 1))
			out->backed = false;
	}
}

static uint32_t root_of(uint32_t part, unsigned root)
{
	return part * GG_ROOTS + root;
}

/* From the roots that are live already */
static void walk_path(struct walk *w, const char *path)
{
	while (*path == '/' && w->n_live) {
		const char *name = path + 1;
		size_t len = strcspn(name, "/");

		path = name + len;
		if (len)
			step(w, name, len);
	}
}

/** gg_decide_path() - see decide_parts.h */
void gg_decide_path(const struct gg_plan *plan, struct gg_parts parts, unsigned root,
		    const struct gg_request *request, unsigned wanted, const uint8_t *ll_installed,
		    struct gg_found_rights *ret_found)
{
	struct walk w = { .plan = plan, .request = request, .wanted = wanted };
	unsigned i;

	for (i = 0; i < parts.n; i++)
		enter(&w, root_of(parts.at[i], root));
	walk_path(&w, request->path);
	answer(&w, ll_installed, ret_found);
}

static bool rules_below(const struct gg_plan *plan, uint32_t root, const char *path)
{
	struct walk w = { .plan = plan };
	unsigned i;

	enter(&w, root);
	walk_path(&w, path);
	for (i = 0; i < w.n_live; i++) {
		const struct gg_plan_node *n = &plan->nodes[w.live[i]];

		if (n->n_literal || n->n_glob)
			return true;
	}
	return w.overflow;
}

/** gg_rules_below() - see below.h */
bool gg_rules_below(const struct gg_plan *plan, const char *path)
{
	uint32_t part;

	for (part = 0; part < plan->count[GG_SECT_PARTS]; part++)
		if (rules_below(plan, root_of(part, GG_ROOT_FILES), path) ||
		    rules_below(plan, root_of(part, GG_ROOT_CONNECT), path))
			return true;
	return false;
}

static void weigh_name(struct walk *w, uint32_t root, const char *name)
{
	const struct gg_plan *plan = w->plan;
	const struct gg_plan_edge *at = find_literal(plan, &plan->nodes[root], GG_ABSTRACT,
						     strlen(GG_ABSTRACT));

	if (at)
		at = find_literal(plan, &plan->nodes[at->node], name, strlen(name));
	if (at)
		weigh_node(w, at->node);
}

/** gg_decide_name() - see decide_parts.h */
void gg_decide_name(const struct gg_plan *plan, struct gg_parts parts, unsigned root, const char *name,
		    struct gg_found_rights *ret_found)
{
	struct walk w = { .plan = plan, .wanted = 1 };
	unsigned i;

	for (i = 0; i < parts.n; i++)
		weigh_name(&w, root_of(parts.at[i], root), name);
	answer(&w, NULL, ret_found);
}
