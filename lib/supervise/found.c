/*
 * What a walk found, described.
 *
 * Owns the real path of a pinned object, and whether it still has it. Relies on /proc/self/fd.
 * Does not walk: see walk.c.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/sys.h"
#include "base/text.h"
#include "plan/self_path.h"
#include "supervise/walk.h"

/** gg_proc_link() - see walk.h */
void gg_proc_link(int fd, char ret_link[static 40])
{
	struct gg_text text;

	gg_text_init(&text, ret_link, 40);
	gg_text_fmt(&text, "/proc/self/fd/%d", fd);
}

/** gg_proc_at() - see walk.h */
int gg_proc_at(const struct gg_call *c, int fd, char ret_name[static 40])
{
	struct gg_text text;

	if (c->super->fds < 0) {
		gg_proc_link(fd, ret_name);
		return AT_FDCWD;
	}
	gg_text_init(&text, ret_name, 40);
	gg_text_fmt(&text, "%d", fd);
	return c->super->fds;
}

/** gg_found_done() - close what is pinned */
void gg_found_done(struct gg_found *found)
{
	gg_scope_close(&found->fd);
	gg_scope_close(&found->parent);
}

/* Real path of an own descriptor into @path. Return: 0; negative errno */
static int real_path(const struct gg_call *c, int fd, char path[static PATH_MAX])
{
	char name[40];
	int dir = gg_proc_at(c, fd, name);
	long n = gg_sys_readlinkat(dir, name, path, PATH_MAX);

	if (n < 0)
		return (int)n;
	if (n >= PATH_MAX)
		return -ENAMETOOLONG;
	path[n] = '\0';
	return 0;
}

#define LOST " (deleted)"

/* Has the object lost its name? Its path then ends in a mark, and no object of that name is this one. */
static bool lost_name(const struct gg_found *f)
{
	size_t n = strlen(f->path);
	struct stat st;

	if (n < sizeof(LOST) || strcmp(f->path + n - (sizeof(LOST) - 1), LOST))
		return false;
	return fstatat(AT_FDCWD, f->path, &st, AT_SYMLINK_NOFOLLOW) < 0 ||
	       st.st_ino != f->st.st_ino || st.st_dev != f->st.st_dev;
}

/** gg_found_other() - see walk.h */
bool gg_found_other(const struct gg_found *f, char path[static PATH_MAX])
{
	static const char tasks[] = "/proc/self/task/";
	const char *rest = f->path + sizeof(tasks) - 1;
	struct gg_text text;

	gg_text_init(&text, path, PATH_MAX);
	if (f->deleted) {
		gg_text_fmt(&text, "%.*s", (int)(strlen(f->path) - (sizeof(LOST) - 1)), f->path);
		return true;
	}
	if (strncmp(f->path, tasks, sizeof(tasks) - 1) || !strchr(rest, '/'))
		return false;
	gg_text_fmt(&text, "/proc/self%s", strchr(rest, '/'));
	return true;
}

/* In /proc every thread has a folder of its own beside that of its process, and they are the same. */
static void name_own(struct gg_call *c, char path[static PATH_MAX])
{
	struct gg_call other = { .super = c->super };
	pid_t tgid = gg_target_tgid(c);

	other.tid = (pid_t)strtol(path + strlen("/proc/"), NULL, 10);
	if (other.tid <= 0 || (other.tid != tgid && gg_target_tgid(&other) != tgid))
		return;
	gg_self_path(path, PATH_MAX, other.tid);
}

/** gg_found_describe() - see walk.h */
int gg_found_describe(struct gg_call *c, struct gg_found *f)
{
	int ret;

	if (fstat(f->fd, &f->st) < 0)
		return -errno;
	ret = real_path(c, f->fd, f->path);
	if (ret < 0)
		return ret;
	f->deleted = lost_name(f);
	if (!strncmp(f->path, "/proc/", 6))
		name_own(c, f->path);
	return 0;
}

/** gg_found_absent() - see walk.h */
int gg_found_absent(const struct gg_call *c, struct gg_found *f)
{
	struct gg_text text;
	char folder[PATH_MAX];
	int ret = real_path(c, f->parent, folder);

	if (ret < 0)
		return ret;
	gg_text_init(&text, f->path, sizeof(f->path));
	gg_text_fmt(&text, "%s%s%s", folder, strcmp(folder, "/") ? "/" : "", f->name);
	return text.cut ? -ENAMETOOLONG : 0;
}

/** gg_walk_fd() - see walk.h */
int gg_walk_fd(struct gg_call *c, int fd, struct gg_found *ret_found)
{
	gg_found_auto struct gg_found f = GG_FOUND_NONE;
	char what[24];
	struct gg_text text;
	int ret;

	gg_text_init(&text, what, sizeof(what));
	gg_text_fmt(&text, "fd/%d", fd);
	f.fd = gg_target_open(c, fd == AT_FDCWD ? "cwd" : what);
	if (f.fd < 0)
		return f.fd;
	f.held = fd == AT_FDCWD ? -1 : fd;
	ret = gg_found_describe(c, &f);
	if (ret < 0)
		return ret;
	*ret_found = f;
	f.fd = -1;
	return 0;
}
