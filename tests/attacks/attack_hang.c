/*
 * Attacks on the supervisor's time: calls that could make it wait, or run out of something.
 *
 * Owns acts that keep the supervisor busy in their own way and then stay alive. Under a wall-clock
 * limit the right end is SIGKILL; an act that outlives OUTLIVE seconds has stopped the clock, and
 * says so by ending with 0. Relies on probe.h for the command line.
 */
#include "../live/probe.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#define OUTLIVE 8
#define CROWD 100

static int outlive(void)
{
	unsigned left = OUTLIVE;

	while (left)
		left = sleep(left);
	return 0;
}

static int crowd(void *(*each)(void *), void *arg)
{
	pthread_attr_t attr;
	pthread_t thread;
	int i;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, 65536);
	for (i = 0; i < CROWD; i++)
		if (pthread_create(&thread, &attr, each, arg))
			break;
	return outlive();
}

static void *open_it(void *path)
{
	for (;;)
		if (open(path, O_RDONLY) < 0 && errno != EAGAIN && errno != EACCES)
			return NULL;
}

static int act_fifos(char **w) /* FIFO: more opens wait than there are workers */
{
	return mkfifo(w[0], 0600) < 0 ? errno : crowd(open_it, w[0]);
}

/* A file with a lease makes who opens it wait for the holder, which is us */
static int leased(char *path, int flags, void *(*each)(void *))
{
	int fd = open(path, flags);

	signal(SIGIO, SIG_IGN);
	if (fd < 0 || fcntl(fd, F_SETLEASE, F_WRLCK) < 0)
		return errno;
	return crowd(each, path);
}

static int act_lease(char **w) /* FILE */
{
	return leased(w[0], O_RDWR, open_it);
}

static void *execute_it(void *path)
{
	for (;;) {
		pid_t pid = fork();

		if (pid == 0) {
			(void)execl(path, path, (char *)NULL);
			_exit(1);
		}
		if (pid < 0 || status_of(pid) < 0)
			return NULL;
	}
}

static int act_lease_exec(char **w) /* PROGRAM */
{
	return leased(w[0], O_RDONLY, execute_it);
}

static void *truncate_it(void *path)
{
	(void)truncate(path, 0);
	return NULL;
}

static int act_lease_truncate(char **w) /* FILE */
{
	return leased(w[0], O_RDWR, truncate_it);
}

/* Links that lead to links, by way of all the folders that there is room for */
/* Who changes a file waits for who writes to it, and that writes what has to be read from the disk first. */
static void *write_it(void *path)
{
	const size_t size = 64 << 20;
	char name[512];
	int from, to = open(path, O_WRONLY | O_CREAT, 0600);
	char *cold;

	snprintf(name, sizeof(name), "%s.cold", (char *)path);
	from = open(name, O_RDWR | O_CREAT, 0600);
	if (posix_fallocate(from, 0, (off_t)size) || fsync(from) < 0)
		return NULL;
	cold = mmap(NULL, size, PROT_READ, MAP_PRIVATE, from, 0);
	if (cold == MAP_FAILED || madvise(cold, size, MADV_RANDOM) < 0)
		return NULL;
	while (pwrite(to, cold, size, 0) > 0)
		if (madvise(cold, size, MADV_DONTNEED) < 0 || posix_fadvise(from, 0, 0, POSIX_FADV_DONTNEED))
			return NULL;
	return NULL;
}

static int act_busy(char **w) /* FILE */
{
	pthread_t thread;
	int i;

	if (pthread_create(&thread, NULL, write_it, w[0]))
		return USAGE;
	for (i = 0; i < 1000000; i++)
		if (chmod(w[0], i % 2 ? 0600 : 0640) < 0)
			return errno;
	return outlive();
}

static int act_grown_signal(char **w) /* FILE MEGABYTES: the supervisor makes it larger */
{
	return of(truncate(w[0], (off_t)num(w[1]) << 20));
}

static int act_grown(char **w)
{
	signal(SIGXFSZ, SIG_IGN);
	return act_grown_signal(w);
}

