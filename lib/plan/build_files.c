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

static int add_file(struct gg_draft *d, const struct gg_file_rule *r, uint32_t ll_path)
{
	struct gg_plan_right right = { .allow = (uint8_t)r->allow,
				       .deny = (uint8_t)r->deny,
				       .ll_path = ll_path };
	int ret = gg_draft_place(d, &r->at, &right.place);

	return ret < 0 ? ret : gg_trie_add(d, &d->files, r->path, r->glob, &right);
}

static int add_program(struct gg_draft *d, const struct gg_exec_rule *r, uint32_t ll_path)
{
	struct gg_plan_right right = { .allow = GG_ACCESS_EXECUTE | GG_ACCESS_READ, .ll_path = ll_path };
	int ret = gg_draft_place(d, &r->at, &right.place);

	if (ret == 0)
		ret = gg_draft_pin(d, r, &right.pin);
	return ret < 0 ? ret : gg_trie_add(d, &d->files, r->path, false, &right);
}

/**
 * gg_build_files() - the trie of `files` and `exec`
 * Should: - give rule i of files Landlock path i, rule j of exec path files.n + j
 */
int gg_build_files(struct gg_draft *d, const struct gg_policy *p, struct gg_err *err)
{
	bool landlock = d->head.flags & GG_PLAN_LANDLOCK;
	size_t pairs = 0;
	size_t i;
	int ret;

	(void)err;
	for (i = 0; i < p->files.n; i++) {
		const struct gg_file_rule *r = &p->files.items[i];
		bool in_domain = landlock && !r->glob && r->allow;

		ret = add_file(d, r, in_domain ? (uint32_t)i : GG_LL_NONE);
		if (ret < 0)
			return ret;
	}
	for (i = 0; i < p->exec.n; i++) {
		const struct gg_exec_rule *r = &p->exec.items[i];

		bool in_domain = landlock && gg_program_in_domain(d, p, i, &pairs);

		ret = add_program(d, r, in_domain ? (uint32_t)(p->files.n + i) : GG_LL_NONE);
		if (ret < 0)
			return ret;
	}
	return 0;
}
