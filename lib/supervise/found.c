/*
 * What a walk found, described.
 *
 * Owns the real path of a pinned object, and whether it still has it. Relies on /proc/self/fd.
 * Does not walk: see walk.c.
 */
#include <errno.h>
#include <fcntl.h>
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

/* Has the object lost its name? Its path then ends in " (deleted)", and no object of that name
 * is this one. Who may remove a file must not come to what a rule for that file withholds by removing it: the
 * rules for its last name go on to count. Memory files never had one. */
static bool lost_name(struct gg_found *f)
{
	static const char mark[] = " (deleted)";
	static const char memory[] = "/memfd:";
	size_t n = strlen(f->path);
	struct stat st;

	if (n < sizeof(mark) || strcmp(f->path + n - (sizeof(mark) - 1), mark))
		return false;
	if (fstatat(AT_FDCWD, f->path, &st, AT_SYMLINK_NOFOLLOW) == 0 && st.st_ino == f->st.st_ino &&
	    st.st_dev == f->st.st_dev)
		return false;
	if (strncmp(f->path, memory, sizeof(memory) - 1))
		f->path[n - (sizeof(mark) - 1)] = '\0';
	return true;
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
		gg_self_path(f->path, sizeof(f->path), gg_target_tgid(c));
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
