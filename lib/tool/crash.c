/*
 * What ends goguard before it can say why.
 *
 * Owns handlers for faults, for a loop, and for exit(3). Relies on nobody below the tool calling exit(3) but libraries
 * that have no memory: libconfig and libseccomp take what malloc(3) gave without a look, which is a fault or goes
 * round for ever, and the scanner in libconfig ends the program with a status that is no goguard's. What the program
 * was given of handlers and of the mask is as before when a plan is made, and handed on so. A sanitizer has handlers
 * of its own.
 */
#include "tool/crash.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/common.h"

#define PLAN_S 5 /* of the processor; a plan takes a hundredth of a second */

static bool over;
static int failure;

static void last_words(void)
{
	static const char words[] =
		"goguard: error: cannot go on: a fault within (most likely this machine is out of memory)\n";

	(void)!write(STDERR_FILENO, words, sizeof(words) - 1);
	_exit(failure);
}

static void on_exit_of_others(void)
{
	if (!over)
		last_words();
}

/** gg_crash_begin() - see crash.h */
void gg_crash_begin(int status)
{
	failure = status;
	(void)atexit(on_exit_of_others);
}

/** gg_crash_end() - see crash.h */
int gg_crash_end(int status)
{
	over = true;
	return status;
}

#ifndef GG_SANITIZER
static const int faults[] = { SIGSEGV, SIGABRT, SIGFPE, SIGILL, SIGVTALRM };

static struct {
	struct sigaction actions[GG_ARRAY_SIZE(faults)];
	sigset_t mask;
	struct itimerval timer;
} before;

static void on_fault(int sig)
{
	(void)sig;
	last_words();
}

static void begin(void)
{
	const struct sigaction act = { .sa_handler = on_fault };
	const struct itimerval most = { .it_value = { .tv_sec = PLAN_S } };
	sigset_t set;
	size_t i;

	(void)sigemptyset(&set);
	for (i = 0; i < GG_ARRAY_SIZE(faults); i++) {
		(void)sigaction(faults[i], &act, &before.actions[i]);
		(void)sigaddset(&set, faults[i]);
	}
	(void)sigprocmask(SIG_UNBLOCK, &set, &before.mask);
	(void)setitimer(ITIMER_VIRTUAL, &most, &before.timer);
}

static void end(void)
{
	size_t i;

	(void)setitimer(ITIMER_VIRTUAL, &before.timer, NULL);
	(void)sigprocmask(SIG_SETMASK, &before.mask, NULL);
	for (i = 0; i < GG_ARRAY_SIZE(faults); i++)
		(void)sigaction(faults[i], &before.actions[i], NULL);
}
#endif

/** gg_crash_watch() - see crash.h */
void gg_crash_watch(bool on)
{
#ifdef GG_SANITIZER
	(void)on;
#else
	(on ? begin : end)();
#endif
}
