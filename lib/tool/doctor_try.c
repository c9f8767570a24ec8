/*
 * One probe in a throw-away child.
 *
 * Owns the child's life: it sends one struct gg_sight through a pipe and ends; one that is killed,
 * or is not done in time, is a finding too. Relies on fork(2) and pipe(2); where they are refused,
 * nothing can be tried, and that is said. The child leads a process group of its own, so that what
 * it started ends with it.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/errnos.h"
#include "base/scope.h"
#include "tool/doctor.h"

#define ALARM_S 10 /* later than any timeout */

const struct gg_name gg_grant_names[GG_GRANT_COUNT] = {
	[GG_GRANT_UNKNOWN] = { "unknown", "could not be tried" },
	[GG_GRANT_NO] = { "no", "not there" },
	[GG_GRANT_YES] = { "yes", "there" },
	[GG_GRANT_INFO] = { "info", "nothing to grant" },
};

/** gg_code_name() - see doctor.h */
const char *gg_code_name(long code)
{
	static char other[32];
	const char *name = code < 0 ? gg_errno_name((int)-code) : NULL;
	struct gg_text text;

	if (name)
		return name;
	gg_text_init(&text, other, sizeof(other));
	gg_text_fmt(&text, "error %ld", -code);
	return other;
}

/** gg_sight_say() - see doctor.h */
void gg_sight_say(struct gg_sight *f, enum gg_grant grant, const char *fmt, ...)
{
	struct gg_text text;
	va_list ap;

	f->grant = grant;
	gg_text_init(&text, f->proof, sizeof(f->proof));
	va_start(ap, fmt);
	gg_text_vfmt(&text, fmt, ap);
	va_end(ap);
}

/** gg_sight_code() - see doctor.h */
void gg_sight_code(struct gg_sight *f, bool granted, const char *question, long code)
{
	enum gg_grant grant = granted ? GG_GRANT_YES : GG_GRANT_NO;

	if (code < 0)
		gg_sight_say(f, grant, "%s said %s", question, gg_code_name(code));
	else
		gg_sight_say(f, grant, "%s went well", question);
}

static void child(const struct gg_probe *probe, int out) __attribute__((noreturn));
static void child(const struct gg_probe *probe, int out)
{
	struct gg_sight f = { .grant = GG_GRANT_UNKNOWN };
	ssize_t n;

	(void)setpgid(0, 0);
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	(void)signal(SIGPIPE, SIG_IGN);
	(void)alarm(ALARM_S);
	probe->ask(probe, &f);
	n = write(out, &f, sizeof(f));
	_exit(n == (ssize_t)sizeof(f) ? 0 : 1);
}

/* Return: the child's message is in @f */
static bool receive(int in, int timeout_ms, struct gg_sight *f)
{
	struct pollfd pfd = { .fd = in, .events = POLLIN };
	int n;

	do
		n = poll(&pfd, 1, timeout_ms);
	while (n < 0 && errno == EINTR);
	if (n == 0)
		gg_sight_say(f, GG_GRANT_UNKNOWN, "no answer within %d ms", timeout_ms);
	return n == 1 && read(in, f, sizeof(*f)) == (ssize_t)sizeof(*f);
}

/* How @pid ended. After a timeout it may not have, where kill(2) is refused: what is left then ends
 * with this process (PR_SET_PDEATHSIG), or by its alarm. Return: it ended */
static bool wait_for(pid_t pid, bool late, int *ret_status)
{
	struct timespec nap = { 0, 5000000 };
	unsigned tries;
	pid_t got;

	for (tries = 0; tries < 100; tries++) {
		got = waitpid(pid, ret_status, late ? WNOHANG : 0);
		if (got == pid || (got < 0 && errno != EINTR))
			return got == pid;
		if (got == 0)
			(void)nanosleep(&nap, NULL);
	}
	return false;
}

/* End the child's group, and say how the child ended unless something was said before. A child
 * that answered, or whose pipe was closed, ends by itself. */
static void bury(pid_t pid, bool late, struct gg_sight *f)
{
	int status = 0;
	bool ended;

	if (late)
		(void)kill(pid, SIGKILL);
	ended = wait_for(pid, late, &status);
	(void)kill(-pid, SIGKILL);
	if (f->proof[0])
		return;
	if (ended && WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS)
		gg_sight_say(f, GG_GRANT_NO, "the child that tried was killed: SIGSYS, an outer filter");
	else
		gg_sight_say(f, GG_GRANT_UNKNOWN, "the child that tried ended without an answer (status %d)",
			     status);
}

/** gg_doctor_try() - see doctor.h */
void gg_doctor_try(const struct gg_probe *probe, int timeout_ms, struct gg_sight *ret)
{
	int fds[2];
	gg_close int in = -1;
	gg_close int out = -1;
	bool answered;
	pid_t pid;

	memset(ret, 0, sizeof(*ret));
	if (pipe2(fds, O_CLOEXEC) < 0) {
		gg_sight_say(ret, GG_GRANT_UNKNOWN, "pipe2() said %s", gg_code_name(-errno));
		return;
	}
	in = fds[0];
	out = fds[1];
	pid = fork();
	if (pid == 0)
		child(probe, out);
	if (pid < 0 && probe->cap >= 0) { /* these have no side effects */
		probe->ask(probe, ret);
		return;
	}
	if (pid < 0) {
		gg_sight_say(ret, GG_GRANT_UNKNOWN, "fork() said %s", gg_code_name(-errno));
		return;
	}
	(void)close(GG_TAKE_FD(out));
	answered = receive(in, timeout_ms, ret);
	bury(pid, !answered && ret->proof[0], ret);
}
