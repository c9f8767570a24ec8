/*
 * The kernel's limit: the least supervisor that there can be.
 *
 * bare [-e] CALL… -- COMMAND…: each of the CALLs (open, connect, exec) that COMMAND makes comes here;
 * its memory is read (a path, an address), the call is still there, it goes on. With -e opens and
 * connects are done here instead, and the result injected. Decides nothing, protects from nothing.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "launch.h"

static const struct {
	const char *name;
	int nr, memory; /* which argument points to what is read */
} calls[] = {
	{ "open", SYS_openat, 1 },
	{ "connect", SYS_connect, 1 },
	{ "exec", SYS_execve, 0 },
};
#define CALLS (sizeof(calls) / sizeof(calls[0]))

static struct sock_filter insns[CALLS + 3] = {
	{ BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(struct seccomp_data, nr) },
};
static struct sock_fprog prog = { 1, insns };
static bool does;

static void build(char **names, int n)
{
	unsigned i, j;

	for (i = 0; (int)i < n; i++)
		for (j = 0; j < CALLS; j++)
			if (!strcmp(names[i], calls[j].name))
				insns[prog.len++] = (struct sock_filter)BPF_JUMP(
					BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)calls[j].nr, 0, 0);
	for (i = 1; i < prog.len; i++)
		insns[i].jt = (uint8_t)(prog.len - i);
	insns[prog.len++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	insns[prog.len++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF);
}

static bool alive(int listener, uint64_t id)
{
	return ioctl(listener, SECCOMP_IOCTL_NOTIF_ID_VALID, &id) == 0;
}

/* Return: 1: answered */
static int do_open(int listener, const struct seccomp_notif *n, const char *path)
{
	struct seccomp_notif_addfd add = { .id = n->id, .flags = SECCOMP_ADDFD_FLAG_SEND };
	int fd = open(path, (int)n->data.args[2] | O_CLOEXEC, (mode_t)n->data.args[3]);
	int got;

	if (fd < 0)
		return 0;
	add.srcfd = (uint32_t)fd;
	add.newfd_flags = (uint32_t)n->data.args[2] & O_CLOEXEC;
	got = ioctl(listener, SECCOMP_IOCTL_NOTIF_ADDFD, &add);
	close(fd);
	return got >= 0;
}

static void do_connect(const struct seccomp_notif *n, const char *addr, struct seccomp_notif_resp *r)
{
	int process = (int)syscall(SYS_pidfd_open, n->pid, O_EXCL /* PIDFD_THREAD */);
	int fd;

	if (process < 0)
		process = (int)syscall(SYS_pidfd_open, n->pid, 0);
	fd = (int)syscall(SYS_pidfd_getfd, process, (int)n->data.args[0], 0);
	r->flags = 0;
	if (fd < 0 || connect(fd, (const struct sockaddr *)addr, (socklen_t)n->data.args[2]) < 0)
		r->error = -errno;
	close(fd);
	close(process);
}

static void handle(int listener, const struct seccomp_notif *n)
{
	struct seccomp_notif_resp r = { .id = n->id, .flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE };
	struct iovec here, there;
	char memory[256] = "";
	unsigned i = 0;

	while (i < CALLS - 1 && calls[i].nr != n->data.nr)
		i++;
	there = (struct iovec){ (void *)(uintptr_t)n->data.args[calls[i].memory],
				i == 1 ? n->data.args[2] & 0x7f : sizeof(memory) - 1 };
	here = (struct iovec){ memory, there.iov_len };
	if (process_vm_readv((pid_t)n->pid, &here, 1, &there, 1, 0) <= 0 || !alive(listener, n->id))
		r = (struct seccomp_notif_resp){ .id = n->id, .error = -EFAULT };
	else if (does && i == 0 && do_open(listener, n, memory))
		return;
	else if (does && i == 1)
		do_connect(n, memory, &r);
	ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &r);
}

static bool ended(void)
{
	siginfo_t info = { .si_pid = 0 };

	return waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) < 0 || info.si_pid;
}

static void on_child(int signal)
{
	(void)signal; /* it has interrupted what we wait in, which is all */
}

static void serve(int listener)
{
	const struct sigaction act = { .sa_handler = on_child };

	struct seccomp_notif n;

	sigaction(SIGCHLD, &act, NULL);
	ioctl(listener, WAKE_UP_HERE, 1);
	for (;;) {
		memset(&n, 0, sizeof(n));
		if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &n) == 0)
			handle(listener, &n);
		else if ((errno != EINTR && errno != ENOENT) || ended())
			return;
	}
}

int main(int argc, char **argv)
{
	int at = 1, first, status, listener;
	pid_t pid;

	does = argc > 1 && !strcmp(argv[1], "-e");
	first = at += does;
	while (at < argc && strcmp(argv[at], "--"))
		at++;
	if (at + 1 >= argc)
		return 125;
	build(argv + first, at - first);
	listener = launch(&prog, argv + at + 1, &pid);
	if (listener < 0)
		return 125;
	serve(listener);
	return waitpid(pid, &status, 0) < 0 || !WIFEXITED(status) ? 125 : WEXITSTATUS(status);
}
