/*
 * Messages between the guarded process and its supervisor while the guard is being armed.
 *
 * Owns their layout. One SOCK_SEQPACKET pair; supervisor first: GG_HAND_PLAN with the plan's
 * descriptor, then from the child either GG_HAND_LISTENER with the listener's descriptor or
 * GG_HAND_FAILED; last GG_HAND_GO from the supervisor. Relies on both ends being the same build:
 * GG_HAND_VERSION is checked.
 */
#ifndef GG_PLAN_HANDOFF_H
#define GG_PLAN_HANDOFF_H

#include <stdint.h>

#include "base/err.h"

#define GG_HAND_VERSION 1u
#define GG_HAND_PATHS_MAX 12288

enum gg_hand { GG_HAND_PLAN = 1, GG_HAND_LISTENER, GG_HAND_FAILED };

/* The supervisor's last word, one byte: it is ready, the program may run. End of file instead:
 * the program must not. */
#define GG_HAND_GO 'g'

struct gg_hand_plan {
	uint32_t version;
	uint32_t kind;
	uint32_t n_entry;
	char entry[GG_HAND_PATHS_MAX]; /* n_entry NUL-terminated paths */
};

/* Followed by the bitmap of installed Landlock paths */
struct gg_hand_listener {
	uint32_t version;
	uint32_t kind;
	uint32_t wait_killable; /* the listener has that flag */
	uint32_t n_installed;   /* bits */
};

struct gg_hand_failed {
	uint32_t version;
	uint32_t kind;
	struct gg_err err;
};

#endif
