/*
 * Attacks by name: rights that move, links, handles, and what /proc shows of others.
 *
 * Owns acts that end with 0 when they reached what the policy withholds, and with the errno of
 * the refusal otherwise. Relies on probe.h for the command line.
 */
#include "../live/probe.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <grp.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/xattr.h>

extern char **environ;

static int reads(int fd)
{
	char c;
	ssize_t n = fd < 0 ? -1 : read(fd, &c, 1);

	return n < 0 ? errno : 0;
}

static int connects(const char *path)
{
	struct sockaddr_un un = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(un.sun_path, sizeof(un.sun_path), "%s", path);
	return of(connect(fd, (struct sockaddr *)&un, sizeof(un)));
}

static int act_serve(char **w) /* SOCKET: listens until it is ended */
{
	struct sockaddr_un un = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(un.sun_path, sizeof(un.sun_path), "%s", w[0]);
	if (bind(fd, (struct sockaddr *)&un, sizeof(un)) < 0 || listen(fd, 8) < 0)
		return errno;
	return pause();
}

static int act_socket_renamed(char **w) /* FORBIDDEN-SOCKET PERMITTED-NAME */
{
	return rename(w[0], w[1]) < 0 ? errno : connects(w[1]);
}

static int act_socket_linked(char **w)
{
	return link(w[0], w[1]) < 0 ? errno : connects(w[1]);
}

static int act_socket_symlinked(char **w)
{
	return symlink(w[0], w[1]) < 0 ? errno : connects(w[1]);
}

static int act_folder_renamed(char **w) /* FOLDER PERMITTED-FOLDER SOCKET: by a folder's new name */
{
	return rename(w[0], w[1]) < 0 ? errno : connects(w[2]);
}

/* The process that watches, through its own door. /proc/PID/NAME is opened with FLAGS r or w. */
static int act_parent(char **w) /* NAME [w] */
{
	char path[64], text[256] = "";
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/%s", getppid(), w[0]);
	fd = open(path, w[1] ? O_RDWR : O_RDONLY);
	if (fd < 0)
		return errno;
	if (!strcmp(w[0], "mem"))
		return 0; /* open is enough: it is judged once */
	n = read(fd, text, sizeof(text) - 1);
	return n < 0 ? errno : 0;
}

static int act_parent_link(char **w) /* NAME: what a link of the watcher leads to */
{
	char path[64], to[256];

	snprintf(path, sizeof(path), "/proc/%d/%s", getppid(), w[0]);
	return of(readlink(path, to, sizeof(to)));
}

/* A handle, and one of its uses */
static int act_handle(char **w) /* open|chmod|truncate|link|exec PATH [TO] */
{
	int fd = open(w[1], O_PATH);
	char link[40];
	char *argv[] = { (char *)"x", (char *)"reached", NULL };

	if (fd < 0)
		return errno;
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	if (!strcmp(w[0], "open"))
		return reads(open(link, O_RDONLY));
	if (!strcmp(w[0], "chmod"))
		return of(chmod(link, 0640));
	if (!strcmp(w[0], "truncate"))
		return of(truncate(link, 0));
	if (!strcmp(w[0], "link"))
		return linkat(AT_FDCWD, link, AT_FDCWD, w[2], AT_SYMLINK_FOLLOW) < 0 ?
			       errno : reads(open(w[2], O_RDONLY));
	if (!strcmp(w[0], "empty-link"))
		return linkat(fd, "", AT_FDCWD, w[2], AT_EMPTY_PATH) < 0 ? errno :
									   reads(open(w[2], O_RDONLY));
	if (!strcmp(w[0], "exec"))
		return of(syscall(SYS_execveat, fd, "", argv, environ, AT_EMPTY_PATH));
	if (!strcmp(w[0], "fchdir"))
		return fchdir(fd) < 0 ? errno : reads(open(w[2], O_RDONLY));
	if (!strcmp(w[0], "by-handle")) {
		char handle[256] = { 128 };
		int mount;

		return of(syscall(SYS_name_to_handle_at, fd, "", handle, &mount, AT_EMPTY_PATH));
	}
	return USAGE;
}

/* A file that may be removed, and not read, or not written; its second name may be another's. Once the name is
 * gone, it is the file that is held. */
static int act_deleted(char **w) /* truncate|chmod|fchmod|open|over PATH [OTHER-FILE]: over: that one takes the name */
{
	int fd = open(w[1], strcmp(w[0], "fchmod") ? O_PATH : O_RDONLY);
	char link[40];

	if (fd < 0 || (w[2] ? rename(w[2], w[1]) : unlink(w[1])) < 0)
		return errno;
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	if (!strcmp(w[0], "open") || !strcmp(w[0], "over"))
		return reads(open(link, O_RDONLY));
	if (!strcmp(w[0], "fchmod"))
		return of(fchmod(fd, 0640));
	return of(strcmp(w[0], "chmod") ? truncate(link, 0) : chmod(link, 0640));
}

