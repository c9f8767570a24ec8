/*
 * A function for drills: it makes calls in batches, or without end, and keeps count of the answers.
 *
 * Owns the counters, which lie in a file that is mapped, so that they outlive the process. Relies on the
 * policy for that file. Exit status 0 when it was asked to end. Does not judge: the drills do.
 *
 *   steps FILE KIND WORD...   one batch for every SIGUSR1, done is counted; SIGTERM ends it
 *   tally FILE left|alone OPEN DENIED PORT THREADS   until SIGTERM; "left": by a process of its own session
 *   deaf PATH                 a listening socket that nobody accepts from
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define USAGE 99
#define THREADS_MAX 64
#define GIVE_UP 1000 /* calls in a row that a process without a supervisor makes */

/* Answers, as 64-bit numbers in the file, in this order */
enum { DENIED, FREE, OPENED, NOT_OPENED, REFUSED, NOT_REFUSED, DONE, WRONG, COUNTERS };

static uint64_t *counts;
static const char *open_path, *denied_path;
static in_port_t port; /* granted; the one above is not */
static int rounds, stop;

static void count(int which)
{
	__atomic_fetch_add(&counts[which], 1, __ATOMIC_RELAXED);
}

static int map_counts(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	if (fd < 0 || ftruncate(fd, COUNTERS * sizeof(*counts)) < 0)
		return errno;
	counts = mmap(NULL, COUNTERS * sizeof(*counts), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	return counts == MAP_FAILED ? errno : 0;
}

static int try_open(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int err = fd < 0 ? errno : 0;

	if (fd >= 0 && fd <= 2) /* they are open: no call returns them */
		return EBADF;
	if (fd >= 0)
		close(fd);
	return err;
}

static int try_connect(in_port_t to)
{
	struct sockaddr_in sa = { .sin_family = AF_INET, .sin_port = htons(to),
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int err;

	if (fd < 0)
		return errno;
	err = connect(fd, (const void *)&sa, sizeof(sa)) < 0 ? errno : 0;
	close(fd);
	return err;
}

/* Every kind of call once. Return: none of them was answered by a supervisor */
static int round_of_calls(void)
{
	int denied = try_open(denied_path), granted = try_open(open_path);
	int to_denied = try_connect((in_port_t)(port + 1)), to_granted = try_connect(port);

	count(denied == EACCES ? DENIED : denied ? WRONG : FREE);
	count(granted ? NOT_OPENED : OPENED);
	count(to_denied == EACCES ? DENIED : to_denied == ECONNREFUSED || !to_denied ? FREE : WRONG);
	count(to_granted == ECONNREFUSED ? REFUSED : NOT_REFUSED);
	return denied == ENOSYS && granted == ENOSYS;
}

static void *endless(void *arg)
{
	int alone = 0;

	while (!__atomic_load_n(&stop, __ATOMIC_RELAXED) && alone < GIVE_UP)
		alone = round_of_calls() ? alone + 1 : 0;
	return arg;
}

static void *bounded(void *arg)
{
	for (int i = 0; i < rounds; i++)
		(void)round_of_calls();
	return arg;
}

static void on_term(int sig)
{
	(void)sig;
	__atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
}

static int in_threads(int n, void *(*what)(void *arg), pthread_t ids[static THREADS_MAX])
{
	for (int i = 0; i < n; i++)
		if (pthread_create(&ids[i], NULL, what, NULL))
			return 1;
	return 0;
}

static void join(int n, const pthread_t ids[static THREADS_MAX])
{
	for (int i = 0; i < n; i++)
		pthread_join(ids[i], NULL);
}

static int act_tally(char **w)
{
	struct sigaction sa = { .sa_handler = on_term };
	pthread_t ids[THREADS_MAX];
	int threads = atoi(w[5]), err = map_counts(w[0]);

	open_path = w[2];
	denied_path = w[3];
	port = (in_port_t)atoi(w[4]);
	sigaction(SIGTERM, &sa, NULL);
	if (err || threads > THREADS_MAX)
		return err ? err : USAGE;
	if (!strcmp(w[1], "left")) {
		if (fork() != 0)
			return pause();
		(void)setsid();
	}
	if (in_threads(threads, endless, ids))
		return EAGAIN;
	join(threads, ids);
	return 0;
}

/* --- batches ----------------------------------------------------------------------------------- */

static int batch_denials(char **w) /* COUNT DENIED */
{
	for (int i = atoi(w[0]); i > 0; i--)
		count(try_open(w[1]) == EACCES ? DENIED : FREE);
	return 0;
}

/* COUNT OPEN: short-lived processes, each of which opens a file */
static int batch_forks(char **w)
{
	for (int i = atoi(w[0]); i > 0; i--) {
		pid_t pid = fork();
		int status;

		if (pid == 0)
			_exit(try_open(w[1]));
		if (pid < 0 || waitpid(pid, &status, 0) != pid || status)
			count(WRONG);
		else
			count(OPENED);
	}
	return 0;
}

static int batch_storm(char **w) /* THREADS ROUNDS OPEN DENIED PORT */
{
	pthread_t ids[THREADS_MAX];
	int n = atoi(w[0]);

	rounds = atoi(w[1]);
	open_path = w[2];
	denied_path = w[3];
	port = (in_port_t)atoi(w[4]);
	if (n > THREADS_MAX || in_threads(n, bounded, ids))
		return EAGAIN;
	join(n, ids);
	return 0;
}

static struct {
	pid_t tids[THREADS_MAX]; /* __atomic */
	int next, over;
} urged;

static void on_urgent(int sig)
{
	(void)sig;
}

/* How many descriptors are open: one that was handed out and lost stays so */
static int open_descriptors(void)
{
	int n = 0;

	for (int fd = 0; fd < 512; fd++)
		n += fcntl(fd, F_GETFD) >= 0;
	return n;
}

static void *bounded_urged(void *arg)
{
	int at = __atomic_fetch_add(&urged.next, 1, __ATOMIC_RELAXED);

	__atomic_store_n(&urged.tids[at], (pid_t)syscall(SYS_gettid), __ATOMIC_RELAXED);
	(void)bounded(arg);
	__atomic_store_n(&urged.tids[at], 0, __ATOMIC_RELAXED);
	__atomic_fetch_add(&urged.over, 1, __ATOMIC_RELAXED);
	return arg;
}

/* NAP_US THREADS ROUNDS OPEN DENIED PORT: all the while SIGURG goes to each thread in turn, as Go's
 * scheduler sends it; NAP_US 0: as fast as it can be sent */
static int batch_urgent(char **w)
{
	struct sigaction sa = { .sa_handler = on_urgent, .sa_flags = SA_RESTART };
	const struct timespec nap = { 0, atol(w[0]) * 1000 };
	int before = open_descriptors(), n = atoi(w[1]);
	pthread_t ids[THREADS_MAX];

	sigaction(SIGURG, &sa, NULL);
	memset(&urged, 0, sizeof(urged));
	rounds = atoi(w[2]);
	open_path = w[3];
	denied_path = w[4];
	port = (in_port_t)atoi(w[5]);
	if (n > THREADS_MAX || in_threads(n, bounded_urged, ids))
		return EAGAIN;
	while (__atomic_load_n(&urged.over, __ATOMIC_RELAXED) < n) {
		for (int i = 0; i < n; i++) {
			pid_t tid = __atomic_load_n(&urged.tids[i], __ATOMIC_RELAXED);

			if (tid)
				(void)syscall(SYS_tgkill, getpid(), tid, SIGURG);
		}
		if (nap.tv_nsec)
			(void)nanosleep(&nap, NULL);
	}
	join(n, ids);
	if (open_descriptors() != before)
		count(WRONG);
	return 0;
}

static const struct {
	const char *name;
	int words;
	int (*run)(char **words);
} batches[] = {
	{ "denials", 2, batch_denials }, { "forks", 2, batch_forks }, { "storm", 5, batch_storm },
	{ "urgent", 6, batch_urgent },
};

static int act_steps(char **w)
{
	int (*run)(char **words) = NULL;
	sigset_t set;
	int sig, n = 0, err = map_counts(w[0]);

	while (w[2 + n])
		n++;
	for (size_t i = 0; i < sizeof(batches) / sizeof(batches[0]); i++)
		if (!strcmp(w[1], batches[i].name) && n >= batches[i].words)
			run = batches[i].run;
	if (err || !run)
		return err ? err : USAGE;
	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGUSR1);
	(void)sigaddset(&set, SIGTERM);
	(void)sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGBUS, SIG_IGN); /* what a supervisor under such a storm forwards */
	signal(SIGRTMIN + 1, SIG_IGN);
	count(DONE); /* ready */
	while (sigwait(&set, &sig) == 0 && sig == SIGUSR1) {
		err = run(w + 2);
		if (err)
			return err;
		count(DONE);
	}
	return 0;
}

static int act_deaf(char **w)
{
	struct sockaddr_un sa = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

	strncpy(sa.sun_path, w[0], sizeof(sa.sun_path) - 1);
	if (fd < 0 || bind(fd, (const void *)&sa, sizeof(sa)) < 0 || listen(fd, 0) < 0)
		return errno;
	return pause();
}

static const struct {
	const char *name;
	int words;
	int (*run)(char **words);
} acts[] = {
	{ "steps", 2, act_steps }, { "tally", 6, act_tally }, { "deaf", 1, act_deaf },
};

int main(int argc, char **argv)
{
	for (size_t i = 0; argc > 1 && i < sizeof(acts) / sizeof(acts[0]); i++)
		if (!strcmp(argv[1], acts[i].name) && argc - 2 >= acts[i].words)
			return acts[i].run(argv + 2);
	return USAGE;
}
