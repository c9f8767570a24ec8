/*
 * The floor: what nobody who starts a program under a filter with a listener can do without.
 *
 * floor [-a] FILTER COMMAND…: reads FILTER, forks; the child loads it and execs; the parent, which
 * shares its descriptors until then and so has the listener, waits. With -a it answers, too: every
 * notification with "go on", without a look at anything. Without -a FILTER must not notify.
 */
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define WAKE_UP_HERE _IOW('!', 4, unsigned long long)
#define KILLABLE 0x20 /* SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV */

static struct sock_filter insns[8192];
static struct sock_fprog prog = { .filter = insns };

static void child(int tell, char **command)
{
	int listener;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		_exit(125);
	listener = (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
				SECCOMP_FILTER_FLAG_NEW_LISTENER | KILLABLE, &prog);
	if (listener < 0 || write(tell, &listener, sizeof(listener)) != sizeof(listener))
		_exit(125);
	execv(command[0], command);
	_exit(127);
}

static void answer(int listener)
{
	struct pollfd p = { listener, POLLIN, 0 };

	ioctl(listener, WAKE_UP_HERE, 1);
	while (poll(&p, 1, -1) > 0 && !(p.revents & POLLHUP)) {
		struct seccomp_notif n = { 0 };
		struct seccomp_notif_resp r = { 0 };

		if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &n) < 0)
			continue;
		r.id = n.id;
		r.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
		ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &r);
	}
}

int main(int argc, char **argv)
{
	bool answers = argc > 1 && !strcmp(argv[1], "-a");
	int at = answers ? 2 : 1, status, listener, fd, ready[2];
	ssize_t n;
	pid_t pid;

	if (argc - at < 2 || pipe2(ready, O_CLOEXEC) < 0)
		return 125;
	fd = open(argv[at], O_RDONLY | O_CLOEXEC);
	n = read(fd, insns, sizeof(insns));
	if (n <= 0)
		return 125;
	prog.len = (unsigned short)((size_t)n / sizeof(insns[0]));
	pid = (pid_t)syscall(SYS_clone, CLONE_FILES | SIGCHLD, 0, 0, 0, 0);
	if (pid == 0)
		child(ready[1], argv + at + 1);
	if (pid < 0 || read(ready[0], &listener, sizeof(listener)) != sizeof(listener))
		return 125;
	if (answers)
		answer(listener);
	return waitpid(pid, &status, 0) < 0 || !WIFEXITED(status) ? 125 : WEXITSTATUS(status);
}
