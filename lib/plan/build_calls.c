/*
 * Planning system calls.
 *
 * Owns the verdict per number: the policy's allow and deny lists laid over the mandatory core.
 * Relies on policy/groups.h and plan/watch.h. Does not produce BPF.
 */
#include <errno.h>
#include <string.h>

#include "base/calls.h"
#include "base/kernel.h"
#include "plan/build.h"
#include "plan/watch.h"
#include "policy/core.h"
#include "policy/groups.h"

struct grant {
	struct gg_draft *d;
	bool named; /* by its own name, not through a group */
	bool allow;
};

/* One call of an allow or deny list. Groups never switch on what the core denies. */
static int grant_call(const char *call, void *arg)
{
	const struct grant *g = arg;
	int nr = gg_call_find(GG_ARCH_HERE, call);

	if (nr < 0 || nr >= GG_CALLS_MAX || gg_absent(call) || gg_never(call))
		return 0;
	if (!g->allow)
		g->d->filter.calls[nr] = gg_self_call(call) ? GG_CALL_ALLOW : GG_CALL_REFUSED;
	else if (g->named || !gg_core_denied(call))
		g->d->filter.calls[nr] = GG_CALL_ALLOW;
	return 0;
}

static int grant_words(struct gg_draft *d, const struct gg_words *words, bool allow)
{
	size_t i;
	int ret;

	for (i = 0; i < words->n; i++) {
		struct grant g = { d, words->items[i].text[0] != '@', allow };

		ret = gg_group_walk(words->items[i].text, grant_call, &g);
		if (ret < 0)
			return ret;
	}
	return 0;
}

/* What runs under the filter between its installation and the program, and the way back from
 * signals and interrupted sleeps. */
static void grant_self(struct gg_draft *d)
{
	size_t i;
	int nr;
	const char *call;

	for (i = 0; (call = gg_call_at(GG_ARCH_HERE, i, &nr)); i++)
		if (nr >= 0 && nr < GG_CALLS_MAX && gg_self_call(call))
			d->filter.calls[nr] = GG_CALL_ALLOW;
}

/* Rows of one call stand together */
static void mark_checked(struct gg_draft *d)
{
	const char *last = "";
	size_t i;

	for (i = 0; i < gg_checks_n; i++) {
		int nr = strcmp(gg_checks[i].call, last) ? gg_call_find(GG_ARCH_HERE, gg_checks[i].call) : -1;

		last = gg_checks[i].call;
		if (nr >= 0 && nr < GG_CALLS_MAX && d->filter.calls[nr] == GG_CALL_ALLOW)
			d->filter.calls[nr] = GG_CALL_CHECKED;
	}
}

/* Calls that are granted but need a look: by the supervisor, or at their arguments. Calls that
 * no number stands for, and those always answered ENOSYS. */
static void classify(struct gg_draft *d)
{
	const char *names[GG_CALLS_MAX];
	size_t i;
	int nr;
	const char *call;

	gg_call_names(GG_ARCH_HERE, GG_CALLS_MAX, names);
	for (nr = 0; nr < GG_CALLS_MAX; nr++)
		if (!names[nr])
			d->filter.calls[nr] = GG_CALL_ABSENT;
	for (i = 0; (call = gg_call_at(GG_ARCH_HERE, i, &nr)); i++) {
		uint8_t *kind;

		if (nr < 0 || nr >= GG_CALLS_MAX)
			continue;
		kind = &d->filter.calls[nr];
		if (gg_absent(call))
			*kind = GG_CALL_ABSENT;
		else if (*kind == GG_CALL_ALLOW && gg_watched(call))
			*kind = GG_CALL_WATCH;
	}
	mark_checked(d);
	nr = gg_call_find(GG_ARCH_HERE, "getrandom");
	if (d->filter.calls[nr] == GG_CALL_DENY)
		d->filter.calls[nr] = GG_CALL_ABSENT; /* Go 1.24 dies of EPERM, not of ENOSYS */
	d->filter.calls[gg_call_find(GG_ARCH_HERE, "seccomp")] = GG_CALL_DENY;
}

static int build_refines(struct gg_draft *d, const struct gg_policy *p)
{
	size_t i;
	struct gg_filter_refine *out;

	if (p->refine.n == 0)
		return 0;
	out = gg_arena_alloc(&d->arena, p->refine.n * sizeof(*out));
	if (!out)
		return -ENOMEM;
	for (i = 0; i < p->refine.n; i++) {
		const struct gg_refine *r = &p->refine.items[i];
		int nr = gg_call_find(GG_ARCH_HERE, r->call);

		if (nr < 0)
			continue;
		out[d->filter.n_refines++] =
			(struct gg_filter_refine){ nr, r->arg, r->values, r->n };
		if (d->filter.calls[nr] == GG_CALL_ALLOW)
			d->filter.calls[nr] = GG_CALL_CHECKED;
	}
	d->filter.refines = out;
	return 0;
}

