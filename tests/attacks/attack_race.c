/*
 * Attacks by exchange: memory, links and descriptors change while a call is decided about.
 *
 * Owns the acts that call meanwhile, one call each. Relies on race.h.
 */
#include "race.h"

/* Is @fd the second file? Its folder has one letter in front of the name that tells. */
static int is_second(long fd)
{
	struct stat a, b;
	int same = fd >= 0 && fstat((int)fd, &a) == 0 && stat(shared.words[1], &b) == 0 &&
		   a.st_ino == b.st_ino && a.st_dev == b.st_dev;

	if (fd >= 0)
		close((int)fd);
	return same ? 0 : EACCES;
}

static int once_open(void)
{
	return is_second(syscall(SYS_openat, AT_FDCWD, shared.path, O_RDONLY));
}

static int act_open(char **w) /* ALLOWED FORBIDDEN: read the second */
{
	return two_paths(w) ? USAGE : race(flip_path, once_open, EACCES);
}

static int once_mode3(void)
{
	return is_second(syscall(SYS_openat, AT_FDCWD, shared.path, O_ACCMODE));
}

static int act_mode3(char **w) /* ALLOWED FORBIDDEN: open it for neither reading nor writing */
{
	return two_paths(w) ? USAGE : race(flip_path, once_mode3, EACCES);
}

static int once_create(void)
{
	long fd = syscall(SYS_openat, AT_FDCWD, shared.path, O_WRONLY | O_CREAT, 0600);

	if (fd >= 0)
		close((int)fd);
	return access(shared.words[1], F_OK) == 0 ? 0 : EACCES;
}

static int act_create(char **w) /* ALLOWED FORBIDDEN: the second does not exist, make it */
{
	return two_paths(w) ? USAGE : race(flip_path, once_create, EACCES);
}

static int once_mkdir(void)
{
	if (syscall(SYS_mkdirat, AT_FDCWD, shared.path, 0700) == 0)
		syscall(SYS_unlinkat, AT_FDCWD, shared.words[0], AT_REMOVEDIR);
	return access(shared.words[1], F_OK) == 0 ? 0 : EACCES;
}

static int act_mkdir(char **w)
{
	return two_paths(w) ? USAGE : race(flip_path, once_mkdir, EACCES);
}

static int once_unlink(void)
{
	int fd = open(shared.words[0], O_WRONLY | O_CREAT, 0600);

	if (fd >= 0)
		close(fd);
	syscall(SYS_unlinkat, AT_FDCWD, shared.path, 0);
	return access(shared.words[1], F_OK) == 0 ? EACCES : 0;
}

static int act_unlink(char **w)
{
	return two_paths(w) ? USAGE : race(flip_path, once_unlink, EACCES);
}

static int once_chmod(void)
{
	struct stat st;

	syscall(SYS_fchmodat, AT_FDCWD, shared.path, 0640);
	return stat(shared.words[1], &st) == 0 && (st.st_mode & 07777) == 0640 ? 0 : EACCES;
}

static int act_chmod(char **w)
{
	return two_paths(w) ? USAGE : race(flip_path, once_chmod, EACCES);
}

static int once_truncate(void)
{
	struct stat st;

	syscall(SYS_truncate, shared.path, 0);
	return stat(shared.words[1], &st) == 0 && st.st_size == 0 ? 0 : EACCES;
}

static int act_truncate(char **w)
{
	return two_paths(w) ? USAGE : race(flip_path, once_truncate, EACCES);
}

/* openat2 keeps its flags in memory, too: judged for reading, opened for writing */
static void flip_how(int odd)
{
	flip_path(odd);
	shared.how.flags = odd ? O_WRONLY : O_RDONLY;
}

static int once_open2(void)
{
	long fd = syscall(SYS_openat2, AT_FDCWD, shared.path, &shared.how, sizeof(shared.how));
	int writes = fd >= 0 && (fcntl((int)fd, F_GETFL) & O_ACCMODE) == O_WRONLY;

	return is_second(fd) == 0 && writes ? 0 : EACCES;
}

static int act_open2(char **w) /* READABLE PROTECTED: write to the second */
{
	return two_paths(w) ? USAGE : race(flip_how, once_open2, EACCES);
}

/* A link that leads to the one and the other; the words are the targets, "link" its place */
static char link_at[256], link_new[256];

static void flip_link(int odd)
{
	unlink(link_new);
	if (symlink(shared.words[odd], link_new) == 0)
		rename(link_new, link_at);
}

