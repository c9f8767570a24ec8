/*
 * Binding to a path.
 *
 * Owns a bind whose name and place are both right. Theory of operation: the name that
 * getsockname(2) shows is the one that bind(2) was given, and programs remove their socket by
 * it, so the caller's own path must be used; but that path could lead elsewhere by now. So the
 * bind is made by a thread of its own, in the caller's working folder, with the caller's umask,
 * that has first confined itself with Landlock to making sockets in the pinned folder and nowhere
 * else. Relies on Landlock; without it the place is looked at afterwards, and a socket that came
 * to be somewhere else is removed again.
 */
#include "supervise/bind_unix.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/kernel.h"
#include "base/sys.h"
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

/* Without Landlock the path may have led elsewhere: then what was made there is removed again. */
static int check_place(const struct binding *b)
{
	const struct sockaddr_un *un = (const struct sockaddr_un *)&b->sa;
	struct stat here, there;

	if (fstatat(b->folder, b->name, &here, AT_SYMLINK_NOFOLLOW) == 0 && S_ISSOCK(here.st_mode) &&
	    lstat(un->sun_path, &there) == 0 && here.st_ino == there.st_ino &&
	    here.st_dev == there.st_dev)
		return 0;
	if (lstat(un->sun_path, &there) == 0 && S_ISSOCK(there.st_mode))
		(void)unlink(un->sun_path);
	return -EACCES;
}

static int bind_there(struct gg_job *job, struct binding *b)
{
	int ret = gg_target_become(&job->call);
	bool confined;

	if (ret < 0)
		return ret;
	(void)umask((mode_t)b->umask);
	if (b->cwd >= 0 && fchdir(b->cwd) < 0)
		return -errno;
	confined = confine(b->folder) == 0;
	if (bind(job->fd, (struct sockaddr *)&b->sa, b->len) < 0)
		return -errno;
	return confined ? 0 : check_place(b);
}

static void run_bind(struct gg_job *job)
{
	gg_reply_error(&job->call, bind_there(job, job->data));
}

static void end_bind(struct gg_job *job)
{
	struct binding *b = job->data;

	gg_scope_close(&job->fd);
	gg_scope_close(&b->folder);
	gg_scope_close(&b->cwd);
	free(b);
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
	memcpy(&b->sa, &peer->sa, sizeof(b->sa));
	memcpy(b->name, peer->place.name, sizeof(b->name));
	b->len = peer->len;
	b->umask = creds.umask;
	b->folder = GG_TAKE_FD(peer->place.parent);
	b->cwd = gg_target_open(c, "cwd");
	job.fd = GG_TAKE_FD(peer->sock);
	job.data = b;
	gg_worker_start(c, &job);
}