static int act_links(char **w) /* FOLDER FORBIDDEN */
{
	static char text[4096];
	char name[16];
	size_t n = 0;
	int i;

	if (chdir(w[0]) < 0 || mkdir("d", 0700) < 0 || symlink(w[1], "l38") < 0)
		return errno;
	while (n + 5 < sizeof(text) - 8) {
		memcpy(text + n, "d/../", 5);
		n += 5;
	}
	for (i = 37; i >= 0; i--) {
		(void)snprintf(text + n, sizeof(text) - n, "l%d", i + 1);
		(void)snprintf(name, sizeof(name), "l%d", i);
		if (symlink(text, name) < 0)
			return errno;
	}
	(void)snprintf(text + n, sizeof(text) - n, "l0");
	return crowd(open_it, text);
}

/* The socket says that it does not wait; by the time of the connect it does */
static volatile int turning = -1;

static void *turn(void *unused)
{
	while (turning != -2) {
		int fd = turning;

		(void)fcntl(fd, F_SETFL, O_NONBLOCK);
		(void)fcntl(fd, F_SETFL, 0);
	}
	return unused;
}

static void *connect_it(void *to)
{
	int i;

	for (i = 0; i < 300; i++) {
		int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);

		turning = fd;
		(void)connect(fd, to, sizeof(struct sockaddr_in));
		close(fd);
	}
	return NULL;
}

static int act_nonblock(char **w) /* PORT of 127.0.0.1 that may be listened on and connected to */
{
	static struct sockaddr_in to = { .sin_family = AF_INET };
	int server = socket(AF_INET, SOCK_STREAM, 0);
	pthread_t thread;
	int on = 1;
	int i;

	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	to.sin_port = htons((uint16_t)num(w[0]));
	(void)setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)); /* others were connected there before */
	if (bind(server, (struct sockaddr *)&to, sizeof(to)) < 0 || listen(server, 0) < 0)
		return errno;
	for (i = 0; i < 3; i++) { /* nobody accepts: from here on a connect waits */
		int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);

		(void)connect(fd, (struct sockaddr *)&to, sizeof(to));
	}
	turning = socket(AF_INET, SOCK_STREAM, 0);
	if (pthread_create(&thread, NULL, turn, NULL))
		return USAGE;
	return crowd(connect_it, &to);
}

/* A connection whose close waits until everything has arrived, which nobody reads; closed while the supervisor has a
 * duplicate, so that its close is the last */
static void *send_nothing(void *fd)
{
	static struct mmsghdr many[1024];

	(void)syscall(SYS_sendmmsg, *(int *)fd, many, 1024, MSG_DONTWAIT);
	return NULL;
}

static void *close_it(void *fd)
{
	close(*(int *)fd);
	return NULL;
}

static int linger_once(int server, const struct sockaddr_in *to, int *fd)
{
	static char bytes[65536];
	const struct linger for_ever = { 1, 3600 };
	pthread_t thread;

	*fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	if (connect(*fd, (const struct sockaddr *)to, sizeof(*to)) < 0 && errno != EINPROGRESS)
		return errno;
	if (accept(server, NULL, NULL) < 0 || setsockopt(*fd, SOL_SOCKET, SO_LINGER, &for_ever, sizeof(for_ever)) < 0)
		return errno;
	while (write(*fd, bytes, sizeof(bytes)) > 0)
		;
	if (pthread_create(&thread, NULL, send_nothing, fd))
		return USAGE;
	(void)usleep(1000); /* it is sending by now; the first close of several that comes right is enough */
	return pthread_create(&thread, NULL, close_it, fd) ? USAGE : 0;
}

static int act_linger(char **w) /* PORT of 127.0.0.1 that may be listened on and connected to */
{
	static int fds[30];
	struct sockaddr_in to = { .sin_family = AF_INET };
	int server = socket(AF_INET, SOCK_STREAM, 0);
	int on = 1, err = 0;
	unsigned i;

	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	to.sin_port = htons((uint16_t)num(w[0]));
	(void)setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(server, (struct sockaddr *)&to, sizeof(to)) < 0 || listen(server, 1) < 0)
		return errno;
	for (i = 0; i < sizeof(fds) / sizeof(fds[0]) && !err; i++)
		err = linger_once(server, &to, &fds[i]);
	return err ? err : outlive();
}

