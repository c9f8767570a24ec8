/*
 * The first and the last event.
 *
 * Owns posture and exit. Relies on the plan for what was asked and what it came to. Does not
 * probe.
 */
#include <stdlib.h>
#include <sys/wait.h>

#include "plan/who.h"
#include "supervise/loop.h"

#define NOTES_MAX 64

const char gg_no_injection[] =
	"descriptors cannot be given to the function (SECCOMP_IOCTL_NOTIF_ADDFD, Linux 5.9, is "
	"refused), so files that Landlock alone cannot decide about are denied";

static const char *const asked[] = { "off", "prefer", "require" };

/** gg_emit_posture() - see loop.h */
void gg_emit_posture(struct gg_sink *sink, const struct gg_plan *plan, pid_t pid, const char *exe,
		     const struct gg_armed *armed, bool wrapped)
{
	const struct gg_plan_head *h = plan->head;
	struct gg_posture_line lines[GG_LAYER_COUNT];
	const char *notes[NOTES_MAX + 3];
	size_t n = 0;
	uint32_t i;
	struct gg_event ev = { .kind = GG_KIND_POSTURE,
			       .verdict = GG_VERDICT_ALLOW,
			       .mode = (enum gg_mode)h->mode,
			       .policy = gg_plan_string(plan, h->name),
			       .pid = pid,
			       .exe = exe,
			       .posture = lines,
			       .notes = notes,
			       .by_package = gg_who_has_subjects(plan) };

	for (i = 0; i < GG_LAYER_COUNT; i++)
		lines[i] = (struct gg_posture_line){ asked[h->asked[i]], (enum gg_state)h->state[i],
						     gg_plan_string(plan, h->why[i]) };
	if (!wrapped && lines[GG_LAYER_WRAPPERS].state == GG_STATE_ON)
		lines[GG_LAYER_WRAPPERS] = (struct gg_posture_line){
			asked[h->asked[GG_LAYER_WRAPPERS]], GG_STATE_MISSING,
			"no preload library in this program (static, or libgoguard.so was not found); "
			"the kernel layers do not need it"
		};
	for (i = 0; i < plan->count[GG_SECT_NOTES] && n < NOTES_MAX; i++)
		notes[n++] = gg_plan_string(plan, plan->notes[i]);
	if (armed && !armed->wait_killable)
		notes[n++] = "supervisor: signals cancel notified calls here (no WAIT_KILLABLE_RECV, "
			     "Linux 5.19); asyncpreemptoff=1 is added to GODEBUG";
	if (armed && !armed->injects && (h->flags & GG_PLAN_MAKES_SOCKETS))
		notes[n++] = "supervisor: the sockets that it makes cannot be given to the function "
			     "either (ADDFD is refused), so every socket is denied";
	if (armed && !armed->injects)
		lines[GG_LAYER_SUPERVISOR] = (struct gg_posture_line){
			asked[h->asked[GG_LAYER_SUPERVISOR]], GG_STATE_PARTIAL, gg_no_injection
		};
	notes[n] = NULL;
	gg_emit(sink, &ev);
}

/** gg_emit_exit() - see loop.h */
void gg_emit_exit(struct gg_sink *sink, const struct gg_plan *plan, pid_t pid, const char *exe,
		  const struct gg_outcome *outcome)
{
	int status = outcome->status;
	struct gg_event ev = { .kind = GG_KIND_EXIT,
			       .verdict = GG_VERDICT_ALLOW,
			       .mode = (enum gg_mode)plan->head->mode,
			       .policy = gg_plan_string(plan, plan->head->name),
			       .pid = pid,
			       .exe = exe,
			       .peak_kb = outcome->peak_kb,
			       .limit = outcome->limit };

	if (WIFSIGNALED(status)) {
		ev.signal = WTERMSIG(status);
		ev.status = 128 + ev.signal;
	} else {
		ev.status = WEXITSTATUS(status);
	}
	gg_emit(sink, &ev);
}
