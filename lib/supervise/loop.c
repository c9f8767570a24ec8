/*
 * The loop.
 *
 * Owns receiving notifications, dispatch by the table of shapes, and waiting for signals and the sink between
 * them. One thread; what may wait goes to workers, and limits have a thread of their own. Relies on the reply of
 * every call beginning as a denial. Ends with the function: what it leaves behind has no supervisor any more and its
 * supervised calls fail.
 */
#include "supervise/acts.h"
#include "supervise/loop.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/calls.h"
#include "base/fd.h"
#include "base/kernel.h"
#include "base/mapped.h"
#include "base/scope.h"
#include "base/sys.h"
#include "supervise/broker.h"
#include "supervise/children.h"
#include "supervise/code.h"
#include "supervise/exec_again.h"
#include "supervise/exec_stop.h"
#include "supervise/exec_wait.h"
#include "supervise/given.h"
#include "supervise/go_caller.h"
#include "supervise/still.h"
#include "supervise/super.h"
#include "supervise/target.h"
#include "supervise/usage.h"
#include "supervise/wake.h"
#include "supervise/workers.h"

#define BROKER_MS 1000 /* how often sockets that nobody holds are looked for */
#define SWEEP_MS 200 /* how long a worker may outlive its caller */

static bool granted(const struct gg_plan *plan, const char *call)
{
	int nr = gg_call_find(GG_ARCH_HERE, call);

	return nr >= 0 && nr < GG_PLAN_CALLS && plan->calls[nr] == GG_CALL_ALLOW;
}

/* Of what the function makes us hold (waiting calls, messages with descriptors) there may be much. But not all
 * that there may be: the same limit is held against the descriptors of this user that are on their way, those that
 * the function has us send among them, and other guards of the user are to start all the same, see gg_fd_send(). */
static void set_descriptors(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return;
	limit.rlim_cur = GG_MIN(limit.rlim_max - limit.rlim_max / 4, (rlim_t)65536);
	(void)setrlimit(RLIMIT_NOFILE, &limit);
}

/* All that needs no listener */
static int init(struct gg_super *s, const struct gg_watch *w, struct gg_err *err)
{
	const struct gg_super tables = *s;
	int ret = gg_super_give_up(w->plan);

	if (ret < 0)
		return gg_err_set(err, ret, "cannot give up capabilities: %s", gg_err_reason(ret));
	*s = (struct gg_super){ .plan = w->plan,
				.stops = tables.stops,
				.waits = tables.waits,
				.broker = tables.broker,
				.caller = tables.caller,
				.sink = w->sink,
				.listener = -1,
				.fds = -1,
				.child = w->child,
				.entry = w->entry,
				.started = w->started,
				.privileged = geteuid() == 0,
				.caps = gg_own_caps(),
				.plan_fd = w->plan_fd };
	s->own_roots = granted(w->plan, "chroot") || granted(w->plan, "pivot_root") ||
		       granted(w->plan, "unshare") || granted(w->plan, "setns");
	s->n_groups = getgroups((int)GG_ARRAY_SIZE(s->groups), s->groups);
	if (s->n_groups < 0)
		s->n_groups = 0;
	s->ids_stay = s->privileged && gg_ids_stay(s);
	gg_shapes_fill(s->shapes, GG_ARRAY_SIZE(s->shapes));
	set_descriptors();
	gg_umask_end(); /* modes are masked with the caller's */
	s->root = gg_fd_born(open("/", O_PATH | O_DIRECTORY | O_CLOEXEC));
	if (s->root < 0)
		return gg_err_set(err, s->root, "cannot open '/': %s", gg_err_reason(s->root));
	s->fds = gg_fd_born(open("/proc/self/fd", O_PATH | O_DIRECTORY | O_CLOEXEC));
	ret = gg_mapped_survive(w->child); /* what is read of programs may be theirs to cut */
	return ret < 0 ? ret : gg_wake_init(w->child);
}