/* Descriptors on their way through sockets that nobody reads */
static void *send_fds(void *unused)
{
	union {
		struct cmsghdr head;
		char space[CMSG_SPACE(sizeof(int) * 60)];
	} control;
	static char bytes[65536];
	struct iovec iov = { bytes, sizeof(bytes) };
	struct msghdr m = { .msg_iov = &iov, .msg_iovlen = 1, .msg_control = &control,
			    .msg_controllen = sizeof(control) };
	int pair[2], i;

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) < 0)
		return unused;
	memset(&control, 0, sizeof(control));
	control.head.cmsg_level = SOL_SOCKET;
	control.head.cmsg_type = SCM_RIGHTS;
	control.head.cmsg_len = CMSG_LEN(sizeof(int) * 60);
	for (i = 0; i < 60; i++)
		((int *)(void *)CMSG_DATA(&control.head))[i] = pair[0];
	while (sendmsg(pair[0], &m, 0) >= 0 || errno == EAGAIN)
		;
	return NULL;
}

static int act_descriptors(char **w)
{
	(void)w;
	return crowd(send_fds, NULL);
}

static int act_no_death(char **w) /* the supervisor is killed, and we do not die with it */
{
	(void)w;
	(void)prctl(PR_SET_PDEATHSIG, 0);
	(void)kill(getppid(), SIGKILL);
	return outlive();
}

static int act_deep(char **w) /* DEPTH: a chain of processes; the last one outlives */
{
	unsigned long depth = num(w[0]);
	pid_t pid;

	while (depth--) {
		pid = fork();
		if (pid < 0)
			return errno;
		if (pid > 0)
			return status_of(pid);
	}
	return outlive();
}

/* Whoever is there has made its successor and gone by the time that it is killed, and is a child of our parent */
static void hop(const struct timespec *end)
{
	struct timespec now;
	long pid = 0;

	while (clock_gettime(CLOCK_MONOTONIC, &now) == 0 && now.tv_sec < end->tv_sec) {
		pid = syscall(SYS_clone, CLONE_PARENT | SIGCHLD, 0, 0, 0, 0);
		if (pid > 0)
			break;
	}
	_exit(0);
}

static int act_storm(char **w) /* CHAINS of processes */
{
	struct timespec end;
	unsigned long n;

	(void)clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_sec += OUTLIVE;
	for (n = num(w[0]); n; n--)
		if (fork() == 0)
			hop(&end);
	return outlive();
}

static int act_behind(char **w) /* a child stays behind */
{
	pid_t pid = fork();

	(void)w;
	if (pid == 0)
		outlive();
	return pid < 0 ? errno : 0;
}

static int act_wide(char **w) /* CHILDREN MEGABYTES, which the last of them takes */
{
	size_t bytes = num(w[1]) << 20;
	unsigned long n = num(w[0]);
	pid_t pid = 1;

	while (pid > 0 && n--)
		pid = fork();
	if (pid < 0)
		return errno;
	if (pid == 0 && !n)
		(void)mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	return outlive();
}

static const struct act acts[] = {
	{ "behind", 0, act_behind },
	{ "storm", 1, act_storm },
	{ "wide", 2, act_wide },
	{ "fifos", 1, act_fifos },
	{ "lease", 1, act_lease },
	{ "lease-exec", 1, act_lease_exec },
	{ "lease-truncate", 1, act_lease_truncate },
	{ "busy", 1, act_busy },
	{ "grown", 2, act_grown },
	{ "grown-signal", 2, act_grown_signal },
	{ "links", 2, act_links },
	{ "nonblock", 1, act_nonblock },
	{ "linger", 1, act_linger },
	{ "descriptors", 0, act_descriptors },
	{ "no-death", 0, act_no_death },
	{ "deep", 1, act_deep },
	{ NULL, 0, NULL },
};
