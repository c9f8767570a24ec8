/*
 * Patterns of packages against a program.
 *
 * Owns the list of its packages while it checks, and which of them may have been meant. Relies on
 * policy/subject.h for what a pattern means, so that nothing is judged here otherwise than when a
 * program runs. Does not promise that a package which is there ever makes a call.
 */
#include "policy/check_program.h"

#include <errno.h>
#include <string.h>

#include "golang/index.h"
#include "policy/hint.h"
#include "policy/subject.h"

#define NAME_MAX_BYTES (GG_HINT_WORD_MAX + 1) /* longer ones get no hint */
#define BELOW "/..."
#define MODULE "module:"

struct names {
	const struct gg_go_package **items;
	size_t n, cap;
};

struct fit {
	const struct gg_go *go;
	const char *program;
	struct gg_findings *findings;
	struct gg_arena arena;
	struct names packages;
	bool no_memory;
	bool judged; /* there was a pattern of packages */
};

/* A hint, and room for a candidate that is made up */
struct guess {
	struct gg_hint hint;
	char best[NAME_MAX_BYTES];
};

static bool note(void *arg, const struct gg_go_package *package)
{
	struct fit *f = arg;
	struct names *p = &f->packages;
	void *items = gg_arena_grow(&f->arena, p->items, p->n, &p->cap, sizeof(*p->items));

	f->no_memory = !items;
	if (!items)
		return false;
	p->items = items;
	p->items[p->n++] = package;
	return true;
}

static bool is_package_pattern(const struct gg_subject *s)
{
	return s->kind != GG_SUBJECT_UNKNOWN && s->kind != GG_SUBJECT_C && s->kind != GG_SUBJECT_PROGRAM;
}

static bool matches(const struct fit *f, const struct gg_subject *s)
{
	for (size_t i = 0; i < f->packages.n; i++)
		if (gg_subject_is(s, f->go, f->packages.items[i]))
			return true;
	return false;
}

/* Offer the first @n bytes of @name between @before and @after; too long: no */
static void offer(struct guess *g, const char *before, const char *name, size_t n, const char *after)
{
	char made[NAME_MAX_BYTES];
	struct gg_text text;

	gg_text_init(&text, made, sizeof(made));
	gg_text_str(&text, before);
	gg_text_add(&text, name, n);
	gg_text_str(&text, after);
	if (text.cut || !strcmp(made, g->hint.word))
		return;
	gg_hint_try(&g->hint, made);
	if (g->hint.best == made) {
		memcpy(g->best, made, sizeof(made));
		g->hint.best = g->best;
	}
}

/* Length of the folder that the path @name, of @n bytes, is in */
static size_t folder_of(const char *name, size_t n)
{
	do
		n--;
	while (n && name[n] != '/');
	return n;
}

static void offer_package(struct guess *g, const struct gg_subject *s, const char *name)
{
	size_t n = strlen(name);

	if (s->kind == GG_SUBJECT_PACKAGE)
		offer(g, "", name, n, "");
	for (; s->kind == GG_SUBJECT_BELOW && n; n = folder_of(name, n))
		offer(g, "", name, n, BELOW);
}

static void offer_module(struct guess *g, const struct gg_subject *s, const struct gg_go_module *m)
{
	char with[NAME_MAX_BYTES];
	struct gg_text text;

	gg_text_init(&text, with, sizeof(with));
	gg_text_fmt(&text, "%s%s%s", m->path, strchr(s->text, '@') ? "@" : "",
		    strchr(s->text, '@') ? m->version : "");
	if (!text.cut)
		offer(g, MODULE, with, text.used, "");
}

/* The module that @s means but for its version, NULL: none */
static const struct gg_go_module *other_version(const struct fit *f, const struct gg_subject *s)
{
	size_t n = strcspn(s->text, "@");

	for (unsigned i = 0; f->go->build && i < f->go->build->n_modules; i++) {
		const struct gg_go_module *m = &f->go->build->modules[i];

		if (s->text[n] && !strncmp(m->path, s->text, n) && !m->path[n])
			return m;
	}
	return NULL;
}

static bool has_below(const struct fit *f, const char *path)
{
	size_t n = strlen(path);

	for (size_t i = 0; i < f->packages.n; i++)
		if (!strncmp(f->packages.items[i]->name, path, n) && f->packages.items[i]->name[n] == '/')
			return true;
	return false;
}

static void guess(const struct fit *f, const char *pattern, const struct gg_subject *s, struct gg_text *out)
{
	const struct gg_go_module *m = s->kind == GG_SUBJECT_MODULE ? other_version(f, s) : NULL;
	struct guess g;

	gg_hint_init(&g.hint, pattern);
	if (m) {
		gg_text_fmt(out, " (it has %s of that module)", *m->version ? m->version : "no version");
		return;
	}
	if (s->kind == GG_SUBJECT_PACKAGE && has_below(f, s->text)) {
		gg_text_fmt(out, " (did you mean '%s" BELOW "'?)", s->text);
		return;
	}
	for (size_t i = 0; i < f->packages.n; i++)
		offer_package(&g, s, f->packages.items[i]->name);
	for (unsigned i = 0; s->kind == GG_SUBJECT_MODULE && f->go->build && i < f->go->build->n_modules; i++)
		offer_module(&g, s, &f->go->build->modules[i]);
	gg_text_str(out, gg_hint_text(&g.hint));
}

static void judge(struct fit *f, const char *key, const char *pattern, struct gg_place at)
{
	char hint[GG_ERR_TEXT_MAX];
	struct gg_text text;
	struct gg_subject s;

	if (!pattern || gg_subject_parse(pattern, &s) || !is_package_pattern(&s))
		return;
	f->judged = true;
	if (matches(f, &s))
		return;
	gg_text_init(&text, hint, sizeof(hint));
	if (f->findings->warnings < GG_FINDINGS_MAX) /* further ones are counted only */
		guess(f, pattern, &s, &text);
	gg_findings_add(f->findings, GG_FINDING_WARNING, at, "%s: '%s' matches no package of '%s'%s", key,
			pattern, f->program, hint);
}

static void judge_nets(struct fit *f, const char *key, const struct gg_net_rules *nets)
{
	for (size_t i = 0; i < nets->n; i++)
		judge(f, key, nets->items[i].by, nets->items[i].at);
}

int gg_check_program(const struct gg_policy *policy, const struct gg_go *go, const char *program,
		     struct gg_findings *findings)
{
	struct fit f = { .go = go, .program = program, .findings = findings };

	if (gg_go_index_each(go, note, &f) < 0)
		f.no_memory = true;
	for (size_t i = 0; i < policy->files.n; i++)
		judge(&f, "files[].by", policy->files.items[i].by, policy->files.items[i].at);
	for (size_t i = 0; i < policy->exec.n; i++)
		judge(&f, "exec[].by", policy->exec.items[i].by, policy->exec.items[i].at);
	judge_nets(&f, "network.connect[].by", &policy->connect);
	judge_nets(&f, "network.listen[].by", &policy->listen);
	for (size_t i = 0; i < policy->packages.n; i++)
		judge(&f, "packages[].match", policy->packages.items[i].match, policy->packages.items[i].at);
	if (f.judged && !go->build)
		gg_findings_add(findings, GG_FINDING_WARNING, (struct gg_place){ program, 0 },
				"'%s' has no build information: 'main' means package main alone, 'deps' all "
				"others outside the standard library, and no module can be named",
				program);
	gg_arena_done(&f.arena);
	return f.no_memory ? -ENOMEM : 0;
}