static int once_link(void)
{
	return is_second(syscall(SYS_openat, AT_FDCWD, link_at, O_RDONLY));
}

static int act_link(char **w) /* ALLOWED FORBIDDEN LINK */
{
	if (two_paths(w))
		return USAGE;
	snprintf(link_at, sizeof(link_at), "%s", w[2]);
	snprintf(link_new, sizeof(link_new), "%s.new", w[2]);
	return race(flip_link, once_link, EACCES);
}

static int once_chmod_link(void)
{
	struct stat st;

	syscall(SYS_fchmodat, AT_FDCWD, link_at, 0640);
	return stat(shared.words[1], &st) == 0 && (st.st_mode & 07777) == 0640 ? 0 : EACCES;
}

static int act_chmod_link(char **w)
{
	if (two_paths(w))
		return USAGE;
	snprintf(link_at, sizeof(link_at), "%s", w[2]);
	snprintf(link_new, sizeof(link_new), "%s.new", w[2]);
	return race(flip_link, once_chmod_link, EACCES);
}

/* A folder that is itself and, the next moment, a link to a forbidden one: LINK/f */
static int once_below(void)
{
	char path[300];

	snprintf(path, sizeof(path), "%s/made", link_at);
	(void)syscall(SYS_mkdirat, AT_FDCWD, path, 0700);
	snprintf(path, sizeof(path), "%s/made", shared.words[0]);
	(void)syscall(SYS_unlinkat, AT_FDCWD, path, AT_REMOVEDIR);
	snprintf(path, sizeof(path), "%s/made", shared.words[1]);
	return access(path, F_OK) == 0 ? 0 : EACCES;
}

static int act_below(char **w) /* ALLOWED-DIR FORBIDDEN-DIR LINK */
{
	if (two_paths(w))
		return USAGE;
	snprintf(link_at, sizeof(link_at), "%s", w[2]);
	snprintf(link_new, sizeof(link_new), "%s.new", w[2]);
	return race(flip_link, once_below, EACCES);
}

static int once_bind_below(void)
{
	struct sockaddr_un un = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
	char path[300];

	if (snprintf(path, sizeof(path), "%s/s", link_at) >= (int)sizeof(un.sun_path))
		exit(USAGE);
	memcpy(un.sun_path, path, strlen(path) + 1);
	(void)bind(fd, (struct sockaddr *)&un, sizeof(un));
	close(fd);
	snprintf(path, sizeof(path), "%s/s", shared.words[0]);
	(void)unlink(path);
	snprintf(path, sizeof(path), "%s/s", shared.words[1]);
	return access(path, F_OK) == 0 ? 0 : EACCES;
}

static int act_bind_below(char **w)
{
	if (two_paths(w))
		return USAGE;
	snprintf(link_at, sizeof(link_at), "%s", w[2]);
	snprintf(link_new, sizeof(link_new), "%s.new", w[2]);
	return race(flip_link, once_bind_below, EACCES);
}

static int once_connect(void)
{
	struct sockaddr_in to = { 0 };
	socklen_t n = sizeof(to);
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	(void)syscall(SYS_connect, fd, &shared.sa, sizeof(shared.sa));
	if (getpeername(fd, (struct sockaddr *)&to, &n) < 0)
		to.sin_port = 0;
	close(fd);
	return to.sin_port == htons((uint16_t)ports[1]) ? 0 : EACCES;
}

static int act_connect(char **w)
{
	return two_ports(w) ? USAGE : race(flip_port, once_connect, EACCES);
}

/* A socket of this process waits at the second port: does anything arrive? */
static int catcher = -1, sender = -1;

static int arrived(void)
{
	char c;

	return recv(catcher, &c, 1, MSG_DONTWAIT) == 1 ? 0 : EACCES;
}

static int once_sendto(void)
{
	(void)syscall(SYS_sendto, sender, "x", 1, 0, &shared.sa, sizeof(shared.sa));
	return arrived();
}

static int once_sendmsg(void)
{
	struct iovec iov = { (void *)"x", 1 };
	struct msghdr m = { .msg_name = (void *)&shared.sa, .msg_namelen = sizeof(shared.sa),
			    .msg_iov = &iov, .msg_iovlen = 1 };

	(void)syscall(SYS_sendmsg, sender, &m, 0);
	return arrived();
}

