/*
 * The folder that paths of fuzz targets lead through.
 *
 * Owns folders that a policy grants (rw), grants to be read (ro) and does not (no), with a file each,
 * and links between all of them. Relies on the caller for an empty folder. Whatever is wrong here is
 * wrong with the machine, so it ends the run.
 */
#include "tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/common.h"

static const char *const folders[] = { "rw", "rw/a", "rw/a/b", "rw/priv", "ro", "ro/a", "no", "no/a" };
static const char *const files[] = { "rw/f", "rw/a/f", "rw/priv/f", "ro/f", "ro/a/f", "no/f", "no/a/f" };

/* Name and what it leads to; ^ stands for the folder's own path */
static const char *const links[][2] = {
	{ "rw/up", ".." },	    { "rw/self", "." },		 { "rw/file", "a/f" },
	{ "rw/out", "../no/f" },    { "rw/outdir", "../no" },	 { "rw/gone", "nothing" },
	{ "rw/one", "two" },	    { "rw/two", "one" },	 { "rw/abs", "^/ro/a" },
	{ "rw/absno", "^/no/f" },   { "rw/root", "/" },		 { "rw/inroot", "/rw/a" },
	{ "rw/proc", "/proc/self" }, { "rw/fd", "/proc/self/fd/0" }, { "rw/cwd", "/proc/self/cwd" },
	{ "rw/slash", "a/" },	    { "rw/goneslash", "nothing/" }, { "ro/rw", "../rw" },
	{ "no/rw", "^/rw/a" },
};

static const char *const words[] = {
	"rw", "ro", "no", "a", "b", "f", "priv", "..", ".", "", "up", "self", "file", "out", "outdir", "gone", "one",
	"abs", "absno", "root", "inroot", "proc", "fd", "cwd", "slash", "goneslash", "new", "fifo", "sock",
	"proc/self", "proc/thread-self", "proc/self/fd/0", "proc/self/cwd", "proc/self/root", "proc/self/exe",
	"dev/null", "new2", "closed", "proc/1/root", "x/../..",
};

static void must(int ret, const char *what)
{
	if (ret >= 0)
		return;
	perror(what);
	abort();
}

static void make_link(int dir, const char *path, const char *name, const char *to)
{
	char target[PATH_MAX];

	snprintf(target, sizeof(target), "%s%s", to[0] == '^' ? path : "", to[0] == '^' ? to + 1 : to);
	must(symlinkat(target, dir, name), name);
}

/** gg_tree_make() - see tree.h */
void gg_tree_make(int dir, const char *path)
{
	for (size_t i = 0; i < GG_ARRAY_SIZE(folders); i++) {
		must(mkdirat(dir, folders[i], 0777), folders[i]);
		must(fchmodat(dir, folders[i], 0777, 0), folders[i]); /* only the policy is in the way */
	}
	for (size_t i = 0; i < GG_ARRAY_SIZE(files); i++) {
		int fd = openat(dir, files[i], O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);

		must(fd, files[i]);
		must(fchmod(fd, 0666), files[i]);
		must((int)write(fd, "text\n", 5), files[i]);
		close(fd);
	}
	for (size_t i = 0; i < GG_ARRAY_SIZE(links); i++)
		make_link(dir, path, links[i][0], links[i][1]);
	must(mkfifoat(dir, "rw/fifo", 0666), "rw/fifo");
	must(mkfifoat(dir, "no/fifo", 0666), "no/fifo");
	must(mkdirat(dir, "rw/closed", 0), "rw/closed");
}

static void clear(int dir, const char *name)
{
	int fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *e;

	while (d && (e = readdir(d)))
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0 &&
		    unlinkat(dirfd(d), e->d_name, 0) < 0) {
			(void)fchmodat(dirfd(d), e->d_name, 0700, 0);
			clear(dirfd(d), e->d_name);
			must(unlinkat(dirfd(d), e->d_name, AT_REMOVEDIR), e->d_name);
		}
	if (d)
		closedir(d);
}

/** gg_tree_clear() - see tree.h */
void gg_tree_clear(int dir)
{
	clear(dir, ".");
}

static void add(char *path, size_t *n, const char *text)
{
	size_t len = strlen(text);

	if (*n + len >= PATH_MAX)
		return;
	memcpy(path + *n, text, len + 1);
	*n += len;
}

/* What no list of words has: a name that is as long as names may be, or too long, or of odd bytes */
static void add_odd(struct input *in, char *path, size_t *n)
{
	char name[2] = { (char)(take(in, 1) | 1), '\0' };
	size_t times = take(in, 1) % 8 ? 1 : 254 + take(in, 1) % 4;

	while (times--)
		add(path, n, name);
}

/** gg_tree_path() - see tree.h */
size_t gg_tree_path(struct input *in, const char *top, char ret[static PATH_MAX])
{
	unsigned head = (unsigned)take(in, 1);
	unsigned count = head % 32;
	size_t n = 0;

	ret[0] = '\0';
	if (head & 0x80)
		add(ret, &n, head & 0x40 ? top : "/");
	for (unsigned i = 0; i < count && in->left; i++) {
		unsigned word = (unsigned)take(in, 1);

		if (n && ret[n - 1] != '/')
			add(ret, &n, "/");
		if (word < GG_ARRAY_SIZE(words))
			add(ret, &n, words[word]);
		else if (word > 250)
			add_odd(in, ret, &n);
		else
			add(ret, &n, words[word % 10]);
	}
	if (head & 0x20)
		add(ret, &n, "/");
	return n;
}
