/*
 * Single acts of a process, for the live tests of signals, children and what is inherited.
 *
 * Owns one act a run; `proc_probe` alone lists them. Relies on libc only. Ends with 0, with 1 when
 * what it looked for was not so (a line on standard error says what), 99: wrong usage.
 */
#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define USAGE 99

extern char **environ;

static void nap(void)
{
	const struct timespec ten_ms = { 0, 10000000 };

	(void)nanosleep(&ten_ms, NULL);
}

static void say(int fd, const char *word, long n)
{
	char line[128];
	int len = snprintf(line, sizeof(line), "%s %ld\n", word, n);

	if (write(fd, line, (size_t)len) != len)
		_exit(USAGE);
}

/* --- signals ----------------------------------------------------------------------------------- */

static int signal_log;
static volatile sig_atomic_t stop;

static void on_signal(int sig)
{
	if (sig == SIGALRM)
		stop = 1;
	else
		say(signal_log, "signal", sig);
}

/* FILE: "ready PID", then one line for each signal that comes; SIGALRM ends it */
static int act_signals(char **a)
{
	const int all[] = { SIGHUP, SIGINT, SIGQUIT, SIGUSR1, SIGUSR2, SIGTERM, SIGWINCH,
			    SIGCONT, SIGTSTP, SIGALRM, SIGBUS, SIGRTMIN + 1 };
	struct sigaction sa = { .sa_handler = on_signal };
	sigset_t wait_for, old;
	size_t i;

	signal_log = open(a[0], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (signal_log < 0)
		return 1;
	(void)sigemptyset(&wait_for);
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		(void)sigaddset(&wait_for, all[i]);
	(void)sigprocmask(SIG_BLOCK, &wait_for, &old);
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		(void)sigaction(all[i], &sa, NULL);
	say(signal_log, "ready", getpid());
	while (!stop)
		(void)sigsuspend(&old);
	say(signal_log, "end", getppid());
	return 0;
}

/* IGNORED,... MASKED,... CMD...: run it with these signals ignored and blocked ("0": none) */
static int act_with_signals(char **a)
{
	sigset_t mask;
	char *word, *rest;

	(void)sigemptyset(&mask);
	for (word = strtok_r(a[0], ",", &rest); word; word = strtok_r(NULL, ",", &rest))
		(void)signal(atoi(word), SIG_IGN);
	for (word = strtok_r(a[1], ",", &rest); word; word = strtok_r(NULL, ",", &rest))
		(void)sigaddset(&mask, atoi(word));
	(void)sigprocmask(SIG_SETMASK, &mask, NULL);
	(void)execv(a[2], a + 2);
	return 127;
}

/* --- children ---------------------------------------------------------------------------------- */

static int child_of(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* COUNT: short children, one after the other */
static int act_children(char **a)
{
	int n;

	for (n = atoi(a[0]); n > 0; n--) {
		pid_t pid = fork();

		if (pid == 0)
			_exit(n & 0x3f);
		if (pid < 0 || child_of(pid) != (n & 0x3f))
			return 1;
	}
	return 0;
}

/* One orphan: it waits to get a new parent and tells that one's pid. */
static int orphan(pid_t parent)
{
	int pipes[2], told[2] = { 0, 0 };
	pid_t middle;

	if (pipe(pipes) < 0)
		return 1;
	middle = fork();
	if (middle == 0) {
		pid_t self = getpid();

		if (fork() == 0) {
			while (getppid() == self)
				nap();
			told[0] = getpid();
			told[1] = getppid();
			_exit(write(pipes[1], told, sizeof(told)) != sizeof(told));
		}
		_exit(0);
	}
	if (middle < 0 || child_of(middle) != 0 || read(pipes[0], told, sizeof(told)) != sizeof(told))
		return 1;
	(void)close(pipes[0]);
	(void)close(pipes[1]);
	if (told[1] != parent)
		fprintf(stderr, "the orphan went to %d, not to %d\n", told[1], parent);
	while (kill(told[0], 0) == 0) /* until it is reaped, a zombie can be signalled */
		nap();
	return told[1] != parent;
}

/* COUNT: orphans go to the parent of this process, and are reaped by it */
static int act_orphans(char **a)
{
	int n, bad = 0;

	for (n = atoi(a[0]); n > 0 && !bad; n--)
		bad = orphan(getppid());
	return bad;
}

/* LOG PATH: leave a grandchild in a session of its own that opens PATH until it cannot any more */
static int act_left_over(char **a)
{
	int fd = open(a[0], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600), n;
	const struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(9) };

	if (fd < 0 || fork() != 0)
		return pause();
	(void)setsid();
	say(fd, "ready", getpid());
	do {
		n = open(a[1], O_RDONLY | O_CLOEXEC);
		if (n >= 0)
			(void)close(n);
		nap();
	} while (n >= 0);
	say(fd, "open", errno);
	say(fd, "create", open(a[0], O_WRONLY | O_CREAT, 0600) < 0 ? errno : 0);
	say(fd, "connect", connect(socket(AF_INET, SOCK_STREAM, 0), (const void *)&to, sizeof(to)) < 0 ?
				   errno : 0);
	say(fd, "exec", execv("/bin/true", a) < 0 ? errno : 0);
	return 0;
}

/* --- what is inherited --------------------------------------------------------------------------- */

static void print_signals(FILE *out)
{
	struct sigaction sa;
	sigset_t mask;
	int i;

	(void)sigprocmask(SIG_SETMASK, NULL, &mask);
	for (i = 1; i < 65; i++) {
		if (sigaction(i, NULL, &sa) == 0 && sa.sa_handler != SIG_DFL)
			fprintf(out, "handled %d %s\n", i, sa.sa_handler == SIG_IGN ? "ignored" : "yes");
		if (sigismember(&mask, i) == 1)
			fprintf(out, "blocked %d\n", i);
	}
}

static void print_limits(FILE *out)
{
	int i;

	for (i = 0; i < 16; i++) {
		struct rlimit r;

		if (getrlimit((__rlimit_resource_t)i, &r) == 0)
			fprintf(out, "limit %d %ld %ld\n", i, (long)r.rlim_cur, (long)r.rlim_max);
	}
}

static int open_fds(FILE *out, int own)
{
	int fd, n = 0;

	for (fd = 0; fd < 1024; fd++) {
		struct stat st;

		if (fd == own || fcntl(fd, F_GETFD) < 0)
			continue;
		n++;
		if (out && fstat(fd, &st) == 0)
			fprintf(out, "fd %d %o %lu %d\n", fd, st.st_mode & S_IFMT,
				(unsigned long)st.st_ino, fcntl(fd, F_GETFL));
	}
	return n;
}

/* FILE: all that a program inherits; the environment as it is */
static int act_state(char **a)
{
	FILE *out = fdopen(fcntl(open(a[0], O_WRONLY | O_CREAT | O_TRUNC, 0600), F_DUPFD, 900), "w");
	mode_t mask = umask(0);
	char dir[4096];
	char **e;
	int fd;

	if (!out)
		return 1;
	for (fd = 3; fd < 900; fd++) /* the one that open() gave, and only that, is ours */
		if (fcntl(fd, F_GETFD) >= 0) {
			struct stat mine, other;

			if (fstat(fd, &other) == 0 && fstat(fileno(out), &mine) == 0 &&
			    mine.st_ino == other.st_ino && mine.st_dev == other.st_dev)
				(void)close(fd);
		}
	fprintf(out, "cwd %s\numask %o\nnice %d\nids %d %d %d %d\n", getcwd(dir, sizeof(dir)), mask,
		getpriority(PRIO_PROCESS, 0), getuid(), geteuid(), getgid(), getegid());
	print_signals(out);
	print_limits(out);
	(void)open_fds(out, fileno(out));
	for (e = environ; *e; e++)
		fprintf(out, "env %s\n", *e);
	return fclose(out) != 0;
}

/* --- a kernel that grants less --------------------------------------------------------------------- */

/* NUMBER ERRNO CMD...: run it where system call NUMBER fails with ERRNO */
static int act_without(char **a)
{
	struct sock_filter f[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)atoi(a[0]), 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (unsigned)atoi(a[1])),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog prog = { sizeof(f) / sizeof(f[0]), f };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prog))
		return 1;
	(void)execv(a[2], a + 2);
	return 127;
}

