/*
 * From what was met to rules that hold next time, too.
 *
 * Owns the steps, merging and the order. Relies on suggest_review.c: what needs a look is neither
 * widened nor covered by a wide rule. What has different owners is never merged. Does not read events.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/access.h"
#include "tool/suggest_parts.h"

static int compare_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) : (a != NULL) - (b != NULL);
}

/* gg_suggest_compare_owner() - see suggest_parts.h */
int gg_suggest_compare_owner(const struct gg_need *a, const struct gg_need *b)
{
	int cmp = compare_text(a->entry, b->entry);

	if (!cmp)
		cmp = (int)a->kind - (int)b->kind;
	return cmp ? cmp : compare_text(a->by, b->by);
}

/* gg_suggest_compare() - see suggest_parts.h */
int gg_suggest_compare(const void *a, const void *b)
{
	const struct gg_need *x = a, *y = b;
	int cmp = gg_suggest_compare_owner(x, y);

	if (!cmp)
		cmp = strcmp(x->what, y->what);
	if (!cmp)
		cmp = strcmp(x->pin ? x->pin : "", y->pin ? y->pin : "");
	if (!cmp)
		cmp = (int)x->glob - (int)y->glob;
	if (!cmp)
		cmp = (int)x->any_port - (int)y->any_port;
	if (!cmp)
		cmp = (int)x->port - (int)y->port;
	return cmp;
}

static void join(struct gg_need *to, const struct gg_need *from)
{
	to->access |= from->access;
	to->of += from->of;
	to->files += from->files;
	to->more |= from->more;
	to->listened |= from->listened;
	if (!to->exe)
		to->exe = from->exe;
	else if (from->exe && strcmp(to->exe, from->exe) != 0)
		to->more = true;
	if (!to->syscall)
		to->syscall = from->syscall;
	if (!to->review)
		to->review = from->review;
}

/* gg_suggest_merge() - see suggest_parts.h */
void gg_suggest_merge(struct gg_suggest *s)
{
	size_t kept = 0;

	if (s->n)
		qsort(s->items, s->n, sizeof(*s->items), gg_suggest_compare);
	for (size_t i = 0; i < s->n; i++) {
		if (s->items[i].gone)
			continue;
		if (kept && !gg_suggest_compare(&s->items[kept - 1], &s->items[i]))
			join(&s->items[kept - 1], &s->items[i]);
		else
			s->items[kept++] = s->items[i];
	}
	s->n = kept;
}

/* Twice, for a chain of two renames */
static void share_rights(struct gg_suggest *s)
{
	for (size_t i = 0; i < 2 * s->n; i++) {
		struct gg_need *a = &s->items[i % s->n];
		struct gg_need *b = a->mate ? &s->items[a->mate - 1] : a;

		a->access |= b->access;
		b->access |= a->access;
		b->files = 1; /* of a name that no event is about: it has rights already, or gets these */
	}
}

static void review(struct gg_suggest *s)
{
	for (size_t i = 0; i < s->n; i++) {
		s->items[i].review = gg_suggest_review(&s->items[i]);
		if (!s->items[i].review && s->subjects)
			s->items[i].review = gg_suggest_review_subject(&s->items[i]);
	}
}

/* Rules are for everybody where the policy does not tell who asks. Each need is of one name still. */
static void forget_subjects(struct gg_suggest *s)
{
	for (size_t i = 0; i < s->n; i++)
		s->items[i].by = NULL;
	gg_suggest_merge(s);
	for (size_t i = 0; i < s->n; i++)
		s->items[i].files = GG_MIN(s->items[i].files, 1u);
}

static void widen_name(struct gg_suggest *s, struct gg_need *need)
{
	size_t skip = need->kind == GG_NEED_FILE ? 0 : strlen("unix:");
	bool temp = need->kind != GG_NEED_FILE || gg_suggest_temp_folder(need->what) ||
		    (need->access & (GG_ACCESS_CREATE | GG_ACCESS_REMOVE));
	char buf[2 * PATH_MAX];
	struct gg_text text;
	const char *copy;

	if (need->review || need->glob || !temp || need->what[skip] != '/')
		return;
	gg_text_init(&text, buf, sizeof(buf));
	gg_text_add(&text, need->what, skip);
	if (!gg_suggest_temp_name(need->what + skip, &text) || text.cut || text.used >= PATH_MAX)
		return;
	copy = gg_arena_strdup(&s->arena, buf);
	if (copy) {
		need->what = copy;
		need->glob = true;
	}
}

static void widen_names(struct gg_suggest *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->items[i].kind == GG_NEED_FILE || !strncmp(s->items[i].what, "unix:", 5))
			widen_name(s, &s->items[i]);
}

/* gg_suggest_finish() - see suggest.h */
void gg_suggest_finish(struct gg_suggest *s, bool wide)
{
	share_rights(s);
	if (!s->subjects)
		forget_subjects(s);
	review(s);
	if (wide) {
		widen_names(s);
		gg_suggest_merge(s);
		gg_suggest_folders(s);
		gg_suggest_ports(s);
	}
	gg_suggest_merge(s);
}