static void deny_call(struct gg_draft *d, const char *call)
{
	int nr = gg_call_find(GG_ARCH_HERE, call);

	if (nr >= 0 && nr < GG_CALLS_MAX)
		d->filter.calls[nr] = GG_CALL_DENY;
}

/* What the supervisor answers and logs, the filter answers where there is none. */
static void close_unoffered(struct gg_draft *d, const struct gg_policy *p)
{
	size_t i;
	int nr;
	const char *call;

	if (d->filter.supervised || p->otherwise != GG_OTHERWISE_ERRNO)
		return;
	for (i = 0; (call = gg_call_at(GG_ARCH_HERE, i, &nr)); i++)
		if (nr >= 0 && nr < GG_CALLS_MAX && gg_unoffered(call))
			d->filter.calls[nr] = GG_CALL_ABSENT;
}

/* Without a supervisor nobody looks at addresses: a list that is empty closes its calls, and what
 * is coarser than the policy is said. */
static int close_unsupervised(struct gg_draft *d, const struct gg_policy *p)
{
	bool landlock = d->head.flags & GG_PLAN_LANDLOCK;
	int ret = 0;

	if (d->filter.supervised || d->head.state[GG_LAYER_SECCOMP] != GG_STATE_ON)
		return 0;
	if (p->connect.n == 0) {
		deny_call(d, "connect");
		deny_call(d, "sendto");
		deny_call(d, "sendmsg");
		deny_call(d, "sendmmsg");
	} else {
		ret = gg_draft_note(d, "no supervisor: hosts are not looked at, nor UDP and unix "
				       "sockets; Landlock holds TCP ports where it can");
	}
	if (p->listen.n == 0) {
		deny_call(d, "bind");
		deny_call(d, "listen");
	}
	if (ret == 0)
		ret = gg_draft_note(d, "no supervisor: limits, priorities and processors are one's own "
				       "to set by the number 0 only, not by that of a process or thread");
	if (ret == 0 && !landlock)
		ret = gg_draft_note(d, "neither supervisor nor Landlock: rules about paths and "
				       "programs are enforced by nothing");
	if (ret == 0 && landlock && d->head.ll_loaders)
		ret = gg_draft_note(d, "no supervisor: the loaders of dynamic programs can be run as "
				       "programs, with any file that can be read as the one they load");
	return ret;
}

static uint32_t failed_action(const struct gg_policy *p)
{
	if (p->otherwise == GG_OTHERWISE_TRAP)
		return GG_SECCOMP_RET_TRAP;
	if (p->otherwise == GG_OTHERWISE_KILL)
		return GG_SECCOMP_RET_KILL_PROCESS;
	return GG_SECCOMP_RET_ERRNO | (uint32_t)p->otherwise_errno;
}

/* A trap is the program's own: nobody else sees it, so mode audit cannot have it. */
static uint32_t denied_action(const struct gg_draft *d, const struct gg_policy *p)
{
	if (d->filter.supervised &&
	    (p->otherwise != GG_OTHERWISE_TRAP || p->mode == GG_MODE_AUDIT))
		return GG_SECCOMP_RET_NOTIF;
	return failed_action(p);
}

/**
 * gg_build_calls() - the filter
 * Should: - lay deny over allow, the core over both
 * Mustn't: - let a group switch on what the core denies
 */
int gg_build_calls(struct gg_draft *d, const struct gg_policy *p, struct gg_err *err)
{
	int ret = grant_words(d, &p->allow, true);

	if (ret == 0)
		ret = grant_words(d, &p->deny, false);
	if (ret < 0)
		return gg_err_set(err, ret, "cannot plan '%s': syscalls name something unknown",
				  p->name);
	grant_self(d);
	if (!d->filter.supervised) /* nobody could tell the command itself from what it starts */
		grant_call("execve", &(struct grant){ d, true, true });
	classify(d);
	d->filter.denied = denied_action(d, p);
	d->filter.failed = failed_action(p);
	d->filter.audits = p->mode == GG_MODE_AUDIT;
	close_unoffered(d, p);
	ret = close_unsupervised(d, p);
	return ret < 0 ? ret : build_refines(d, p);
}
