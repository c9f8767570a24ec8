/*
 * A C program that makes one libc call and exits with its errno.
 *
 * Owns one act per wrapped function, 0 for success. Relies on libprobe.so.1 for "lib", a call
 * made by a shared library. Does not decide anything: tests/live/wrap.sh knows what to expect.
 * An exec or spawn that succeeds ends with the status of the program. 99: wrong usage.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define USAGE 99

extern char **environ;
int probe_open_secret(const char *path);

/* Acts take the words behind their name and return a positive errno or 0. */
static int of(long ret)
{
	return ret < 0 ? errno : 0;
}

static int act_open(char **a)
{
	return of(open(a[0], O_RDONLY | O_CLOEXEC));
}

static int act_openw(char **a)
{
	return of(open(a[0], O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
}

static int act_opath(char **a)
{
	return of(open(a[0], O_PATH | O_CLOEXEC));
}

/* What a program built with _FORTIFY_SOURCE calls when the flags are no constant. */
static int act_open_checked(char **a)
{
#ifdef __GLIBC__
	int __open_2(const char *, int);

	return of(__open_2(a[0], O_RDONLY | O_CLOEXEC));
#else
	return act_open(a);
#endif
}

static int act_openat(char **a)
{
	int dir = open(a[0], O_PATH | O_DIRECTORY | O_CLOEXEC);

	return of(openat(dir, a[1], O_RDONLY | O_CLOEXEC));
}

static int act_creat(char **a)
{
	return of(creat(a[0], 0600));
}

static int act_fopen(char **a)
{
	return fopen(a[0], a[1]) ? 0 : errno;
}

static int act_lib(char **a)
{
	return probe_open_secret(a[0]);
}

/* The allow path must leave errno alone. */
static int act_errno(char **a)
{
	int fd;

	errno = 77;
	fd = open(a[0], O_RDONLY | O_CLOEXEC);
	return fd < 0 ? errno : errno != 77;
}

static int act_execve(char **a)
{
	return of(execve(a[0], a, environ));
}

static int act_execv(char **a)
{
	return of(execv(a[0], a));
}

static int act_execvp(char **a)
{
	return of(execvp(a[0], a));
}

static int act_execl(char **a)
{
	return of(execl(a[0], a[0], a[1], (char *)NULL));
}

static int act_execlp(char **a)
{
	return of(execlp(a[0], a[0], a[1], (char *)NULL));
}

static int act_execle(char **a)
{
	return of(execle(a[0], a[0], a[1], (char *)NULL, environ));
}

static int act_fexecve(char **a)
{
	return of(fexecve(open(a[0], O_PATH | O_CLOEXEC), a, environ));
}

static int act_vfork(char **a)
{
	int status;
	pid_t pid = vfork();

	if (pid == 0) {
		execv(a[0], a);
		_exit(errno);
	}
	if (pid < 0 || waitpid(pid, &status, 0) < 0)
		return errno;
	return WEXITSTATUS(status);
}

static int spawned(int err, pid_t pid)
{
	int status;

	if (err)
		return err;
	if (waitpid(pid, &status, 0) < 0)
		return errno;
	return WEXITSTATUS(status);
}

static int act_spawn(char **a)
{
	pid_t pid = -1;
	int err = posix_spawn(&pid, a[0], NULL, NULL, a, environ);

	return spawned(err, pid);
}

static int act_spawnp(char **a)
{
	pid_t pid = -1;
	int err = posix_spawnp(&pid, a[0], NULL, NULL, a, environ);

	return spawned(err, pid);
}

static int connect_inet(char **a, int type)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
				  .sin_port = htons((uint16_t)strtoul(a[1], NULL, 10)) };

	if (inet_pton(AF_INET, a[0], &to.sin_addr) != 1)
		return USAGE;
	return of(connect(socket(AF_INET, type | SOCK_CLOEXEC, 0), (void *)&to, sizeof(to)));
}

static int act_connect(char **a)
{
	return connect_inet(a, SOCK_STREAM);
}

static int act_connect_udp(char **a)
{
	return connect_inet(a, SOCK_DGRAM);
}

static int act_connect_unix(char **a)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };

	if (strlen(a[0]) >= sizeof(to.sun_path))
		return USAGE;
	memcpy(to.sun_path, a[0], strlen(a[0]));
	return of(connect(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), (void *)&to, sizeof(to)));
}

static const struct {
	const char *name;
	int words; /* at least */
	int (*act)(char **words);
} acts[] = {
	{ "open", 1, act_open },
	{ "openw", 1, act_openw },
	{ "open-checked", 1, act_open_checked },
	{ "opath", 1, act_opath },
	{ "openat", 2, act_openat },
	{ "creat", 1, act_creat },
	{ "fopen", 2, act_fopen },
	{ "lib", 1, act_lib },
	{ "errno", 1, act_errno },
	{ "execve", 1, act_execve },
	{ "execv", 1, act_execv },
	{ "execvp", 1, act_execvp },
	{ "execl", 1, act_execl },
	{ "execlp", 1, act_execlp },
	{ "execle", 1, act_execle },
	{ "fexecve", 1, act_fexecve },
	{ "vfork", 1, act_vfork },
	{ "posix_spawn", 1, act_spawn },
	{ "posix_spawnp", 1, act_spawnp },
	{ "connect", 2, act_connect },
	{ "connect-udp", 2, act_connect_udp },
	{ "connect-unix", 1, act_connect_unix },
};

int main(int argc, char **argv)
{
	size_t i;

	for (i = 0; argc > 1 && i < sizeof(acts) / sizeof(acts[0]); i++)
		if (strcmp(argv[1], acts[i].name) == 0 && argc - 2 >= acts[i].words)
			return acts[i].act(argv + 2);
	fprintf(stderr, "usage: %s ACT WORD..., ACT one of:\n", argv[0]);
	for (i = 0; i < sizeof(acts) / sizeof(acts[0]); i++)
		fprintf(stderr, "  %s (%d)\n", acts[i].name, acts[i].words);
	return USAGE;
}
