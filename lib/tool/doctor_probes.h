/*
 * The probes of `goguard doctor`.
 *
 * Owns their prototypes; doctor_table.c has the table. Relies on each running in a throw-away child
 * of its own (doctor_try.c). None promises to leave that child in order.
 */
#ifndef GG_TOOL_DOCTOR_PROBES_H
#define GG_TOOL_DOCTOR_PROBES_H

#include "tool/doctor.h"

typedef void gg_probe_fn(const struct gg_probe *probe, struct gg_sight *f);

/* doctor_basic.c */
gg_probe_fn gg_probe_cap, gg_probe_close_range, gg_probe_pidfd_thread, gg_probe_mdwe, gg_probe_seccomp_mode,
	gg_probe_user, gg_probe_machine, gg_probe_yama, gg_probe_lsm, gg_probe_container;

/* doctor_notify.c: really install a filter; arg says what is tried */
enum gg_notify_act { GG_NOTIFY_ANSWER, GG_NOTIFY_CONTINUE, GG_NOTIFY_ADDFD, GG_NOTIFY_ADDFD_SEND, GG_NOTIFY_WAKE };
gg_probe_fn gg_probe_filter, gg_probe_notify;

/* doctor_trace.c: of a child */
gg_probe_fn gg_probe_child_memory, gg_probe_child_fd, gg_probe_exec_stop;

/* doctor_landlock.c; arg of gg_probe_landlock is the right */
gg_probe_fn gg_probe_landlock_abi, gg_probe_landlock_errata, gg_probe_landlock;

/* doctor_landlock_net.c; arg of the first two is the right or scope */
gg_probe_fn gg_probe_landlock_tcp, gg_probe_landlock_scope, gg_probe_fastopen, gg_probe_mptcp;

/**
 * struct gg_domain - a Landlock domain that grants nothing of what it handles, and an act in it
 * @fs, @net, @scoped: what it handles
 * @act: 0 or negative errno
 * @arg: of @act, borrowed
 * @what: the act in words: "open() for reading"
 */
struct gg_domain {
	uint64_t fs, net, scoped;
	long (*act)(void *arg);
	void *arg;
	const char *what;
};

/* gg_domain_try() - do the act in a child inside the domain
 * @ret_result: what the act returned
 * Return: 0; negative errno with @f filled in: there is no such domain */
int gg_domain_try(const struct gg_domain *domain, long *ret_result, struct gg_sight *f);

/* gg_domain_probe() - the finding: the act must go well here (@before is what it returned) and be
 * refused inside */
void gg_domain_probe(const struct gg_domain *domain, long before, struct gg_sight *f);

#endif
