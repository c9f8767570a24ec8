/*
 * Attacks on the watcher: signals, limits, priorities, memory and files of the parent, which is the
 * supervisor when this is guarded.
 *
 * Owns the acts, each of which ends with the errno of the call that reaches the parent, and the
 * prefix "below", which puts a parent of one's own above an act, for the times when it is not
 * guarded: that one has blocked its signals, as the supervisor does, and has to be ended, stopped or
 * else to have been reached. Relies on probe.h for the command line. Never signals anybody but its
 * parent and its own.
 */
#include "../live/probe.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/uio.h>

#define IDLE 5 /* SCHED_IDLE */

static int act_below(char **w) /* ACT...: with a parent of its own */
{
	int said = EIO;
	int ends[2];
	sigset_t all;
	pid_t parent;

	if (pipe(ends) < 0)
		return errno;
	parent = fork();
	if (parent == 0) {
		sigfillset(&all);
		sigprocmask(SIG_SETMASK, &all, NULL);
		setpgid(0, 0);
		if (fork() == 0) {
			said = dispatch(w);
			_exit(write(ends[1], &said, sizeof(said)) != sizeof(said));
		}
		while (wait(NULL) < 0)
			;
		_exit(0);
	}
	close(ends[1]);
	if (read(ends[0], &said, sizeof(said)) != sizeof(said))
		said = EIO;
	kill(parent, SIGKILL);
	waitpid(parent, NULL, 0);
	return said;
}

static int act_kill(char **w)
{
	return of(syscall(SYS_kill, getppid(), num(w[0])));
}

static int act_kill_high(char **w) /* dirty upper halves */
{
	return of(syscall(SYS_kill, 0x7700000000ul | (unsigned)getppid(), 0x3300000000ul | num(w[0])));
}

static int act_tkill(char **w)
{
	return of(syscall(SYS_tkill, getppid(), num(w[0])));
}

static int act_tgkill(char **w)
{
	return of(syscall(SYS_tgkill, getppid(), getppid(), num(w[0])));
}

static int act_queue(char **w)
{
	siginfo_t info = { .si_code = SI_QUEUE };

	return of(syscall(SYS_rt_sigqueueinfo, getppid(), num(w[0]), &info));
}

static int act_queue_thread(char **w)
{
	siginfo_t info = { .si_code = SI_QUEUE };

	return of(syscall(SYS_rt_tgsigqueueinfo, getppid(), getppid(), num(w[0]), &info));
}

static int act_pidfd(char **w)
{
	long fd = syscall(434 /* pidfd_open */, getppid(), 0);

	return fd < 0 ? errno : of(syscall(424 /* pidfd_send_signal */, fd, num(w[0]), NULL, 0));
}

static int act_group(char **w)
{
	int group = getpgid(getppid());

	setpgid(0, 0); /* not at home when it comes */
	return of(syscall(SYS_kill, -group, num(w[0])));
}

static int act_join_group(char **w) /* SIGNAL, which ends this one, too */
{
	if (setpgid(0, getpgid(getppid())) < 0)
		return errno;
	return of(syscall(SYS_kill, 0, num(w[0])));
}

static int act_everybody(char **w) /* SIGNAL: one that nobody minds */
{
	return of(syscall(SYS_kill, -1, num(w[0])));
}

/* What the parent would be sent when something can be read */
static int act_owner(char **w) /* setown | setown-ex | fiosetown | siocspgrp | setsig */
{
	struct {
		int type, pid;
	} ex = { 1 /* F_OWNER_PID */, getppid() };
	int pid = getppid();
	int fds[2];
	int ret = -1;

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, fds) < 0)
		return errno;
	if (!strcmp(w[0], "setown"))
		ret = fcntl(fds[0], F_SETOWN, pid);
	else if (!strcmp(w[0], "setown-ex"))
		ret = fcntl(fds[0], F_SETOWN_EX, &ex);
	else if (!strcmp(w[0], "fiosetown"))
		ret = ioctl(fds[0], 0x8901, &pid);
	else if (!strcmp(w[0], "siocspgrp"))
		ret = ioctl(fds[0], 0x8902, &pid);
	else if (!strcmp(w[0], "setsig"))
		ret = fcntl(fds[0], F_SETSIG, SIGKILL);
	return of(ret);
}

/* All of it: the parent is killed by a byte */
static int act_async(char **w)
{
	int pid = getppid();
	int fds[2];
	int i;

	(void)w;
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, fds) < 0)
		return errno;
	(void)fcntl(fds[0], F_SETOWN, pid);
	(void)fcntl(fds[0], F_SETSIG, SIGKILL);
	(void)fcntl(fds[0], F_SETFL, O_ASYNC);
	if (write(fds[1], "x", 1) != 1)
		return errno;
	for (i = 0; i < 1000 && getppid() == pid; i++)
		usleep(1000);
	return getppid() == pid ? EPERM : 0;
}

static int act_prlimit(char **w)
{
	struct rlimit limit = { 0, 0 };

	return of(syscall(SYS_prlimit64, getppid(), num(w[0]), &limit, NULL));
}

static int act_sched(char **w) /* affinity | scheduler | param | attr */
{
	struct {
		unsigned size, policy;
		unsigned long long flags;
		int nice;
		unsigned rest[9];
	} attr = { 48, IDLE, 0, 0, { 0 } };
	unsigned long cpu = 1;
	int zero = 0;

	if (!strcmp(w[0], "affinity"))
		return of(syscall(SYS_sched_setaffinity, getppid(), sizeof(cpu), &cpu));
	if (!strcmp(w[0], "scheduler"))
		return of(syscall(SYS_sched_setscheduler, getppid(), IDLE, &zero));
	if (!strcmp(w[0], "param"))
		return of(syscall(SYS_sched_setparam, getppid(), &zero));
	return of(syscall(SYS_sched_setattr, getppid(), &attr, 0));
}

