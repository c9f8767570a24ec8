/*
 * The supervisor's state and one notified call.
 *
 * Owns the two structs that the acts share. Relies on one main thread; workers get a copy of
 * their call and touch nothing of the supervisor but the sink, which they do not use either.
 */
#ifndef GG_SUPERVISE_SUPER_H
#define GG_SUPERVISE_SUPER_H

#include <linux/seccomp.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "event/sink.h"
#include "plan/decide.h"
#include "supervise/shape.h"

struct gg_stops;
struct gg_exec_waits;
struct gg_broker;
struct gg_caller;
struct gg_origins;
struct gg_given;
struct gg_usage;

/**
 * struct gg_super - one supervisor
 * @plan:      borrowed
 * @listener:  notifications; -1 before the handoff
 * @root:      O_PATH of "/", as the guarded processes see it
 * @fds:       /proc/self/fd of our own; -1: to be had by its path only
 * @child:     the guarded program's process
 * @installed: bitmap of Landlock paths in force, NULL: no domain; see gg_domain_leaves()
 * @entry:     NULL-terminated paths that may always be read: the program, its loader, the shim
 * @started:   the program that was asked for has been executed; @unverified: an exec went on unseen, see
 *             exec_loader.h; @first_exe: the program before that
 * @privileged: runs as root: acts take on the credentials of the caller
 * @ids_stay:  callers have our ids for good, see become.c
 * @injects:   descriptors can be given to the caller; @stay: nothing but its end takes a caller out of its call
 * @own_roots: a policy lets processes change their root: look it up for every call
 * @stops:     execs that are let go on and not verified yet; @origins: see act_map.c; @given: given.h
 * @waits:     execs that wait for a digest; NULL: the plan wants none
 * @broker:    sockets that were made for the function; NULL: it makes them itself
 * @caller:    who makes the call at hand, see go_caller.h; @usage: limits that a thread watches
 * @plan_fd:   sealed memory file of the plan, for the knock
 */
struct gg_super {
	const struct gg_plan *plan;
	struct gg_sink *sink;
	int listener;
	int root, fds;
	pid_t child;
	uint8_t *installed;
	const char *const *entry;
	struct stat first_exe;
	bool started, unverified;
	bool privileged, ids_stay, own_roots;
	bool injects, stay;
	int plan_fd;
	struct gg_stops *stops;
	struct gg_exec_waits *waits;
	struct gg_origins *origins;
	struct gg_broker *broker;
	struct gg_caller *caller;
	const struct gg_usage *usage;
	struct gg_given *given;
	const struct gg_shape *shapes[GG_PLAN_CALLS];
	uint64_t caps; /* own effective capabilities */
	int n_groups;
	gid_t groups[64]; /* own supplementary groups, counts when @privileged */
};

/**
 * struct gg_call - one notified call while it is handled
 * @tid:  thread that called
 * @tgid: its process; 0 until gg_target_tgid() was asked
 * @reply: starts as a denial; sent by the loop unless @done
 * @trespass: a path led through a magic link of another process: denied, see walk_proc.c
 * @lowered: this thread has the rights of the caller, see become.c; @still: no other of its process runs
 * @done: answered already (descriptor injected, handed to a worker)
 * @digests: how many were computed for it, see digests.h
 */
struct gg_call {
	struct gg_super *super;
	const struct gg_shape *shape;
	uint64_t id;
	pid_t tid, tgid;
	int nr;
	uint64_t args[6];
	uint64_t pc;
	struct seccomp_notif_resp reply;
	bool trespass, lowered;
	bool done, still;
	unsigned digests;
};

static inline void gg_reply_error(struct gg_call *c, int err)
{
	c->reply.error = err > 0 ? -err : err;
	c->reply.val = 0;
	c->reply.flags = 0;
}

static inline void gg_reply_value(struct gg_call *c, int64_t value)
{
	c->reply.error = 0;
	c->reply.val = value;
	c->reply.flags = 0;
}

/* gg_reply_continue() - let the kernel go on with the call. Every use says why that is safe. */
static inline void gg_reply_continue(struct gg_call *c)
{
	c->reply.error = 0;
	c->reply.val = 0;
	c->reply.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
}

#endif
