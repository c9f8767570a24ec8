/*
 * setxattr removexattr and their relatives.
 *
 * Owns changes of extended attributes: they need "write". Name and value are copied, the object
 * is pinned. Relies on walk.h. Does not change attributes of symbolic links: no file system lets
 * users have any there.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/xattr.h>

#include "base/access.h"
#include "base/scope.h"
#include "supervise/act.h"
#include "supervise/acts.h"

enum { XATTR_SET, XATTR_REMOVE };

#define VALUE_MAX 65536 /* XATTR_SIZE_MAX */

static int set(struct gg_call *c, const char *link, const char *name)
{
	size_t size = (size_t)c->args[3];
	gg_free void *value = NULL;
	int ret;

	if (size > VALUE_MAX)
		return -E2BIG;
	value = malloc(size ? size : 1);
	if (!value)
		return -ENOMEM;
	ret = gg_target_read(c, c->args[2], value, size);
	if (ret < 0)
		return ret;
	return setxattr(link, name, value, size, gg_arg_int(c, 4)) < 0 ? -errno : 0;
}

static int change(struct gg_call *c, const struct gg_found *f)
{
	char name[256];
	char link[40];
	int ret = gg_target_string(c, c->args[1], name, sizeof(name));

	if (ret < 0)
		return ret == -ENAMETOOLONG ? -ERANGE : ret;
	if (S_ISLNK(f->st.st_mode))
		return -EPERM;
	gg_proc_link(f->fd, link);
	if (c->shape->what == XATTR_SET)
		return set(c, link, name);
	return removexattr(link, name) < 0 ? -errno : 0;
}

static void answer(struct gg_call *c, const struct gg_found *f)
{
	struct gg_request request = { .op = GG_OP_OPEN, .access = GG_ACCESS_WRITE, .path = f->path };
	struct gg_answer a;

	if (f->fd < 0) {
		gg_reply_error(c, ENOENT);
		return;
	}
	if (S_ISCHR(f->st.st_mode) || S_ISBLK(f->st.st_mode))
		request.access = GG_ACCESS_NEVER;
	if (!gg_judge_found(c, f, &request, &a) || gg_withheld(c))
		return;
	if (a.verdict == GG_VERDICT_AUDIT)
		gg_reply_continue(c); /* mode audit lets it happen */
	else
		gg_reply_error(c, change(c, f));
}

/** gg_act_xattr() - answer a call that changes extended attributes */
void gg_act_xattr(struct gg_call *c)
{
	gg_act_object(c, c->shape->name[0] == 'l' ? 0 : GG_WALK_FOLLOW, answer);
}
