/*
 * Acts on paths, each by one raw system call, so that a test knows which one it was.
 *
 * Owns one act per call. Relies on probe.h. Not libc's open(): it would choose openat.
 */
#include "probe.h"

#include <fcntl.h>
#include <linux/fs.h>
#include <signal.h>
#include <sys/time.h>
#include <sys/xattr.h>
#include <utime.h>

#define AT AT_FDCWD

static const struct word_bit open_words[] = {
	{ "r", O_RDONLY }, { "w", O_WRONLY }, { "rw", O_RDWR }, { "creat", O_CREAT },
	{ "excl", O_EXCL }, { "trunc", O_TRUNC }, { "append", O_APPEND }, { "tmpfile", O_TMPFILE },
	{ "dir", O_DIRECTORY }, { "nofollow", O_NOFOLLOW }, { "path", O_PATH }, { "nonblock", O_NONBLOCK },
	{ "cloexec", O_CLOEXEC }, { "noctty", O_NOCTTY }, { NULL, 0 },
};

static const struct word_bit rename_words[] = {
	{ "0", 0 }, { "noreplace", RENAME_NOREPLACE }, { "exchange", RENAME_EXCHANGE }, { NULL, 0 },
};

static const struct word_bit node_words[] = {
	{ "reg", S_IFREG }, { "fifo", S_IFIFO }, { "sock", S_IFSOCK }, { "chr", S_IFCHR }, { "blk", S_IFBLK },
	{ NULL, 0 },
};

static int flags(const char *words)
{
	return (int)word_bits(open_words, words);
}

/* Use what was opened: write @text, or print what is there */
static int use(long fd, const char *text)
{
	char buf[4096];
	ssize_t n = 0;
	int how;

	if (fd < 0)
		return errno;
	how = fcntl((int)fd, F_GETFL);
	if (how < 0)
		return errno;
	if (text)
		n = write((int)fd, text, strlen(text));
	else if ((how & O_ACCMODE) != O_WRONLY && !(how & (O_PATH | O_DIRECTORY)))
		n = read((int)fd, buf, sizeof(buf));
	if (n < 0)
		return errno;
	if (!text)
		(void)fwrite(buf, 1, (size_t)n, stdout);
	return of(close((int)fd));
}

static int act_open(char **w) /* FLAGS PATH [TEXT] [MODE] */
{
	int mode = w[2] && w[3] ? (int)strtoul(w[3], NULL, 8) : 0666;

	return use(syscall(SYS_openat, AT, w[1], flags(w[0]), mode), w[2]);
}

#ifdef SYS_open
static int act_old_open(char **w)
{
	return use(syscall(SYS_open, w[1], flags(w[0]), 0666), w[2]);
}

static int act_creat(char **w)
{
	return use(syscall(SYS_creat, w[0], 0666), w[1]);
}
#endif