static int once_sendmmsg(void)
{
	struct iovec iov = { (void *)"x", 1 };
	struct mmsghdr m[4];
	int i;

	memset(m, 0, sizeof(m));
	for (i = 0; i < 4; i++)
		m[i].msg_hdr = (struct msghdr){ .msg_name = (void *)&shared.sa,
						.msg_namelen = sizeof(shared.sa),
						.msg_iov = &iov, .msg_iovlen = 1 };
	(void)syscall(SYS_sendmmsg, sender, m, 4, 0);
	return arrived();
}

static int sending(char **w, int (*once)(void))
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };

	two_ports(w);
	catcher = socket(AF_INET, SOCK_DGRAM, 0);
	sender = socket(AF_INET, SOCK_DGRAM, 0);
	at.sin_port = htons((uint16_t)ports[1]);
	if (bind(catcher, (struct sockaddr *)&at, sizeof(at)) < 0)
		return USAGE;
	return race(flip_port, once, EACCES);
}

static int act_sendto(char **w)
{
	return sending(w, once_sendto);
}

static int act_sendmsg(char **w)
{
	return sending(w, once_sendmsg);
}

static int act_sendmmsg(char **w)
{
	return sending(w, once_sendmmsg);
}

/* The descriptor changes: 0 is a socket to be connected, 1 a file that may only be read */
static void flip_fd(int odd)
{
	dup2(shared.fds[odd], shared.fds[2]);
}

static int once_fchmod(void)
{
	struct stat st;

	(void)syscall(SYS_fchmod, shared.fds[2], 0640);
	return fstat(shared.fds[1], &st) == 0 && (st.st_mode & 07777) == 0640 ? 0 : EACCES;
}

static int act_fchmod(char **w) /* WRITABLE READABLE */
{
	shared.fds[0] = open(w[0], O_RDONLY);
	shared.fds[1] = open(w[1], O_RDONLY);
	shared.fds[2] = dup(shared.fds[0]);
	return shared.fds[1] < 0 ? USAGE : race(flip_fd, once_fchmod, EACCES);
}

/* Exec in a child of vfork, while a thread of the parent changes the path it was given */
static char *argv[] = { (char *)"x", (char *)"-c", (char *)"exit 7", NULL, NULL };

static int exec_child(void)
{
	int status;
	pid_t pid = vfork();

	if (pid == 0) {
		syscall(SYS_execve, shared.path, argv, NULL);
		_exit(1);
	}
	if (pid < 0 || waitpid(pid, &status, 0) < 0)
		return EACCES;
	return WIFEXITED(status) && WEXITSTATUS(status) == 42 ? 0 : EACCES;
}

static int act_exec(char **w) /* ALLOWED FORBIDDEN, the second of which exits with 42 */
{
	return two_paths(w) ? USAGE : race(flip_path, exec_child, EACCES);
}

/* The path becomes that of a loader, which is told to run a shell that no rule grants */
static int act_exec_loader(char **w) /* ALLOWED LOADER SHELL */
{
	argv[1] = w[2];
	argv[2] = (char *)"-c";
	argv[3] = (char *)"exit 42";
	return act_exec(w);
}

static int act_answer(char **w) /* what the forbidden program of "exec" does: a copy of this one */
{
	(void)w;
	return 42;
}

static int act_reached(char **w) /* run by attack_name's acts, which should not get that far */
{
	(void)w;
	return 0;
}

static const struct act acts[] = {
	{ "reached", 0, act_reached },
	{ "-c", 1, act_answer },
	{ "open", 2, act_open },
	{ "mode3", 2, act_mode3 },
	{ "create", 2, act_create },
	{ "mkdir", 2, act_mkdir },
	{ "unlink", 2, act_unlink },
	{ "chmod", 2, act_chmod },
	{ "truncate", 2, act_truncate },
	{ "open2", 2, act_open2 },
	{ "link", 3, act_link },
	{ "chmod-link", 3, act_chmod_link },
	{ "below", 3, act_below },
	{ "bind-below", 3, act_bind_below },
	{ "connect", 2, act_connect },
	{ "sendto", 2, act_sendto },
	{ "sendmsg", 2, act_sendmsg },
	{ "sendmmsg", 2, act_sendmmsg },
	{ "fchmod", 2, act_fchmod },
	{ "exec", 2, act_exec },
	{ "exec-loader", 3, act_exec_loader },
	{ NULL, 0, NULL },
};
