/*
 * Calls that arrive because they are not granted, or because an argument failed its check.
 *
 * Owns their answers. Everything here is about registers. Relies on the plan's table of calls:
 * what is granted there and arrives all the same failed a check of the mandatory core.
 */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "base/calls.h"
#include "base/sys.h"
#include "plan/watch.h"
#include "policy/core.h"
#include "supervise/act.h"
#include "supervise/acts.h"

/** gg_act_granted() - see act.h */
bool gg_act_granted(const struct gg_call *c)
{
	uint8_t kind = c->super->plan->calls[c->nr];

	return kind == GG_CALL_ALLOW || kind == GG_CALL_CHECKED || kind == GG_CALL_WATCH;
}

/* An argument failed its check: denied whatever the policy grants, in mode audit too, because
 * these checks are what keeps the supervisor itself safe. */
static void deny_argument(struct gg_call *c)
{
	const char *name = gg_call_name(GG_ARCH_HERE, c->nr);
	enum gg_check_action check = name ? gg_check_args(name, c->args) : GG_CHECK_PASS;
	bool core = check == GG_CHECK_DENY || check == GG_CHECK_UNSCOPED;
	bool audit = !core && c->super->plan->head->mode == GG_MODE_AUDIT; /* refine: the policy's */
	struct gg_answer a = { .verdict = audit ? GG_VERDICT_AUDIT : GG_VERDICT_DENY,
			       .err = audit ? 0 : EPERM,
			       .place = GG_PLACE_NONE,
			       .rule = "syscalls" };
	struct gg_event ev = { .layer = GG_LAYER_SECCOMP, .op = GG_OP_SYSCALL };

	gg_report(c, &a, &ev);
	gg_reply_error(c, EPERM);
	if (audit)
		gg_reply_continue(c); /* mode audit lets it happen */
}

/* Ways around the guard itself, or into the kernel: not even for mode audit, unless named */
static bool never(const char *call)
{
	return gg_never(call) || gg_core_denied(call);
}

/** gg_act_denied() - answer a call that nobody else answers */
void gg_act_denied(struct gg_call *c)
{
	struct gg_request request = { .op = GG_OP_SYSCALL, .call = c->nr };
	struct gg_event ev = { .layer = GG_LAYER_SECCOMP, .op = GG_OP_SYSCALL };
	const char *name = gg_call_name(GG_ARCH_HERE, c->nr);
	struct gg_answer a;

	if (!name || c->nr >= GG_PLAN_CALLS) {
		gg_reply_error(c, ENOSYS);
		return;
	}
	if (gg_act_granted(c)) {
		deny_argument(c);
		return;
	}
	gg_decide(c->super->plan, &request, &a);
	if (a.verdict == GG_VERDICT_AUDIT && never(name)) {
		a.verdict = GG_VERDICT_DENY;
		a.err = EPERM;
	}
	if (a.err && gg_unoffered(name))
		a.err = ENOSYS;
	gg_report(c, &a, &ev);
	gg_reply_error(c, a.err ? a.err : EPERM);
	if (a.verdict == GG_VERDICT_AUDIT)
		gg_reply_continue(c); /* mode audit lets it happen */
	else if (a.verdict == GG_VERDICT_KILL)
		gg_kill_caller(c);
}

/* Which task is meant is a register. The number could be given to another task once its thread has ended, and then to
 * one of the supervisor's own threads, which does not mind, but for limits: they are of the whole process. So those
 * are set by a number that stays: the caller's, or its process's. */
static bool may_set(struct gg_call *c, pid_t tid)
{
	struct gg_call other = { .super = c->super, .tid = tid };
	pid_t tgid = gg_target_tgid(c);

	if (!strcmp(c->shape->name, "prlimit64") && tid != c->tid && tid != tgid)
		return false;
	return tid > 0 && gg_target_tgid(&other) == tgid;
}

/** gg_act_own_task() - limits, priorities and processors: of one's own threads only */
void gg_act_own_task(struct gg_call *c)
{
	bool task = !c->shape->what || c->args[0] == c->shape->what - 1; /* not a group or user */

	if (gg_act_granted(c) && task && may_set(c, gg_arg_int(c, c->shape->dir)))
		gg_reply_continue(c);
	else
		gg_act_denied(c);
}
