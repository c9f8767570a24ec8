/*
 * The event: one typed record of something that happened, and the names its fields take.
 *
 * Owns the kinds, verdicts, operations and layers that policies, plans, supervisor and log
 * share. Relies on the maker of an event to keep the borrowed strings alive until it is
 * emitted. Does not encode or send: see event/json.h and event/sink.h.
 */
#ifndef GG_EVENT_EVENT_H
#define GG_EVENT_EVENT_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/addr.h"
#include "base/names.h"

#define GG_EVENT_VERSION 1 /* raised only when a field changes meaning */

enum gg_kind { GG_KIND_POSTURE, GG_KIND_VIOLATION, GG_KIND_ALLOWED, GG_KIND_DROPPED, GG_KIND_EXIT, GG_KIND_COUNT };
enum gg_verdict { GG_VERDICT_ALLOW, GG_VERDICT_DENY, GG_VERDICT_AUDIT, GG_VERDICT_KILL, GG_VERDICT_COUNT };
enum gg_mode { GG_MODE_ENFORCE, GG_MODE_AUDIT, GG_MODE_COUNT };
enum gg_layer { GG_LAYER_SECCOMP, GG_LAYER_LANDLOCK, GG_LAYER_SUPERVISOR, GG_LAYER_WRAPPERS, GG_LAYER_COUNT };
enum gg_op {
	GG_OP_SYSCALL,
	GG_OP_OPEN,
	GG_OP_CREATE,
	GG_OP_REMOVE,
	GG_OP_EXEC,
	GG_OP_CONNECT,
	GG_OP_BIND,
	GG_OP_SEND,
	GG_OP_COUNT
};
/* What a layer came to: asked for and there, asked for and missing, not asked for. */
enum gg_state { GG_STATE_OFF, GG_STATE_ON, GG_STATE_PARTIAL, GG_STATE_MISSING, GG_STATE_COUNT };

extern const struct gg_name gg_kind_names[GG_KIND_COUNT];
extern const struct gg_name gg_verdict_names[GG_VERDICT_COUNT];
extern const struct gg_name gg_mode_names[GG_MODE_COUNT];
extern const struct gg_name gg_layer_names[GG_LAYER_COUNT];
extern const struct gg_name gg_op_names[GG_OP_COUNT];
extern const struct gg_name gg_state_names[GG_STATE_COUNT];

/**
 * struct gg_posture_line - what became of one layer
 * @asked: "require", "prefer" or "off"
 * @state: what it came to
 * @why:   why it is less than asked, or a detail worth knowing; empty when nothing to say
 */
struct gg_posture_line {
	const char *asked;
	enum gg_state state;
	const char *why;
};

/**
 * struct gg_event - one event
 *
 * Strings are borrowed; NULL means "this event has no such field". Which kind carries which
 * fields is gg_event_fields() in event/json.c.
 *
 * @ts_ns:    wall clock, nanoseconds since the epoch
 * @seq:      counts events of one supervisor, from 1; set by the sink
 * @syscall:  name, or "syscall_N" for a number without a name
 * @access:   GG_ACCESS_ bits, 0 when there are none
 * @err:      positive errno that the caller got, 0 for none
 * @argv:     NULL-terminated, @argv_cut when there were more or longer arguments
 * @has_addr: @addr counts
 * @c_module, @c_symbol: C caller, from the wrappers
 * @posture:  GG_LAYER_COUNT lines, kind posture only
 * @notes:    NULL-terminated list of further sentences, kind posture only
 * @dropped:  events lost so far, kind dropped only
 * @status:   exit status of the function, @signal its signal or 0; kind exit only
 * @peak_kb:  most memory that one of its processes had resident, KiB; kind exit only
 * @limit:    policy key of the limit that ended it, NULL: none; kind exit only
 */
struct gg_event {
	enum gg_kind kind;
	enum gg_verdict verdict;
	enum gg_mode mode;
	enum gg_layer layer;
	enum gg_op op;
	uint64_t ts_ns;
	uint64_t seq;
	const char *policy;
	const char *rule;
	const char *rule_at;
	pid_t pid;
	pid_t tid;
	const char *comm;
	const char *exe;
	const char *syscall;
	const char *path;
	const char *path2; /* other path of a rename or link */
	unsigned access;
	int err;
	const char *const *argv;
	int argv_cut;
	int has_addr;
	struct gg_addr addr;
	const char *host;
	const char *subject;
	const char *c_module;
	const char *c_symbol;
	const struct gg_posture_line *posture;
	const char *const *notes;
	uint64_t dropped;
	int status;
	int signal;
	uint64_t peak_kb;
	const char *limit;
};

#endif
