/*
 * Which code makes a call: Go functions, or a program.
 *
 * Owns the executables that were looked at, kept by identity, and the walk from a waiting thread to
 * its chain of functions, done once a call. Relies on lib/golang for binaries and stacks. Does not
 * decide: a stack is memory of the caller.
 */
#ifndef GG_SUPERVISE_GO_CALLER_H
#define GG_SUPERVISE_GO_CALLER_H

#include "event/event.h"
#include "supervise/target.h"

/* gg_caller_new() - storage for the caller of one call at a time. Return: NULL: no memory */
struct gg_caller *gg_caller_new(void);

/* gg_caller_who() - the parts of the plan that apply to who makes the call @c
 * Return: borrowed until the next call; NULL: the plan does not distinguish callers */
const struct gg_who *gg_caller_who(struct gg_call *c);

/* gg_caller_name() - what the thread is called, "" when that cannot be read; its process is set in @c where it is
 * known from before */
void gg_caller_name(struct gg_call *c, char *buf, size_t size);

/* gg_caller_fill() - who makes the call @c: subject, function, package, module, stack
 * @ev: its go_ fields and subject are set, borrowed until the next call; left alone for a thread that
 *      cannot be looked at */
void gg_caller_fill(struct gg_call *c, struct gg_event *ev);

#endif
