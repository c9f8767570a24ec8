/*
 * Attacks by exchange, continued: what a name, a descriptor or a folder stands for changes while a
 * call is decided about.
 *
 * Owns races between the paths of calls with two of them, between what a descriptor number is, and
 * between working directories. Relies on race.h.
 */
#include "race.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/xattr.h>

extern char **environ;

static char spare[2][300]; /* places of our own that an act needs */

static int there(const char *path)
{
	return access(path, F_OK) == 0;
}

/* Moving the forbidden file to where it may be read */
static int once_rename(void)
{
	int fd = open(shared.words[0], O_WRONLY | O_CREAT, 0600);

	if (fd >= 0)
		close(fd);
	(void)syscall(SYS_renameat2, AT_FDCWD, shared.path, AT_FDCWD, spare[0], 0);
	return there(shared.words[1]) ? EACCES : 0;
}

static int act_rename(char **w) /* ALLOWED FORBIDDEN TO */
{
	(void)snprintf(spare[0], sizeof(spare[0]), "%s", w[2]);
	return two_paths(w) ? USAGE : race(flip_path, once_rename, EACCES);
}

static int once_link(void)
{
	struct stat a, b;
	int won;

	(void)syscall(SYS_linkat, AT_FDCWD, shared.path, AT_FDCWD, spare[0], 0);
	won = stat(spare[0], &a) == 0 && stat(shared.words[1], &b) == 0 && a.st_ino == b.st_ino;
	(void)unlink(spare[0]);
	return won ? 0 : EACCES;
}

static int act_link(char **w) /* ALLOWED FORBIDDEN TO */
{
	(void)snprintf(spare[0], sizeof(spare[0]), "%s", w[2]);
	return two_paths(w) ? USAGE : race(flip_path, once_link, EACCES);
}

/* Making something at the second path, by a call that CALL chooses */
static int maker;

static int once_make(void)
{
	if (maker == 's')
		(void)syscall(SYS_symlinkat, "anything", AT_FDCWD, shared.path);
	else if (maker == 'n')
		(void)syscall(SYS_mknodat, AT_FDCWD, shared.path, S_IFIFO | 0600, 0);
	else
		(void)syscall(SYS_linkat, AT_FDCWD, spare[0], AT_FDCWD, shared.path, 0);
	(void)unlink(shared.words[0]);
	return faccessat(AT_FDCWD, shared.words[1], F_OK, AT_SYMLINK_NOFOLLOW) == 0 ? 0 : EACCES;
}

static int act_make(char **w) /* symlink|nod|link ALLOWED FORBIDDEN FROM */
{
	maker = w[0][0];
	(void)snprintf(spare[0], sizeof(spare[0]), "%s", w[3] ? w[3] : "");
	return two_paths(w + 1) ? USAGE : race(flip_path, once_make, EACCES);
}

/* Somebody outside makes a file, and takes it away again: MINE is another name of it, as long as that goes on. */
#define LOOKS 40

static int act_comes(char **w) /* MINE TO */
{
	int fd = open(w[0], O_WRONLY | O_CREAT | O_EXCL, 0600);
	int i = 0, look, met = 0, lost = 0;
	struct stat mine, st;

	if (fd < 0 || fstat(fd, &mine) < 0)
		return USAGE;
	while (i < 3 * ROUNDS && !lost) {
		if (link(w[0], w[1]) == 0) {
			for (look = 0; look < LOOKS; look++)
				lost |= stat(w[1], &st) == 0 && st.st_ino != mine.st_ino;
			i += met; /* they count as soon as the other one is at it */
		} else if (errno == ENOENT) { /* called off */
			return ECANCELED;
		} else {
			met = 1;
		}
		(void)unlink(w[1]);
	}
	(void)unlink(w[0]);
	return lost ? 0 : EACCES;
}

/* Moving files there, where they may be made and none be removed, meanwhile */
static int act_over(char **w) /* MINE FROM TO */
{
	while (there(w[0])) {
		int fd = open(w[1], O_WRONLY | O_CREAT, 0600);

		if (fd < 0)
			return errno;
		close(fd);
		(void)rename(w[1], w[2]);
	}
	return 0;
}

/* Metadata of the second path */
static int changer;

static int once_change(void)
{
	struct timespec old[2] = { { 1, 0 }, { 7, 0 } };
	struct stat st;

	if (changer == 't') {
		(void)syscall(SYS_utimensat, AT_FDCWD, shared.path, old, 0);
		return stat(shared.words[1], &st) == 0 && st.st_mtime == 7 ? 0 : EACCES;
	}
	(void)syscall(SYS_setxattr, shared.path, "user.gg", "v", 1ul, 0);
	return getxattr(shared.words[1], "user.gg", NULL, 0) >= 0 ? 0 : EACCES;
}

