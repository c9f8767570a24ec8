/*
 * Planning paths: the rules of `files` and `exec` into one trie for each part.
 *
 * Owns specificity and the relation of each right to a Landlock path. An exec rule grants
 * execute, and read: the kernel needs both to run a program. Relies on gg_build_landlock() having
 * numbered the Landlock paths in the same order. Does not match.
 */
#include <errno.h>

#include "base/access.h"
#include "plan/build.h"
#include "plan/draft_part.h"

static int add_right(struct gg_draft *d, struct gg_draft_part *part, const char *by, const char *path,
		     bool glob, struct gg_plan_right right, const struct gg_place *at)
{
	int ret = gg_draft_place(d, at, &right.place);

	if (ret == 0 && by)
		ret = gg_draft_part(d, by, &part);
	if (ret < 0)
		return ret;
	return gg_trie_add(d, &part->roots[GG_ROOT_FILES], path, glob, &right);
}

/** gg_build_file_rules() - see draft.h */
int gg_build_file_rules(struct gg_draft *d, const struct gg_file_rules *rules,
			struct gg_draft_part *part, uint32_t first)
{
	size_t i;
	int ret = 0;

	for (i = 0; ret == 0 && i < rules->n; i++) {
		const struct gg_file_rule *r = &rules->items[i];
		bool in_domain = first != GG_LL_NONE && !r->glob && r->allow;
		struct gg_plan_right right = { .allow = (uint8_t)r->allow,
					       .deny = (uint8_t)r->deny,
					       .ll_path = in_domain ? first + (uint32_t)i :
								      GG_LL_NONE };

		ret = add_right(d, part, r->by, r->path, r->glob, right, &r->at);
	}
	return ret;
}

/** gg_build_exec_rules() - see draft.h */
int gg_build_exec_rules(struct gg_draft *d, const struct gg_exec_rules *rules,
			struct gg_draft_part *part, const struct gg_policy *domain)
{
	size_t pairs = 0;
	size_t i;
	int ret = 0;

	for (i = 0; ret == 0 && i < rules->n; i++) {
		const struct gg_exec_rule *r = &rules->items[i];
		bool in_domain = domain && gg_program_in_domain(d, domain, i, &pairs);
		struct gg_plan_right right = { .allow = GG_ACCESS_EXECUTE | GG_ACCESS_READ,
					       .ll_path = in_domain ? (uint32_t)(domain->files.n + i) :
								      GG_LL_NONE };

		ret = gg_draft_pin(d, r, &right.pin);
		if (ret == 0)
			ret = add_right(d, part, r->by, r->path, false, right, &r->at);
	}
	return ret;
}

/**
 * gg_build_files() - the trie of `files` and `exec`
 * Should: - give rule i of files Landlock path i, rule j of exec path files.n + j
 */
int gg_build_files(struct gg_draft *d, const struct gg_policy *p, struct gg_err *err)
{
	bool landlock = d->head.flags & GG_PLAN_LANDLOCK;
	struct gg_draft_part *process;
	int ret = gg_draft_part(d, NULL, &process);

	(void)err;
	if (ret == 0 && p->unfollowed)
		ret = gg_draft_note(d, "files: '%s' leads through a symbolic link that the function itself may have "
				       "made, to where it may make none: not followed, so nothing is granted there",
				    p->unfollowed);
	if (ret == 0)
		ret = gg_build_file_rules(d, &p->files, process, landlock ? 0 : GG_LL_NONE);
	if (ret == 0)
		ret = gg_build_exec_rules(d, &p->exec, process, landlock ? p : NULL);
	return ret;
}
