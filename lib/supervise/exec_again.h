/*
 * Execs, once more.
 *
 * Owns the turn of those who waited for a digest. Relies on exec_wait.h and exec_stop.h for who they
 * are. Does not wait.
 */
#ifndef GG_SUPERVISE_EXEC_AGAIN_H
#define GG_SUPERVISE_EXEC_AGAIN_H

#include "supervise/super.h"

/* gg_exec_again() - digests became known: handle all who wait, in their call or at their exec stop */
void gg_exec_again(struct gg_super *s);

#endif