static int start_tables(struct gg_super *s, const struct gg_plan *plan)
{
	int ret;

	s->stops = calloc(1, sizeof(*s->stops));
	s->caller = gg_caller_new();
	if (!s->stops || !s->caller || gg_still_new(s->stops, plan) < 0)
		return -ENOMEM;
	ret = plan->count[GG_SECT_PINS] ? gg_exec_waits_new(&s->waits) : 0;
	if (ret < 0)
		return ret;
	if (!(plan->head->flags & GG_PLAN_MAKES_SOCKETS))
		return 0;
	s->broker = calloc(1, sizeof(*s->broker));
	if (!s->broker)
		return -ENOMEM;
	gg_broker_init(s->broker);
	return 0;
}

static bool seen(void *arg, pid_t pid, int status)
{
	return gg_exec_stop_seen(arg, pid, status);
}

/* One notification: receive, act, reply. Return: 0; -ENOENT: it vanished; negative errno */
static int handle(struct gg_super *s, struct seccomp_notif *n)
{
	struct gg_call c = { .super = s };

	memset(n, 0, sizeof(*n));
	if (ioctl(s->listener, SECCOMP_IOCTL_NOTIF_RECV, n) < 0)
		return -errno;
	c.id = n->id;
	c.tid = (pid_t)n->pid;
	c.nr = n->data.nr;
	c.pc = n->data.instruction_pointer;
	memcpy(c.args, n->data.args, sizeof(c.args));
	c.reply.error = -EPERM;
	if (c.tid == 0) /* not of our pid namespace: nothing can be asked about it */
		c.shape = NULL;
	else if (c.nr >= 0 && c.nr < GG_PLAN_CALLS)
		c.shape = s->shapes[c.nr];
	if (gg_act_origin(&c))
		; /* not from known code */
	else if (c.shape)
		c.shape->act(&c);
	else
		gg_act_denied(&c);
	gg_send_reply(&c);
	return 0;
}

/* The sooner of two waits, -1 being for ever */
static int sooner(int a, int b)
{
	if (a < 0 || b < 0)
		return a < 0 ? b : a;
	return GG_MIN(a, b);
}

static int timeout_ms(const struct gg_super *s, unsigned busy)
{
	int wait = gg_sink_next_ms(s->sink);

	if (s->broker && s->broker->n)
		wait = sooner(wait, BROKER_MS);
	if (gg_still_waits(s))
		wait = sooner(wait, GG_STILL_MS);
	return busy ? sooner(wait, SWEEP_MS) : wait;
}

/* What is waiting on the listener, all of it where events can be sent together, but signals get their
 * turn. Return: 1 go on; 0 nobody is left under the filter; negative errno: nothing can be received any more */
static int drain(struct gg_super *s, struct seccomp_notif *n)
{
	int i;

	for (i = 0; i < 64; i++) {
		struct pollfd p = { s->listener, POLLIN, 0 };
		int ret;

		/* Mostly there is only one, and the caller's next comes later: no look without need */
		if (i && (gg_sink_next_ms(s->sink) < 0 || poll(&p, 1, 0) <= 0))
			return 1;
		if (i && !(p.revents & POLLIN))
			return !(p.revents & POLLHUP);
		ret = handle(s, n);
		if (ret < 0 && ret != -ENOENT && ret != -EINTR)
			return ret;
	}
	return 1;
}

