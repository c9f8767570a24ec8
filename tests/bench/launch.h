/*
 * Starting a command under a filter with a listener, with as little as that takes.
 *
 * Owns the child until it execs. Relies on sharing descriptors with it until then: so the listener is
 * here as well. In programs without libgoguard, so everything is in this file.
 */
#ifndef GG_BENCH_LAUNCH_H
#define GG_BENCH_LAUNCH_H

#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#define WAKE_UP_HERE _IOW('!', 4, unsigned long long)
#define KILLABLE 0x20 /* SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV */

static void become(int tell, struct sock_fprog *prog, char **command)
{
	int listener;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		_exit(125);
	listener = (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
				SECCOMP_FILTER_FLAG_NEW_LISTENER | KILLABLE, prog);
	if (listener < 0 || write(tell, &listener, sizeof(listener)) != sizeof(listener))
		_exit(125);
	execv(command[0], command);
	_exit(127);
}

/* Return: the listener; -1 */
static int launch(struct sock_fprog *prog, char **command, pid_t *ret_pid)
{
	int listener, ready[2];

	if (pipe2(ready, O_CLOEXEC) < 0)
		return -1;
	*ret_pid = (pid_t)syscall(SYS_clone, CLONE_FILES | SIGCHLD, 0, 0, 0, 0);
	if (*ret_pid == 0)
		become(ready[1], prog, command);
	if (*ret_pid < 0 || read(ready[0], &listener, sizeof(listener)) != sizeof(listener))
		return -1;
	return listener;
}

#endif
