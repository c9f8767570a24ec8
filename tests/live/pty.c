/*
 * A person at a terminal: runs a command on a new pseudo terminal and follows a script.
 *
 * Owns the terminal; the command is its session leader. Relies on a script on standard input, a
 * line each:
 *   send TEXT     typed; \r \n \\ and \xHH are bytes
 *   expect TEXT   waits until the terminal shows it, behind what was expected before
 *   never TEXT    must not have been shown at all so far
 *   wait COMMAND  until it succeeds, run by sh outside of the terminal
 *   close         hangs up
 * Prints what the terminal showed. Ends with the command's status, 120: an expectation failed
 * (standard error says which), 121: wrong script. Waits as long as GG_PTY_S says (20 seconds).
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define FAILED 120
#define USAGE 121

static char shown[1 << 18]; /* all that came, NUL-terminated */
static size_t used, at;     /* at: behind what was expected last */
static int terminal = -1;
static time_t end;

static time_t now(void)
{
	struct timespec ts = { 0 };

	(void)clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec;
}

static pid_t start(char **argv)
{
	int fd = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	const char *name = fd < 0 || grantpt(fd) || unlockpt(fd) ? NULL : ptsname(fd);
	pid_t pid = name ? fork() : -1;

	terminal = fd;
	if (pid != 0)
		return pid;
	(void)setsid();
	fd = open(name, O_RDWR);
	if (fd < 0 || ioctl(fd, TIOCSCTTY, 0) || dup2(fd, 0) < 0 || dup2(fd, 1) < 0 || dup2(fd, 2) < 0)
		_exit(USAGE);
	if (fd > 2)
		(void)close(fd);
	/* What a terminal's session begins with; a test that runs in the background has them ignored. */
	for (int sig = 1; sig < 32; sig++)
		(void)signal(sig, SIG_DFL);
	(void)execvp(argv[0], argv);
	_exit(127);
}

/* Take what the terminal shows. Return: 0 at its end */
static int look(int wait_ms)
{
	struct pollfd p = { terminal, POLLIN, 0 };
	ssize_t n;

	if (poll(&p, 1, wait_ms) <= 0)
		return 1;
	n = read(terminal, shown + used, sizeof(shown) - 1 - used);
	if (n <= 0)
		return 0;
	used += (size_t)n;
	shown[used] = '\0';
	return 1;
}

static int expect(const char *text)
{
	int more = 1;

	for (;;) {
		const char *found = strstr(shown + at, text);

		if (found) {
			at = (size_t)(found - shown) + strlen(text);
			return 0;
		}
		if (!more || now() >= end)
			return FAILED;
		more = look(100);
	}
}

static int never(const char *text)
{
	(void)look(0);
	return strstr(shown, text) ? FAILED : 0;
}

static int wait_for(const char *command)
{
	while (system(command) != 0) {
		(void)look(20);
		if (now() >= end)
			return FAILED;
	}
	return 0;
}

static int hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : (c | 32) - 'a' + 10;
}

static int send_text(const char *text)
{
	char byte;

	for (; *text; text++) {
		byte = *text;
		if (text[0] == '\\' && text[1] == 'x' && text[2] && text[3]) {
			byte = (char)(hex(text[2]) * 16 + hex(text[3]));
			text += 3;
		} else if (text[0] == '\\' && text[1]) {
			byte = *++text == 'r' ? '\r' : *text == 'n' ? '\n' : *text;
		}
		if (write(terminal, &byte, 1) != 1)
			return FAILED;
	}
	return 0;
}

static int hang_up(const char *text)
{
	(void)text;
	(void)close(terminal);
	terminal = -1;
	return 0;
}

static const struct {
	const char *word;
	int (*run)(const char *text);
} steps[] = {
	{ "send ", send_text }, { "expect ", expect }, { "never ", never },
	{ "wait ", wait_for },	{ "close", hang_up },
};

static int step(const char *line)
{
	size_t i;

	for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		size_t n = strlen(steps[i].word);

		if (strncmp(line, steps[i].word, n) == 0)
			return steps[i].run(line + n);
	}
	return USAGE;
}

/* Until the command ends, and the terminal is read to its end */
static int finish(pid_t pid)
{
	int status = 0, more = terminal >= 0;
	pid_t got;

	while ((got = waitpid(pid, &status, WNOHANG)) == 0 && now() < end) {
		if (more)
			more = look(50);
		else
			(void)poll(NULL, 0, 20);
	}
	while (more && used < sizeof(shown) - 1) {
		size_t before = used;

		more = look(50) && used > before;
	}
	if (got == pid)
		return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	fprintf(stderr, "the command did not end\n");
	(void)kill(-pid, SIGKILL);
	(void)kill(pid, SIGKILL);
	return FAILED;
}

int main(int argc, char **argv)
{
	const char *seconds = getenv("GG_PTY_S");
	char line[4096];
	pid_t pid;
	int ret = 0, status;

	end = now() + (seconds ? atoi(seconds) : 20);
	if (argc < 2 || (pid = start(argv + 1)) < 0) {
		perror("pty");
		return USAGE;
	}
	while (ret == 0 && fgets(line, sizeof(line), stdin)) {
		line[strcspn(line, "\n")] = '\0';
		if (line[0] == '\0' || line[0] == '#')
			continue;
		ret = step(line);
		if (ret)
			fprintf(stderr, "%s: %s\n", ret == FAILED ? "failed" : "no such step", line);
	}
	if (ret) {
		(void)look(100);
		end = now(); /* what is left is killed */
	}
	status = finish(pid);
	if (fwrite(shown, 1, used, stdout) != used)
		return USAGE;
	return ret ? ret : status;
}
