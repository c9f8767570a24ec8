/*
 * Binding to a path.
 *
 * Owns a bind whose name and place are both right. Theory of operation: the name that
 * getsockname(2) shows is the one that bind(2) was given, and programs remove their socket by
 * it, so the caller's own path must be used; but that path could lead elsewhere by now. So the
 * bind is made by a thread of its own, in the caller's working folder, with the caller's umask,
 * that has first confined itself with Landlock to making sockets in the pinned folder and below.
 * Where a path could be bent to what is below, because a link is on it, or a folder that it leaves
 * again, the real path is used instead: to bend that, the folder itself would have to be moved, which is
 * refused where rules about what is in it say something else. Relies on Landlock;
 * without it the place is looked at afterwards, and a socket that came to be somewhere else is
 * removed again.
 */
#include "supervise/bind_unix.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "base/kernel.h"
#include "base/sys.h"
#include "supervise/wake.h"
#include "supervise/workers.h"

struct binding {
	struct sockaddr_storage sa;
	socklen_t len;
	int folder; /* pinned */
	int cwd;    /* the caller's */
	unsigned umask;
	char name[NAME_MAX + 1];
};

/* Confine this thread, for the rest of its short life. Return: 0; negative errno */
static int confine(int folder)
{
	struct gg_ll_ruleset attr = { .fs = GG_LL_MAKE_SOCK };
	struct gg_ll_path rule = { .rights = GG_LL_MAKE_SOCK, .fd = folder };
	gg_close int ruleset = (int)gg_sys_landlock_create(&attr, 8, 0);
	long ret;

	if (ruleset < 0)
		return ruleset;
	ret = gg_sys_landlock_add(ruleset, GG_LL_RULE_PATH, &rule, 0);
	if (ret == 0)
		ret = gg_sys_prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	if (ret == 0)
		ret = gg_sys_landlock_restrict(ruleset, 0);
	return (int)ret;
}

/* Is the socket @name in the folder @parent one that was made since @before? */
static bool is_new(int parent, const char *name, const struct timespec *before)
{
	struct stat st;

	if (fstatat(parent, name, &st, AT_SYMLINK_NOFOLLOW) < 0 || !S_ISSOCK(st.st_mode))
		return false;
	return st.st_ctim.tv_sec > before->tv_sec ||
	       (st.st_ctim.tv_sec == before->tv_sec && st.st_ctim.tv_nsec >= before->tv_nsec);
}

/* The folder of what @un names, to be looked up as it is */
static void cut_name(const struct sockaddr_un *un, char folder[static sizeof(un->sun_path) + 2])
{
	char *slash;

	memcpy(folder, un->sun_path, sizeof(un->sun_path));
	folder[sizeof(un->sun_path)] = '\0';
	slash = strrchr(folder, '/');
	memcpy(slash ? slash + 1 : folder, ".", sizeof("."));
}

/* Without Landlock the path may have led elsewhere: then what was made there is removed again, but nothing
 * that was there before. */
static int check_place(const struct binding *b, const struct timespec *before)
{
	const struct sockaddr_un *un = (const struct sockaddr_un *)&b->sa;
	char folder[sizeof(un->sun_path) + 2];
	struct stat here, there;
	gg_close int parent = -1;

	if (fstatat(b->folder, b->name, &here, AT_SYMLINK_NOFOLLOW) == 0 && S_ISSOCK(here.st_mode) &&
	    lstat(un->sun_path, &there) == 0 && here.st_ino == there.st_ino &&
	    here.st_dev == there.st_dev)
		return 0;
	cut_name(un, folder);
	parent = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (is_new(parent, b->name, before))
		(void)unlinkat(parent, b->name, 0);
	return -EACCES;
}

static int bind_there(struct gg_job *job, struct binding *b)
{
	struct timespec before;
	bool confined;

	(void)umask((mode_t)b->umask);
	if (b->cwd >= 0 && fchdir(b->cwd) < 0)
		return -errno;
	(void)clock_gettime(CLOCK_REALTIME_COARSE, &before);
	confined = confine(b->folder) == 0;
	if (bind(job->fd, (struct sockaddr *)&b->sa, b->len) < 0)
		return -errno;
	return confined ? 0 : check_place(b, &before);
}

