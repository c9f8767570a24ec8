/*
 * What the function uses, now.
 *
 * Owns the walk over descendants by /proc/PID/task/TID/children. Relies on procfs with
 * CONFIG_PROC_CHILDREN: where the function itself is not found that way, no limit can be kept. Does
 * not allocate.
 */
#include "supervise/usage.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/scope.h"
#include "base/sys.h"
#include "base/text.h"

#define DEPTH_MAX 64

/* Called for every descendant */
struct census {
	unsigned processes;
	uint64_t resident_kb;
	bool memory;
	int signal;
	bool partial; /* not everything was seen: nothing may be concluded */
	bool missed;  /* nor was it, but that was for want of ours */
	void (*each_fd)(const char *link, void *arg);
	void *arg;
};

static ssize_t read_file(const char *path, char *buf, size_t size)
{
	gg_close int fd = (int)gg_sys_openat(AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0);
	ssize_t n = fd < 0 ? fd : read(fd, buf, size - 1);

	buf[n > 0 ? n : 0] = '\0';
	return n;
}

static void visit_fds(struct census *s, pid_t pid)
{
	char path[96];
	struct gg_text text;
	struct dirent *entry;
	DIR *dir;

	gg_text_init(&text, path, sizeof(path));
	gg_text_fmt(&text, "/proc/%d/fd", pid);
	dir = opendir(path);
	s->missed |= !dir && gg_err_short(-errno);
	while (dir && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		gg_text_init(&text, path, sizeof(path));
		gg_text_fmt(&text, "/proc/%d/fd/%s", pid, entry->d_name);
		s->each_fd(path, s->arg);
	}
	if (dir)
		(void)closedir(dir);
}

static void count(struct census *s, pid_t pid)
{
	char path[64], buf[128];
	struct gg_text text;
	char *resident;
	ssize_t n;

	s->processes++;
	if (s->signal)
		(void)kill(pid, s->signal);
	if (s->each_fd)
		visit_fds(s, pid);
	if (!s->memory)
		return;
	gg_text_init(&text, path, sizeof(path));
	gg_text_fmt(&text, "/proc/%d/statm", pid);
	n = read_file(path, buf, sizeof(buf));
	s->missed |= gg_err_short(n);
	if (n <= 0)
		return;
	(void)strtoul(buf, &resident, 10); /* its size comes first */
	s->resident_kb += strtoul(resident, NULL, 10) * (uint64_t)(sysconf(_SC_PAGESIZE) / 1024);
}

static void walk(struct census *s, pid_t pid, int depth);

/* Numbers with blanks behind them, a page of them with each read */
static void walk_list(struct census *s, int fd, int depth)
{
	char buf[4096];
	pid_t child = 0;
	ssize_t n, i;

	while ((n = gg_sys_read(fd, buf, sizeof(buf))) > 0) {
		for (i = 0; i < n; i++) {
			if (buf[i] >= '0' && buf[i] <= '9') {
				child = child * 10 + (buf[i] - '0');
				continue;
			}
			if (child) {
				count(s, child);
				walk(s, child, depth + 1);
			}
			child = 0;
		}
	}
	s->missed |= gg_err_short(n);
}

static void walk_thread(struct census *s, pid_t pid, const char *tid, int depth)
{
	char path[96];
	struct gg_text text;
	gg_close int fd = -1;

	gg_text_init(&text, path, sizeof(path));
	gg_text_fmt(&text, "/proc/%d/task/%s/children", pid, tid);
	fd = (int)gg_sys_openat(AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0);
	s->missed |= gg_err_short(fd);
	if (fd >= 0)
		walk_list(s, fd, depth);
}

static void walk(struct census *s, pid_t pid, int depth)
{
	char path[64];
	struct gg_text text;
	struct dirent *entry;
	DIR *dir;

	s->partial |= depth == DEPTH_MAX;
	if (depth == DEPTH_MAX)
		return;
	gg_text_init(&text, path, sizeof(path));
	gg_text_fmt(&text, "/proc/%d/task", pid);
	dir = opendir(path);
	s->missed |= !dir && gg_err_short(-errno);
	if (!dir)
		return;
	while ((entry = readdir(dir)))
		if (entry->d_name[0] != '.')
			walk_thread(s, pid, entry->d_name, depth);
	(void)closedir(dir);
}

/** gg_usage_processes() - see usage.h */
unsigned gg_usage_processes(void)
{
	struct census s = { 0 };

	walk(&s, getpid(), 0);
	return s.partial || s.missed ? UINT_MAX : s.processes;
}

/** gg_usage_descriptors() - see usage.h */
bool gg_usage_descriptors(void (*each)(const char *link, void *arg), void *arg)
{
	struct census s = { .each_fd = each, .arg = arg };

	walk(&s, getpid(), 0);
	return !s.partial && !s.missed;
}

/** gg_usage_kill() - see usage.h */
unsigned gg_usage_kill(void)
{
	struct census s = { .signal = SIGKILL };

	walk(&s, getpid(), 0);
	return s.processes + s.missed;
}

/** gg_usage_exceeds() - see usage.h. Who hides from being counted, deep or wide, is over the limit; that we are short
 * of something now may pass. */
bool gg_usage_exceeds(uint64_t kb, unsigned *missed)
{
	struct census s = { .memory = true };

	walk(&s, getpid(), 0);
	*missed = s.missed ? *missed + 1 : 0;
	return s.partial || *missed > GG_USAGE_MISSED_MAX || s.resident_kb > kb;
}
