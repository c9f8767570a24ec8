/*
 * A file that grows.
 *
 * Owns looking again: at the end of the file, and at its name, which may be another file's by
 * then. Relies on a writer that appends whole lines, mostly. Does not miss what was added to the
 * old file before its name went away.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/scope.h"
#include "tool/logs.h"

#define LOOK_MS 200
#define LOOKS_TO_IDLE (GG_LOGS_IDLE_MS / LOOK_MS)

struct follow {
	struct gg_logs *logs;
	const char *path;
	int fd; /* -1: not there */
	struct gg_lines lines;
};

static void open_it(struct follow *f)
{
	f->fd = open(f->path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
}

/* Return: true when there was something */
static bool read_more(struct follow *f)
{
	char bytes[8192];
	bool any = false;
	ssize_t r;

	while (f->fd >= 0 && !gg_logs_done(f->logs) && (r = read(f->fd, bytes, sizeof(bytes))) > 0) {
		gg_logs_feed(f->logs, &f->lines, bytes, (size_t)r);
		any = true;
	}
	return any;
}

/* Is the name another file's now, or was the file cut? Then begin again. */
static void look_at_name(struct follow *f)
{
	struct stat ours, theirs;
	bool there = stat(f->path, &theirs) == 0;
	off_t at;

	if (f->fd < 0) {
		if (there)
			open_it(f);
		return;
	}
	if (fstat(f->fd, &ours) < 0 || !there)
		return; /* the writer may still have it open */
	at = lseek(f->fd, 0, SEEK_CUR);
	if (ours.st_dev != theirs.st_dev || ours.st_ino != theirs.st_ino) {
		(void)read_more(f);
		gg_logs_end(f->logs, &f->lines);
		gg_scope_close(&f->fd);
		open_it(f);
	} else if (at > ours.st_size) {
		gg_logs_end(f->logs, &f->lines);
		(void)lseek(f->fd, 0, SEEK_SET);
	}
}

static void run(struct follow *f, int signals)
{
	struct pollfd pfd = { .fd = signals, .events = POLLIN };
	unsigned quiet = 0;

	while (!gg_logs_done(f->logs)) {
		if (read_more(f))
			quiet = 0;
		else if (++quiet == LOOKS_TO_IDLE)
			gg_logs_idle(f->logs);
		look_at_name(f);
		if (poll(&pfd, 1, LOOK_MS) > 0)
			break;
	}
	(void)read_more(f);
	gg_logs_end(f->logs, &f->lines);
}

/* gg_logs_follow() - see tool/logs.h */
int gg_logs_follow(struct gg_logs *logs, const char *path, struct gg_err *err)
{
	gg_free char *line = malloc(GG_LOGS_LINE_MAX);
	struct follow f = { .logs = logs, .path = path, .fd = -1, .lines = { .buf = line } };
	gg_close int signals = -1;
	sigset_t set;

	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGINT);
	(void)sigaddset(&set, SIGTERM);
	(void)sigprocmask(SIG_BLOCK, &set, NULL);
	signals = signalfd(-1, &set, SFD_CLOEXEC);
	if (!line || signals < 0)
		return gg_err_set(err, line ? -errno : -ENOMEM,
				  "cannot follow '%s': out of memory or descriptors", path);
	open_it(&f);
	if (f.fd < 0 && errno != ENOENT)
		return gg_err_set(err, -errno, "cannot read '%s': %s", path, gg_err_reason(-errno));
	run(&f, signals);
	gg_scope_close(&f.fd);
	return 0;
}
