/*
 * The filter as planning sees it: what happens to each call, without BPF.
 *
 * Owns the intermediate form between policy and BPF. Relies on plan/watch.h for the mandatory
 * core. Does not know instructions: see enforce/.
 */
#ifndef GG_PLAN_FILTER_H
#define GG_PLAN_FILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plan/format.h"

#define GG_CALLS_MAX GG_PLAN_CALLS

/* Of @nr, argument @arg (low 32 bits) must be one of @values, or the call is denied */
struct gg_filter_refine {
	int nr;
	unsigned arg;
	const uint64_t *values;
	size_t n;
};

/**
 * struct gg_filter - one filter
 * @supervised: denied and watched calls notify
 * @counts_processes: every call that makes a process notifies
 * @audits:     mode audit
 * @makes_sockets: the supervisor makes them, see supervise/broker.h
 * @scopes_signals: Landlock keeps signals within the domain
 * @devices:    CAP_NET_RAW is kept
 * @joins:      something may be listened on that groups send to
 * @wx:         harden.wx; @mdwe: the kernel has PR_SET_MDWE
 * @denied:     BPF action for what is denied
 * @failed:     the same where the supervisor must not be asked: it would decide by other things
 * @calls:      GG_CALL_ per number
 * @refines:    borrowed from the policy's arena
 */
struct gg_filter {
	bool supervised;
	bool counts_processes;
	bool makes_sockets;
	bool audits;
	bool scopes_signals;
	bool devices;
	bool joins;
	bool wx, mdwe;
	uint32_t denied;
	uint32_t failed;
	uint8_t calls[GG_CALLS_MAX];
	struct gg_filter_refine *refines;
	size_t n_refines;
};

#endif
