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

/* doctor_landlock.c: arg of gg_probe_landlock is an index of its table of rights */
gg_probe_fn gg_probe_landlock_abi, gg_probe_landlock_errata, gg_probe_landlock;
#define GG_LANDLOCK_RIGHTS 16

/* doctor_landlock_net.c */
gg_probe_fn gg_probe_landlock_bind, gg_probe_landlock_connect, gg_probe_landlock_abstract,
	gg_probe_landlock_signal;
gg_probe_fn gg_probe_fastopen, gg_probe_mptcp;

/* gg_landlock_enter() - a domain that handles these rights and grants none
 * Return: 0; negative errno with @f filled in */
int gg_landlock_enter(unsigned fs, unsigned net, unsigned scoped, struct gg_sight *f);

#endif
