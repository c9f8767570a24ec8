/*
 * From a decision to an event.
 *
 * Owns looking up who called: process, command, program. Relies on the thread still waiting; what
 * cannot be read is left out. Does not decide.
 */
#include "supervise/report.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <string.h>

#include "base/access.h"
#include "base/calls.h"
#include "base/digest.h"
#include "base/scope.h"
#include "base/sys.h"
#include "base/text.h"
#include "supervise/go_caller.h"
#include "supervise/proc.h"

/* Who called, for the time of one event */
struct caller {
	char comm[32];
	char exe[PATH_MAX];
	char rule_at[300];
	char number[32];
};

static const char *call_name(struct gg_call *c, char *number, size_t size)
{
	const char *name = gg_call_name(GG_ARCH_HERE, c->nr);
	struct gg_text text;

	if (name)
		return name;
	gg_text_init(&text, number, size);
	gg_text_fmt(&text, "syscall_%d", c->nr);
	return number;
}

static bool wants_stack(const struct gg_plan *plan, enum gg_kind kind)
{
	uint32_t stacks = plan->head->log_stacks;

	return stacks == GG_PLAN_STACKS_ALL ||
	       (stacks == GG_PLAN_STACKS_VIOLATIONS && kind == GG_KIND_VIOLATION);
}

/** gg_report() - see report.h */
void gg_report(struct gg_call *c, const struct gg_answer *answer, struct gg_event *ev)
{
	const struct gg_plan *plan = c->super->plan;
	struct caller who = { .comm = "" };
	struct gg_text at;
	pid_t tgid;

	gg_caller_name(c, who.comm, sizeof(who.comm));
	tgid = gg_target_tgid(c);
	(void)gg_proc_readlink(c->tid, "exe", who.exe, sizeof(who.exe));
	gg_text_init(&at, who.rule_at, sizeof(who.rule_at));
	gg_plan_rule_at(plan, answer->place, &at);
	ev->kind = answer->verdict == GG_VERDICT_ALLOW ? GG_KIND_ALLOWED : GG_KIND_VIOLATION;
	ev->verdict = answer->verdict;
	ev->mode = (enum gg_mode)plan->head->mode;
	ev->policy = gg_plan_string(plan, plan->head->name);
	ev->rule = answer->rule;
	ev->rule_at = at.used ? who.rule_at : NULL;
	ev->pid = tgid > 0 ? tgid : c->tid;
	ev->tid = c->tid;
	ev->comm = who.comm[0] ? who.comm : NULL;
	ev->exe = who.exe[0] ? who.exe : NULL;
	if (!ev->syscall)
		ev->syscall = call_name(c, who.number, sizeof(who.number));
	ev->err = answer->verdict == GG_VERDICT_KILL ? 0 : answer->err; /* nobody gets to see one */
	if (wants_stack(plan, ev->kind))
		gg_caller_fill(c, ev);
	gg_emit(c->super->sink, ev);
}

/** gg_is_entry() - see report.h */
bool gg_is_entry(const struct gg_super *s, const char *path)
{
	const char *const *entry;

	for (entry = s->entry; entry && *entry; entry++)
		if (!strcmp(*entry, path))
			return true;
	return false;
}

/** gg_kill_caller() - see report.h */
void gg_kill_caller(struct gg_call *c)
{
	pid_t tgid = gg_target_tgid(c);
	gg_close int pidfd = tgid > 0 ? (int)gg_sys_pidfd_open(tgid, 0) : -1;

	if (!gg_target_alive(c))
		return;
	/* Out of descriptors: the thread waits for our reply, so its number is still its own. */
	if (pidfd < 0 || gg_sys_pidfd_kill(pidfd, 9) < 0)
		(void)kill(c->tid, SIGKILL);
}

/** gg_ask() - see report.h */
void gg_ask(struct gg_call *c, struct gg_request *request, struct gg_answer *ret_answer)
{
	request->ll_installed = c->super->installed;
	request->who = request->op == GG_OP_SYSCALL ? NULL : gg_caller_who(c);
	gg_decide(c->super->plan, request, ret_answer);
}

