/*
 * Links that the function may have left behind.
 *
 * Owns a walk along the names of a path, and of the links on it. Relies on readlink(2). What cannot be told is
 * taken for planted.
 */
#include "start/planted.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/access.h"
#include "base/text.h"
#include "plan/draft.h"

#define LINKS_MAX 40

/** gg_planted_add() - see planted.h */
int gg_planted_add(struct gg_planted *p, const struct gg_file_rule *rule)
{
	size_t n = rule->glob ? strcspn(rule->path, "*?[") : strlen(rule->path);
	struct gg_planted_rule *more;

	if (!(rule->allow & GG_ACCESS_CREATE) && !rule->deny)
		return 0;
	while (rule->glob && n > 1 && rule->path[n - 1] != '/')
		n--;
	if (n > 1 && rule->path[n - 1] == '/')
		n--;
	more = realloc(p->rules, (p->n + 1) * sizeof(*more));
	if (!more)
		return -ENOMEM;
	p->rules = more;
	more[p->n].allow = rule->allow;
	more[p->n].deny = rule->deny;
	more[p->n].path = strndup(rule->path, n);
	return more[p->n].path ? (p->n++, 0) : -ENOMEM;
}

/** gg_planted_done() - see planted.h */
void gg_planted_done(struct gg_planted *p)
{
	while (p->n)
		free(p->rules[--p->n].path);
	free(p->rules);
	p->rules = NULL;
}

static bool takes_away(const struct gg_planted *p, const char *real)
{
	size_t i;

	for (i = 0; i < p->n; i++)
		if (p->rules[i].deny &&
		    (gg_path_below(real, p->rules[i].path) || gg_path_below(p->rules[i].path, real)))
			return true;
	return false;
}

/* May the function have made a link in @folder that leads to @real? */
static bool may_make(const struct gg_planted *p, const char *folder, const char *real)
{
	size_t i;

	for (i = 0; i < p->n; i++) {
		const struct gg_planted_rule *r = &p->rules[i];

		if (!(r->allow & GG_ACCESS_CREATE) || !strcmp(r->path, "/") || !gg_path_below(folder, r->path))
			continue;
		if (!real || !gg_path_below(real, r->path) || takes_away(p, real))
			return true;
	}
	return false;
}

/* The walk: real path so far, and what is still to be walked */
struct way {
	char at[PATH_MAX];
	char rest[PATH_MAX * 2];
	unsigned links;
};

static void up(struct way *w)
{
	char *slash = strrchr(w->at, '/');

	if (slash)
		*slash = '\0';
}

/* Return: 1 it is a link, and in front of the rest now; 0 it is none; negative errno */
static int follow(struct way *w, const char *path)
{
	char target[PATH_MAX], rest[sizeof(w->rest)];
	ssize_t n = readlink(path, target, sizeof(target) - 1);
	struct gg_text text;

	if (n < 0)
		return errno == EINVAL ? 0 : -errno;
	target[n] = '\0';
	if (++w->links > LINKS_MAX)
		return -ELOOP;
	memcpy(rest, w->rest, strlen(w->rest) + 1);
	gg_text_init(&text, w->rest, sizeof(w->rest));
	gg_text_fmt(&text, "%s%s", target, rest);
	if (*target == '/')
		w->at[0] = '\0';
	return text.cut ? -ENAMETOOLONG : 1;
}

/* One name. Return: 1 go on, 0 the end, -EPERM a link that @is_its; other negative errno */
static int step(struct way *w, gg_link_fn *is_its, const void *arg)
{
	char name[NAME_MAX + 1], path[PATH_MAX];
	const char *from = w->rest + strspn(w->rest, "/");
	size_t n = strcspn(from, "/");
	struct gg_text text;
	int ret;

	if (n == 0 || n > NAME_MAX)
		return n ? -ENAMETOOLONG : 0;
	memcpy(name, from, n);
	name[n] = '\0';
	memmove(w->rest, from + n, strlen(from + n) + 1);
	if (!strcmp(name, "."))
		return 1;
	if (!strcmp(name, "..")) {
		up(w);
		return 1;
	}
	gg_text_init(&text, path, sizeof(path));
	gg_text_fmt(&text, "%s/%s", w->at, name);
	ret = text.cut ? -ENAMETOOLONG : follow(w, path);
	if (ret == 0)
		memcpy(w->at, path, strlen(path) + 1);
	if (ret > 0 && is_its(path, arg))
		return -EPERM;
	return ret < 0 ? ret : 1;
}

/** gg_links_on() - see planted.h */
int gg_links_on(const char *path, size_t n, gg_link_fn *is_its, const void *arg, char *ret_real)
{
	struct way w = { .links = 0 };
	struct gg_text text;
	int ret;

	if (path[0] != '/' && (!getcwd(w.at, sizeof(w.at)) || !strcmp(w.at, "/")))
		w.at[0] = '\0';
	gg_text_init(&text, w.rest, sizeof(w.rest));
	gg_text_fmt(&text, "%.*s", (int)n, path);
	do
		ret = step(&w, is_its, arg);
	while (ret > 0);
	gg_text_init(&text, ret_real, PATH_MAX);
	gg_text_str(&text, w.at[0] ? w.at : "/");
	return ret;
}

/* Rules, and where the path leads */
struct question {
	const struct gg_planted *rules;
	const char *real;
};

static bool may_be_made(const char *link, const void *arg)
{
	const struct question *q = arg;
	char folder[PATH_MAX];
	size_t n = (size_t)(strrchr(link, '/') - link);

	memcpy(folder, n ? link : "/", n ? n : 1);
	folder[n ? n : 1] = '\0';
	return may_make(q->rules, folder, q->real);
}

/** gg_planted() - see planted.h */
bool gg_planted(struct gg_planted *p, const char *path, size_t n, const char *real, bool socket)
{
	const struct question q = { p, socket ? NULL : real };
	char led[PATH_MAX];
	bool planted = gg_links_on(path, n, may_be_made, &q, led) < 0 || strcmp(led, real) != 0;

	if (planted)
		p->path = path;
	return planted;
}
