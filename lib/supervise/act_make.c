/*
 * mkdir mkdirat mknod mknodat symlink symlinkat.
 *
 * Owns making names: the folder is pinned, the policy asked about the path to be, and the name
 * made in that folder by the supervisor. Relies on walk.h. "create" makes folders, files, pipes,
 * sockets and links, never device nodes.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/access.h"
#include "supervise/act.h"
#include "supervise/acts.h"

enum { MAKE_FOLDER, MAKE_NODE, MAKE_LINK };

/* The act itself. Return: 0; negative errno */
static int make(struct gg_call *c, const struct gg_found *f, const char *text)
{
	const struct gg_shape *s = c->shape;
	mode_t mode = s->mode < 0 ? 0 : (mode_t)c->args[s->mode];
	struct gg_creds creds;
	int ret;

	if (s->what == MAKE_LINK)
		return symlinkat(text, f->parent, f->name) < 0 ? -errno : 0;
	ret = gg_target_creds(c, &creds);
	if (ret < 0)
		return ret;
	gg_umask_begin(&creds);
	if (s->what == MAKE_FOLDER)
		ret = mkdirat(f->parent, f->name, mode & 07777) < 0 ? -errno : 0;
	else
		ret = mknodat(f->parent, f->name, mode & (S_IFMT | 07777), 0) < 0 ? -errno : 0;
	gg_umask_end();
	return ret;
}

static bool makes_device(const struct gg_call *c)
{
	mode_t mode = c->shape->what == MAKE_NODE ? (mode_t)c->args[c->shape->mode] : 0;

	return S_ISCHR(mode) || S_ISBLK(mode);
}

static void answer(struct gg_call *c, const struct gg_found *f, const char *text)
{
	struct gg_request request = { .op = GG_OP_CREATE, .access = GG_ACCESS_CREATE, .path = f->path };
	struct gg_answer a;

	if (f->fd >= 0) {
		gg_reply_error(c, EEXIST);
		return;
	}
	if (f->slash && c->shape->what != MAKE_FOLDER) {
		gg_reply_error(c, ENOENT);
		return;
	}
	if (makes_device(c))
		request.access = GG_ACCESS_NEVER;
	if (!gg_judge(c, &request, &a, NULL) || gg_withheld(c))
		return;
	/* The mode and the kind of node are registers; any other path is Landlock's to refuse. */
	if (a.verdict == GG_VERDICT_AUDIT || gg_backed_below(c, f, GG_ACCESS_CREATE))
		gg_reply_continue(c);
	else
		gg_reply_error(c, make(c, f, text));
}

/** gg_act_make() - answer a call that makes a name */
void gg_act_make(struct gg_call *c)
{
	gg_found_auto struct gg_found f = GG_FOUND_NONE;
	char path[PATH_MAX];
	char text[PATH_MAX] = "";
	int ret;

	if (gg_refused_by_name(c))
		return;
	ret = gg_target_become(c);
	if (ret == 0 && c->shape->path2 >= 0)
		ret = gg_target_string(c, c->args[c->shape->path2], text, sizeof(text));
	if (ret == 0 && c->shape->path2 >= 0)
		ret = -ENOENT; /* a link to nothing at all */
	if (ret < 0)
		gg_reply_error(c, ret);
	else if (gg_act_path(c, c->shape->dir, c->shape->path, GG_WALK_NAME, path, &f) == 0)
		answer(c, &f, text);
	gg_target_back(c);
}
