/*
 * The vote on a folder: the functions whose code begins in it name their package.
 *
 * Owns the lists of functions by folder, made in one look at each function's first place, names unread,
 * and the counting, which is done for a folder when it is asked for. Relies on golang/functab. Does not
 * rely on the order of functions: linkers may shuffle them. Does not decide: golang/index takes the
 * majority.
 */
#include "golang/index_inner.h"

#include <stdlib.h>

#include "golang/names.h"

#define VOTES 64 /* packages per folder */

static struct gg_go_word nowhere; /* stands for a file that has no folder */

bool gg_go_folders_init(const struct gg_go *go, struct gg_go_folders *ret)
{
	ret->n = go->units.n / 4;
	ret->of = calloc(ret->n ? ret->n : 1, sizeof(*ret->of));
	go->index->failed = go->index->failed || !ret->of;
	return ret->of;
}

void gg_go_folders_done(struct gg_go_folders *f)
{
	free(f->of);
	f->of = NULL;
}

struct gg_go_word *gg_go_folders_at(const struct gg_go *go, struct gg_go_folders *f, uint64_t i)
{
	struct gg_go_word *w = NULL;
	const char *file;
	size_t n;

	if (i >= f->n)
		return NULL;
	if (!f->of[i]) {
		file = gg_go_file_of_unit(go, i);
		n = gg_go_name_dir(file);
		if (n && gg_go_index_spend(go->index, n))
			w = gg_go_index_word(go->index, go->index->folders, file, n, true);
		f->of[i] = w ? w : &nowhere;
	}
	return f->of[i] == &nowhere ? NULL : f->of[i];
}

/* Behind systemstack_switch, which is behind systemstack, in every version so far, is the id of wrappers */
static void find_wrapper(const struct gg_go *go, uint32_t i, uint8_t flags)
{
	struct gg_go_func f;

	if ((flags & GG_GO_SPWRITE) && gg_go_func_at(go, i, &f) && strcmp(f.name, "runtime.systemstack") == 0)
		go->index->wrapper = f.id + 2;
}

void gg_go_index_sort(const struct gg_go *go)
{
	struct gg_go_index *x = go->index;
	struct gg_go_folders folders;
	struct gg_go_begin at;

	x->after = calloc(go->nfunc, sizeof(*x->after));
	x->failed = x->failed || !x->after;
	if (x->failed || !gg_go_folders_init(go, &folders))
		return;
	/* backwards, so that each list is in order */
	for (uint32_t i = go->nfunc; i-- > 0 && gg_go_index_spend(x, 1);) {
		struct gg_go_word *w;

		if (!gg_go_func_begin(go, i, &x->work, &at))
			continue;
		find_wrapper(go, i, at.flags);
		w = at.file < 0 ? NULL : gg_go_folders_at(go, &folders, (uint64_t)at.unit + (uint32_t)at.file);
		if (w) {
			x->after[i] = w->first;
			w->first = i + 1;
		}
	}
	gg_go_folders_done(&folders);
}

/* The name that function @i votes by. Return: NULL: it is damaged, or a closure */
static const char *voter(const struct gg_go *go, uint32_t i)
{
	struct gg_go_func f;
	const char *name;
	uint32_t parent;
	int32_t inlined;
	uint8_t id;

	if (!gg_go_func_at(go, i, &f))
		return NULL;
	f.work = &go->index->work;
	name = f.name;
	/* a function may begin with the code of another */
	if (f.pcinline && gg_go_value(go, &f, f.pcinline, f.entry, &inlined) && inlined >= 0)
		name = gg_go_inlined(go, &f, inlined, &id, &parent);
	if (!name || !gg_go_index_spend(go->index, strlen(name)) || gg_go_name_is_closure(name))
		return NULL;
	return name;
}

void gg_go_index_vote(const struct gg_go *go, struct gg_go_word *folder, const char *symbol, uint64_t weight)
{
	struct gg_go_word *package = gg_go_index_package(go, symbol);
	struct gg_go_vote *v;

	if (!package)
		return;
	for (v = folder->votes; v && v->package != package; v = v->next)
		;
	if (!v && folder->n_votes < VOTES) {
		v = gg_arena_alloc(&go->index->arena, sizeof(*v));
		if (!v) {
			go->index->failed = true;
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

void gg_go_index_count(const struct gg_go *go, struct gg_go_word *folder)
{
	if (folder->voice == GG_GO_COUNTED || folder->voice == GG_GO_QUIET)
		return;
	for (uint32_t i = folder->first; i; i = go->index->after[i - 1]) {
		const char *name = voter(go, i - 1);

		if (name)
			gg_go_index_vote(go, folder, name, GG_GO_NAMED);
	}
	folder->voice = folder->votes ? GG_GO_COUNTED : GG_GO_QUIET;
}

bool gg_go_index_is_quiet(const struct gg_go *go, struct gg_go_word *folder)
{
	if (folder->voice != GG_GO_UNHEARD)
		return folder->voice == GG_GO_QUIET;
	folder->voice = GG_GO_QUIET;
	for (uint32_t i = folder->first; i && folder->voice == GG_GO_QUIET; i = go->index->after[i - 1]) {
		const char *name = voter(go, i - 1);

		if (name && gg_go_index_package(go, name))
			folder->voice = GG_GO_LOUD;
	}
	return folder->voice == GG_GO_QUIET;
}
