/*
 * Loading a finished filter.
 *
 * Owns the raw call and the handing over of the listener. Relies on no_new_privs being set (or
 * CAP_SYS_ADMIN) and a single thread. Runs in the shim.
 */
#ifndef GG_ENFORCE_SECCOMP_LOAD_H
#define GG_ENFORCE_SECCOMP_LOAD_H

#include "plan/plan.h"

/* gg_seccomp_load() - install the plan's filter in this process
 * @sock:      the listener goes here; -1: the filter notifies nobody
 * @installed: bitmap of Landlock paths, passed on to the supervisor
 * Return: 0; negative errno with @err set. After -EPROTO the filter is in force and nobody
 *         listens: the process must end. */
int gg_seccomp_load(const struct gg_plan *plan, int sock, const uint8_t *installed, struct gg_err *err);

#endif