/* Return: 0 the function is over; negative errno: it cannot be supervised any more */
static int loop(struct gg_super *s, struct gg_children *k, struct seccomp_notif *n)
{
	unsigned busy = 0;
	int ret;

	gg_children_reap(k);
	while (!k->ended) {
		/* what is below 0 is not looked at */
		struct pollfd p[3] = { { k->signals, POLLIN, 0 },
				       { s->listener, POLLIN, 0 },
				       { gg_exec_waits_event(s->waits), POLLIN, 0 } };
		int got = poll(p, GG_ARRAY_SIZE(p), timeout_ms(s, busy));

		if (got > 0 && (p[1].revents & POLLIN))
			ret = drain(s, n);
		else
			ret = got <= 0 || !(p[1].revents & POLLHUP); /* POLLERR: we were stopped while others had it */
		if (ret < 0)
			return ret;
		if (ret == 0)
			gg_scope_close(&s->listener); /* nobody is left under the filter */
		if (got > 0 && (p[0].revents & POLLIN))
			gg_children_signals(k);
		if (got > 0 && (p[2].revents & POLLIN))
			gg_exec_again(s);
		gg_still_again(s);
		busy = s->listener >= 0 ? gg_workers_sweep() : 0;
		gg_broker_tick(s->broker);
		(void)gg_sink_flush(s->sink, 0);
	}
	return 0;
}

/** gg_watch_prepare() - see loop.h */
int gg_watch_prepare(struct gg_watch *watch, struct gg_err *err)
{
	struct seccomp_notif_sizes sizes = { 0 };
	struct gg_super *s = calloc(1, sizeof(*s)); /* workers may still look at it: never freed */
	size_t size = sizeof(*watch->notif);
	int ret;

	if (gg_sys_seccomp(GG_SECCOMP_GET_NOTIF_SIZES, 0, &sizes) == 0 && sizes.seccomp_notif > size)
		size = sizes.seccomp_notif;
	watch->notif = calloc(1, size);
	ret = watch->notif && s ? start_tables(s, watch->plan) : -ENOMEM;
	watch->super = s;
	watch->children = (struct gg_children){ .signals = -1, .seen = seen, .arg = s };
	if (ret < 0)
		return gg_err_set(err, ret, "cannot supervise: %s", gg_err_reason(ret));
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); /* the function may not look into us */
	ret = init(s, watch, err);
	if (ret < 0)
		return ret;
	ret = gg_children_init(&watch->children, watch->child);
	if (ret < 0)
		return gg_err_set(err, ret, "cannot supervise: %s", gg_err_reason(ret));
	return 0;
}

/** gg_watch_run() - see loop.h */
int gg_watch_run(struct gg_watch *watch, struct gg_outcome *ret_outcome, struct gg_err *err)
{
	struct gg_children *k = &watch->children;
	struct gg_super *s = watch->super;
	struct gg_usage usage;
	bool gone;
	int ret;

	s->listener = watch->armed.listener;
	s->installed = watch->armed.installed;
	s->injects = watch->armed.injects;
	s->stay = watch->armed.wait_killable;
	if (s->listener >= 0)
		(void)ioctl(s->listener, GG_SECCOMP_IOCTL_SET_FLAGS, GG_SECCOMP_SYNC_WAKE_UP);
	ret = s->listener >= 0 && gg_code_judged(s->plan) ? gg_given_find(s) : 0;
	if (ret < 0)
		return gg_err_set(err, ret, "cannot look at the descriptors of the process: %s", gg_err_reason(ret));
	ret = gg_usage_begin(&usage, watch->plan);
	if (ret < 0)
		return gg_err_set(err, ret, "cannot keep limits: %s", ret != -EOPNOTSUPP ? gg_err_reason(ret) :
				  "/proc does not say which processes are below this one (CONFIG_PROC_CHILDREN)");
	s->usage = &usage;
	ret = gg_handoff_go(watch->sock);
	gone = ret < 0;
	if (ret == 0)
		ret = loop(s, k, watch->notif);
	gg_usage_end(&usage);
	if (ret < 0)
		return gg_err_set(err, ret, "cannot supervise: %s", gone ? "the process is gone" : gg_err_reason(ret));
	*ret_outcome = (struct gg_outcome){ k->status, k->peak_kb, usage.broken };
	return 0;
}

/** gg_watch_done() - see loop.h */
void gg_watch_done(struct gg_watch *watch)
{
	gg_children_done(&watch->children);
	free(watch->notif);
	watch->notif = NULL;
}
