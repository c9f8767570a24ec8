/*
 * The vote on folders: every function puts the folder of its file down for the package of its name.
 *
 * Owns the counting. Relies on golang/functab. Does not decide: golang/index takes the majority.
 */
#include "golang/index_inner.h"
#include "golang/names.h"

#define VOTES 64	 /* packages per folder */
#define NAMED (1u << 16) /* weight of a function beside that of a closure */

static void vote(const struct gg_go *go, const char *symbol, const char *file, uint64_t weight)
{
	struct gg_go_word *package, *folder;
	size_t n = gg_go_name_dir(file);
	struct gg_go_vote *v;

	if (!n)
		return;
	package = gg_go_index_package(go, symbol);
	folder = package ? gg_go_index_word(go->index, go->index->folders, file, n, true) : NULL;
	if (!folder)
		return;
	for (v = folder->votes; v && v->package != package; v = v->next)
		;
	if (!v && folder->n_votes < VOTES) {
		v = gg_arena_alloc(&go->index->arena, sizeof(*v));
		if (!v) {
			go->index->full = true;
			return;
		}
		v->package = package;
		v->next = folder->votes;
		folder->votes = v;
		folder->n_votes++;
	}
	if (v)
		v->weight += weight;
}

void gg_go_index_vote(const struct gg_go *go)
{
	struct gg_go_func f;

	for (uint32_t i = 0; i < go->nfunc; i++) {
		const char *name;
		uint32_t parent;
		int32_t inlined;
		uint8_t id;

		if (!gg_go_func_at(go, i, &f))
			continue;
		name = f.name;
		/* behind systemstack_switch, which is behind systemstack, in every version so far */
		if (strcmp(name, "runtime.systemstack") == 0)
			go->index->wrapper = f.id + 2;
		/* a function may begin with the code of another */
		if (f.pcinline && gg_go_value(go, &f, f.pcinline, f.entry, &inlined) && inlined >= 0)
			name = gg_go_inlined(go, &f, inlined, &id, &parent);
		if (name && !gg_go_name_is_closure(name))
			vote(go, name, gg_go_file(go, &f, f.entry), NAMED);
	}
}

/* The functions that are inlined into @f: their files are where their code begins */
static void vote_inlined(const struct gg_go *go, const struct gg_go_func *f)
{
	struct gg_go_walk w;
	uint32_t from = f->entry;

	gg_go_walk_init(go, f, f->pcinline, &w);
	while (from < f->end && gg_go_walk_next(&w)) {
		const char *name = NULL;
		uint32_t parent;
		uint8_t id;

		if (w.value >= 0)
			name = gg_go_inlined(go, f, w.value, &id, &parent);
		if (name)
			vote(go, name, gg_go_file(go, f, from), gg_go_name_is_closure(name) ? 1 : NAMED);
		from = w.pc;
	}
}

void gg_go_index_vote_deep(const struct gg_go *go)
{
	struct gg_go_func f;

	for (uint32_t i = 0; i < go->nfunc; i++) {
		if (!gg_go_func_at(go, i, &f))
			continue;
		if (f.pcinline && f.tree.n)
			vote_inlined(go, &f);
		if (gg_go_name_is_closure(f.name))
			vote(go, f.name, gg_go_file(go, &f, f.entry), 1);
	}
}

#define INLINED 65536 /* in one function; more is damage */

/* Whatever is inlined at a place, or calls what is, has a number up to the greatest that stands there */
static void name_inlined(const struct gg_go *go, const struct gg_go_func *f)
{
	struct gg_go_walk w;
	int32_t most = -1;
	uint32_t parent, from = f->entry;
	uint8_t id;

	gg_go_walk_init(go, f, f->pcinline, &w);
	while (from < f->end && gg_go_walk_next(&w)) {
		if (w.value > most)
			most = w.value;
		from = w.pc;
	}
	for (int32_t i = 0; i <= most && i < INLINED; i++) {
		const char *name = gg_go_inlined(go, f, i, &id, &parent);

		if (!name)
			return;
		(void)gg_go_index_package(go, name);
	}
}

void gg_go_index_name_all(const struct gg_go *go)
{
	struct gg_go_func f;

	for (uint32_t i = 0; i < go->nfunc; i++) {
		if (!gg_go_func_at(go, i, &f))
			continue;
		(void)gg_go_index_package(go, f.name);
		if (f.pcinline && f.tree.n)
			name_inlined(go, &f);
	}
}
