/*
 * What the fields of events take: kinds, verdicts, modes, layers, operations, states.
 *
 * Owns the enums that policies, plans, supervisor and log share, and their names. Relies on
 * base/names.h for lookups. Does not know the record: see event/event.h.
 */
#ifndef GG_EVENT_NAMES_H
#define GG_EVENT_NAMES_H

#include "base/names.h"

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

#endif