/* N CMD...: run it while N descriptors of this user are on their way */
static int act_in_flight(char **a)
{
	static const char nothing[1];
	union {
		struct cmsghdr head;
		char space[CMSG_SPACE(128 * sizeof(int))];
	} control = { 0 };
	struct iovec iov = { (void *)(uintptr_t)nothing, sizeof(nothing) };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1, .msg_control = &control };
	int n = atoi(a[0]), pair[2], status;
	pid_t pid;

	if (n < 1 || n > 128 || socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, pair))
		return USAGE;
	control.head = (struct cmsghdr){ CMSG_LEN((size_t)n * sizeof(int)), SOL_SOCKET, SCM_RIGHTS };
	for (int i = 0; i < n; i++)
		((int *)(void *)CMSG_DATA(&control.head))[i] = 2;
	msg.msg_controllen = CMSG_SPACE((size_t)n * sizeof(int));
	if (sendmsg(pair[0], &msg, 0) != sizeof(nothing))
		return USAGE;
	pid = fork();
	if (pid == 0) {
		(void)execvp(a[1], a + 1);
		_exit(127);
	}
	return pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) ? WEXITSTATUS(status) : USAGE;
}

/* LIBRARY: load it; prints whether this is secure execution, and the mode of seccomp afterwards */
static int act_load(char **a)
{
	if (!dlopen(a[0], RTLD_NOW)) {
		fprintf(stderr, "%s\n", dlerror());
		return 1;
	}
	printf("secure %lu, seccomp %d, no_new_privs %d\n", getauxval(AT_SECURE), prctl(PR_GET_SECCOMP),
	       prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0));
	return 0;
}

