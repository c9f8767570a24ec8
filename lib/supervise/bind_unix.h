/*
 * Binding a socket to a path for somebody else.
 *
 * Owns one act. Relies on workers.h. See bind_unix.c for why it is not a plain bind().
 */
#ifndef GG_SUPERVISE_BIND_UNIX_H
#define GG_SUPERVISE_BIND_UNIX_H

#include "supervise/address.h"

/* gg_bind_unix() - bind @peer's socket to its path, which was judged; sets the reply or hands
 * over to a worker. Takes what it needs out of @peer. */
void gg_bind_unix(struct gg_call *c, struct gg_peer *peer);

#endif