static int act_under_name(char **w) /* link|rename PROGRAM NAME WORD...: run under another name */
{
	if ((strcmp(w[0], "link") ? rename(w[1], w[2]) : link(w[1], w[2])) < 0)
		return errno;
	return of(execve(w[2], w + 2, environ));
}

static int act_nameless(char **w) /* FOLDER TO: O_TMPFILE, given a name elsewhere */
{
	int fd = open(w[0], O_TMPFILE | O_RDWR, 0600);
	char link[40];

	if (fd < 0)
		return errno;
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	return of(linkat(AT_FDCWD, link, AT_FDCWD, w[1], AT_SYMLINK_FOLLOW));
}

/* Rights that were given up must not come back by way of a supervisor that still has them. */
static int act_nobody(char **w) /* bind PORT|setcap FILE|create FILE|fifo FILE, made by root for itself */
{
	static const unsigned caps[5] = { 0x02000001, ~0u, 0, ~0u, 0 };
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons((uint16_t)num(w[1])) };

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (!strcmp(w[0], "fifo") && ((unlink(w[1]) < 0 && errno != ENOENT) || mkfifo(w[1], 0600) < 0))
		return USAGE;
	if (setgroups(0, NULL) < 0 || setgid(65534) < 0 || setuid(65534) < 0)
		return errno;
	if (!strcmp(w[0], "bind"))
		return of(bind(socket(AF_INET, SOCK_STREAM, 0), (struct sockaddr *)&at, sizeof(at)));
	if (!strcmp(w[0], "setcap"))
		return of(setxattr(w[1], "security.capability", caps, sizeof(caps), 0));
	if (!strcmp(w[0], "fifo"))
		return of(open(w[1], O_RDWR));
	return of(open(w[1], O_WRONLY | O_CREAT, 0600));
}

static int act_whiteout(char **w) /* FROM TO: leaves a device node behind */
{
	return of(syscall(SYS_renameat2, AT_FDCWD, w[0], AT_FDCWD, w[1], 4 /* RENAME_WHITEOUT */));
}

static int act_memory_exec(char **w) /* PROGRAM: copied to a memory file and run */
{
	int from = open(w[0], O_RDONLY);
	int fd = memfd_create("x", 0);
	char *argv[] = { (char *)"x", (char *)"reached", NULL };
	char buf[65536];
	ssize_t n;

	if (fd < 0 || from < 0)
		return errno;
	while ((n = read(from, buf, sizeof(buf))) > 0)
		if (write(fd, buf, (size_t)n) != n)
			return EIO;
	return of(syscall(SYS_execveat, fd, "", argv, environ, AT_EMPTY_PATH));
}

static int act_own_root(char **w) /* PATH: by way of /proc/self/root */
{
	char path[512];

	snprintf(path, sizeof(path), "/proc/self/root%s", w[0]);
	return reads(open(path, O_RDONLY));
}

static int act_own_task(char **w) /* PATH: by way of the thread's own folder and the parent's cwd */
{
	char path[512];

	snprintf(path, sizeof(path), "/proc/self/task/%ld/root%s", syscall(SYS_gettid), w[0]);
	return reads(open(path, O_RDONLY));
}

static int act_long(char **w) /* PATH BYTES: padded with slashes to that length */
{
	size_t n = num(w[1]);
	char *path = malloc(n + 1);

	if (!path || n < strlen(w[0]))
		return USAGE;
	memset(path, '/', n);
	memcpy(path + n - strlen(w[0]), w[0], strlen(w[0]) + 1);
	return reads(open(path, O_RDONLY));
}

static const struct act acts[] = {
	{ "serve", 1, act_serve },
	{ "socket-renamed", 2, act_socket_renamed },
	{ "socket-linked", 2, act_socket_linked },
	{ "socket-symlinked", 2, act_socket_symlinked },
	{ "folder-renamed", 3, act_folder_renamed },
	{ "parent", 1, act_parent },
	{ "parent-link", 1, act_parent_link },
	{ "handle", 2, act_handle },
	{ "deleted", 2, act_deleted },
	{ "under-name", 3, act_under_name },
	{ "nameless", 2, act_nameless },
	{ "nobody", 2, act_nobody },
	{ "whiteout", 2, act_whiteout },
	{ "memory-exec", 1, act_memory_exec },
	{ "own-root", 1, act_own_root },
	{ "own-task", 1, act_own_task },
	{ "long", 2, act_long },
	{ NULL, 0, NULL },
};
