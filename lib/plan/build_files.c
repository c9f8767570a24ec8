/*
 * Planning paths: the rules of `files` and `exec` into one trie.
 *
 * Owns specificity and the relation of each right to a Landlock path. An exec rule grants
 * execute, and read: the kernel needs both to run a program. Relies on gg_build_landlock() having
 * numbered the Landlock paths in the same order. Does not match.
 */
#include <errno.h>

#include "base/access.h"
#include "plan/build.h"

static int add_right(struct gg_draft *d, const char *path, bool glob, unsigned allow, unsigned deny,
		     uint32_t ll_path, const struct gg_place *at)
{
	struct gg_plan_right right = { .allow = (uint8_t)allow,
				       .deny = (uint8_t)deny,
				       .ll_path = ll_path };
	int ret = gg_draft_place(d, at, &right.place);

	if (ret < 0)
		return ret;
	return gg_trie_add(d, &d->files, path, glob, &right);
}

/**
 * gg_build_files() - the trie of `files` and `exec`
 * Should: - give rule i of files Landlock path i, rule j of exec path files.n + j
 */
int gg_build_files(struct gg_draft *d, const struct gg_policy *p, struct gg_err *err)
{
	bool landlock = d->head.flags & GG_PLAN_LANDLOCK;
	size_t i;
	int ret;

	(void)err;
	for (i = 0; i < p->files.n; i++) {
		const struct gg_file_rule *r = &p->files.items[i];
		bool in_domain = landlock && !r->glob && r->allow;

		ret = add_right(d, r->path, r->glob, r->allow, r->deny,
				in_domain ? (uint32_t)i : GG_LL_NONE, &r->at);
		if (ret < 0)
			return ret;
	}
	for (i = 0; i < p->exec.n; i++) {
		const struct gg_exec_rule *r = &p->exec.items[i];

		ret = add_right(d, r->path, false, GG_ACCESS_EXECUTE | GG_ACCESS_READ, 0,
				landlock ? (uint32_t)(p->files.n + i) : GG_LL_NONE, &r->at);
		if (ret < 0)
			return ret;
	}
	return 0;
}
