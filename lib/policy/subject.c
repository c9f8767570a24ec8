/*
 * Who makes a call, as policies name it.
 *
 * Owns the table of words and prefixes, and the order of specificity: an import path, then the
 * longest "PATH/..." or module, then main, deps and std, then "*". Relies on build information for
 * modules. Pure.
 */
#include "policy/subject.h"

#include <string.h>

#include "base/common.h"
#include "golang/index.h"

#define RANK_EXACT UINT32_MAX
#define RANK_WORD 2u
#define RANK_ANY 1u
#define RANK_PATH 4u /* and more for each byte: a module stands behind the folder of the same name */

static const struct {
	const char *word;
	enum gg_subject_kind kind;
	uint32_t rank;
} words[] = {
	{ "main", GG_SUBJECT_MAIN, RANK_WORD },	   { "deps", GG_SUBJECT_DEPS, RANK_WORD },
	{ "std", GG_SUBJECT_STD, RANK_WORD },	   { "*", GG_SUBJECT_ANY, RANK_ANY },
	{ "unknown", GG_SUBJECT_UNKNOWN, RANK_EXACT }, { "c", GG_SUBJECT_C, RANK_EXACT },
};

#define PROGRAM "program:"
#define MODULE "module:"
#define BELOW "/..."

static const char *parse_path(const char *path, struct gg_subject *ret)
{
	const char *dots = strstr(path, "...");
	uint32_t len = (uint32_t)strlen(path);

	if (strchr(path, ':'))
		return "names no kind of subject (there are program:PATH and module:PATH)";
	if (path[0] == '/' || path[len - 1] == '/')
		return "is no import path: those neither begin nor end with a slash";
	*ret = (struct gg_subject){ GG_SUBJECT_PACKAGE, path, RANK_EXACT };
	if (!dots)
		return NULL;
	if (dots == path || dots[-1] != '/' || dots[3])
		return "must have its '...' at the end, behind a slash";
	ret->kind = GG_SUBJECT_BELOW;
	ret->rank = RANK_PATH + 2 * (len - (uint32_t)strlen(BELOW)) + 1;
	return NULL;
}

static const char *parse_module(const char *path, struct gg_subject *ret)
{
	const char *at = strchr(path, '@');
	uint32_t len = at ? (uint32_t)(at - path) : (uint32_t)strlen(path);

	if (!len || (at && !at[1]))
		return "needs a path behind module:, and a version behind its '@'";
	if (strstr(path, "..."))
		return "names a module, and those have no '...'";
	*ret = (struct gg_subject){ GG_SUBJECT_MODULE, path, RANK_PATH + 2 * len };
	if (at)
		ret->rank += 2; /* this version more than the folder, and than any version */
	return NULL;
}

const char *gg_subject_parse(const char *pattern, struct gg_subject *ret)
{
	size_t i;

	for (i = 0; pattern[i]; i++)
		if ((unsigned char)pattern[i] <= ' ' || pattern[i] == 0x7f)
			return "holds blanks or control characters";
	if (!i)
		return "is empty";
	for (i = 0; i < GG_ARRAY_SIZE(words); i++) {
		if (strcmp(pattern, words[i].word) != 0)
			continue;
		*ret = (struct gg_subject){ words[i].kind, "", words[i].rank };
		return NULL;
	}
	if (strncmp(pattern, PROGRAM, strlen(PROGRAM)) == 0) {
		*ret = (struct gg_subject){ GG_SUBJECT_PROGRAM, pattern + strlen(PROGRAM), RANK_EXACT };
		return *ret->text == '/' ? NULL : "needs an absolute path behind program:";
	}
	if (strchr(pattern, '*'))
		return "must not have a '*' beside anything else (use /...)";
	if (strncmp(pattern, MODULE, strlen(MODULE)) == 0)
		return parse_module(pattern + strlen(MODULE), ret);
	return parse_path(pattern, ret);
}

static bool is_main(const struct gg_go *go, const struct gg_go_package *p)
{
	const struct gg_go_build *build = go->build;

	return !strcmp(p->name, "main") ||
	       (build && build->has_main && p->module == &build->modules[0]);
}

static bool is_module(const char *text, const struct gg_go_module *m)
{
	size_t n = strcspn(text, "@");

	return m && !strncmp(m->path, text, n) && !m->path[n] &&
	       (!text[n] || !strcmp(m->version, text + n + 1));
}

/* Package @name at the import path @text; @n bytes of it count */
static bool is_path(const char *text, size_t n, bool below, const char *name)
{
	return !strncmp(name, text, n) && (!name[n] || (below && name[n] == '/'));
}

bool gg_subject_is(const struct gg_subject *subject, const struct gg_go *go,
		   const struct gg_go_package *p)
{
	bool below = subject->kind == GG_SUBJECT_BELOW;
	size_t n = strlen(subject->text);

	switch (subject->kind) {
	case GG_SUBJECT_PACKAGE:
	case GG_SUBJECT_BELOW:
		if (below)
			n -= strlen(BELOW);
		/* Package main has an import path, too. */
		return is_path(subject->text, n, below, p->name) ||
		       (!strcmp(p->name, "main") && go->build && go->build->path &&
			is_path(subject->text, n, below, go->build->path));
	case GG_SUBJECT_MODULE:
		return is_module(subject->text, p->module);
	case GG_SUBJECT_MAIN:
		return !p->std && is_main(go, p);
	case GG_SUBJECT_DEPS:
		return !p->std && !is_main(go, p);
	case GG_SUBJECT_STD:
		return p->std;
	case GG_SUBJECT_ANY:
		return !p->std;
	case GG_SUBJECT_UNKNOWN:
	case GG_SUBJECT_C:
	case GG_SUBJECT_PROGRAM:
	case GG_SUBJECT_COUNT:
	default:
		return false;
	}
}
