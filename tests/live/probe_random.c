/*
 * Random calls that change files, for 21-random: what becomes of each, one line a call.
 *
 * Owns a generator that gives the same calls for the same seed, whoever makes them: names that are there and that are
 * not, with links, dots and slashes, from the working folder and from descriptors. Relies on probe.h for the command
 * line. Which of several errnos a call fails with is not told, nor what the clock decides.
 */
#include "probe.h"

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/xattr.h>

/* None leads upwards, nor do links that are made of them: what is not guarded must stay where it is. */
static const char *const names[] = {
	"a",	  "b",	    "c",     "d",      "l",	 "m",	     "sub",	"sub/a", "sub/b", "sub/c",
	"l/a",	  "l/b",    "m/x",   "./a",    "d/.",	 ".",	     "sub/",	"a/",	 "l/",	  "new",
	"new/",	  "sub/new", "sub/new/", "l/new", "sub/.", "l/.",    "loop",	"loop/x", "dang", "dang/",
	"dang/x", "",	    "sub//a", "fifo",  "fifo/",	 "sock",     "a/b",	"x/y",	 "sub/./.",
	"/proc/self/cwd/a", "/proc/thread-self/cwd/sub/b",
};

static unsigned state;
static int fds[3]; /* a folder, a file, a folder as a handle */

static unsigned any(unsigned n)
{
	state = state * 1103515245u + 12345u;
	return (state >> 16) % n;
}

static int bits(unsigned one_in, int flags) { return any(one_in) ? 0 : flags; }
static const char *name(void) { return names[any(sizeof(names) / sizeof(names[0]))]; }

static int dir(void)
{
	unsigned k = any(6);

	return k < 3 ? AT_FDCWD : fds[k - 3];
}

static long opened(void)
{
	int how = (int)any(3) | bits(3, O_CREAT) | bits(5, O_EXCL) | bits(5, O_TRUNC) | bits(4, O_NOFOLLOW) |
		  bits(4, O_DIRECTORY) | bits(5, O_APPEND) | bits(12, O_PATH) | bits(20, O_TMPFILE) | bits(20, O_SYNC);
	struct stat st;
	int fd = openat(dir(), name(), how | O_NONBLOCK, any(010000));

	if (fd < 0 || fstat(fd, &st) < 0)
		return -1;
	printf("%x %o %ld ", (unsigned)fcntl(fd, F_GETFL) & ~(unsigned)O_NOFOLLOW, st.st_mode,
	       S_ISREG(st.st_mode) ? (long)st.st_size : 0);
	return close(fd);
}

static long made(void)
{
	static const mode_t kinds[] = { S_IFIFO, S_IFREG, S_IFSOCK, 0 };

	switch (any(3)) {
	case 0: return mkdirat(dir(), name(), any(010000) | 0700);
	case 1: return mknodat(dir(), name(), kinds[any(4)] | any(01000), 0);
	default: return symlinkat(name(), dir(), name());
	}
}

static long moved(void)
{
	switch (any(4)) {
	case 0: return linkat(dir(), name(), dir(), name(), bits(8, AT_SYMLINK_FOLLOW) | bits(10, AT_EMPTY_PATH));
	case 1: return renameat2(dir(), name(), dir(), name(), RENAME_NOREPLACE);
	case 2: return renameat2(dir(), name(), dir(), name(), RENAME_EXCHANGE);
	default: return renameat2(dir(), name(), dir(), name(), 0);
	}
}

static long changed(void)
{
	struct timespec times[2] = { { 1, any(3) ? 0 : UTIME_NOW }, { 2, any(3) ? 5 : UTIME_OMIT } };

	switch (any(7)) {
	case 0: return fchmodat(dir(), name(), any(010000) | 0700, 0);
	case 1: return fchmod(fds[any(3)], any(010000) | 0700);
	case 2: return fchownat(dir(), name(), (uid_t)-1, (gid_t)-1, bits(3, AT_SYMLINK_NOFOLLOW) | bits(6, AT_EMPTY_PATH));
	case 3: return utimensat(dir(), name(), times, bits(3, AT_SYMLINK_NOFOLLOW));
	case 4: return truncate(name(), (long)any(9000) - 100);
	case 5: return setxattr(name(), "user.x", "v", 1, (int)any(3));
	default: return any(2) ? lsetxattr(name(), "user.x", "v", 1, 0) : removexattr(name(), "user.x");
	}
}

static void lay_out(void)
{
	(void)(mkdir("sub", 0755) | mkdir("d", 0755) | symlink("sub", "l") | symlink("a", "m") | symlink("loop", "loop") |
	       symlink("nowhere", "dang") | mkfifo("fifo", 0666));
	(void)close(open("a", O_CREAT | O_WRONLY | O_NONBLOCK, 0644));
	(void)close(open("sub/a", O_CREAT | O_WRONLY | O_NONBLOCK, 0600));
}

static int act_run(char **w) /* SEED CALLS DIR */
{
	unsigned calls = (unsigned)num(w[1]), i;

	state = (unsigned)num(w[0]);
	if (chdir(w[2]) < 0)
		return errno;
	(void)umask(any(2) ? 022 : 027);
	lay_out();
	fds[0] = open("sub", O_RDONLY | O_DIRECTORY);
	fds[1] = open("a", O_RDONLY);
	fds[2] = open("d", O_PATH);
	for (i = 0; i < calls; i++) {
		unsigned kind = any(10);
		long ret;

		printf("%u ", i);
		if (kind < 3)
			ret = opened();
		else if (kind < 5)
			ret = made();
		else if (kind < 7)
			ret = moved();
		else if (kind < 8)
			ret = unlinkat(dir(), name(), bits(3, AT_REMOVEDIR));
		else
			ret = changed();
		printf("%s\n", ret < 0 ? "fails" : "works");
		if (i % 40 == 39)
			lay_out();
	}
	return 0;
}

static const struct act acts[] = {
	{ "run", 3, act_run },
	{ NULL, 0, NULL },
};
