/*
 * What ends goguard before it can say why.
 *
 * Owns handlers for faults and for exit(3). Relies on nobody below the tool calling exit(3) but libraries that have no
 * memory: libconfig and libseccomp take what malloc(3) gave without a look, and the scanner in libconfig ends the
 * program with a status that is no goguard's. A sanitizer has handlers of its own.
 */
#include "tool/crash.h"

#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/common.h"
#include "tool/say.h"

static bool over;

static void last_words(void)
{
	static const char words[] =
		"goguard: error: cannot go on: a fault within (most likely this machine is out of memory)\n";

	(void)!write(STDERR_FILENO, words, sizeof(words) - 1);
	_exit(GG_EXIT_GUARD);
}

#ifndef GG_SANITIZER
static void on_fault(int sig)
{
	(void)sig;
	last_words();
}
#endif

static void on_exit_of_others(void)
{
	if (!over)
		last_words();
}

/** gg_crash_begin() - see crash.h */
void gg_crash_begin(void)
{
#ifndef GG_SANITIZER
	static const int faults[] = { SIGSEGV, SIGABRT, SIGFPE, SIGILL };
	const struct sigaction act = { .sa_handler = on_fault, .sa_flags = SA_RESETHAND };
	size_t i;

	for (i = 0; i < GG_ARRAY_SIZE(faults); i++)
		(void)sigaction(faults[i], &act, NULL);
#endif
	(void)atexit(on_exit_of_others);
}

/** gg_crash_end() - see crash.h */
int gg_crash_end(int status)
{
	over = true;
	return status;
}
