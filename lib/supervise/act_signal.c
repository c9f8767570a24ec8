/*
 * kill tkill tgkill rt_sigqueueinfo rt_tgsigqueueinfo, and fcntl(F_SETOWN).
 *
 * Owns the question who may be signalled: what is guarded by the same supervisor, as Landlock's scope
 * has it (ABI 6, Linux 6.12), and nobody else, least of all the supervisor. Who is meant is a
 * register, so the kernel goes on: a number could be given to another process by then, but never
 * that of the supervisor. Groups change without notice and may hold the supervisor, which shares one
 * with the function where there is a terminal: where Landlock does not look at each of their members,
 * the supervisor signals them one by one. Relies on seccomp's count of filters: whoever is below the
 * supervisor and has more than it is guarded.
 */
#include <dirent.h>
#include <errno.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/kernel.h"
#include "base/sys.h"
#include "supervise/act.h"
#include "supervise/acts.h"
#include "supervise/target.h"

#define GENERATIONS_MAX 1024

enum { GG_SIGNAL_ONE, GG_SIGNAL_GROUPS, GG_SIGNAL_LATER };

enum who { NOBODY, STRANGER, SUPERVISOR, GUARDED };

static enum who is_below(const struct gg_super *s, struct gg_kin kin)
{
	int i;

	for (i = 0; i < GENERATIONS_MAX; i++) {
		if (kin.tgid == s->child || kin.parent == getpid())
			return GUARDED;
		if (kin.parent <= 1 || gg_target_kin(kin.parent, &kin) < 0)
			break;
	}
	return STRANGER;
}

static enum who who_is(const struct gg_super *s, pid_t tid)
{
	struct gg_kin own, kin;

	if (gg_target_kin(tid, &kin) < 0)
		return NOBODY;
	if (kin.tgid == getpid())
		return SUPERVISOR;
	if (gg_target_kin(getpid(), &own) < 0 || kin.filters <= own.filters)
		return STRANGER;
	return is_below(s, kin);
}

/* Nobody signals the supervisor, not even where denials are only logged. */
static void deny(struct gg_call *c, enum who who)
{
	bool audit = c->super->plan->head->mode == GG_MODE_AUDIT && who == STRANGER;
	struct gg_answer a = { .verdict = audit ? GG_VERDICT_AUDIT : GG_VERDICT_DENY,
			       .err = audit ? 0 : EPERM,
			       .place = GG_PLACE_NONE,
			       .rule = "default" };
	struct gg_event ev = { .layer = GG_LAYER_SUPERVISOR, .op = GG_OP_SYSCALL };

	gg_report(c, &a, &ev);
	gg_reply_error(c, EPERM);
	if (audit)
		gg_reply_continue(c); /* mode audit lets it happen */
}

static void signal_one(struct gg_call *c, pid_t pid)
{
	enum who who = who_is(c->super, pid);

	if (who == NOBODY)
		gg_reply_error(c, ESRCH);
	else if (who == GUARDED)
		gg_reply_continue(c); /* by registers alone: see above */
	else
		deny(c, who);
}

/* What the kernel asks of a sender; a supervisor that is root asks it of the caller */
static bool may(const struct gg_call *c, pid_t pid)
{
	const struct gg_call to = { .super = c->super, .tid = pid };
	struct gg_creds mine, its;

	if (!c->super->privileged)
		return true;
	if (gg_target_creds(c, &mine) < 0 || gg_target_creds(&to, &its) < 0)
		return false;
	return (mine.caps >> CAP_KILL & 1) || mine.fsuid == its.fsuid;
}

/* Return: 1: signalled; 0: not of those who are meant; negative errno: it may not be */
static int signal_member(struct gg_call *c, pid_t pid, pid_t group, int sig)
{
	gg_close int pidfd = -1;
	enum who who;

	if (group ? getpgid(pid) != group : pid == gg_target_tgid(c))
		return 0;
	pidfd = (int)gg_sys_pidfd_open(pid, 0); /* pinned: the number stays its own */
	who = pidfd < 0 ? NOBODY : who_is(c->super, pid);
	if (who == NOBODY)
		return 0;
	if (who != GUARDED || !may(c, pid))
		return -EPERM;
	return gg_sys_pidfd_kill(pidfd, sig) < 0 ? -EPERM : 1;
}

/* @group: 0: everybody but the caller */
static void signal_group(struct gg_call *c, pid_t group, int sig)
{
	DIR *proc = opendir("/proc");
	struct dirent *entry;
	int refused = 0;
	int done = 0;

	while (proc && (entry = readdir(proc))) {
		pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);
		int ret = pid > 0 ? signal_member(c, pid, group, sig) : 0;

		done += ret > 0;
		refused += ret < 0;
	}
	if (proc)
		closedir(proc);
	if (done)
		gg_reply_value(c, 0);
	else if (refused)
		deny(c, SUPERVISOR);
	else
		gg_reply_error(c, ESRCH);
}

static bool scoped(const struct gg_call *c)
{
	return c->super->installed && (c->super->plan->head->ll_scoped & GG_LL_SCOPE_SIGNAL);
}

static void signal_groups(struct gg_call *c, pid_t pid)
{
	int sig = gg_arg_int(c, 1);
	pid_t group = -pid;

	if (scoped(c)) {
		gg_reply_continue(c); /* Landlock looks at every member */
		return;
	}
	if (pid == -1)
		group = 0;
	else if (pid == 0)
		group = getpgid(c->tid);
	if (sig < 0 || sig > _NSIG - 1)
		gg_reply_error(c, EINVAL);
	else if (group < 0)
		gg_reply_error(c, ESRCH);
	else
		signal_group(c, group, sig);
}

/* Whom the kernel will signal when a descriptor is ready: oneself, not a group, and by no other
 * signal than SIGIO, for the terminal names its group by itself */
static void signal_later(struct gg_call *c, pid_t pid)
{
	bool owner = gg_arg_int(c, 1) == 8; /* F_SETOWN */

	if (owner && pid > 0)
		signal_one(c, pid);
	else if (pid == 0 && gg_arg_int(c, 1) != 15) /* back to nobody, and to SIGIO */
		gg_reply_continue(c);
	else
		deny(c, SUPERVISOR);
}

/** gg_act_signal() - answer a call that signals somebody */
void gg_act_signal(struct gg_call *c)
{
	pid_t pid = gg_arg_int(c, c->shape->dir);

	if (!gg_act_granted(c))
		gg_act_denied(c);
	else if (c->shape->what == GG_SIGNAL_LATER)
		signal_later(c, pid);
	else if (pid > 0)
		signal_one(c, pid);
	else if (c->shape->what == GG_SIGNAL_GROUPS)
		signal_groups(c, pid);
	else
		gg_reply_continue(c); /* no group for these: the kernel refuses the number */
}
