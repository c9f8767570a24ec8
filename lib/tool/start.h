/*
 * Starting under guard: what `run` and `supervise` share.
 *
 * Owns the sink, the sealed plan and the supervisor's side of a start. Relies on make_plan.h.
 * Speaks on failure.
 */
#ifndef GG_TOOL_START_H
#define GG_TOOL_START_H

#include "event/sink.h"
#include "start/make_plan.h"
#include "start/world.h"

/**
 * struct gg_start - a start
 * @made:    the plan
 * @plan_fd: sealed memory file of it
 * @sink:    where events go
 * @sock:    to the process that is to be guarded
 * @child:   that process
 * @exe:     its program, for posture and exit
 * @entry:   programs that may be executed besides the plan's
 * @started: the program runs already
 * @wrapped: the shim is in the program
 * @alone:   the process guards itself and goes on without us
 */
struct gg_start {
	struct gg_made made;
	int plan_fd;
	struct gg_sink *sink;
	int sock;
	pid_t child;
	const char *exe;
	const char *const *entry;
	bool started;
	bool wrapped;
	bool alone;
};

#define GG_START_NONE { .plan_fd = -1, .sock = -1 }

/* gg_start_prepare() - plan, sealed file and sink
 * @log: overrides the policy's log.socket; NULL: GOGUARD_LOG, then as the policy says
 * Return: 0; negative errno after having said why */
int gg_start_prepare(struct gg_start *s, const struct gg_source *source, const char *log);

/* gg_start_memory() - @err says that @path asks for what harden.wx keeps out; @verb: "run" or "guard" */
void gg_start_memory(const char *verb, const char *path, struct gg_err *err);

/* gg_start_supervise() - hand over, answer until the end, report the exit
 * Return: exit status for this process */
int gg_start_supervise(struct gg_start *s);

void gg_start_done(struct gg_start *s);

#endif