/** gg_unsafe() - see report.h */
unsigned gg_unsafe(struct gg_call *c)
{
	return gg_decide_unsafe(c->super->plan, gg_caller_who(c));
}

static void reply_refused(struct gg_call *c, const struct gg_answer *answer)
{
	gg_reply_error(c, answer->err ? answer->err : EPERM);
	if (answer->verdict == GG_VERDICT_KILL)
		gg_kill_caller(c);
}

/* Programs may read themselves, their loader and the shim: without that none would start. */
static bool entry_may(const struct gg_call *c, const struct gg_request *r)
{
	return r->op == GG_OP_OPEN && r->access == GG_ACCESS_READ && gg_is_entry(c->super, r->path);
}

/** gg_consider() - see report.h */
void gg_consider(struct gg_call *c, struct gg_request *request, struct gg_answer *ret_answer)
{
	gg_ask(c, request, ret_answer);
	if (ret_answer->verdict != GG_VERDICT_ALLOW && !ret_answer->by_package && entry_may(c, request))
		*ret_answer = (struct gg_answer){ .verdict = GG_VERDICT_ALLOW,
						  .place = GG_PLACE_NONE,
						  .rule = "default",
						  .pinned = GG_PINNED_FREE };
}

/* Why a rule about a program does not grant it */
static const char *const reasons[] = {
	[GG_PINNED_ARGV] = "argv: no rule for this program has these arguments",
	[GG_PINNED_ARGV_CUT] = "argv: too many or too long to be judged",
	[GG_PINNED_SHA256] = "sha256: the file has another digest",
	[GG_PINNED_UNKNOWN] = "sha256: the file cannot be read, is too large, or does not stay the same",
	[GG_PINNED_HOLDS] = NULL,
	[GG_PINNED_FREE] = NULL,
};

/** gg_reason() - see report.h */
const char *gg_reason(const struct gg_answer *answer)
{
	return answer->verdict == GG_VERDICT_ALLOW ? NULL : reasons[answer->pinned];
}

/** gg_conclude() - see report.h */
bool gg_conclude(struct gg_call *c, const struct gg_request *request, const struct gg_answer *answer,
		 const char *path2)
{
	bool allowed = answer->verdict == GG_VERDICT_ALLOW;
	struct gg_event ev = { .layer = GG_LAYER_SUPERVISOR,
			       .op = request->op,
			       .path = request->path,
			       .path2 = path2,
			       .argv = request->argv,
			       .argv_cut = request->argv_cut,
			       .access = answer->missing ? answer->missing : request->access,
			       .has_addr = request->addr != NULL,
			       .reason = gg_reason(answer) };
	char hex[GG_DIGEST_HEX];
	struct gg_text text;

	if (!allowed || (c->super->plan->head->flags & GG_PLAN_LOG_ALLOWED)) {
		gg_text_init(&text, hex, sizeof(hex));
		if (answer->pinned == GG_PINNED_SHA256) {
			gg_text_hex(&text, request->sha256, GG_DIGEST_BYTES);
			ev.sha256 = hex;
		}
		if (request->addr)
			ev.addr = *request->addr;
		gg_report(c, answer, &ev);
	}
	if (allowed || answer->verdict == GG_VERDICT_AUDIT)
		return true;
	reply_refused(c, answer);
	return false;
}

/** gg_judge() - see report.h */
bool gg_judge(struct gg_call *c, struct gg_request *request, struct gg_answer *ret_answer,
	      const char *path2)
{
	gg_consider(c, request, ret_answer);
	return gg_conclude(c, request, ret_answer, path2);
}

/** gg_withheld() - see report.h */
bool gg_withheld(struct gg_call *c)
{
	struct gg_request request = { .op = GG_OP_SYSCALL, .call = c->nr };
	struct gg_answer answer;

	gg_ask(c, &request, &answer);
	if (answer.verdict == GG_VERDICT_ALLOW)
		return false;
	return !gg_judge(c, &request, &answer, NULL);
}
