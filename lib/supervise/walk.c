/*
 * The walk.
 *
 * Owns two ways to the same result. Theory of operation: the fast way asks the kernel to resolve
 * the whole path with RESOLVE_NO_SYMLINKS; it succeeds when no link is on it, and then nothing
 * about the path depends on who resolves it. Otherwise the slow way goes component by component
 * with O_PATH|O_NOFOLLOW and follows links itself, because "/proc/self" must mean the caller and
 * not the supervisor; see walk_proc.c for /proc. Either way the object is pinned before its real
 * path is read and a decision made. Relies on /proc. Does not promise that the object still has
 * that path when the caller gets it: the object is what was decided about.
 */
#include "supervise/walk.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/kernel.h"
#include "base/sys.h"
#include "base/text.h"
#include "plan/self_path.h"
#include "supervise/sticky.h"
#include "supervise/walk_proc.h"

#define LINKS_MAX 40
#define STEPS_MAX 4096 /* a path has 2048 at most, its links could have very many */

/* The slow walk while it goes on */
struct steps {
	struct gg_call *call;
	int root;               /* borrowed */
	int at;                 /* owned: where we are */
	int held;
	unsigned links, steps;
	char rest[PATH_MAX * 2]; /* what is still to be walked */
};

static bool is_root(const struct steps *w)
{
	struct stat here, root;

	return fstat(w->at, &here) == 0 && fstat(w->root, &root) == 0 &&
	       here.st_ino == root.st_ino && here.st_dev == root.st_dev;
}

/* To stay is to look up a name, too. A magic link, and a descriptor that the walk begins at, may lead to anything. */
static int stay(const struct steps *w)
{
	gg_close int fd = (int)gg_sys_openat(w->at, ".", O_PATH | O_CLOEXEC, 0);

	return fd < 0 ? fd : 0;
}

static void move_to(struct steps *w, int fd)
{
	gg_scope_close(&w->at);
	w->at = fd;
}

/* Cut the next component off @w->rest. Return: its length, 0 at the end */
static size_t next_name(struct steps *w, char name[static NAME_MAX + 2], bool *last, bool *slash)
{
	const char *p = w->rest + strspn(w->rest, "/");
	size_t n = strcspn(p, "/");
	size_t copy = n > NAME_MAX ? NAME_MAX + 1 : n;

	memcpy(name, p, copy);
	name[copy] = '\0';
	*slash = p[n] == '/';
	p += n;
	*last = p[strspn(p, "/")] == '\0';
	memmove(w->rest, p, strlen(p) + 1);
	return copy;
}

/* Put the text of a link in front of what is left. */
static int put_in_front(struct steps *w, const char *target)
{
	char rest[sizeof(w->rest)];
	struct gg_text text;
	int root;

	if (++w->links > LINKS_MAX)
		return -ELOOP;
	if (!*target)
		return -ENOENT;
	memcpy(rest, w->rest, strlen(w->rest) + 1);
	gg_text_init(&text, w->rest, sizeof(w->rest));
	gg_text_str(&text, target);
	gg_text_str(&text, rest);
	if (text.cut)
		return -ENAMETOOLONG;
	if (target[0] != '/')
		return 0;
	root = fcntl(w->root, F_DUPFD_CLOEXEC, 3);
	if (root < 0)
		return -errno;
	move_to(w, root);
	return 0;
}

/* A link named @name, which is @st and pinned as @link: follow it. Return: 1 when @w->at is now its object
 * (a magic link), 0 when its text was put in front of the rest, negative errno */
static int follow(struct steps *w, const char *name, int link, const struct stat *st, bool last)
{
	char target[PATH_MAX];
	int object = -1;
	long n;
	int ret = gg_walk_proc(w->call, w->at, name, target, sizeof(target), &object, &w->held);

	if (ret < 0)
		return ret;
	if (object >= 0) {
		if (++w->links > LINKS_MAX) {
			(void)close(object);
			return -ELOOP;
		}
		move_to(w, object);
		return 1;
	}
	if (ret == 0) { /* no special link */
		ret = gg_sticky_link(w->at, link, st, last);
		if (ret < 0)
			return ret;
		n = gg_sys_readlinkat(link, "", target, sizeof(target) - 1);
		if (n < 0)
			return (int)n;
		target[n] = '\0';
	}
	return put_in_front(w, target);
}

static int absent(struct steps *w, const char *name, bool slash, struct gg_found *f)
{
	memcpy(f->name, name, strlen(name) + 1);
	f->slash = slash;
	f->parent = GG_TAKE_FD(w->at);
	return gg_found_absent(w->call, f);
}

/* Is a link at the end of the path followed? A slash behind it asks for what it leads to. */
static bool is_followed(unsigned flags, bool slash)
{
	return (flags & GG_WALK_FOLLOW) || (slash && !(flags & GG_WALK_NAME));
}