static int act_priority(char **w) /* process | group */
{
	int group = !strcmp(w[0], "group");

	return of(syscall(SYS_setpriority, group, group ? getpgid(getppid()) : getppid(), 19));
}

static int act_ioprio(char **w) /* process | group */
{
	int group = !strcmp(w[0], "group");

	return of(syscall(SYS_ioprio_set, 1 + group, group ? getpgid(getppid()) : getppid(), 3 << 13));
}

static int act_pages(char **w) /* move | migrate */
{
	unsigned long node = 1;

	if (!strcmp(w[0], "migrate"))
		return of(syscall(SYS_migrate_pages, getppid(), 64, &node, &node));
	return of(syscall(SYS_move_pages, getppid(), 0, NULL, NULL, NULL, 0));
}

static int act_memory(char **w) /* attach | seize | read | write | advise */
{
	static char c;
	struct iovec here = { &c, 1 }, there = { &c, 1 };
	long fd;

	if (!strcmp(w[0], "attach"))
		return of(ptrace(PTRACE_ATTACH, getppid(), NULL, NULL));
	if (!strcmp(w[0], "seize"))
		return of(ptrace(PTRACE_SEIZE, getppid(), NULL, NULL));
	if (!strcmp(w[0], "read"))
		return of(syscall(SYS_process_vm_readv, getppid(), &here, 1, &there, 1, 0));
	if (!strcmp(w[0], "write"))
		return of(syscall(SYS_process_vm_writev, getppid(), &here, 1, &there, 1, 0));
	fd = syscall(434 /* pidfd_open */, getppid(), 0);
	if (!strcmp(w[0], "getfd"))
		return fd < 0 ? errno : of(syscall(438 /* pidfd_getfd */, fd, 1, 0));
	there.iov_base = (void *)((unsigned long)&c & ~4095ul);
	there.iov_len = 4096;
	return fd < 0 ? errno : of(syscall(440, fd, &there, 1, 20 /* MADV_COLD */, 0));
}

static int act_file(char **w) /* NAME [r]: of the parent, in /proc */
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/%s", getppid(), w[0]);
	fd = open(path, w[1] ? O_RDONLY : O_WRONLY);
	return fd < 0 ? errno : 0;
}

/* What must go on working: one's own threads, children, orphans and groups */
static int ended(pid_t pid, int sig)
{
	int status = 0;

	if (waitpid(pid, &status, 0) != pid)
		return errno;
	return WIFSIGNALED(status) && WTERMSIG(status) == sig ? 0 : EIO;
}

static int act_own(char **w) /* child | group | orphan | thread | queue */
{
	siginfo_t info = { .si_code = SI_QUEUE };
	pid_t pid, orphan;
	int ends[2];
	int fd = -1;

	if (!strcmp(w[0], "thread")) {
		signal(SIGUSR1, SIG_IGN);
		if (syscall(SYS_tkill, gettid(), SIGUSR1) || kill(getpid(), SIGUSR1))
			return errno;
		return of(syscall(SYS_tgkill, getpid(), gettid(), SIGUSR1));
	}
	if (pipe(ends) < 0)
		return errno;
	pid = fork();
	if (pid == 0) {
		setpgid(0, 0);
		orphan = strcmp(w[0], "orphan") ? getpid() : fork();
		if (orphan && write(ends[1], &orphan, sizeof(orphan)) < 0)
			_exit(1);
		if (strcmp(w[0], "orphan") || !orphan)
			for (;;)
				pause();
		_exit(0);
	}
	if (pid < 0 || read(ends[0], &orphan, sizeof(orphan)) != sizeof(orphan))
		return EIO;
	if (!strcmp(w[0], "group"))
		return kill(-pid, SIGTERM) < 0 ? errno : ended(pid, SIGTERM);
	if (!strcmp(w[0], "queue"))
		return syscall(SYS_rt_sigqueueinfo, pid, SIGTERM, &info) < 0 ? errno :
									       ended(pid, SIGTERM);
	if (!strcmp(w[0], "child"))
		return kill(pid, SIGKILL) < 0 ? errno : ended(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	close(ends[1]); /* only the orphan holds the other end open now */
	fd = kill(orphan, SIGKILL) < 0 ? errno : 0;
	return fd ? fd : (int)read(ends[0], &orphan, 1);
}

static const struct act acts[] = {
	{ "below", 1, act_below },	 { "kill", 1, act_kill },
	{ "kill-high", 1, act_kill_high }, { "tkill", 1, act_tkill },
	{ "tgkill", 1, act_tgkill },	 { "queue", 1, act_queue },
	{ "queue-thread", 1, act_queue_thread }, { "pidfd", 1, act_pidfd },
	{ "group", 1, act_group },	 { "join-group", 1, act_join_group },
	{ "everybody", 1, act_everybody }, { "owner", 1, act_owner },
	{ "async", 0, act_async },	 { "prlimit", 1, act_prlimit },
	{ "sched", 1, act_sched },	 { "priority", 1, act_priority },
	{ "ioprio", 1, act_ioprio },	 { "pages", 1, act_pages },
	{ "memory", 1, act_memory },	 { "file", 1, act_file },
	{ "own", 1, act_own },		 { NULL, 0, NULL },
};
