/*
 * A message of a caller, copied: bytes, address, passed descriptors.
 *
 * Owns the copy of a struct msghdr and everything it points to. Relies on address.h. Does not
 * send: see act_send.c.
 */
#ifndef GG_SUPERVISE_MESSAGE_H
#define GG_SUPERVISE_MESSAGE_H

#include "supervise/address.h"

#define GG_MESSAGE_BYTES_MAX (256 * 1024)
#define GG_MESSAGE_FDS_MAX 253 /* as the kernel */
#define GG_MESSAGE_CONTROL_MAX 2048
#define GG_MESSAGE_SIGNATURE 32 /* bytes of control data that name the caller */

/**
 * struct gg_message - one copied message, on the heap
 * @peer:  the socket and, with @named, the address
 * @bytes: allocated behind the struct
 * @control: copied control data, descriptors in it are those of @fds
 * @creds: where in @control there are credentials; 0: none
 * @cut:   a stream's message was longer than is sent at once
 */
struct gg_message {
	struct gg_peer peer;
	bool named;
	int flags;
	int fds[GG_MESSAGE_FDS_MAX];
	unsigned n_fds;
	union {
		size_t aligned; /* as struct cmsghdr is */
		char space[GG_MESSAGE_CONTROL_MAX + GG_MESSAGE_SIGNATURE];
	} control;
	size_t n_control;
	size_t creds;
	size_t n;
	bool cut;
	char bytes[];
};

/* gg_message_simple() - from a plain buffer (sendto)
 * gg_message_header() - from a struct msghdr at @at (sendmsg)
 * @peer:        taken: socket set
 * @ret_message: caller ends it with gg_message_free()
 * Return: 0; negative errno, -EPERM for control data that cannot be passed on */
int gg_message_simple(struct gg_call *c, struct gg_peer *peer, uint64_t at, size_t n,
		      struct gg_message **ret_message);
int gg_message_header(struct gg_call *c, struct gg_peer *peer, uint64_t at,
		      struct gg_message **ret_message);
void gg_message_free(struct gg_message *m);

/* gg_message_control() - copy @n bytes of control data at @at (control.c); the address, if any, is there already
 * Return: as above */
int gg_message_control(struct gg_call *c, struct gg_message *m, uint64_t at, size_t n);

/* gg_message_signed() - where this thread has the caller's rights, but not its ids, say whose message it is: a unix
 * socket's receiver may ask, and would be told the supervisor's (control.c) */
void gg_message_signed(struct gg_call *c, struct gg_message *m);

/* gg_message_send() - send it once. @more: further flags. Return: bytes sent; negative errno */
ssize_t gg_message_send(struct gg_message *m, int more);

#endif