static int act_change(char **w) /* times|xattr ALLOWED FORBIDDEN */
{
	changer = w[0][0];
	return two_paths(w + 1) ? USAGE : race(flip_path, once_change, EACCES);
}

/* A descriptor number that is one folder, then the other; "f" is opened relative to it */
static void flip_fd(int odd)
{
	(void)dup2(shared.fds[odd], shared.fds[2]);
}

static int is_forbidden(long fd)
{
	struct stat a, b;
	int same = fd >= 0 && fstat((int)fd, &a) == 0 && stat(spare[0], &b) == 0 && a.st_ino == b.st_ino &&
		   a.st_dev == b.st_dev;

	if (fd >= 0)
		(void)close((int)fd);
	return same ? 0 : EACCES;
}

static int once_dirfd(void)
{
	return is_forbidden(syscall(SYS_openat, shared.fds[2], "f", O_RDONLY));
}

static int two_fds(char **w, int flags)
{
	shared.fds[0] = open(w[0], flags);
	shared.fds[1] = open(w[1], flags);
	shared.fds[2] = dup(shared.fds[0]);
	return shared.fds[0] < 0 || shared.fds[1] < 0 ? USAGE : 0;
}

static int act_dirfd(char **w) /* ALLOWED-DIR FORBIDDEN-DIR */
{
	(void)snprintf(spare[0], sizeof(spare[0]), "%s/f", w[1]);
	return two_fds(w, O_PATH | O_DIRECTORY) ? USAGE : race(flip_fd, once_dirfd, EACCES);
}

/* The same by the working directory, which threads share */
static void flip_cwd(int odd)
{
	(void)fchdir(shared.fds[odd]);
}

static int once_cwd(void)
{
	return is_forbidden(syscall(SYS_openat, AT_FDCWD, "f", O_RDONLY));
}

static int act_cwd(char **w) /* ALLOWED-DIR FORBIDDEN-DIR */
{
	(void)snprintf(spare[0], sizeof(spare[0]), "%s/f", w[1]);
	return two_fds(w, O_PATH | O_DIRECTORY) ? USAGE : race(flip_cwd, once_cwd, EACCES);
}

/* A socket, where the working directory is */
static int once_bind_cwd(void)
{
	const struct sockaddr_un un = { .sun_family = AF_UNIX, .sun_path = "s" };
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
	int won;

	(void)syscall(SYS_bind, fd, &un, sizeof(un));
	(void)close(fd);
	won = there(spare[1]);
	(void)unlink(spare[0]);
	(void)unlink(spare[1]);
	return won ? 0 : EACCES;
}

static int act_bind_cwd(char **w) /* ALLOWED-DIR FORBIDDEN-DIR */
{
	(void)snprintf(spare[0], sizeof(spare[0]), "%s/s", w[0]);
	(void)snprintf(spare[1], sizeof(spare[1]), "%s/s", w[1]);
	return two_fds(w, O_PATH | O_DIRECTORY) ? USAGE : race(flip_cwd, once_bind_cwd, EACCES);
}

/* By the magic link of the descriptor that changes */
static int once_magic(void)
{
	char path[64];

	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", shared.fds[2]);
	return is_forbidden(syscall(SYS_openat, AT_FDCWD, path, O_RDONLY));
}

static int act_magic(char **w) /* ALLOWED FORBIDDEN */
{
	(void)snprintf(spare[0], sizeof(spare[0]), "%s", w[1]);
	return two_fds(w, O_PATH) ? USAGE : race(flip_fd, once_magic, EACCES);
}

/* What is gone may be opened again by who holds it, as it is held: a mere handle, and another number's rights */
static int once_held(void)
{
	struct stat handle, st;
	char path[64];
	int fd;

	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", shared.fds[2]);
	fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY);
	if (fd < 0 || fstat(fd, &st) < 0 || fstat(shared.fds[0], &handle) < 0)
		return EACCES;
	close(fd);
	return st.st_ino == handle.st_ino && st.st_dev == handle.st_dev ? 0 : EACCES;
}

static int once_held_mode(void)
{
	struct stat st;

	(void)syscall(SYS_fchmod, shared.fds[2], 0640);
	return fstat(shared.fds[0], &st) == 0 && (st.st_mode & 07777) == 0640 ? 0 : EACCES;
}

static int act_held(char **w) /* open|mode FILE OWN: FILE is removed, but has another name elsewhere */
{
	if (two_fds(w + 1, O_PATH) || unlink(w[1]) < 0)
		return USAGE;
	shared.fds[1] = open(w[2], O_RDWR);
	if (!strcmp(w[0], "mode")) { /* which a handle alone cannot change: by its link, unguarded */
		char link[64];

		(void)snprintf(link, sizeof(link), "/proc/self/fd/%d", shared.fds[0]);
		if (chmod(link, 0640) == 0)
			return 0;
	}
	return race(flip_fd, strcmp(w[0], "mode") ? once_held : once_held_mode, EACCES);
}

