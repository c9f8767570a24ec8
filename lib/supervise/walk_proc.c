/*
 * Links of /proc.
 *
 * Owns the substitution of "self" and "thread-self", and the rule that magic links lead anywhere
 * only from the caller's own folder. Relies on the real path of the pinned folder, which the
 * kernel spells "/proc/PID/...". Does not care for other mounts of procfs at other places: magic
 * links there are refused.
 */
#include "supervise/walk_proc.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include "base/access.h"
#include "base/sys.h"
#include "base/text.h"

static bool in_proc(int at)
{
	struct statfs fs;

	return fstatfs(at, &fs) == 0 && fs.f_type == PROC_SUPER_MAGIC;
}

static int folder_path(const struct gg_call *c, int at, char path[static PATH_MAX])
{
	char name[40];
	int dir = gg_proc_at(c, at, name);
	long n = gg_sys_readlinkat(dir, name, path, PATH_MAX - 1);

	if (n < 0)
		return (int)n;
	path[n] = '\0';
	return 0;
}

static int substitute(struct gg_call *c, const char *name, char *target, size_t size)
{
	struct gg_text text;
	pid_t tgid = gg_target_tgid(c);

	if (tgid < 0)
		return tgid;
	gg_text_init(&text, target, size);
	gg_text_fmt(&text, "%d", tgid);
	if (!strcmp(name, "thread-self"))
		gg_text_fmt(&text, "/task/%d", c->tid);
	return 1;
}

static int magic(struct gg_call *c, int at, const char *folder, const char *name, int *ret_object,
		 int *ret_held)
{
	char *rest;
	long pid = strtol(folder + strlen("/proc/"), &rest, 10);
	int object;

	if (pid != c->tid && pid != gg_target_tgid(c)) {
		c->trespass = true;
		return -EACCES;
	}
	if (!strncmp(rest, "/task/", 6))
		(void)strtol(rest + 6, &rest, 10);
	object = (int)gg_sys_openat(at, name, O_PATH | O_CLOEXEC, 0);
	if (object < 0)
		return object;
	if (!strcmp(rest, "/fd"))
		*ret_held = (int)strtol(name, NULL, 10);
	*ret_object = object;
	return 1;
}

/* Files of a process that the kernel shows to anybody */
static const char *const for_all[] = { "cgroup", "cmdline", "comm",   "limits", "oom_score",
				       "oom_score_adj", "sched", "schedstat", "stat", "statm", "status", "task" };

static bool is_for_all(const char *name)
{
	size_t i;

	for (i = 0; i < GG_ARRAY_SIZE(for_all); i++)
		if (!strcmp(for_all[i], name))
			return true;
	return false;
}

/* "/proc/PID" and "/proc/PID/task/TID": the folder itself */
static bool is_folder(const char *path)
{
	char *rest;

	(void)strtol(path + strlen("/proc/"), &rest, 10);
	if (!strncmp(rest, "/task/", 6))
		(void)strtol(rest + 6, &rest, 10);
	return !*rest;
}

/* Is /proc/@pid a thread of the caller's process? */
static bool is_own(struct gg_call *c, pid_t pid)
{
	struct gg_call other = { .super = c->super, .tid = pid };

	return gg_target_tgid(&other) == gg_target_tgid(c);
}

/** gg_found_foreign() - see walk_proc.h */
bool gg_found_foreign(struct gg_call *c, const struct gg_found *f, unsigned access)
{
	const char *path = f->path;

	if (f->fd < 0 || !in_proc(f->fd))
		return false;
	if (strncmp(path, "/proc", 5) || (path[5] && path[5] != '/'))
		return true; /* procfs somewhere else */
	if (path[5] != '/' || path[6] < '0' || path[6] > '9')
		return false;
	if (is_own(c, (pid_t)strtol(path + 6, NULL, 10)))
		return false;
	return (access & ~GG_ACCESS_READ) ||
	       !(is_folder(path) || is_for_all(strrchr(path, '/') + 1));
}

/** gg_found_memory() - see walk_proc.h */
bool gg_found_memory(const struct gg_found *f)
{
	const char *slash = strrchr(f->path, '/');

	return f->fd >= 0 && slash && !strcmp(slash, "/mem") && in_proc(f->fd);
}

/** gg_walk_proc() - see walk_proc.h */
int gg_walk_proc(struct gg_call *c, int at, const char *name, char *target, size_t size,
		 int *ret_object, int *ret_held)
{
	char folder[PATH_MAX];
	int ret;

	if (!in_proc(at))
		return 0;
	ret = folder_path(c, at, folder);
	if (ret < 0)
		return ret;
	if (!strcmp(folder, "/proc")) {
		if (!strcmp(name, "self") || !strcmp(name, "thread-self"))
			return substitute(c, name, target, size);
		return 0;
	}
	if (strncmp(folder, "/proc/", 6))
		return -EACCES; /* procfs somewhere else */
	if (folder[6] >= '0' && folder[6] <= '9')
		return magic(c, at, folder, name, ret_object, ret_held);
	return 0;
}
