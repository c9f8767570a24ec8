/*
 * What lies deeper than the beginnings of functions: code that is inlined.
 *
 * Owns the vote on folders in which nothing but such code and closures is, and the list of all packages.
 * Relies on golang/functab. Reads each function's tables once, side by side.
 */
#include "golang/index_inner.h"
#include "golang/names.h"

/* File number @file of @f's. Return: its folder, if that is quiet */
static struct gg_go_word *quiet(const struct gg_go *go, struct gg_go_folders *folders, const struct gg_go_func *f,
				int32_t file)
{
	struct gg_go_word *w = NULL;

	if (file >= 0)
		w = gg_go_folders_at(go, folders, (uint64_t)f->unit + (uint32_t)file);
	return w && gg_go_index_is_quiet(go, w) ? w : NULL;
}

/* Whether any place in @f is in the file of a quiet folder; they are @folders */
static bool has_quiet(const struct gg_go *go, struct gg_go_folders *folders, const struct gg_go_func *f)
{
	struct gg_go_walk w;
	bool found = false;
	size_t all;

	gg_go_walk_init(go, f, f->pcfile, &w);
	all = w.left.n;
	while (!found && w.pc < f->end && gg_go_walk_next(&w))
		found = quiet(go, folders, f, w.value);
	return gg_go_index_spend(go->index, all - w.left.n) && found;
}

/* The functions that are inlined into @f: their files are where their code begins */
static void vote_inlined(const struct gg_go *go, struct gg_go_folders *folders, const struct gg_go_func *f)
{
	struct gg_go_walk inlined, files;
	uint32_t from = f->entry;
	bool has_file = true;
	size_t all;

	gg_go_walk_init(go, f, f->pcinline, &inlined);
	gg_go_walk_init(go, f, f->pcfile, &files);
	all = inlined.left.n + files.left.n;
	while (from < f->end && has_file && gg_go_walk_next(&inlined)) {
		struct gg_go_word *folder;
		const char *name = NULL;
		uint32_t parent;
		uint8_t id;

		while (has_file && files.pc <= from)
			has_file = gg_go_walk_next(&files);
		folder = has_file && inlined.value >= 0 ? quiet(go, folders, f, files.value) : NULL;
		if (folder)
			name = gg_go_inlined(go, f, inlined.value, &id, &parent);
		if (name && gg_go_index_spend(go->index, strlen(name)))
			gg_go_index_vote(go, folder, name, gg_go_name_is_closure(name) ? 1 : GG_GO_NAMED);
		from = inlined.pc;
	}
	(void)gg_go_index_spend(go->index, all - inlined.left.n - files.left.n);
}

void gg_go_index_vote_deep(const struct gg_go *go)
{
	struct gg_go_folders folders;
	struct gg_go_word *folder;
	struct gg_go_func f;
	int32_t file;

	if (!gg_go_folders_init(go, &folders))
		return;
	for (uint32_t i = 0; i < go->nfunc && gg_go_index_spend(go->index, 1); i++) {
		if (!gg_go_func_peek(go, i, &f) || !has_quiet(go, &folders, &f) || !gg_go_func_at(go, i, &f))
			continue;
		if (f.pcinline && f.tree.n)
			vote_inlined(go, &folders, &f);
		f.work = &go->index->work;
		if (!gg_go_value(go, &f, f.pcfile, f.entry, &file))
			continue;
		folder = quiet(go, &folders, &f, file);
		if (folder && gg_go_name_is_closure(f.name))
			gg_go_index_vote(go, folder, f.name, 1);
	}
	gg_go_folders_done(&folders);
}

#define INLINED 65536 /* in one function; more is damage */

/* Whatever is inlined at a place, or calls what is, has a number up to the greatest that stands there */
static void name_inlined(const struct gg_go *go, const struct gg_go_func *f)
{
	struct gg_go_walk w;
	int32_t most = -1;
	uint32_t parent, from = f->entry;
	uint8_t id;
	size_t all;

	gg_go_walk_init(go, f, f->pcinline, &w);
	all = w.left.n;
	while (from < f->end && gg_go_walk_next(&w)) {
		if (w.value > most)
			most = w.value;
		from = w.pc;
	}
	(void)gg_go_index_spend(go->index, all - w.left.n);
	for (int32_t i = 0; i <= most && i < INLINED; i++) {
		const char *name = gg_go_inlined(go, f, i, &id, &parent);

		if (!name || !gg_go_index_spend(go->index, strlen(name)))
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
		if (!gg_go_index_spend(go->index, strlen(f.name)))
			return;
		(void)gg_go_index_package(go, f.name);
		if (f.pcinline && f.tree.n)
			name_inlined(go, &f);
	}
}