/* --- many threads ------------------------------------------------------------------------------------ */

static struct {
	const char *open, *denied, *none;
	in_port_t port;
	int rounds;
} work;
static int wrong; /* __atomic */

static void expect(const char *what, long ret, int code)
{
	int got = ret < 0 ? errno : 0;

	if (ret >= 0 && strcmp(what, "stat"))
		(void)close((int)ret);
	if (got == code)
		return;
	if (__atomic_fetch_add(&wrong, 1, __ATOMIC_RELAXED) < 10)
		fprintf(stderr, "%s: got %d, wanted %d\n", what, got, code);
}

static void try_connect(in_port_t port, int code)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(port),
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int got = connect(fd, (const void *)&to, sizeof(to)) < 0 ? errno : 0;

	(void)close(fd);
	errno = got;
	expect("stat", got ? -1 : 0, code);
}

static void *hammer(void *arg)
{
	struct stat st;
	int i;

	for (i = 0; i < work.rounds; i++) {
		expect("open", open(work.open, O_RDONLY | O_CLOEXEC), 0);
		expect("denied", open(work.denied, O_RDONLY | O_CLOEXEC), EACCES);
		expect("none", open(work.none, O_RDONLY | O_CLOEXEC), ENOENT);
		expect("stat", stat(work.open, &st), 0);
		try_connect(work.port, ECONNREFUSED);
		try_connect((in_port_t)(work.port + 1), EACCES);
	}
	return arg;
}

/* THREADS ROUNDS OPEN DENIED NONE PORT: all with the errno that is due; the port above is denied */
static int act_hammer(char **a)
{
	int n = atoi(a[0]), i;
	pthread_t *threads = calloc((size_t)n, sizeof(*threads));

	work.rounds = atoi(a[1]);
	work.open = a[2];
	work.denied = a[3];
	work.none = a[4];
	work.port = (in_port_t)atoi(a[5]);
	for (i = 0; threads && i < n; i++)
		if (pthread_create(&threads[i], NULL, hammer, NULL))
			return 1;
	while (threads && i-- > 0)
		(void)pthread_join(threads[i], NULL);
	printf("wrong %d\n", wrong);
	return !threads || wrong;
}

/* COUNT PATH: as many opens that fail; prints how many failed with EACCES */
static int act_denials(char **a)
{
	int n = atoi(a[0]), denied = 0;

	while (n-- > 0)
		denied += open(a[1], O_RDONLY | O_CLOEXEC) < 0 && errno == EACCES;
	printf("%d\n", denied);
	return 0;
}

/* COUNT PATH: as many children, each of which is denied once; prints their pids */
static int act_denied_children(char **a)
{
	int n = atoi(a[0]);

	while (n-- > 0) {
		pid_t pid = fork();

		if (pid == 0)
			_exit(open(a[1], O_RDONLY | O_CLOEXEC) >= 0);
		if (pid < 0 || child_of(pid) != 0)
			return 1;
		printf("%d\n", pid);
	}
	return 0;
}

/* Print what comes from the terminal, a line each, until "end" */
/* Program @a[1] is started @a[0] times and killed at all moments of its start */
static int act_kill_starts(char **a)
{
	int n = atoi(a[0]);

	for (int i = 0; i < n; i++) {
		pid_t pid = fork();

		if (pid < 0)
			return errno;
		if (pid == 0) {
			execl(a[1], a[1], (char *)NULL);
			_exit(errno);
		}
		for (volatile int spin = 0; spin < (i % 400) * 1000; spin++)
			;
		(void)kill(pid, SIGKILL);
		(void)waitpid(pid, NULL, 0);
	}
	return 0;
}

static int act_lines(char **a)
{
	char line[256];

	(void)a;
	(void)setvbuf(stdout, NULL, _IOLBF, 0);
	printf("ready\n");
	while (fgets(line, sizeof(line), stdin) && strcmp(line, "end\n"))
		printf("got %s", line);
	printf("done, foreground %d\n", tcgetpgrp(0) == getpgrp());
	return 0;
}

static const struct {
	const char *name;
	int words; /* at least */
	int (*act)(char **words);
} acts[] = {
	{ "signals", 1, act_signals },	 { "with-signals", 3, act_with_signals },
	{ "children", 1, act_children }, { "orphans", 1, act_orphans },
	{ "left-over", 2, act_left_over }, { "state", 1, act_state },
	{ "without", 3, act_without },	 { "in-flight", 2, act_in_flight },	 { "hammer", 6, act_hammer },
	{ "denials", 2, act_denials },	 { "denied-children", 2, act_denied_children },
	{ "kill-starts", 2, act_kill_starts }, { "lines", 0, act_lines },	 { "load", 1, act_load },
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