/* A folder of our own and a link to a forbidden one change names, as fast as it goes */
static void flip_exchange(int odd)
{
	(void)odd;
	(void)syscall(SYS_renameat2, AT_FDCWD, shared.words[0], AT_FDCWD, shared.words[1], 2 /* EXCHANGE */);
}

static int once_exchange(void)
{
	char path[300];

	(void)snprintf(path, sizeof(path), "%s/f", shared.words[0]);
	return is_forbidden(syscall(SYS_openat, AT_FDCWD, path, O_RDONLY));
}

static int act_exchange(char **w) /* OWN-DIR OTHER-NAME FORBIDDEN-DIR */
{
	char path[300];
	int fd;

	(void)snprintf(spare[0], sizeof(spare[0]), "%s/f", w[2]);
	(void)snprintf(path, sizeof(path), "%s/f", w[0]);
	if (mkdir(w[0], 0700) < 0 || symlink(w[2], w[1]) < 0)
		return errno;
	fd = open(path, O_WRONLY | O_CREAT, 0600);
	if (fd >= 0)
		(void)close(fd);
	return two_paths(w) ? USAGE : race(flip_exchange, once_exchange, EACCES);
}

/* A descriptor that is a UDP socket, then a TCP socket: only UDP may go to that port */
static int once_kind(void)
{
	struct sockaddr_in to = { 0 };
	socklen_t n = sizeof(to);
	int won;

	(void)syscall(SYS_connect, shared.fds[2], &shared.sa, sizeof(shared.sa));
	won = getpeername(shared.fds[1], (struct sockaddr *)&to, &n) == 0;
	(void)close(shared.fds[1]);
	shared.fds[1] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	return won ? 0 : EACCES;
}

static int act_kind(char **w) /* PORT that is granted for UDP, where TCP listens, too */
{
	if (two_ports((char *[]){ w[0], w[0] }))
		return USAGE;
	flip_port(0);
	shared.fds[0] = socket(AF_INET, SOCK_DGRAM, 0);
	shared.fds[1] = socket(AF_INET, SOCK_STREAM, 0);
	shared.fds[2] = dup(shared.fds[0]);
	return race(flip_fd, once_kind, EACCES);
}

/* What a socket is bound to: the port changes in memory */
static int once_bind(void)
{
	struct sockaddr_in at = { 0 };
	socklen_t n = sizeof(at);
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	(void)syscall(SYS_bind, fd, &shared.sa, sizeof(shared.sa));
	if (getsockname(fd, (struct sockaddr *)&at, &n) < 0)
		at.sin_port = 0;
	(void)close(fd);
	return at.sin_port == htons((uint16_t)ports[1]) ? 0 : EACCES;
}

static int act_bind(char **w) /* ALLOWED-PORT FORBIDDEN-PORT */
{
	return two_ports(w) ? USAGE : race(flip_port, once_bind, EACCES);
}

/* Which socket listens: one bound to a granted port, one that would get any port */
static int once_listen(void)
{
	struct sockaddr_in at = { 0 };
	socklen_t n = sizeof(at);
	int listens = 0;
	socklen_t size = sizeof(listens);

	(void)syscall(SYS_listen, shared.fds[2], 8);
	(void)getsockopt(shared.fds[1], SOL_SOCKET, SO_ACCEPTCONN, &listens, &size);
	return getsockname(shared.fds[1], (struct sockaddr *)&at, &n) == 0 && listens ? 0 : EACCES;
}

static int act_listen(char **w) /* PORT that may be listened on */
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons((uint16_t)num(w[0])) };
	int on = 1;

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	shared.fds[0] = socket(AF_INET, SOCK_STREAM, 0);
	shared.fds[1] = socket(AF_INET, SOCK_STREAM, 0);
	shared.fds[2] = dup(shared.fds[0]);
	(void)setsockopt(shared.fds[0], SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(shared.fds[0], (struct sockaddr *)&at, sizeof(at)) < 0)
		return USAGE;
	return race(flip_fd, once_listen, EACCES);
}

/* Which unix socket: the path changes in memory; both are there */
static volatile struct sockaddr_un un;

static void flip_un(int odd)
{
	size_t i;

	for (i = 0; i < shared.n; i++)
		un.sun_path[i] = shared.words[odd][i];
}

static int once_unix(void)
{
	struct sockaddr_un to = { 0 };
	socklen_t n = sizeof(to);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);

	(void)syscall(SYS_connect, fd, &un, sizeof(un));
	if (getpeername(fd, (struct sockaddr *)&to, &n) < 0)
		to.sun_path[0] = '\0';
	(void)close(fd);
	return strstr(to.sun_path, "/no/") ? 0 : EACCES;
}

