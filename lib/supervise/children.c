/*
 * Signals, reaping, job control.
 *
 * Owns what a process that stands in front of another owes it. Theory of operation: with a
 * controlling terminal, function and supervisor share a process group, so what the terminal
 * sends (Ctrl-C, Ctrl-Z, SIGHUP: si_code SI_KERNEL) reaches both, and only what was sent to the
 * supervisor by a process is forwarded. When the function stops, the supervisor stops too, so
 * that the shell sees a stopped job; SIGCONT to the group wakes both. Without a terminal the
 * function has a group of its own and everything is forwarded. Relies on PR_SET_CHILD_SUBREAPER
 * for orphans.
 */
#include "supervise/children.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/common.h"
#include "base/fd.h"
#include "base/scope.h"

/** gg_children_block() - see children.h. Return: 0; negative errno */
int gg_children_block(sigset_t *ret_old)
{
	sigset_t all;

	if (sigfillset(&all) < 0 || sigprocmask(SIG_SETMASK, &all, ret_old) < 0)
		return -errno;
	return 0;
}

/** gg_children_terminal() - see children.h */
bool gg_children_terminal(void)
{
	gg_close int fd = open("/dev/tty", O_RDONLY | O_NOCTTY | O_CLOEXEC);

	return fd >= 0;
}

/** gg_children_init() - see children.h */
int gg_children_init(struct gg_children *k, pid_t child)
{
	sigset_t all;

	k->signals = -1;
	k->child = child;
	k->terminal = gg_children_terminal();
	/* Both sides do this, whoever comes first: the function must not run in our group. */
	if (!k->terminal && setpgid(child, child) < 0 && errno != EACCES && errno != ESRCH &&
	    errno != EPERM)
		return -errno;
	if (prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) < 0)
		return -errno;
	if (sigfillset(&all) < 0)
		return -errno;
	k->signals = gg_fd_born(signalfd(-1, &all, SFD_CLOEXEC | SFD_NONBLOCK));
	return k->signals < 0 ? k->signals : 0;
}

/** gg_children_done() - close what is open */
void gg_children_done(struct gg_children *k)
{
	gg_scope_close(&k->signals);
}

static bool goes_on(pid_t child)
{
	siginfo_t si = { .si_pid = 0 };

	return waitid(P_PID, (id_t)child, &si, WCONTINUED | WNOHANG | WNOWAIT) == 0 && si.si_pid == child;
}

/* The function stopped, by signal @sig: so do we, for the shell to see. If it goes on by now, what woke it was for us,
 * too, and does not come again. */
static void stop_too(const struct gg_children *k, int sig)
{
	bool stops = sig == SIGSTOP || sig == SIGTSTP || sig == SIGTTIN || sig == SIGTTOU;

	/* Another signal than those is on its way to who is traced */
	if (stops && k->terminal && getsid(0) != getpid() && !goes_on(k->child))
		(void)raise(SIGSTOP);
}

/** gg_children_reap() - see children.h */
void gg_children_reap(struct gg_children *k)
{
	struct rusage usage;
	int status;
	pid_t pid;

	while ((pid = wait4(-1, &status, WNOHANG | WUNTRACED | __WALL, &usage)) > 0) {
		if ((k->seen && k->seen(k->arg, pid, status)) || pid != k->child)
			continue;
		if (WIFSTOPPED(status)) {
			if (!(status >> 16)) /* else it was traced, and has been killed since */
				stop_too(k, WSTOPSIG(status));
			continue;
		}
		k->ended = true;
		k->status = status;
		k->peak_kb = (uint64_t)usage.ru_maxrss;
	}
}

/* What the kernel has to say to this process, not to the function: a log file that may not grow
 * (SIGXFSZ seems to come from who wrote), processor time used up */
static bool is_own(const struct signalfd_siginfo *si)
{
	return si->ssi_pid == (uint32_t)getpid() || (si->ssi_signo == SIGXCPU && si->ssi_code == SI_KERNEL);
}

/* Signals of the terminal reach the function by themselves. */
static bool is_for_child(const struct gg_children *k, const struct signalfd_siginfo *si)
{
	if (si->ssi_signo == SIGCHLD || si->ssi_signo == SIGPIPE || is_own(si))
		return false;
	if (k->terminal && si->ssi_code == SI_KERNEL)
		return false;
	return si->ssi_pid != (uint32_t)k->child; /* not back to who sent it */
}

/** gg_children_signals() - see children.h */
void gg_children_signals(struct gg_children *k)
{
	struct signalfd_siginfo si;
	bool reap = false;
	ssize_t n;

	while ((n = read(k->signals, &si, sizeof(si))) == (ssize_t)sizeof(si)) {
		if (si.ssi_signo == SIGCHLD)
			reap = true;
		else if (!k->ended && is_for_child(k, &si))
			(void)kill(k->child, (int)si.ssi_signo);
	}
	if (reap || (n < 0 && errno != EAGAIN)) /* what it was is not known: the end of the function, perhaps */
		gg_children_reap(k);
}

/** gg_children_wait() - see children.h */
bool gg_children_wait(struct gg_children *k, int fd)
{
	struct pollfd p[2] = { { fd, POLLIN, 0 }, { k->signals, POLLIN, 0 } };

	while (!k->ended) {
		if (poll(p, GG_ARRAY_SIZE(p), -1) < 0 && errno != EINTR)
			return true; /* then reading is what waits */
		if (p[0].revents)
			return true;
		if (p[1].revents & POLLIN)
			gg_children_signals(k);
	}
	return poll(p, 1, 0) > 0;
}
