/*
 * Code of a guarded process.
 *
 * Owns the walk over the lines of /proc/PID/maps, read in pieces that grow: the mapping of a static
 * program is in the first line. The program itself is good wherever it lies: it was judged when it
 * was executed, and cannot be written while it runs. A file that the function was given open for writing is
 * not, whatever the policy says of its path. A library that was replaced since ("(deleted)")
 * is still good when a file of that name is on the same file system, which memory files are not.
 */
#include "supervise/code.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "base/access.h"
#include "base/scope.h"
#include "base/sys.h"
#include "base/text.h"
#include "supervise/given.h"
#include "supervise/proc.h"

#define GONE " (deleted)"
#define LINE_MAX_ (PATH_MAX + 128)

struct mapping {
	uint64_t start, end;
	bool executable, writable;
	unsigned major, minor;
	uint64_t ino;
	const char *path; /* "" for none */
};

/* Reads lines. One that does not fit is none that can be judged: nor is what comes after it. */
struct lines {
	int fd;
	bool broken;
	size_t used, at;
	char buf[LINE_MAX_ + 1];
};

/* Return: a line without its newline; NULL at the end */
static char *next_line(struct lines *l)
{
	for (;;) {
		char *start = l->buf + l->at;
		char *end = memchr(start, '\n', l->used - l->at);
		long n;

		if (end) {
			*end = '\0';
			l->at = (size_t)(end - l->buf) + 1;
			return start;
		}
		memmove(l->buf, start, l->used - l->at);
		l->used -= l->at;
		n = LINE_MAX_ - l->used;
		n = gg_sys_read(l->fd, l->buf + l->used, l->at ? (size_t)n : GG_MIN((size_t)n, 256u));
		l->at = 0;
		l->broken = n < 0 || l->used == LINE_MAX_;
		if (n <= 0)
			return NULL;
		l->used += (size_t)n;
	}
}

/* START-END PERMS OFFSET MAJOR:MINOR INODE   PATH */
static bool parse(char *line, struct mapping *m)
{
	char *at = line;
	m->start = strtoull(at, &at, 16);
	if (*at++ != '-')
		return false;
	m->end = strtoull(at, &at, 16);
	if (strlen(at) < 5)
		return false;
	m->writable = at[2] == 'w';
	m->executable = at[3] == 'x';
	at += 6;
	(void)strtoull(at, &at, 16);
	m->major = (unsigned)strtoul(at, &at, 16);
	if (*at++ != ':')
		return false;
	m->minor = (unsigned)strtoul(at, &at, 16);
	m->ino = strtoull(at, &at, 10);
	m->path = at + strspn(at, " ");
	return true;
}

/* Does the policy let this path be written, or a file be put there, whoever asks? */
static bool may_change(const struct gg_super *s, const char *path)
{
	return gg_decide_anybody(s->plan, GG_ACCESS_WRITE | GG_ACCESS_CREATE, path) != 0;
}

static bool is_gone(const char *path)
{
	size_t n = strlen(path), gone = strlen(GONE);

	return n > gone && !strcmp(path + n - gone, GONE);
}

/* Of a program that is gone the name may be that of a file which was made since, "(deleted)" and all: then
 * the number counts, @ino of the mapping, 0: not known. Devices are no help, since overlays show others. */
static bool is_program(pid_t tid, const char *path, uint64_t ino)
{
	gg_close int fd = -1;
	char exe[PATH_MAX];
	struct stat st;

	if (gg_proc_readlink(tid, "exe", exe, sizeof(exe)) <= 0 || strcmp(exe, path) != 0)
		return false;
	if (!is_gone(path))
		return true;
	fd = gg_proc_open(tid, "exe", O_PATH);
	return ino && fd >= 0 && fstat(fd, &st) == 0 && st.st_ino == ino;
}

/* @dev, @ino: of the mapping; 0: not known */
static bool good(const struct gg_super *s, pid_t tid, const char *path, dev_t dev, uint64_t ino)
{
	size_t n = strlen(path);
	char name[PATH_MAX];
	struct stat st;

	if (path[0] != '/' || n >= sizeof(name) || strchr(path, '\\') || gg_given(s, path, ino))
		return false;
	if (is_program(tid, path, ino))
		return true;
	if (!is_gone(path))
		return !may_change(s, path);
	memcpy(name, path, n - strlen(GONE));
	name[n - strlen(GONE)] = '\0';
	return stat(name, &st) == 0 && st.st_dev == dev && !may_change(s, name);
}

/** gg_code_file() - see code.h */
bool gg_code_file(const struct gg_super *s, pid_t tid, const char *path)
{
	return good(s, tid, path, 0, 0);
}

static bool good_mapping(const struct gg_super *s, pid_t tid, const struct mapping *m)
{
	return good(s, tid, m->path, makedev(m->major, m->minor), m->ino);
}

static void keep_bad(const char *path, char ret_bad[static PATH_MAX])
{
	struct gg_text text;

	gg_text_init(&text, ret_bad, PATH_MAX);
	gg_text_str(&text, path);
}

/* Other names in brackets are of memory that is the process's: "[stack]", "[heap]", "[anon:...]" */
static bool of_kernel(const struct mapping *m)
{
	return !strcmp(m->path, "[vdso]") || !strcmp(m->path, "[vsyscall]") || !strcmp(m->path, "[uprobes]");
}

/** gg_code_new() - see code.h */
bool gg_code_new(pid_t tid)
{
	gg_close int fd = gg_proc_open(tid, "maps", O_RDONLY);
	struct lines lines = { .fd = fd, .at = 0 };
	struct mapping m;
	char *line;

	while (fd >= 0 && (line = next_line(&lines)))
		if (!parse(line, &m) || (m.executable && (m.writable || m.path[0] != '/') && !of_kernel(&m)))
			return false;
	return fd >= 0 && !lines.broken;
}

/** gg_code_all() - see code.h */
bool gg_code_all(const struct gg_super *s, pid_t tid, char ret_bad[static PATH_MAX])
{
	gg_close int fd = gg_proc_open(tid, "maps", O_RDONLY);
	struct lines lines = { .fd = fd, .at = 0 };
	struct mapping m;
	char *line;

	ret_bad[0] = '\0';
	while (fd >= 0 && (line = next_line(&lines))) {
		if (!parse(line, &m))
			return false;
		if (!m.executable || of_kernel(&m) || good_mapping(s, tid, &m))
			continue;
		keep_bad(m.path, ret_bad);
		return false;
	}
	return fd >= 0 && !lines.broken;
}

/** gg_code_at() - see code.h */
bool gg_code_at(const struct gg_super *s, pid_t tid, uint64_t pc, char ret_bad[static PATH_MAX])
{
	gg_close int fd = gg_proc_open(tid, "maps", O_RDONLY);
	struct lines lines = { .fd = fd, .at = 0 };
	struct mapping m;
	char *line;

	ret_bad[0] = '\0';
	while (fd >= 0 && (line = next_line(&lines))) {
		if (!parse(line, &m))
			return false;
		if (pc - 1 < m.start || pc - 1 >= m.end) /* the counter is behind the instruction */
			continue;
		if (m.executable && good_mapping(s, tid, &m))
			return true;
		keep_bad(m.path, ret_bad);
		return false;
	}
	return false;
}