static int act_openat(char **w) /* DIR FLAGS PATH [TEXT]: relative to a folder that is open */
{
	int dir = open(w[0], O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return dir < 0 ? errno : use(syscall(SYS_openat, dir, w[2], flags(w[1]), 0666), w[3]);
}

static int act_openat_path(char **w) /* the same, the folder as a handle only */
{
	int dir = open(w[0], O_PATH | O_DIRECTORY | O_CLOEXEC);

	return dir < 0 ? errno : use(syscall(SYS_openat, dir, w[2], flags(w[1]), 0666), w[3]);
}

static int act_openat_file(char **w) /* FILE FLAGS PATH: relative to what is no folder */
{
	int file = open(w[0], O_RDONLY | O_CLOEXEC);

	return file < 0 ? errno : use(syscall(SYS_openat, file, w[2], flags(w[1]), 0666), w[3]);
}

static int act_openat2(char **w) /* FLAGS PATH RESOLVE */
{
	struct {
		unsigned long flags, mode, resolve;
	} how = { (unsigned long)flags(w[0]), 0, num(w[2]) };

	how.mode = how.flags & O_CREAT ? 0666 : 0;
	return use(syscall(437, AT, w[1], &how, sizeof(how)), NULL);
}

static int act_dirty_open(char **w) /* FLAGS PATH: upper halves of 32-bit arguments set */
{
	unsigned long dirty = 0xdeadbeef00000000ul;

	return use(syscall(SYS_openat, dirty | (unsigned)AT, w[1], dirty | (unsigned)flags(w[0]), 0666ul),
		   NULL);
}

static int act_reopen(char **w) /* HOW PATH FLAGS: open PATH by HOW, then what its descriptor is */
{
	char link[40];
	int fd = open(w[1], flags(w[0]), 0666);

	if (fd < 0)
		return errno;
	(void)snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	return use(syscall(SYS_openat, AT, link, flags(w[2]), 0), w[3]);
}

static int act_reopen_pipe(char **w) /* FLAGS: both ends of a pipe stay open */
{
	char link[40];
	int ends[2];

	if (pipe(ends) < 0 || write(ends[1], "in the pipe\n", 12) != 12)
		return errno;
	(void)snprintf(link, sizeof(link), "/proc/self/fd/%d", ends[strcmp(w[0], "w") ? 0 : 1]);
	return use(syscall(SYS_openat, AT, link, flags(w[0]), 0), w[1]);
}

static int act_reopen_deleted(char **w) /* PATH FLAGS: a file that lost its name */
{
	char link[40];
	int fd = open(w[0], O_RDONLY);

	if (fd < 0 || unlink(w[0]) < 0)
		return errno;
	(void)snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	return use(syscall(SYS_openat, AT, link, flags(w[1]), 0), NULL);
}

static int act_fifo(char **w) /* PATH: both ends here, in two threads */
{
	pid_t pid = fork();
	int err;

	if (pid == 0)
		_exit(use(syscall(SYS_openat, AT, w[0], O_WRONLY, 0), "through the pipe\n"));
	err = use(syscall(SYS_openat, AT, w[0], O_RDONLY, 0), NULL);
	return err ? err : status_of(pid);
}

static void on_alarm(int sig) { (void)sig; }

static int act_alarmed_open(char **w) /* FLAGS PATH: a signal comes while it waits */
{
	struct sigaction sa = { .sa_handler = on_alarm };
	struct itimerval soon = { { 0, 20000 }, { 0, 200000 } };

	if (sigaction(SIGALRM, &sa, NULL) < 0 || setitimer(ITIMER_REAL, &soon, NULL) < 0)
		return USAGE;
	return use(syscall(SYS_openat, AT, w[1], flags(w[0]), 0), NULL);
}

static int act_mkdir(char **w) { return of(syscall(SYS_mkdirat, AT, w[0], w[1] ? num(w[1]) : 0777)); }
static int act_mknod(char **w) /* TYPE PATH [MODE] */
{
	unsigned mode = (unsigned)word_bits(node_words, w[0]) | (unsigned)(w[2] ? num(w[2]) : 0666);

	return of(syscall(SYS_mknodat, AT, w[1], mode, 0x103ul)); /* of a device: /dev/null's number */
}
static int act_symlink(char **w) { return of(syscall(SYS_symlinkat, w[0], AT, w[1])); }
static int act_link(char **w) { return of(syscall(SYS_linkat, AT, w[0], AT, w[1], 0)); }
static int act_link_fd(char **w) /* OLD NEW: by /proc/self/fd, the way O_TMPFILE files get names */
{
	char link[40];
	int fd = open(w[0], O_RDONLY);

	(void)snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	return fd < 0 ? errno : of(syscall(SYS_linkat, AT, link, AT, w[1], AT_SYMLINK_FOLLOW));
}
static int act_name_tmpfile(char **w) /* DIR NEW */
{
	char link[40];
	int fd = open(w[0], O_TMPFILE | O_WRONLY, 0600);

	(void)snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	return fd < 0 ? errno : of(syscall(SYS_linkat, AT, link, AT, w[1], AT_SYMLINK_FOLLOW));
}
static int act_rename(char **w) /* FLAGS OLD NEW */
{
	return of(syscall(SYS_renameat2, AT, w[1], AT, w[2], word_bits(rename_words, w[0])));
}
static int act_unlink(char **w) { return of(syscall(SYS_unlinkat, AT, w[0], 0)); }
static int act_rmdir(char **w) { return of(syscall(SYS_unlinkat, AT, w[0], AT_REMOVEDIR)); }
static int act_truncate(char **w) { return of(syscall(SYS_truncate, w[0], num(w[1]))); }
static int act_chmod(char **w) { return of(syscall(SYS_fchmodat, AT, w[1], num(w[0]))); }
static int act_chown(char **w) { return of(syscall(SYS_fchownat, AT, w[0], getuid(), getgid(), 0)); }
static int act_lchown(char **w)
{
	return of(syscall(SYS_fchownat, AT, w[0], getuid(), getgid(), AT_SYMLINK_NOFOLLOW));
}
static int act_fchmod(char **w) /* MODE PATH: of a file open for reading */
{
	int fd = open(w[1], O_RDONLY);

	return fd < 0 ? errno : of(syscall(SYS_fchmod, fd, num(w[0])));
}
static int act_fchown(char **w)
{
	int fd = open(w[0], O_RDONLY);

	return fd < 0 ? errno : of(syscall(SYS_fchown, fd, getuid(), getgid()));
}
static int act_utimens(char **w)
{
	struct timespec times[2] = { { 1, 0 }, { 2, 0 } };

	return of(syscall(SYS_utimensat, AT, w[0], times, 0));
}
static int act_futimens(char **w) /* by descriptor, to now */
{
	int fd = open(w[0], O_RDONLY);

	return fd < 0 ? errno : of(syscall(SYS_utimensat, fd, NULL, NULL, 0));
}
static int act_setxattr(char **w) { return of(syscall(SYS_setxattr, w[0], "user.gg", "v", 1ul, 0)); }
static int act_fsetxattr(char **w)
{
	int fd = open(w[0], O_RDONLY);

	return fd < 0 ? errno : of(syscall(SYS_fsetxattr, fd, "user.gg", "v", 1ul, 0));
}

#ifdef SYS_mkdir /* the forms that only amd64 has */
static int act_old_mkdir(char **w) { return of(syscall(SYS_mkdir, w[0], 0777)); }
static int act_old_mknod(char **w)
{
	return of(syscall(SYS_mknod, w[1], word_bits(node_words, w[0]) | 0666, 0x103ul));
}
static int act_old_symlink(char **w) { return of(syscall(SYS_symlink, w[0], w[1])); }
static int act_old_link(char **w) { return of(syscall(SYS_link, w[0], w[1])); }
static int act_old_rename(char **w) { return of(syscall(SYS_rename, w[0], w[1])); }
static int act_renameat(char **w) { return of(syscall(SYS_renameat, AT, w[0], AT, w[1])); }
static int act_old_unlink(char **w) { return of(syscall(SYS_unlink, w[0])); }
static int act_old_rmdir(char **w) { return of(syscall(SYS_rmdir, w[0])); }
static int act_old_chmod(char **w) { return of(syscall(SYS_chmod, w[1], num(w[0]))); }
static int act_old_chown(char **w) { return of(syscall(SYS_chown, w[0], getuid(), getgid())); }
static int act_utime(char **w) { return of(syscall(SYS_utime, w[0], NULL)); }
static int act_utimes(char **w) { return of(syscall(SYS_utimes, w[0], NULL)); }
#endif

/* A folder that is made anew, where it was removed or moved away to, is used as before */
static int act_renew(char **w) /* DIR [AWAY] */
{
	char path[512];

	if ((w[1] ? rename(w[0], w[1]) : rmdir(w[0])) < 0 || mkdir(w[0], 0755) < 0)
		return errno;
	(void)snprintf(path, sizeof(path), "%s/f", w[0]);
	if (close(open(path, O_WRONLY | O_CREAT, 0644)) < 0 || close(open(path, O_WRONLY)) < 0 ||
	    close(open(path, O_RDONLY)) < 0 || unlink(path) < 0 || mkdir(path, 0755) < 0)
		return errno;
	return of(rmdir(path));
}

/* What is made in a folder with a default ACL has the mode that this says, whatever the umask is */
static int act_default_acl(char **w) /* DIR */
{
	static const unsigned char acl[] = { 2, 0, 0, 0, /* version */
					     0x01, 0, 7, 0, 255, 255, 255, 255, 0x04, 0, 7, 0, 255, 255, 255, 255,
					     0x20, 0, 5, 0, 255, 255, 255, 255 }; /* u::rwx g::rwx o::r-x */
	struct stat file, folder, node;

	(void)umask(077);
	if (setxattr(w[0], "system.posix_acl_default", acl, sizeof(acl), 0) < 0)
		return errno;
	if (chdir(w[0]) < 0 || close(open("f", O_WRONLY | O_CREAT, 0666)) < 0 || mkdir("d", 0777) < 0 ||
	    mkfifo("p", 0666) < 0 || stat("f", &file) < 0 || stat("d", &folder) < 0 || stat("p", &node) < 0)
		return errno;
	printf("%o %o %o\n", file.st_mode, folder.st_mode, node.st_mode);
	return 0;
}

static int act_in_fd(char **w) /* DIR ACT...: after fchdir to an open folder */
{
	int dir = open(w[0], O_PATH | O_DIRECTORY);

	return dir < 0 || fchdir(dir) < 0 ? errno : dispatch(w + 1);
}

static int act_long(char **w) /* DIR N ACT FLAGS: DIR with slashes, N bytes of path in all, then /f */
{
	static char path[5000];
	size_t n = num(w[1]);

	memset(path, '/', sizeof(path) - 1);
	memcpy(path, w[0], strlen(w[0]));
	memcpy(path + n - 1, "f", 2);
	return use(syscall(SYS_openat, AT, path, flags(w[2]), 0666), NULL);
}

/* clang-format off */
static const struct act acts[] = {
	{ "open", 2, act_open }, { "openat", 3, act_openat }, { "openat-path", 3, act_openat_path },
	{ "openat-file", 3, act_openat_file },
	{ "openat2", 3, act_openat2 }, { "dirty-open", 2, act_dirty_open }, { "reopen", 3, act_reopen },
	{ "reopen-pipe", 1, act_reopen_pipe }, { "reopen-deleted", 2, act_reopen_deleted },
	{ "fifo", 1, act_fifo }, { "mkdir", 1, act_mkdir }, { "mknod", 2, act_mknod },
	{ "symlink", 2, act_symlink }, { "link", 2, act_link }, { "link-fd", 2, act_link_fd },
	{ "name-tmpfile", 2, act_name_tmpfile }, { "rename", 3, act_rename }, { "unlink", 1, act_unlink },
	{ "rmdir", 1, act_rmdir }, { "truncate", 2, act_truncate }, { "chmod", 2, act_chmod },
	{ "fchmod", 2, act_fchmod }, { "chown", 1, act_chown }, { "lchown", 1, act_lchown },
	{ "fchown", 1, act_fchown }, { "utimens", 1, act_utimens }, { "futimens", 1, act_futimens },
	{ "setxattr", 1, act_setxattr }, { "fsetxattr", 1, act_fsetxattr }, { "in-fd", 2, act_in_fd },
	{ "renew", 1, act_renew }, { "default-acl", 1, act_default_acl },
	{ "long", 3, act_long }, { "alarmed-open", 2, act_alarmed_open },
#ifdef SYS_mkdir
	{ "old-open", 2, act_old_open }, { "creat", 1, act_creat }, { "old-mkdir", 1, act_old_mkdir },
	{ "old-mknod", 2, act_old_mknod }, { "old-symlink", 2, act_old_symlink },
	{ "old-link", 2, act_old_link }, { "old-rename", 2, act_old_rename },
	{ "renameat", 2, act_renameat }, { "old-unlink", 1, act_old_unlink },
	{ "old-rmdir", 1, act_old_rmdir }, { "old-chmod", 2, act_old_chmod },
	{ "old-chown", 1, act_old_chown }, { "utime", 1, act_utime }, { "utimes", 1, act_utimes },
#endif
	{ NULL, 0, NULL },
};
/* clang-format on */
