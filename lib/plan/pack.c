/*
 * Laying a draft flat.
 *
 * Owns the order of records in a plan: nodes breadth first, literal edges sorted by name. Relies
 * on plan/format.h. Does not check rules.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "plan/build.h"
#include "plan/draft_part.h"
#include "plan/sects.h"
#include "plan/sum.h"

/* The tries while they are laid flat */
struct flat {
	struct gg_draft *d;
	struct gg_arena *arena;
	struct gg_table queue; /* struct gg_draft_node *, in order of their numbers */
	struct gg_table nodes, edges, rights, parts;
};

static int enqueue(struct flat *f, struct gg_draft_node *node)
{
	node->number = (uint32_t)f->queue.n;
	return gg_table_add(f->arena, &f->queue, &node, sizeof(node));
}

static int by_name(const void *x, const void *y)
{
	const struct gg_draft_node *a = *(struct gg_draft_node *const *)x;
	const struct gg_draft_node *b = *(struct gg_draft_node *const *)y;

	if (a->glob != b->glob)
		return a->glob ? 1 : -1;
	return strcmp(a->name, b->name);
}

static int flatten_edges(struct flat *f, struct gg_draft_node *node)
{
	size_t n = node->n_literal + node->n_glob;
	gg_free struct gg_draft_node **sorted = NULL;
	struct gg_draft_node *child;
	size_t i = 0;
	int ret = 0;

	if (n == 0)
		return 0;
	sorted = calloc(n, sizeof(struct gg_draft_node *));
	if (!sorted)
		return -ENOMEM;
	for (child = node->first; child; child = child->next)
		sorted[i++] = child;
	qsort(sorted, n, sizeof(struct gg_draft_node *), by_name);
	for (i = 0; ret == 0 && i < n; i++) {
		struct gg_plan_edge edge;

		ret = enqueue(f, sorted[i]);
		if (ret == 0)
			ret = gg_draft_string(f->d, sorted[i]->name, &edge.name);
		edge.node = sorted[i]->number;
		if (ret == 0)
			ret = gg_table_add(f->arena, &f->edges, &edge, sizeof(edge));
	}
	return ret;
}

static int flatten_node(struct flat *f, struct gg_draft_node *node)
{
	struct gg_plan_node out = { .edges = (uint32_t)f->edges.n,
				    .n_literal = (uint32_t)node->n_literal,
				    .n_glob = (uint32_t)node->n_glob,
				    .rights = (uint32_t)f->rights.n,
				    .n_rights = (uint32_t)node->rights.n,
				    .loop = node->loop };
	const struct gg_plan_right *rights = node->rights.items;
	size_t i;
	int ret = flatten_edges(f, node);

	for (i = 0; ret == 0 && i < node->rights.n; i++)
		ret = gg_table_add(f->arena, &f->rights, &rights[i], sizeof(rights[i]));
	if (ret == 0 && node->any) {
		ret = enqueue(f, node->any);
		out.any = node->any->number;
	}
	if (ret == 0)
		ret = gg_table_add(f->arena, &f->nodes, &out, sizeof(out));
	return ret;
}

static int flatten_tries(struct flat *f)
{
	struct gg_draft_part **parts = f->d->parts.items;
	size_t i;
	int ret = 0;

	for (i = 0; ret == 0 && i < GG_ROOTS * f->d->parts.n; i++)
		ret = enqueue(f, &parts[i / GG_ROOTS]->roots[i % GG_ROOTS]);
	for (i = 0; ret == 0 && i < f->d->parts.n; i++)
		ret = gg_table_add(f->arena, &f->parts, &parts[i]->out, sizeof(parts[i]->out));
	for (i = 0; ret == 0 && i < f->queue.n; i++)
		ret = flatten_node(f, ((struct gg_draft_node **)f->queue.items)[i]);
	return ret;
}

static size_t round8(size_t n)
{
	return (n + 7) & ~(size_t)7;
}

static int lay_out(struct gg_plan_head *head, const struct gg_table tables[static GG_SECT_COUNT],
		   void **ret_bytes)
{
	size_t size = round8(sizeof(*head));
	unsigned s;
	char *bytes;

	for (s = 0; s < GG_SECT_COUNT; s++) {
		head->sects[s].offset = (uint32_t)size;
		head->sects[s].count = (uint32_t)tables[s].n;
		size = round8(size + tables[s].n * gg_sect_record[s]);
		if (size > GG_PLAN_BYTES_MAX)
			return -E2BIG;
	}
	bytes = calloc(1, size);
	if (!bytes)
		return -ENOMEM;
	head->size = size;
	head->sum = 0;
	memcpy(bytes, head, sizeof(*head));
	for (s = 0; s < GG_SECT_COUNT; s++)
		if (tables[s].n)
			memcpy(bytes + head->sects[s].offset, tables[s].items,
			       tables[s].n * gg_sect_record[s]);
	((struct gg_plan_head *)bytes)->sum = gg_plan_sum(bytes, size);
	*ret_bytes = bytes;
	return 0;
}

/** gg_plan_pack() - see build.h */
int gg_plan_pack(struct gg_draft *d, void **ret_bytes, size_t *ret_size, struct gg_err *err)
{
	struct flat f = { .d = d, .arena = &d->arena };
	int ret = flatten_tries(&f);

	if (ret == 0) {
		const struct gg_table tables[GG_SECT_COUNT] = {
			[GG_SECT_STRINGS] = d->strings,
			[GG_SECT_BPF] = { d->bpf, d->n_bpf, 0 },
			[GG_SECT_LL_PATHS] = d->ll_paths,
			[GG_SECT_LL_PORTS] = d->ll_ports,
			[GG_SECT_NODES] = f.nodes,
			[GG_SECT_EDGES] = f.edges,
			[GG_SECT_RIGHTS] = f.rights,
			[GG_SECT_NETS] = d->nets,
			[GG_SECT_PLACES] = d->places,
			[GG_SECT_CALLS] = { d->filter.calls, GG_CALLS_MAX, 0 },
			[GG_SECT_KEEP_FDS] = { (void *)(uintptr_t)d->keep_fds, d->n_keep_fds, 0 },
			[GG_SECT_NOTES] = d->notes,
			[GG_SECT_ENV] = d->env,
			[GG_SECT_PINS] = d->pins,
			[GG_SECT_WORDS] = d->words,
			[GG_SECT_PARTS] = f.parts,
		};

		ret = lay_out(&d->head, tables, ret_bytes);
	}
	if (ret < 0)
		return gg_err_set(err, ret, "cannot write the plan: %s", gg_err_reason(ret));
	*ret_size = d->head.size;
	return 0;
}
