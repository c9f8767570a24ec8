/*
 * Waking.
 *
 * Owns one timer, made before the function can use up those that its user may have. Workers have none: they
 * are woken by the main loop, see workers.c, and what they wait in holds up nobody else.
 */
#include "supervise/wake.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "base/scope.h"
#include "base/sys.h"

#define OFTEN_NS 20000000

static timer_t timer;
static bool has_timer;
static pthread_t loop_thread;

static pid_t gets_ours;

/* Ours are only to interrupt; what others send of it is the function's, as any other signal. */
static void on_wake(int sig, siginfo_t *info, void *context)
{
	(void)context;
	if (gets_ours && info->si_code != SI_TIMER && info->si_pid != getpid() && info->si_pid != gets_ours)
		(void)gg_sys(SYS_kill, gets_ours, sig);
}

/* There may be none to be had yet: then those who need it ask again. */
static bool make_timer(void)
{
	struct sigevent event = { .sigev_notify = SIGEV_THREAD_ID, .sigev_signo = GG_WAKE };

	event._sigev_un._tid = (pid_t)gg_sys(SYS_gettid);
	has_timer = has_timer || timer_create(CLOCK_MONOTONIC, &event, &timer) == 0;
	return has_timer;
}

/** gg_wake_init() - see wake.h */
int gg_wake_init(pid_t child)
{
	struct sigaction act = { .sa_sigaction = on_wake, .sa_flags = SA_SIGINFO };

	if (sigaction(GG_WAKE, &act, NULL) < 0)
		return -errno;
	gets_ours = child;
	loop_thread = pthread_self();
	(void)make_timer();
	gg_wake_listen(false);
	return 0;
}

/** gg_wake_listen() - see wake.h */
void gg_wake_listen(bool listens)
{
	sigset_t set;

	(void)sigemptyset(&set);
	(void)sigaddset(&set, GG_WAKE);
	(void)pthread_sigmask(listens ? SIG_UNBLOCK : SIG_BLOCK, &set, NULL);
}

static int set_timer(long ns)
{
	const struct itimerspec often = { { 0, ns }, { 0, ns } };

	return timer_settime(timer, 0, &often, NULL) < 0 ? -errno : 0;
}

/** gg_wake_begin() - see wake.h */
int gg_wake_begin(void)
{
	int ret = make_timer() ? set_timer(OFTEN_NS) : -EAGAIN;

	if (ret == 0)
		gg_wake_listen(true);
	return ret;
}

/** gg_wake_end() - see wake.h */
void gg_wake_end(void)
{
	(void)set_timer(0); /* whatever it sent arrives before this returns */
	gg_wake_listen(false);
}

/* Without a timer: then nothing is waited for. */
static void do_not_linger(int fd)
{
	const struct linger no = { 0 };

	(void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &no, sizeof(no));
}

/** gg_wake_close() - see wake.h */
void gg_wake_close(int *fds, unsigned n)
{
	bool loops = pthread_equal(loop_thread, pthread_self());
	bool begun = loops && n && gg_wake_begin() == 0;
	unsigned i;

	for (i = 0; i < n; i++) {
		if (loops && !begun && fds[i] >= 0)
			do_not_linger(fds[i]);
		gg_scope_close(&fds[i]);
	}
	if (begun)
		gg_wake_end();
}
