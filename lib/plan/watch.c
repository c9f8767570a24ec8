/*
 * Which calls the supervisor looks into.
 *
 * Owns those lists, each sorted. Relies on families being complete: what has an *at form or an
 * older form stands here with all of them. Does not check arguments: see plan/checks.c.
 */
#include "plan/watch.h"

#include "base/common.h"
#include "base/names.h"

/* The supervisor decides about paths, addresses and programs, whose pointers BPF cannot follow. */
static const char *const watched[] = {
	"bind", "chmod", "chown", "connect", "creat", "execve", "execveat", "fchmod", "fchmodat",
	"fchmodat2", "fchown", "fchownat", "fremovexattr", "fsetxattr", "futimesat", "lchown",
	"link", "linkat", "listen", "lremovexattr", "lsetxattr", "mkdir", "mkdirat", "mknod", "mknodat",
	"open", "openat", "openat2", "removexattr", "rename", "renameat", "renameat2", "rmdir",
	"seccomp", "sendmmsg", "sendmsg", "setxattr", "symlink", "symlinkat", "truncate",
	"unlink", "unlinkat", "utime", "utimensat", "utimes",
};

/* Not watched, but what arrives of them is not always a denial. */
static const char *const judged[] = {
	"clone", "fcntl", "fork", "ioprio_set", "kill", "memfd_create", "migrate_pages", "mmap",
	"move_pages", "mprotect", "pkey_mprotect", "prlimit64", "rt_sigqueueinfo",
	"rt_tgsigqueueinfo", "sched_setaffinity", "sched_setattr", "sched_setparam",
	"sched_setscheduler", "sendto", "setpriority", "shmat", "socket", "tgkill", "tkill", "vfork",
};

/** gg_watched() - see watch.h */
bool gg_watched(const char *call)
{
	return gg_name_listed(watched, GG_ARRAY_SIZE(watched), call);
}

/** gg_watched_at() - see watch.h */
const char *gg_watched_at(size_t i)
{
	return i < GG_ARRAY_SIZE(watched) ? watched[i] : NULL;
}

/** gg_watch_list() - see watch.h */
const char *const *gg_watch_list(size_t i, size_t *ret_n)
{
	static const struct {
		const char *const *words;
		size_t n;
	} lists[] = {
		{ watched, GG_ARRAY_SIZE(watched) },
		{ judged, GG_ARRAY_SIZE(judged) },
	};

	if (i >= GG_ARRAY_SIZE(lists))
		return NULL;
	*ret_n = lists[i].n;
	return lists[i].words;
}

/** gg_judged() - see watch.h */
bool gg_judged(const char *call)
{
	return gg_watched(call) || gg_name_listed(judged, GG_ARRAY_SIZE(judged), call);
}
