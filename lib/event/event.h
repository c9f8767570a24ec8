/*
 * The event: one typed record of something that happened.
 *
 * Owns the record. Relies on event/names.h for what its fields take, and on the maker of an event
 * to keep the borrowed strings alive until it is emitted. Does not encode or send: see
 * event/json.h and event/sink.h.
 */
#ifndef GG_EVENT_EVENT_H
#define GG_EVENT_EVENT_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/addr.h"
#include "event/names.h"

#define GG_EVENT_VERSION 1 /* raised only when a field changes meaning */

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

/* One function of a Go stack */
struct gg_go_line {
	const char *function;
	const char *file; /* "" when there is none */
	unsigned line;
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
 * @go_function, @go_package, @go_module: the innermost Go function outside the standard library
 * @go_stack: functions, innermost first; @go_cut: there were more; @go_end: how the walk ended
 * @go_json: all of these as gg_event_go() encoded them, @go_json_n bytes, to be used instead; NULL: not done
 * @c_module, @c_symbol: C caller, from the wrappers
 * @posture:  GG_LAYER_COUNT lines, kind posture only
 * @notes:    NULL-terminated list of further sentences, kind posture only
 * @by_package: the policy has rules per package, kind posture only
 * @dropped:  events lost so far, kind dropped only
 * @status:   exit status of the function, @signal its signal or 0; kind exit only
 * @peak_kb:  most memory that one of its processes had resident, KiB; kind exit only
 * @reason:   why a rule that speaks of a program does not grant it
 * @sha256:   digest that the program has, where a rule wants another; hexadecimal
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
	const char *go_function;
	const char *go_package;
	const char *go_module;
	const char *go_end;
	const struct gg_go_line *go_stack;
	unsigned n_go_stack;
	int go_cut;
	const char *go_json;
	size_t go_json_n;
	const char *c_module;
	const char *c_symbol;
	const struct gg_posture_line *posture;
	const char *const *notes;
	bool by_package;
	uint64_t dropped;
	int status;
	int signal;
	uint64_t peak_kb;
	const char *limit;
	const char *reason;
	const char *sha256;
};

#endif
