/*
 * The supervisor's life: from the armed function to its end.
 *
 * Owns the loop. Relies on an armed child. Speaks only through the sink.
 */
#ifndef GG_SUPERVISE_LOOP_H
#define GG_SUPERVISE_LOOP_H

#include "base/err.h"
#include "event/sink.h"
#include "plan/plan.h"
#include "supervise/children.h"
#include "supervise/handoff.h"

struct gg_super;
struct seccomp_notif;

/**
 * struct gg_watch - what the loop needs
 * @armed:   taken: its listener is closed; listener -1: nothing notifies, only children are kept
 * @entry:   NULL-terminated, borrowed: the program, its loader, the shim
 * @sock:    to the armed process, which waits there for the word to go
 * @started: the program runs already (preload); false: its exec is still to come
 * @super, @children, @notif: of gg_watch_prepare()
 */
struct gg_watch {
	const struct gg_plan *plan;
	int plan_fd;
	struct gg_sink *sink;
	struct gg_armed armed;
	pid_t child;
	const char *const *entry;
	bool started;
	int sock;
	struct gg_super *super;
	struct gg_children children;
	struct seccomp_notif *notif;
};

#define GG_WATCH_NONE { .armed = { .listener = -1 }, .sock = -1, .children = { .signals = -1 } }

/**
 * struct gg_outcome - how the function ended
 * @status:  as waitpid(2) says
 * @peak_kb: most memory that one of its processes had resident
 * @limit:   policy key of the limit that ended it, NULL: none
 */
struct gg_outcome {
	int status;
	uint64_t peak_kb;
	const char *limit;
};

/* gg_watch_prepare() - all that the loop needs but a listener, while the child still arms itself
 * Return: 0; negative errno with @err set: the caller must end, and with it the function */
int gg_watch_prepare(struct gg_watch *watch, struct gg_err *err);

/* gg_watch_run() - give the word to go and answer until the function is over
 * @watch:      prepared, and armed
 * @ret_status: as waitpid(2) says
 * Return: 0; negative errno with @err set when supervision could not begin or broke down: the
 *         caller must end, and with it the function */
int gg_watch_run(struct gg_watch *watch, struct gg_outcome *ret_outcome, struct gg_err *err);

/* gg_watch_done() - close and free what can be; one that was not prepared is fine, too */
void gg_watch_done(struct gg_watch *watch);

/* gg_emit_posture(), gg_emit_exit() - the first and the last event of every start */
/* Why a supervisor that cannot inject descriptors is only part of one */
extern const char gg_no_injection[];

/* @armed:   what arming came to; NULL: there is no supervisor
 * @wrapped: a preload library reaches the program, so that wrappers there are */
void gg_emit_posture(struct gg_sink *sink, const struct gg_plan *plan, pid_t pid, const char *exe,
		     const struct gg_armed *armed, bool wrapped);
void gg_emit_exit(struct gg_sink *sink, const struct gg_plan *plan, pid_t pid, const char *exe,
		  const struct gg_outcome *outcome);

#endif
