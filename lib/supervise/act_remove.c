/*
 * unlink unlinkat rmdir.
 *
 * Owns removing names. Relies on walk.h for a pinned folder; what stands under the name when it
 * is removed may be another object than the one looked at, but the name and so its rule are the
 * same. Does not remove folders below which finer rules lie: their contents would have to be
 * empty anyway.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/access.h"
#include "supervise/act.h"
#include "supervise/acts.h"

static int flags_of(const struct gg_call *c)
{
	return c->shape->flags < 0 ? (int)c->shape->what : gg_arg_int(c, c->shape->flags);
}

/* "." and ".." and the root are no names to remove. */
static int no_name(const struct gg_call *c, const char *path)
{
	size_t n = strlen(path);

	if (!(flags_of(c) & AT_REMOVEDIR))
		return EISDIR;
	while (n && path[n - 1] == '/')
		n--;
	if (!n)
		return EBUSY;
	return n > 1 && path[n - 2] == '.' ? ENOTEMPTY : EINVAL;
}

static void answer(struct gg_call *c, const struct gg_found *f, const char *path)
{
	struct gg_request request = { .op = GG_OP_REMOVE, .access = GG_ACCESS_REMOVE, .path = f->path };
	struct gg_answer a;

	if (f->fd < 0 || f->parent < 0) {
		gg_reply_error(c, f->fd < 0 ? ENOENT : no_name(c, path));
		return;
	}
	if (!gg_judge(c, &request, &a, NULL) || gg_withheld(c))
		return;
	/* Flags are a register; any other path is Landlock's to refuse. */
	if (flags_of(c) & AT_REMOVEDIR)
		gg_domain_leaves(c, f);
	if (a.verdict == GG_VERDICT_AUDIT || gg_backed_below(c, f, GG_ACCESS_REMOVE)) {
		gg_reply_continue(c);
		return;
	}
	if (f->slash && !(flags_of(c) & AT_REMOVEDIR))
		gg_reply_error(c, S_ISDIR(f->st.st_mode) ? EISDIR : ENOTDIR);
	else
		gg_reply_error(c, unlinkat(f->parent, f->name, flags_of(c)) < 0 ? errno : 0);
}

/** gg_act_remove() - answer a call that removes a name */
void gg_act_remove(struct gg_call *c)
{
	gg_found_auto struct gg_found f = GG_FOUND_NONE;
	char path[PATH_MAX];
	int ret;

	if (gg_refused_by_name(c))
		return;
	ret = gg_target_become(c);
	if (ret < 0)
		gg_reply_error(c, ret);
	else if (gg_act_path(c, c->shape->dir, c->shape->path, GG_WALK_NAME, path, &f) == 0)
		answer(c, &f, path);
	gg_target_back(c);
}