static void run_bind(struct gg_job *job)
{
	gg_reply_error(&job->call, bind_there(job, job->data));
}

static void end_bind(struct gg_job *job)
{
	struct binding *b = job->data;

	gg_wake_close(&job->fd, 1);
	gg_scope_close(&b->folder);
	gg_scope_close(&b->cwd);
	free(b);
}

/* May nothing but the folder itself be exchanged to make the path lead elsewhere? */
static bool is_straight(const struct gg_peer *peer)
{
	const char *at = peer->addr.name;
	bool named = false;

	while (*at) {
		size_t n = strcspn(at, "/");
		bool up = n == 2 && !strncmp(at, "..", 2);

		if (up && named)
			return false;
		named = named || (n > 0 && !up && !(n == 1 && *at == '.'));
		at += n;
		at += strspn(at, "/");
	}
	return !peer->place.linked;
}

/* Does the path lead to the folder from @b->cwd? It was judged from where the caller was then; another thread may have
 * gone elsewhere meanwhile. */
static bool is_from_here(const struct gg_peer *peer, const struct binding *b)
{
	const struct sockaddr_un *un = (const struct sockaddr_un *)&peer->sa;
	char folder[sizeof(un->sun_path) + 2];
	struct stat want, st;
	gg_close int fd = -1;

	if (un->sun_path[0] == '/')
		return true;
	cut_name(un, folder);
	fd = openat(b->cwd, folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
	return fd >= 0 && fstat(fd, &st) == 0 && fstat(b->folder, &want) == 0 && st.st_ino == want.st_ino &&
	       st.st_dev == want.st_dev;
}

/* The path to bind to, as the thread will see it from @b->cwd. Return: 0; negative errno */
static int choose_path(const struct gg_peer *peer, struct binding *b)
{
	struct sockaddr_un *un = (struct sockaddr_un *)&b->sa;
	const char *path = peer->place.path;

	memcpy(&b->sa, &peer->sa, sizeof(b->sa));
	b->len = peer->len;
	if (is_straight(peer) && is_from_here(peer, b))
		return 0;
	if (strlen(path) >= sizeof(un->sun_path)) { /* by its last name, then, from within the folder */
		gg_scope_close(&b->cwd);
		b->cwd = fcntl(b->folder, F_DUPFD_CLOEXEC, 3);
		path = b->name;
	}
	if (b->cwd < 0 || strlen(path) >= sizeof(un->sun_path))
		return b->cwd < 0 ? -EACCES : -ENAMETOOLONG;
	memset(un->sun_path, 0, sizeof(un->sun_path));
	memcpy(un->sun_path, path, strlen(path));
	b->len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(path) + 1);
	return 0;
}

/** gg_bind_unix() - see bind_unix.h */
void gg_bind_unix(struct gg_call *c, struct gg_peer *peer)
{
	struct gg_job job = { .run = run_bind, .end = end_bind };
	struct gg_creds creds;
	struct binding *b;
	int ret = gg_target_creds(c, &creds);

	if (ret == 0 && (peer->place.fd >= 0 || peer->place.parent < 0))
		ret = -EADDRINUSE;
	if (ret == 0 && peer->place.slash)
		ret = -ENOENT;
	if (ret < 0) {
		gg_reply_error(c, ret);
		return;
	}
	b = calloc(1, sizeof(*b));
	if (!b) {
		gg_reply_error(c, ENOMEM);
		return;
	}
	memcpy(b->name, peer->place.name, sizeof(b->name));
	b->umask = creds.umask;
	b->folder = GG_TAKE_FD(peer->place.parent);
	b->cwd = gg_target_open(c, "cwd");
	job.fd = GG_TAKE_FD(peer->sock);
	job.data = b;
	ret = choose_path(peer, b);
	if (ret < 0) {
		gg_reply_error(c, ret);
		end_bind(&job);
		return;
	}
	gg_worker_start(c, &job);
}
