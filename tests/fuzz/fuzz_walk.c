/*
 * Fuzz target: the walk of paths against the kernel's own. Whatever the path and where it begins, the
 * walk must come to the same object, or to the same errno.
 *
 * Input: a byte of flags, then a path of tree.h. Relies on the caller being this process, or a child
 * in a root of its own, so that the kernel can be asked the same; openat2(2) with RESOLVE_IN_ROOT is
 * asked for the child's, where there is no /proc. Descriptors must be as many afterwards as before.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "supervise/walk.h"
#include "tree.h"

#define PROC_MAGIC 0x9fa0
#define JAIL_CWD "/rw/" /* the chrooted child's working folder */

enum { IN_CHROOT = 1, FOLLOW = 2, PARENT = 4, NAME = 8, FROM_FOLDER = 16, FROM_FD = 32 };

static char top[64];
static int top_fd, rw_fd, start_fd;
static pid_t chrooted;
static struct gg_super own, jailed;

static void at_end(void)
{
	if (fchdir(start_fd) < 0)
		return;
	if (chrooted > 0)
		kill(chrooted, SIGKILL);
	gg_tree_clear(top_fd);
	(void)rmdir(top);
}

/* A child whose root is the folder, where that is permitted */
static void start_chrooted(void)
{
	int ready[2];
	char c;

	if (pipe(ready) < 0)
		abort();
	chrooted = fork();
	if (chrooted == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (chroot(top) < 0 || chdir(JAIL_CWD) < 0 || write(ready[1], "r", 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	close(ready[1]);
	if (read(ready[0], &c, 1) != 1) {
		waitpid(chrooted, NULL, 0);
		chrooted = 0;
	}
	close(ready[0]);
}

static void setup(void)
{
	snprintf(top, sizeof(top), "/tmp/goguard-fuzz.XXXXXX");
	if (!mkdtemp(top))
		abort();
	chmod(top, 0755);
	top_fd = open(top, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	gg_tree_make(top_fd, top);
	rw_fd = openat(top_fd, "rw", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	start_fd = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC); /* where libFuzzer works */
	if (top_fd < 0 || rw_fd < 0 || start_fd < 0)
		abort();
	own.root = open("/", O_PATH | O_CLOEXEC);
	own.fds = open("/proc/self/fd", O_PATH | O_CLOEXEC);
	start_chrooted();
	jailed.root = own.root;
	jailed.fds = own.fds;
	jailed.own_roots = true;
	atexit(at_end);
}

static int lowest_free(void)
{
	int fd = dup(top_fd);

	close(fd);
	return fd;
}

/* The kernel is asked for a path of the child's by a longer one. Is that still a path? */
static bool can_ask_jailed(const char *path)
{
	return path[0] == '/' || strlen(path) + strlen(JAIL_CWD) < PATH_MAX;
}

/* What the kernel says. Return: an O_PATH descriptor, negative errno */
static int ask_kernel(const struct gg_call *c, int dir, const char *path, bool follow)
{
	struct open_how how = { .flags = O_PATH | O_CLOEXEC | (follow ? 0 : O_NOFOLLOW) };
	char text[PATH_MAX + 8];
	long fd;

	if (!*path)
		return -ENOENT;
	if (c->super == &jailed) { /* relative paths begin in its working folder, which is not its root */
		how.resolve = RESOLVE_IN_ROOT;
		snprintf(text, sizeof(text), "%s%s", path[0] == '/' ? "" : JAIL_CWD, path);
		do
			fd = syscall(SYS_openat2, top_fd, text, &how, sizeof(how));
		while (fd < 0 && errno == EAGAIN); /* somebody on this machine renames something */
	} else {
		fd = syscall(SYS_openat2, dir, path, &how, sizeof(how));
	}
	return fd < 0 ? -errno : (int)fd;
}

/* Who walks for the kernel without locks may have to begin again, and the links of the first time count, too: then there
 * are too many of half as many. Return: as ask_kernel() */
static int ask_again(const struct gg_call *c, int dir, const char *path, bool follow, bool loops)
{
	int fd = ask_kernel(c, dir, path, follow), tries;

	for (tries = 0; fd == -ELOOP && !loops && tries < 1000; tries++)
		fd = ask_kernel(c, dir, path, follow);
	return fd;
}

static bool is_proc(int fd)
{
	struct statfs fs;

	return fstatfs(fd, &fs) == 0 && fs.f_type == PROC_MAGIC;
}

static void differ(const char *path, unsigned flags, int ret, int kernel, const char *why)
{
	fprintf(stderr, "'%s' flags 0x%x: %d, the kernel %d: %s\n", path, flags, ret, kernel, why);
	at_end();
	abort();
}

static void compare_found(const char *path, unsigned flags, const struct gg_found *f, int kernel)
{
	struct stat st, named;

	if (f->fd < 0) {
		if (kernel != -ENOENT)
			differ(path, flags, 0, kernel, "nothing there");
		if (f->parent < 0 || !f->name[0] || strchr(f->name, '/'))
			differ(path, flags, 0, kernel, "nothing there, and no folder");
		return;
	}
	if (kernel < 0)
		differ(path, flags, 0, kernel, "found");
	if (fstat(kernel, &st) < 0 || (!is_proc(kernel) && (st.st_ino != f->st.st_ino || st.st_dev != f->st.st_dev)))
		differ(path, flags, 0, 0, "another object");
	if (f->parent >= 0 && !is_proc(f->fd) &&
	    (fstatat(f->parent, f->name, &named, AT_SYMLINK_NOFOLLOW) < 0 || named.st_ino != f->st.st_ino))
		differ(path, flags, 0, 0, "folder and name are another object's");
}

static size_t without_slashes(char *path)
{
	size_t n = strlen(path);

	while (n > 1 && path[n - 1] == '/')
		path[--n] = '\0';
	return n;
}

static void walk(unsigned chosen, const char *path)
{
	struct gg_call c = { .super = chosen & IN_CHROOT ? &jailed : &own, .tid = getpid() };
	struct gg_found f = GG_FOUND_NONE;
	unsigned flags = (chosen & FOLLOW ? GG_WALK_FOLLOW : 0) | (chosen & PARENT ? GG_WALK_PARENT : 0);
	int dir = chosen & FROM_FOLDER ? AT_FDCWD : chosen & FROM_FD ? 0 : rw_fd;
	char text[PATH_MAX];
	int ret, kernel;

	if (c.super == &jailed) {
		c.tid = chrooted;
		dir = AT_FDCWD;
	}
	memcpy(text, path, strlen(path) + 1);
	if (chosen & NAME) { /* what is at the name itself, whatever is behind it */
		flags = GG_WALK_NAME;
		without_slashes(text);
	}
	ret = gg_walk(&c, dir, path, flags, &f);
	/* magic links of others lead nowhere, whatever the kernel would permit */
	if (!(ret == -EACCES && (c.trespass || strstr(path, "proc")))) {
		kernel = ask_again(&c, dir, text, flags & GG_WALK_FOLLOW, ret == -ELOOP);
		if (ret < 0 && ret != kernel)
			differ(path, flags, ret, kernel, "failed");
		if (ret == 0)
			compare_found(path, flags, &f, kernel);
		if (kernel >= 0)
			close(kernel);
	}
	gg_found_done(&f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	unsigned flags = (unsigned)take(&in, 1);
	char path[PATH_MAX];
	int before;

	if (!top[0])
		setup();
	if (!chrooted)
		flags &= ~(unsigned)IN_CHROOT;
	gg_tree_path(&in, flags & IN_CHROOT ? "/rw" : top, path);
	if (flags & IN_CHROOT && !can_ask_jailed(path))
		return 0;
	before = lowest_free();
	if (fchdir(top_fd) < 0)
		abort();
	walk(flags, path);
	if (fchdir(start_fd) < 0)
		abort();
	if (lowest_free() != before) {
		fprintf(stderr, "'%s' flags 0x%x: a descriptor is left\n", path, flags);
		abort();
	}
	return 0;
}