/* One component. Return: 1 go on, 0 done (@f filled), negative errno */
static int step(struct steps *w, unsigned flags, struct gg_found *f)
{
	char name[NAME_MAX + 2];
	bool last, slash, up;
	size_t n = next_name(w, name, &last, &slash);
	gg_close int fd = -1;
	struct stat st;
	int ret;

	if (++w->steps > STEPS_MAX)
		return -ELOOP;
	if (n)
		w->held = -1;
	if (n == 0 || !strcmp(name, ".") || (!strcmp(name, "..") && is_root(w))) {
		ret = n ? stay(w) : 0;
		f->slash = f->slash || (n > 0 && slash);
		return ret < 0 ? ret : !last;
	}
	up = !strcmp(name, "..");
	if (last && slash && !up && (flags & GG_WALK_CREATE))
		return -EISDIR;
	fd = (int)gg_sys_openat(w->at, name, O_PATH | O_NOFOLLOW | O_CLOEXEC, 0);
	if (n > NAME_MAX) /* cut by now, but still too long: what the kernel says holds */
		return fd < 0 ? fd : -ENAMETOOLONG;
	if (fd == -ENOENT && last)
		return absent(w, name, slash, f);
	if (fd < 0)
		return fd;
	if (fstat(fd, &st) < 0)
		return -errno;
	if (S_ISLNK(st.st_mode) && (!last || is_followed(flags, slash))) {
		ret = follow(w, name, fd, &st, last);
		f->slash = ret > 0 && last && slash;
		return ret <= 0 ? (ret < 0 ? ret : 1) : !last;
	}
	if (!last && !S_ISDIR(st.st_mode))
		return -ENOTDIR;
	if (last && !up && (flags & (GG_WALK_PARENT | GG_WALK_NAME))) {
		memcpy(f->name, name, n + 1);
		f->parent = GG_TAKE_FD(w->at);
	}
	f->slash = last && slash;
	move_to(w, GG_TAKE_FD(fd));
	return !last;
}

static int walk_slowly(struct gg_call *c, int root, int base, const char *path, unsigned flags,
		       struct gg_found *f)
{
	struct steps w = { .call = c, .root = root, .held = -1 };
	struct gg_text text;
	int ret;

	w.at = fcntl(base, F_DUPFD_CLOEXEC, 3);
	if (w.at < 0)
		return -errno;
	gg_text_init(&text, w.rest, sizeof(w.rest));
	gg_text_str(&text, path);
	do
		ret = step(&w, flags, f);
	while (ret > 0);
	f->linked = w.links > 0;
	if (ret == 0 && w.at >= 0) {
		f->fd = GG_TAKE_FD(w.at);
		f->held = w.held;
		ret = gg_found_describe(c, f);
		if (ret == 0 && f->slash && !S_ISDIR(f->st.st_mode) && !(flags & GG_WALK_NAME))
			ret = -ENOTDIR;
	}
	gg_scope_close(&w.at);
	return ret;
}

/* The kernel's own resolution when no link is on the way. Return: 0; -ELOOP or anything else:
 * take the slow way, which finds the right errno */
static int walk_fast(struct gg_call *c, int base, const char *path, unsigned flags, struct gg_found *f)
{
	uint64_t how = O_PATH | O_CLOEXEC | (flags & GG_WALK_FOLLOW ? 0 : O_NOFOLLOW);
	size_t n = strlen(path);
	int fd;

	if (flags & (GG_WALK_PARENT | GG_WALK_NAME) ||
	    (n > 0 && path[n - 1] == '/' && (flags & GG_WALK_CREATE)))
		return -ELOOP;
	fd = (int)gg_sys_openat2(base, path, how, 0, GG_RESOLVE_NO_SYMLINKS);
	if (fd < 0)
		return fd;
	f->fd = fd;
	f->slash = n > 0 && path[n - 1] == '/';
	return gg_found_describe(c, f);
}

/* Where the walk begins. @ret_root is owned by the caller unless it is the supervisor's, @ret_base unless it is
 * the root. */
static int find_bases(struct gg_call *c, int dir, const char *path, int *ret_root, int *ret_base)
{
	char what[24];
	struct gg_text text;

	*ret_root = c->super->root;
	if (c->super->own_roots) {
		*ret_root = gg_target_open(c, "root");
		if (*ret_root < 0)
			return *ret_root;
	}
	if (path[0] == '/') {
		*ret_base = *ret_root;
		return 0;
	}
	gg_text_init(&text, what, sizeof(what));
	gg_text_fmt(&text, "fd/%d", dir);
	*ret_base = gg_target_open(c, dir == AT_FDCWD ? "cwd" : what);
	return *ret_base < 0 ? *ret_base : 0;
}

/* As GG_FOUND_NONE, but what is only looked at when it was filled in is left as it is */
static void forget(struct gg_found *f)
{
	gg_found_done(f);
	f->held = -1;
	f->slash = f->deleted = f->linked = false;
	f->name[0] = f->path[0] = '\0';
	f->st = (struct stat){ 0 };
}

/** gg_walk() - see walk.h */
int gg_walk(struct gg_call *c, int dir, const char *path, unsigned flags, struct gg_found *ret_found)
{
	int root = -1, base = -1;
	int ret;

	if (!*path)
		return flags & GG_WALK_EMPTY ? gg_walk_fd(c, dir, ret_found) : -ENOENT;
	ret = find_bases(c, dir, path, &root, &base);
	if (ret == 0) {
		/* to the kernel "/", and what ".." leads to, are this process's, not the caller's */
		ret = root == c->super->root ? walk_fast(c, base, path, flags, ret_found) : -ELOOP;
		if (ret < 0) {
			forget(ret_found);
			ret = walk_slowly(c, root, base, path, flags, ret_found);
		}
		if (ret < 0)
			forget(ret_found);
	}
	if (base >= 0 && base != root)
		(void)close(base);
	if (root >= 0 && root != c->super->root)
		(void)close(root);
	return ret;
}
