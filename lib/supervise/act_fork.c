/*
 * fork vfork clone, when there are limits, or one would share its descriptors under harden.wx.
 *
 * Owns limits.processes, and that a file to be executed is mapped by a descriptor that only threads of
 * the same process could exchange, which can be held still (still.h). Limits of memory and time have
 * the calls arrive for their end alone: whoever is to be killed can make no process that the supervisor
 * does not let it make. Relies on flags being a register: whether a thread or a process is made cannot
 * change any more, so the call may go on. Two forks at the same time may both be let go on: the limit
 * is exceeded by no more than the threads that fork at once.
 */
#include <errno.h>

#include "plan/watch.h"
#include "supervise/act.h"
#include "supervise/acts.h"
#include "supervise/usage.h"

static bool shares(const struct gg_call *c)
{
	return c->shape->what && gg_act_granted(c) && (c->super->plan->head->harden & GG_PLAN_HARDEN_WX) &&
	       gg_check_args("clone", c->args) == GG_CHECK_WX_SHARE;
}

/** gg_act_fork() - answer a call that makes a process */
void gg_act_fork(struct gg_call *c)
{
	const struct gg_plan_head *h = c->super->plan->head;
	uint32_t limit = h->limit_processes;
	struct gg_answer a = { .verdict = GG_VERDICT_DENY,
			       .err = EAGAIN,
			       .place = GG_PLACE_NONE,
			       .rule = "limits" };
	struct gg_event ev = { .layer = GG_LAYER_SUPERVISOR, .op = GG_OP_SYSCALL };

	if (shares(c)) {
		if (!gg_harden_denies(c, &ev))
			gg_reply_continue(c); /* mode audit lets it happen */
		return;
	}
	if (!limit && !h->limit_memory_kb && !h->limit_wall_ms) {
		gg_act_denied(c); /* not counted: it failed the check of its flags, or is not granted */
		return;
	}
	if (c->shape->what && !gg_makes_plain_process((uint32_t)c->args[0])) {
		gg_act_denied(c);
		return;
	}
	if (gg_withheld(c))
		return;
	if (gg_usage_broken(c->super->usage)) {
		gg_reply_error(c, EAGAIN); /* the caller does not live to see it */
		return;
	}
	if (!limit || gg_usage_processes() < limit) {
		gg_reply_continue(c); /* registers only */
		return;
	}
	if (h->mode == GG_MODE_AUDIT) {
		a.verdict = GG_VERDICT_AUDIT;
		a.err = 0;
	}
	gg_report(c, &a, &ev);
	if (a.err)
		gg_reply_error(c, a.err);
	else
		gg_reply_continue(c); /* mode audit lets it happen */
}
