/*
 * The acts, one per family of calls.
 *
 * Owns their prototypes; the table of shapes points to them. Each fills in the reply of its call
 * or sets @done. Relies on super.h.
 */
#ifndef GG_SUPERVISE_ACTS_H
#define GG_SUPERVISE_ACTS_H

#include "supervise/super.h"

void gg_act_open(struct gg_call *call);     /* act_open.c */
void gg_act_make(struct gg_call *call);     /* act_make.c: mkdir mknod symlink */
void gg_act_remove(struct gg_call *call);   /* act_remove.c: unlink rmdir */
void gg_act_move(struct gg_call *call);     /* act_move.c: rename link */
void gg_act_metadata(struct gg_call *call); /* act_metadata.c: chmod chown utime truncate */
void gg_act_xattr(struct gg_call *call);    /* act_xattr.c */
void gg_act_connect(struct gg_call *call);  /* act_connect.c: connect bind */
void gg_act_listen(struct gg_call *call);   /* act_listen.c */
void gg_act_socket(struct gg_call *call);   /* act_socket.c */
void gg_act_send(struct gg_call *call);     /* act_send.c */
void gg_act_exec(struct gg_call *call);     /* act_exec.c */
void gg_act_own_task(struct gg_call *call); /* act_call.c */
void gg_act_denied(struct gg_call *call);   /* act_call.c: everything else */
void gg_act_fork(struct gg_call *call);     /* act_fork.c */
void gg_act_signal(struct gg_call *call);   /* act_signal.c */
void gg_act_map(struct gg_call *call);      /* act_map.c: what makes something executable */
bool gg_act_origin(struct gg_call *call);   /* act_map.c: harden.origin; true: denied */
void gg_act_knock(struct gg_call *call);    /* act_knock.c */

#endif
