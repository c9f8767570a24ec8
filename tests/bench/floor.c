/*
 * The floor: what nobody who starts a program under a filter with a listener can do without.
 *
 * floor [-a] FILTER COMMAND…: reads FILTER, forks; the child loads it and execs; the parent, which
 * shares its descriptors until then and so has the listener, waits. With -a it answers, too: every
 * notification with "go on", without a look at anything. Without -a FILTER must not notify.
 */
#include <fcntl.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "launch.h"

static struct sock_filter insns[8192];
static struct sock_fprog prog = { .filter = insns };

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
	int at = answers ? 2 : 1, status, listener, fd;
	ssize_t n;
	pid_t pid;

	if (argc - at < 2)
		return 125;
	fd = open(argv[at], O_RDONLY | O_CLOEXEC);
	n = read(fd, insns, sizeof(insns));
	if (n <= 0)
		return 125;
	prog.len = (unsigned short)((size_t)n / sizeof(insns[0]));
	listener = launch(&prog, argv + at + 1, &pid);
	if (listener < 0)
		return 125;
	if (answers)
		answer(listener);
	return waitpid(pid, &status, 0) < 0 || !WIFEXITED(status) ? 125 : WEXITSTATUS(status);
}
