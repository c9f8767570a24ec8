/*
 * Packages of a Go executable, and which folder of source belongs to which.
 *
 * Owns two hash tables: packages by name, folders by what is borrowed from the mapping. Relies on one
 * lock, held for every question. The first question sorts the functions by folder, the first about a
 * folder counts its votes, the first about one that nobody votes on looks at what is inlined. What is
 * read for all of that is counted: of a file that makes it endless nothing is said any more.
 */
#include "golang/index.h"

#include <errno.h>
#include <stdlib.h>

#include "golang/index_inner.h"
#include "golang/names.h"

#define MODULE_WORK 8u /* bytes, to compare a package with a module */

struct gg_go_index *gg_go_index_new(void)
{
	struct gg_go_index *x = calloc(1, sizeof(*x));

	if (x && pthread_mutex_init(&x->lock, NULL) != 0) {
		free(x);
		return NULL;
	}
	if (x)
		x->work = GG_GO_WORK;
	return x;
}

void gg_go_index_free(struct gg_go_index *x)
{
	if (!x)
		return;
	gg_arena_done(&x->arena);
	free(x->after);
	(void)pthread_mutex_destroy(&x->lock);
	free(x);
}

bool gg_go_index_spend(struct gg_go_index *x, uint64_t bytes)
{
	bool enough = gg_go_spend(&x->work, bytes);

	x->failed = x->failed || !enough;
	return enough;
}

struct gg_go_word *gg_go_index_word(struct gg_go_index *x, struct gg_go_word **table, const char *key, size_t n,
				    bool add)
{
	struct gg_go_word *w, **bucket;
	uint32_t hash = 2166136261u;

	for (size_t i = 0; i < n; i++)
		hash = (hash ^ (uint8_t)key[i]) * 16777619u;
	bucket = &table[(hash ^ hash >> 16) % GG_GO_BUCKETS];
	for (w = *bucket; w; w = w->next)
		if (w->n == n && memcmp(w->key, key, n) == 0)
			return w;
	if (!add)
		return NULL;
	w = x->n_words < GG_GO_WORDS ? gg_arena_alloc(&x->arena, sizeof(*w)) : NULL;
	if (!w) {
		x->full = true;
		return NULL;
	}
	x->n_words++;
	w->key = key;
	w->n = n;
	w->next = *bucket;
	*bucket = w;
	return w;
}

static struct gg_go_word *package_word(const struct gg_go *go, const char *name, size_t n)
{
	struct gg_go_index *x = go->index;
	struct gg_go_word *w = gg_go_index_word(x, x->packages, name, n, false);
	const char *copy;

	if (w)
		return w;
	if (go->build && !gg_go_index_spend(x, go->build->n_modules * MODULE_WORK))
		return NULL;
	copy = gg_arena_strndup(&x->arena, name, n);
	w = copy ? gg_go_index_word(x, x->packages, copy, n, true) : NULL;
	if (!w)
		return NULL;
	w->package.name = copy;
	w->package.module = gg_go_build_module(go, copy);
	w->package.std = !w->package.module && gg_go_name_is_std(copy);
	return w;
}

struct gg_go_word *gg_go_index_package(const struct gg_go *go, const char *symbol)
{
	char name[GG_GO_PACKAGE_MAX];
	struct gg_go_word *w = NULL;
	size_t n;

	if (!gg_go_name_package(symbol, &n))
		return NULL;
	if (!memchr(symbol, '%', n))
		w = package_word(go, symbol, n);
	else if ((n = gg_go_name_unescape(symbol, n, name)))
		w = package_word(go, name, n);
	if (!w)
		go->index->full = true;
	return w;
}

static struct gg_go_index *lock(const struct gg_go *go)
{
	(void)pthread_mutex_lock(&go->index->lock);
	if (!go->index->sorted) {
		go->index->sorted = true;
		gg_go_index_sort(go);
	}
	return go->index;
}

static void unlock(struct gg_go_index *x)
{
	(void)pthread_mutex_unlock(&x->lock);
}

void gg_go_index_prepare(const struct gg_go *go)
{
	unlock(lock(go));
}

uint8_t gg_go_index_wrapper(const struct gg_go *go)
{
	struct gg_go_index *x = lock(go);
	uint8_t id = x->wrapper;

	unlock(x);
	return id;
}

static int find_symbol(const struct gg_go *go, const char *symbol, const struct gg_go_package **ret)
{
	struct gg_go_word *w = gg_go_index_package(go, symbol);
	size_t n;

	*ret = w ? &w->package : NULL;
	return !w && gg_go_name_package(symbol, &n) ? -ENOMEM : 0;
}

static const struct gg_go_package *winner(const struct gg_go_word *folder)
{
	const struct gg_go_vote *best = NULL;

	for (const struct gg_go_vote *v = folder ? folder->votes : NULL; v; v = v->next)
		if (!best || v->weight > best->weight)
			best = v;
	return best ? &best->package->package : NULL;
}

static int find_file(const struct gg_go *go, const char *file, const struct gg_go_package **ret)
{
	struct gg_go_index *x = go->index;
	size_t n = gg_go_name_dir(file);
	struct gg_go_word *folder;

	*ret = NULL;
	if (!n)
		return 0;
	folder = gg_go_index_word(x, x->folders, file, n, false);
	if (folder)
		gg_go_index_count(go, folder);
	if (!x->failed && !x->deep && (!folder || !folder->votes)) {
		x->deep = true;
		gg_go_index_vote_deep(go);
		folder = gg_go_index_word(x, x->folders, file, n, false);
	}
	if (x->failed)
		return -ENOMEM;
	*ret = winner(folder);
	return !*ret && x->full ? -ENOMEM : 0;
}

int gg_go_index_symbol(const struct gg_go *go, const char *symbol, const struct gg_go_package **ret)
{
	struct gg_go_index *x = lock(go);
	int code = find_symbol(go, symbol, ret);

	unlock(x);
	return code;
}

int gg_go_index_file(const struct gg_go *go, const char *file, const struct gg_go_package **ret)
{
	struct gg_go_index *x = lock(go);
	int code = find_file(go, file, ret);

	unlock(x);
	return code;
}

int gg_go_index_owner(const struct gg_go *go, const char *symbol, const char *file, struct gg_go_owner *ret)
{
	struct gg_go_index *x = lock(go);
	uint64_t mix = (uintptr_t)symbol * 31 + (uintptr_t)file;
	struct gg_go_known *k = &x->known[(mix ^ mix >> 15) % GG_GO_KNOWN];
	int code = 0;

	if (k->symbol != symbol || k->file != file) {
		k->symbol = NULL;
		code = find_symbol(go, symbol, &k->owner.by_symbol);
		if (code == 0)
			code = find_file(go, file, &k->owner.by_file);
		if (code == 0) {
			k->owner.closure = gg_go_name_is_closure(symbol);
			k->symbol = symbol;
			k->file = file;
		}
	}
	if (code == 0)
		*ret = k->owner;
	unlock(x);
	return code;
}

int gg_go_index_each(const struct gg_go *go, bool (*each)(void *arg, const struct gg_go_package *package),
		     void *arg)
{
	struct gg_go_index *x = lock(go);
	bool more = true;
	int code;

	if (!x->named) {
		x->named = true;
		gg_go_index_name_all(go);
	}
	for (size_t b = 0; more && b < GG_GO_BUCKETS; b++)
		for (const struct gg_go_word *w = x->packages[b]; more && w; w = w->next)
			if (w->package.name)
				more = each(arg, &w->package);
	code = x->failed || x->full ? -ENOMEM : 0;
	unlock(x);
	return code;
}