static int act_unix(char **w) /* ALLOWED FORBIDDEN, of the same length, the second in a folder "no" */
{
	un.sun_family = AF_UNIX;
	if (two_paths(w) || shared.n > sizeof(un.sun_path))
		return USAGE;
	return race(flip_un, once_unix, EACCES);
}

/* Exec by other ways than a child of vfork: what comes of it ends with 42 */
static int ended_with_42(pid_t pid)
{
	int status;

	return pid > 0 && waitpid(pid, &status, 0) > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 42 ?
		       0 : EACCES;
}

static void exec_it(void)
{
	char *argv[] = { (char *)"x", (char *)"-c", (char *)"exit 7", NULL };

	(void)syscall(SYS_execve, shared.path, argv, NULL);
}

static int vm_child(void *unused)
{
	(void)unused;
	exec_it();
	_exit(1);
}

static int once_exec_vm(void) /* a child that shares the memory, and does not stop us */
{
	static char stack[65536] __attribute__((aligned(64)));

	return ended_with_42(clone(vm_child, stack + sizeof(stack), CLONE_VM | SIGCHLD, NULL));
}

static int act_exec_vm(char **w) /* ALLOWED FORBIDDEN */
{
	return two_paths(w) ? USAGE : race(flip_path, once_exec_vm, EACCES);
}

static void (*execute)(void);

static void *exec_thread(void *unused)
{
	execute();
	_exit(unused == NULL); /* nobody needs to go on exchanging */
}

/* A second thread executes: the process takes over its number, while the first goes on exchanging */
static int exec_in_thread(void (*exec)(void), void (*flip)(int))
{
	pid_t pid = fork();
	pthread_t thread;
	unsigned i;

	if (pid)
		return ended_with_42(pid);
	execute = exec;
	if (pthread_create(&thread, NULL, exec_thread, NULL))
		_exit(1);
	for (i = 0;; i++)
		flip((int)(i & 1));
}

static int once_exec_thread(void)
{
	return exec_in_thread(exec_it, flip_path);
}

static int act_exec_thread(char **w) /* ALLOWED FORBIDDEN */
{
	return two_paths(w) ? USAGE : race(flip_path, once_exec_thread, EACCES);
}

static void exec_held(void)
{
	char *argv[] = { (char *)"x", (char *)"-c", (char *)"exit 7", NULL };

	(void)syscall(SYS_execveat, shared.fds[2], "", argv, environ, AT_EMPTY_PATH);
}

static int once_exec_fd(void)
{
	pid_t pid = vfork();

	if (pid == 0) {
		exec_held();
		_exit(1);
	}
	return ended_with_42(pid);
}

static int once_exec_files(void) /* the table of descriptors, which goes on changing, is that of both threads */
{
	return exec_in_thread(exec_held, flip_fd);
}

static int act_exec_fd(char **w) /* own|shared ALLOWED FORBIDDEN: by a descriptor that changes */
{
	if (two_fds(w + 1, O_PATH))
		return USAGE;
	return race(flip_fd, strcmp(w[0], "own") ? once_exec_files : once_exec_fd, EACCES);
}

/* The page that holds the path goes away and comes back with another one in it */
static char *page;

static void flip_page(int odd)
{
	(void)munmap(page, 4096);
	page = mmap(page, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	memcpy(page, shared.words[odd], shared.n);
}

static int once_page(void)
{
	return is_forbidden(syscall(SYS_openat, AT_FDCWD, page, O_RDONLY));
}

static int act_page(char **w) /* ALLOWED FORBIDDEN */
{
	(void)snprintf(spare[0], sizeof(spare[0]), "%s", w[1]);
	page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return two_paths(w) || page == MAP_FAILED ? USAGE : race(flip_page, once_page, EACCES);
}

/* clang-format off */
static const struct act acts[] = {
	{ "rename", 3, act_rename }, { "link", 3, act_link }, { "make", 3, act_make },
	{ "change", 3, act_change }, { "dirfd", 2, act_dirfd }, { "cwd", 2, act_cwd }, { "bind-cwd", 2, act_bind_cwd },
	{ "magic", 2, act_magic }, { "exchange", 3, act_exchange }, { "kind", 1, act_kind },
	{ "bind", 2, act_bind }, { "listen", 1, act_listen }, { "unix", 2, act_unix },
	{ "exec-vm", 2, act_exec_vm }, { "exec-thread", 2, act_exec_thread }, { "exec-fd", 3, act_exec_fd },
	{ "page", 2, act_page }, { "held", 3, act_held }, { "comes", 2, act_comes }, { "over", 3, act_over },
	{ NULL, 0, NULL },
};
/* clang-format on */
