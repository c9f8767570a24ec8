/*
 * Copying a message.
 *
 * Owns limits: a message of at most GG_MESSAGE_BYTES_MAX bytes; a stream's is cut there, which
 * callers of a stream must expect, a datagram beyond is EMSGSIZE. Relies on control.c for control data and
 * on the kernel to check the rest again. Does not promise that the receiver sees the caller's pid: only a
 * supervisor with CAP_SYS_ADMIN may name another than its own.
 */
#include "supervise/message.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "supervise/wake.h"

#define VECS_MAX 1024

static struct gg_message *new_message(struct gg_peer *peer, size_t n)
{
	struct gg_message *m = malloc(sizeof(*m) + n);

	if (!m)
		return NULL;
	memset(m, 0, sizeof(*m));
	m->peer = *peer;
	*peer = (struct gg_peer)GG_PEER_NONE;
	m->n = n;
	return m;
}

/** gg_message_free() - end a message; NULL is fine */
void gg_message_free(struct gg_message *m)
{
	if (!m)
		return;
	gg_wake_close(m->fds, m->n_fds);
	gg_peer_done(&m->peer);
	free(m);
}

static int bounded(const struct gg_peer *peer, size_t *n, bool *cut)
{
	*cut = *n > GG_MESSAGE_BYTES_MAX;
	if (*cut && peer->type != SOCK_STREAM)
		return -EMSGSIZE;
	if (*cut)
		*n = GG_MESSAGE_BYTES_MAX;
	return 0;
}

/** gg_message_simple() - see message.h */
int gg_message_simple(struct gg_call *c, struct gg_peer *peer, uint64_t at, size_t n,
		      struct gg_message **ret_message)
{
	struct gg_message *m;
	bool cut;
	int ret = bounded(peer, &n, &cut);

	if (ret < 0)
		return ret;
	m = new_message(peer, n);
	if (!m)
		return -ENOMEM;
	m->cut = cut;
	ret = gg_target_read(c, at, m->bytes, n);
	gg_message_signed(c, m);
	if (ret < 0) {
		gg_message_free(m);
		return ret;
	}
	*ret_message = m;
	return 0;
}

static int total(const struct iovec *vecs, size_t n, size_t *ret_total)
{
	size_t sum = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		if (vecs[i].iov_len > SSIZE_MAX - sum)
			return -EINVAL;
		sum += vecs[i].iov_len;
	}
	*ret_total = sum;
	return 0;
}

static int copy_bytes(struct gg_call *c, struct gg_message *m, const struct iovec *vecs, size_t n)
{
	size_t done = 0;
	size_t i;

	for (i = 0; i < n && done < m->n; i++) {
		size_t here = GG_MIN(vecs[i].iov_len, m->n - done);
		int ret = gg_target_read(c, (uint64_t)(uintptr_t)vecs[i].iov_base, m->bytes + done, here);

		if (ret < 0)
			return ret;
		done += here;
	}
	return 0;
}

/** gg_message_header() - see message.h */
int gg_message_header(struct gg_call *c, struct gg_peer *peer, uint64_t at,
		      struct gg_message **ret_message)
{
	struct iovec vecs[VECS_MAX];
	struct gg_message *m;
	struct msghdr msg;
	size_t n = 0;
	bool cut = false;
	int ret = gg_target_read(c, at, &msg, sizeof(msg));

	if (ret == 0 && msg.msg_iovlen > VECS_MAX)
		ret = -EMSGSIZE;
	if (ret == 0)
		ret = gg_target_read(c, (uint64_t)(uintptr_t)msg.msg_iov, vecs,
				     msg.msg_iovlen * sizeof(vecs[0]));
	if (ret == 0)
		ret = total(vecs, msg.msg_iovlen, &n);
	if (ret == 0)
		ret = bounded(peer, &n, &cut);
	if (ret < 0)
		return ret;
	m = new_message(peer, n);
	if (!m)
		return -ENOMEM;
	m->cut = cut;
	m->named = msg.msg_name && msg.msg_namelen;
	ret = copy_bytes(c, m, vecs, msg.msg_iovlen);
	if (ret == 0 && m->named)
		ret = gg_peer_address(c, (uint64_t)(uintptr_t)msg.msg_name, msg.msg_namelen,
				      GG_WALK_FOLLOW, &m->peer);
	if (ret == 0)
		ret = gg_message_control(c, m, (uint64_t)(uintptr_t)msg.msg_control, msg.msg_controllen);
	gg_message_signed(c, m);
	if (ret < 0) {
		gg_message_free(m);
		return ret;
	}
	*ret_message = m;
	return 0;
}

/** gg_message_send() - see message.h */
ssize_t gg_message_send(struct gg_message *m, int more)
{
	struct sockaddr_storage sa;
	struct iovec iov = { m->bytes, m->n };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	const int flags = (m->flags & ~MSG_ZEROCOPY) | more | MSG_NOSIGNAL; /* our memory is not to be lent */
	ssize_t sent;

	if (m->named) {
		msg.msg_name = &sa;
		msg.msg_namelen = gg_peer_target(&m->peer, &sa);
	}
	if (m->n_control) {
		msg.msg_control = &m->control;
		msg.msg_controllen = m->n_control;
	}
	sent = sendmsg(m->peer.sock, &msg, flags);
	if (sent < 0 && errno == EPERM && m->creds) {
		const pid_t own = getpid();

		memcpy(m->control.space + m->creds + offsetof(struct ucred, pid), &own, sizeof(own));
		sent = sendmsg(m->peer.sock, &msg, flags);
	}
	return sent < 0 ? -errno : sent;
}
