/*
 * Loaders that were executed as programs, where an exec cannot be verified.
 *
 * Owns the question whose program a process runs by then. Relies on Landlock for everything but
 * loaders, which a domain has to let the kernel execute although no rule grants them. Is not asked
 * before an exec was let go on without the exec stop.
 */
#ifndef GG_SUPERVISE_EXEC_LOADER_H
#define GG_SUPERVISE_EXEC_LOADER_H

#include "supervise/super.h"

/* gg_exec_unverified() - to be said before an exec goes on that the exec stop will not see */
void gg_exec_unverified(struct gg_super *s);

/* gg_exec_is_loader() - does the caller run a loader as its program, which no rule granted? Then it
 * has been ended, and the reply is a denial. */
bool gg_exec_is_loader(struct gg_call *c);

#endif
