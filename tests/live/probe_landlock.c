/*
 * probe_landlock: runs a command as on a kernel whose Landlock is of an older ABI.
 *
 *   probe_landlock ABI -- CMD...
 *
 * Owns what such a kernel answers: its version, EINVAL for rights, rules and flags that it does not
 * know, E2BIG for a longer struct that is not empty at its end. A filter stops the calls of Landlock
 * for a tracer, which is this process: an errno could be had from the filter alone, a version not.
 * A process is let go when it enters a domain, so that others may trace it. Relies on a Landlock that
 * is newer, and on amd64 for registers. Exits as CMD did.
 */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#define CREATE 444
#define ADD 445
#define RESTRICT 446
#define VERSION 1
#define RULE_PORT 2

static int abi;
static pid_t child;

#if defined(__x86_64__)
/* Rights on files, by the ABI that has them */
static uint64_t known_fs(void)
{
	return (1ull << (abi >= 5 ? 16 : abi >= 3 ? 15 : abi >= 2 ? 14 : 13)) - 1;
}

static int peek(pid_t pid, uint64_t at, void *buf, size_t n)
{
	struct iovec to = { buf, n }, from = { (void *)(uintptr_t)at, n };

	return process_vm_readv(pid, &to, 1, &from, 1, 0) == (ssize_t)n ? 0 : -EFAULT;
}

static long create(pid_t pid, const struct user_regs_struct *r)
{
	size_t known = abi >= 6 ? 24 : abi >= 4 ? 16 : 8;
	uint64_t attr[3] = { 0 };
	size_t n = r->rsi < sizeof(attr) ? r->rsi : sizeof(attr);

	if (r->rdx)
		return r->rdx == VERSION && !r->rdi && !r->rsi ? abi : -EINVAL;
	if (peek(pid, r->rdi, attr, n) < 0)
		return -EFAULT;
	if ((known < 24 && attr[2]) || (known < 16 && attr[1]))
		return -E2BIG;
	return attr[0] & ~known_fs() ? -EINVAL : 0;
}

static long add(pid_t pid, const struct user_regs_struct *r)
{
	uint64_t rights;

	if (r->rsi == RULE_PORT)
		return abi < 4 ? -EINVAL : 0;
	if (peek(pid, r->rdx, &rights, sizeof(rights)) < 0)
		return -EFAULT;
	return rights & ~known_fs() ? -EINVAL : 0;
}

/* What the older kernel answers; 0: it would go on as this one does */
static long answer(pid_t pid, const struct user_regs_struct *r)
{
	switch (r->orig_rax) {
	case CREATE:
		return create(pid, r);
	case ADD:
		return add(pid, r);
	default:
		return r->rsi && abi < 7 ? -EINVAL : 0;
	}
}

/* Return: 1 when the process is let go */
static int asked(pid_t pid)
{
	struct user_regs_struct r;
	long ret;

	if (ptrace(PTRACE_GETREGS, pid, NULL, &r) < 0)
		return 0;
	ret = answer(pid, &r);
	if (ret == 0 && r.orig_rax == RESTRICT && pid != child)
		return 1;
	if (ret == 0)
		return 0;
	r.orig_rax = (unsigned long)-1;
	r.rax = (unsigned long)ret;
	(void)ptrace(PTRACE_SETREGS, pid, NULL, &r);
	return 0;
}
#else
static int asked(pid_t pid)
{
	(void)pid;
	exit(2);
}
#endif

static void stopped(pid_t pid, int status)
{
	int event = status >> 16;
	int sig = WSTOPSIG(status);

	if (event == PTRACE_EVENT_SECCOMP && asked(pid))
		(void)ptrace(PTRACE_DETACH, pid, NULL, NULL);
	else if (event == PTRACE_EVENT_STOP && sig != SIGTRAP)
		(void)ptrace(PTRACE_LISTEN, pid, NULL, NULL);
	else
		(void)ptrace(PTRACE_CONT, pid, NULL, (void *)(long)(event ? 0 : sig));
}

static void be_filtered(void)
{
	struct sock_filter prog[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, CREATE, 0, 2),
		BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, RESTRICT, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog f = { sizeof(prog) / sizeof(prog[0]), prog };

	if (geteuid() != 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		_exit(2);
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &f) < 0)
		_exit(2);
}

static void pass_on(int sig)
{
	(void)kill(child, sig);
}

int main(int argc, char **argv)
{
	long options = PTRACE_O_TRACESECCOMP | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE |
		       PTRACE_O_EXITKILL;
	int go[2], status;
	char byte;
	pid_t pid;

	abi = argc > 3 ? atoi(argv[1]) : 0;
	if (abi < 1 || strcmp(argv[2], "--") || pipe(go) < 0)
		return fprintf(stderr, "usage: probe_landlock ABI -- CMD...\n"), 2;
	child = fork();
	if (child == 0) {
		(void)close(go[1]);
		if (read(go[0], &byte, 1) != 1)
			_exit(2);
		(void)close(go[0]);
		be_filtered();
		(void)execvp(argv[3], argv + 3);
		_exit(127);
	}
	if (child < 0 || ptrace(PTRACE_SEIZE, child, NULL, options) < 0 || write(go[1], "x", 1) != 1)
		return perror("probe_landlock"), 2;
	(void)close(go[0]);
	(void)close(go[1]);
	(void)signal(SIGTERM, pass_on);
	for (;;) {
		pid = waitpid(-1, &status, __WALL);
		if (pid < 0 && errno != EINTR)
			return 2;
		if (pid > 0 && WIFSTOPPED(status))
			stopped(pid, status);
		else if (pid == child)
			return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	}
}
