/*
 * The names that event fields take, each with a line of help.
 *
 * Owns the six tables declared in event/names.h. Relies on nothing. Does not look names up: see
 * base/names.h.
 */
#include <assert.h>

#include "event/names.h"

/* A hole in a table would be a name that is NULL; the count of initialisers cannot tell. */
#define TABLE_IS_WHOLE(table, count) \
	static_assert(sizeof(table) / sizeof((table)[0]) == (count), #table ": a name each")

const struct gg_name gg_kind_names[] = {
	[GG_KIND_POSTURE] = { "posture", "what was asked of each layer and what it came to" },
	[GG_KIND_VIOLATION] = { "violation", "something the policy does not grant" },
	[GG_KIND_ALLOWED] = { "allowed", "something the policy grants, logged on request" },
	[GG_KIND_DROPPED] = { "dropped", "events before this one were lost" },
	[GG_KIND_EXIT] = { "exit", "the function ended" },
};
TABLE_IS_WHOLE(gg_kind_names, GG_KIND_COUNT);

const struct gg_name gg_verdict_names[] = {
	[GG_VERDICT_ALLOW] = { "allow", "granted" },
	[GG_VERDICT_DENY] = { "deny", "refused with an errno" },
	[GG_VERDICT_AUDIT] = { "audit", "let pass; enforce mode would refuse it" },
	[GG_VERDICT_KILL] = { "kill", "the process was killed" },
};
TABLE_IS_WHOLE(gg_verdict_names, GG_VERDICT_COUNT);

const struct gg_name gg_mode_names[] = {
	[GG_MODE_ENFORCE] = { "enforce", "refuse what the policy does not grant" },
	[GG_MODE_AUDIT] = { "audit", "let it happen, log what would be refused" },
};
TABLE_IS_WHOLE(gg_mode_names, GG_MODE_COUNT);

const struct gg_name gg_layer_names[] = {
	[GG_LAYER_SECCOMP] = { "seccomp", "the system call filter in the kernel" },
	[GG_LAYER_LANDLOCK] = { "landlock", "path and port rules in the kernel" },
	[GG_LAYER_SUPERVISOR] = { "supervisor", "the process that answers what the filter cannot" },
	[GG_LAYER_WRAPPERS] = { "wrappers", "libc functions replaced by the preload library" },
};
TABLE_IS_WHOLE(gg_layer_names, GG_LAYER_COUNT);

const struct gg_name gg_op_names[] = {
	[GG_OP_SYSCALL] = { "syscall", "a system call as such" },
	[GG_OP_OPEN] = { "open", "a file opened, or its metadata changed" },
	[GG_OP_CREATE] = { "create", "a file, directory or link made" },
	[GG_OP_REMOVE] = { "remove", "a file or directory removed" },
	[GG_OP_EXEC] = { "exec", "a program started" },
	[GG_OP_CONNECT] = { "connect", "a connection made" },
	[GG_OP_BIND] = { "bind", "an address taken to listen on" },
	[GG_OP_SEND] = { "send", "a message sent to an address" },
};
TABLE_IS_WHOLE(gg_op_names, GG_OP_COUNT);

const struct gg_name gg_state_names[] = {
	[GG_STATE_OFF] = { "off", "not asked for" },
	[GG_STATE_ON] = { "on", "asked for and there" },
	[GG_STATE_PARTIAL] = { "partial", "asked for, there in part" },
	[GG_STATE_MISSING] = { "missing", "asked for, not there" },
};
TABLE_IS_WHOLE(gg_state_names, GG_STATE_COUNT);
