/*
 * Acts that are about the system call itself, and about programs.
 *
 * Owns "raw", any call by number or name with numeric arguments, and what needs memory or more
 * than one call. Relies on probe.h.
 */
#include "probe.h"

#include <fcntl.h>
#include <linux/prctl.h>
#include <pty.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/uio.h>

extern char **environ;

static long arg(const char *s)
{
	return s ? (s[0] == '-' ? strtol(s, NULL, 0) : (long)strtoul(s, NULL, 0)) : 0;
}

static int act_raw(char **w) /* NUMBER [ARG...] */
{
	long a[6] = { 0 };
	int i;

	for (i = 0; i < 6 && w[1 + i]; i++)
		a[i] = arg(w[1 + i]);
	return of(syscall(arg(w[0]), a[0], a[1], a[2], a[3], a[4], a[5]));
}

static int act_prctl(char **w) /* OPTION [ARG...] */
{
	return of(syscall(SYS_prctl, arg(w[0]), w[1] ? arg(w[1]) : 0, w[1] && w[2] ? arg(w[2]) : 0, 0, 0));
}

/* A terminal of our own is made where /dev/ptmx may be opened; the request is judged before the
 * descriptor, so that any descriptor will do when guarded. */
static int act_tiocsti(char **w) /* REQUEST, all 64 bits */
{
	char x = 'x';
	int master, slave;

	if (openpty(&master, &slave, NULL, NULL, NULL) < 0 || setsid() < 0 || ioctl(slave, TIOCSCTTY, 0) < 0)
		slave = 0;
	return of(syscall(SYS_ioctl, slave, arg(w[0]), &x));
}

static int act_clone(char **w) /* FLAGS: a child that ends at once */
{
	long pid = syscall(SYS_clone, arg(w[0]) | SIGCHLD, 0, 0, 0, 0);

	if (pid == 0)
		_exit(0);
	return pid < 0 ? errno : status_of((pid_t)pid);
}

static int act_clone3(char **w)
{
	unsigned long args[8] = { (unsigned long)arg(w[0]), 0, 0, 0, SIGCHLD, 0, 0, 0 };
	long pid = syscall(435, args, sizeof(args));

	if (pid == 0)
		_exit(0);
	return pid < 0 ? errno : status_of((pid_t)pid);
}

static long sibling; /* __atomic */

static void *be_sibling(void *unused)
{
	__atomic_store_n(&sibling, syscall(SYS_gettid), __ATOMIC_RELEASE);
	(void)pause();
	return unused;
}

static int act_prlimit(char **w) /* self|parent|pid|thread|sibling: read RLIMIT_NOFILE of it */
{
	struct rlimit lim;
	pthread_t thread;
	long pid = 0;

	if (!strcmp(w[0], "sibling") && pthread_create(&thread, NULL, be_sibling, NULL) == 0)
		while (!(pid = __atomic_load_n(&sibling, __ATOMIC_ACQUIRE)))
			(void)sched_yield();

	if (!strcmp(w[0], "parent"))
		pid = getppid();
	if (!strcmp(w[0], "pid"))
		pid = getpid();
	if (!strcmp(w[0], "thread"))
		pid = syscall(SYS_gettid);
	return of(syscall(SYS_prlimit64, pid, RLIMIT_NOFILE, NULL, &lim));
}

static int act_ptrace(char **w) /* a child of ours */
{
	pid_t pid = fork();
	int err;

	(void)w;
	if (pid == 0) {
		(void)pause();
		_exit(0);
	}
	err = of(ptrace(PTRACE_SEIZE, pid, 0, 0));
	(void)kill(pid, SIGKILL);
	(void)status_of(pid);
	return err;
}

static int act_vm_read(char **w) /* our own memory */
{
	char from[8] = "text", to[8];
	struct iovec a = { to, 8 }, b = { from, 8 };

	(void)w;
	return of(process_vm_readv(getpid(), &a, 1, &b, 1, 0));
}

static int act_seccomp(char **w) /* a filter of our own that allows everything */
{
	struct { unsigned short code; unsigned char jt, jf; unsigned k; } insn = { 6, 0, 0, 0x7fff0000 };
	struct { unsigned short len; void *insns; } prog = { 1, &insn };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return errno;
	if (!strcmp(w[0], "prctl"))
		return of(prctl(PR_SET_SECCOMP, 2, &prog, 0, 0));
	return of(syscall(SYS_seccomp, 1, arg(w[0]), &prog));
}

static int act_uring(char **w)
{
	char params[120] = { 0 };

	(void)w;
	return of(syscall(425, 4u, params));
}

static int act_execve(char **w) /* PATH ARG... */
{
	return of(syscall(SYS_execve, w[0], w, environ));
}

static int act_execveat(char **w) /* DIR NAME ARG...: relative to an open folder */
{
	int dir = open(w[0], O_PATH | O_DIRECTORY | O_CLOEXEC);

	return dir < 0 ? errno : of(syscall(SYS_execveat, dir, w[1], w + 1, environ, 0));
}

static int act_fexecve(char **w) /* PATH ARG...: by descriptor */
{
	int fd = open(w[0], O_PATH);

	return fd < 0 ? errno : of(syscall(SYS_execveat, fd, "", w, environ, AT_EMPTY_PATH));
}

static int act_fdexec(char **w) /* PATH ARG...: by /proc/self/fd */
{
	char link[40];
	int fd = open(w[0], O_PATH);

	(void)snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	return fd < 0 ? errno : of(syscall(SYS_execve, link, w, environ));
}

static int act_memfd(char **w) /* PATH: a copy of a program in memory, executed */
{
	static char buf[65536];
	int from = open(w[0], O_RDONLY), fd = (int)syscall(SYS_memfd_create, "copy", 0u);
	ssize_t n;

	if (from < 0 || fd < 0)
		return errno;
	while ((n = read(from, buf, sizeof(buf))) > 0)
		if (write(fd, buf, (size_t)n) != n)
			return EIO;
	return of(syscall(SYS_execveat, fd, "", w, environ, AT_EMPTY_PATH));
}

static int act_int80(char **w) /* the 32-bit door: getpid */
{
#if defined(__x86_64__)
	long ret;

	(void)w;
	__asm__ volatile("int $0x80" : "=a"(ret) : "a"(20l) : "memory", "r8", "r9", "r10", "r11");
	return ret > 0 ? 0 : (int)-ret;
#else
	(void)w;
	return USAGE;
#endif
}

static int act_pid(char **w)
{
	(void)w;
	(void)printf("%d\n", getpid());
	return 0;
}

static int act_exit(char **w) { return (int)arg(w[0]); }

/* clang-format off */
static const struct act acts[] = {
	{ "raw", 1, act_raw }, { "prctl", 1, act_prctl }, { "tiocsti", 1, act_tiocsti },
	{ "clone", 1, act_clone }, { "clone3", 1, act_clone3 }, { "prlimit", 1, act_prlimit },
	{ "ptrace", 0, act_ptrace }, { "vm-read", 0, act_vm_read }, { "seccomp", 1, act_seccomp },
	{ "uring", 0, act_uring }, { "execve", 1, act_execve }, { "execveat", 2, act_execveat },
	{ "fexecve", 1, act_fexecve }, { "fdexec", 1, act_fdexec }, { "memfd", 1, act_memfd },
	{ "int80", 0, act_int80 }, { "exit", 1, act_exit }, { "pid", 0, act_pid },
	{ NULL, 0, NULL },
};
/* clang-format on */
