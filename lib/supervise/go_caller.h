/*
 * Which Go code makes a call.
 *
 * Owns the executables that were looked at, kept by identity, and the walk from a waiting thread to
 * its chain of functions. Relies on lib/golang for binaries and stacks. Does not decide: a stack is
 * memory of the caller.
 */
#ifndef GG_SUPERVISE_GO_CALLER_H
#define GG_SUPERVISE_GO_CALLER_H

#include "event/event.h"
#include "supervise/target.h"

#define GG_GO_LINES 64

/**
 * struct gg_go_caller - the chain, ready for an event
 * Strings are borrowed from the executable's cache and stay for the time of one event.
 */
struct gg_go_caller {
	struct gg_go_line lines[GG_GO_LINES];
	char program[4200];
};

/* gg_go_caller_fill() - who in Go makes the call @c: subject, function, package, module, stack
 * @caller: storage for the time of the event
 * @ev:     its go_ fields and subject are set; left alone for a thread that cannot be looked at */
void gg_go_caller_fill(struct gg_call *c, struct gg_go_caller *caller, struct gg_event *ev);

#endif
