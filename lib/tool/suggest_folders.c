/*
 * A folder instead of its files.
 *
 * Owns when a few files stand for all of their folder, and which rules a wider one makes needless.
 * Relies on needs being merged, so that each file is there once. Does not widen folders further:
 * a folder counts as a file of its own parent only if the program used it itself.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "tool/suggest_parts.h"

#define FILES_OF_FOLDER 3 /* so many files of one folder, and it is granted as a whole */

/* Length of the folder's part */
static size_t folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? (size_t)(slash - path) : 0;
}

static bool is_below(const char *path, const char *folder, size_t n)
{
	return !strncmp(path, folder, n) && path[n] == '/';
}

static int by_folder(const void *a, const void *b)
{
	const struct gg_need *x = *(struct gg_need *const *)a, *y = *(struct gg_need *const *)b;
	size_t n = folder_of(x->what), m = folder_of(y->what);
	int cmp = gg_suggest_compare_owner(x, y);

	if (!cmp)
		cmp = memcmp(x->what, y->what, GG_MIN(n, m));
	if (!cmp)
		cmp = n < m ? -1 : n > m;
	return cmp ? cmp : strcmp(x->what, y->what);
}

static bool covers_doubt(const struct gg_suggest *s, const char *path, size_t n)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->items[i].kind == GG_NEED_FILE && s->items[i].review &&
		    is_below(s->items[i].what, path, n))
			return true;
	return false;
}

/* The files @list[0..n) are of one folder: make it the first one's name, which covers the others */
static void widen_folder(struct gg_suggest *s, struct gg_need **list, size_t n)
{
	size_t len = folder_of(list[0]->what);
	char *folder = gg_arena_strndup(&s->arena, list[0]->what, len);
	bool glob = false;

	for (size_t i = 0; i < n; i++)
		glob |= list[i]->glob;
	if (!folder || gg_suggest_too_wide(folder) || covers_doubt(s, folder, len) ||
	    (!glob && strpbrk(folder, "*?[")))
		return;
	for (size_t i = 0; i < n; i++) {
		list[i]->what = folder;
		list[i]->glob = glob && strpbrk(folder, "*?[") != NULL;
	}
}

static bool is_covered(const struct gg_need *file, const struct gg_need *by)
{
	return by != file && !by->glob && !by->review && !file->review && by->kind == GG_NEED_FILE &&
	       !(file->access & ~by->access) && is_below(file->what, by->what, strlen(by->what));
}

/* Sorted by name: what covers a file comes before it, and a folder of it is found by cutting */
static struct gg_need *find_cover(struct gg_suggest *s, const struct gg_need *file)
{
	char buf[PATH_MAX];
	struct gg_text text;

	gg_text_init(&text, buf, sizeof(buf));
	gg_text_str(&text, file->what);
	for (size_t n = folder_of(buf); n && !text.cut; n = folder_of(buf)) {
		struct gg_need key = { .kind = GG_NEED_FILE, .what = buf, .by = file->by, .entry = file->entry };
		struct gg_need *found;

		buf[n] = '\0';
		found = bsearch(&key, s->items, s->n, sizeof(key), gg_suggest_compare);
		if (found && is_covered(file, found))
			return found;
	}
	return NULL;
}

static void drop_covered(struct gg_suggest *s)
{
	for (size_t i = 0; i < s->n; i++) {
		struct gg_need *file = &s->items[i];
		struct gg_need *by = file->kind == GG_NEED_FILE ? find_cover(s, file) : NULL;

		if (!by)
			continue;
		file->gone = true;
		by->of += file->of;
		by->files += file->files;
	}
	gg_suggest_merge(s);
}

/* gg_suggest_folders() - see suggest_parts.h */
void gg_suggest_folders(struct gg_suggest *s)
{
	gg_free struct gg_need **list = calloc(s->n + 1, sizeof(struct gg_need *));
	size_t n = 0, end;

	if (!list)
		return;
	for (size_t i = 0; i < s->n; i++)
		if (s->items[i].kind == GG_NEED_FILE && !s->items[i].review)
			list[n++] = &s->items[i];
	qsort(list, n, sizeof(struct gg_need *), by_folder);
	for (size_t i = 0; i < n; i = end) {
		size_t len = folder_of(list[i]->what);

		for (end = i + 1; end < n && !gg_suggest_compare_owner(list[i], list[end]) &&
				  folder_of(list[end]->what) == len &&
				  !memcmp(list[i]->what, list[end]->what, len);)
			end++;
		if (end - i >= FILES_OF_FOLDER)
			widen_folder(s, list + i, end - i);
	}
	gg_suggest_merge(s);
	drop_covered(s);
}
