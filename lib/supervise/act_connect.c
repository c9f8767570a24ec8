/*
 * connect bind.
 *
 * Owns connecting and binding on the caller's behalf: the address is the supervisor's copy, the
 * socket its duplicate, so neither can be exchanged after the decision. Relies on address.h. A
 * socket that may wait is connected by a worker.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "supervise/acts.h"
#include "supervise/address.h"
#include "supervise/bind_unix.h"
#include "supervise/broker.h"
#include "supervise/wake.h"
#include "supervise/workers.h"

enum { NET_CONNECT, NET_BIND };

/* Before the caller knows that it is connected: from then on it may close its socket, and no duplicate
 * here is to keep the connection open. */
static void let_go(struct gg_job *job)
{
	gg_broker_drop_inode(job->call.super->broker, job->inode);
	gg_scope_close(&job->fd);
}

static void run_connect(struct gg_job *job)
{
	const struct sockaddr_storage *sa = job->data;
	int ret = sa->ss_family == AF_UNIX ? gg_target_seem(&job->call) : 0;

	if (ret < 0)
		gg_reply_error(&job->call, EACCES);
	else if (connect(job->fd, (const struct sockaddr *)sa, (socklen_t)job->size) < 0)
		gg_reply_error(&job->call, errno);
	else {
		let_go(job);
		gg_reply_value(&job->call, 0);
	}
}

static void end_connect(struct gg_job *job)
{
	gg_wake_close(&job->fd, 1);
	if (job->flags > 0) /* the pinned socket file */
		(void)close(job->flags);
	free(job->data);
}

/* A blocking socket: connect in a worker, which owns duplicates of everything. */
static void connect_later(struct gg_call *c, struct gg_peer *peer, const struct sockaddr_storage *sa,
			  socklen_t len)
{
	struct gg_job job = { .run = run_connect, .end = end_connect, .size = len };

	job.data = malloc(sizeof(*sa));
	if (!job.data) {
		gg_reply_error(c, ENOMEM);
		return;
	}
	memcpy(job.data, sa, sizeof(*sa));
	job.inode = gg_broker_inode(peer->sock);
	job.fd = GG_TAKE_FD(peer->sock);
	job.flags = GG_TAKE_FD(peer->place.fd);
	gg_worker_start(c, &job);
}

/* A socket that was not to wait. It may have become one that does since we looked: then the connect
 * is interrupted and goes on by itself, as that of any other. */
static void connect_now(struct gg_call *c, struct gg_peer *peer, const struct sockaddr_storage *sa,
			socklen_t len)
{
	bool timed = peer->type != SOCK_DGRAM;
	int ret = timed ? gg_wake_begin() : 0;

	if (ret < 0) {
		gg_reply_error(c, ret);
		return;
	}
	ret = connect(peer->sock, (const struct sockaddr *)sa, len) < 0 ? -errno : 0;
	if (timed)
		gg_wake_end();
	gg_reply_error(c, ret == -EINTR ? -EINPROGRESS : ret);
}

/* Would this connect wait for the other side? Return: 1, 0; -errno */
static int may_wait(const struct gg_peer *peer)
{
	int flags = peer->type == SOCK_DGRAM ? O_NONBLOCK : fcntl(peer->sock, F_GETFL);

	return flags < 0 ? -errno : !(flags & O_NONBLOCK);
}

static void do_connect(struct gg_call *c, struct gg_peer *peer)
{
	struct sockaddr_storage sa;
	socklen_t len = gg_peer_target(peer, &sa);
	bool unix_peer = peer->addr.proto == GG_PROTO_UNIX;
	int waits = may_wait(peer);

	if (waits < 0) {
		gg_reply_error(c, waits);
		return;
	}
	if (waits || (unix_peer && c->lowered)) {
		connect_later(c, peer, &sa, len);
		return;
	}
	connect_now(c, peer, &sa, len);
	if (peer->type != SOCK_DGRAM && (!c->reply.error || c->reply.error == -EINPROGRESS))
		gg_broker_drop(c->super->broker, peer->sock);
}

/* An address may be held by nothing but the broker's duplicate of a socket that is closed by now. */
static int bind_address(struct gg_call *c, const struct gg_peer *peer)
{
	const struct sockaddr *sa = (const struct sockaddr *)&peer->sa;

	/* A worker connects it, or will in a moment, from where it was when that was judged */
	if (peer->domain != AF_UNIX && gg_worker_has(peer->sock))
		return -EINVAL;
	if (bind(peer->sock, sa, peer->len) == 0)
		return 0;
	if (errno != EADDRINUSE || !c->super->broker)
		return -errno;
	gg_broker_sweep(c->super->broker);
	return bind(peer->sock, sa, peer->len) < 0 ? -errno : 0;
}

static void do_bind(struct gg_call *c, struct gg_peer *peer)
{
	if (peer->addr.proto == GG_PROTO_UNIX && !peer->addr.abstract && peer->addr.name[0])
		gg_bind_unix(c, peer);
	else
		gg_reply_error(c, bind_address(c, peer));
}

/* Go finds out what its network stack can do by binding a TCP socket to loopback, port 0, and clients say so from which
 * of the host's addresses they connect. Nobody can connect to it before listen(2), which is judged by itself. */
static bool is_harmless(const struct gg_peer *peer)
{
	return peer->addr.proto == GG_PROTO_TCP && peer->addr.port == 0;
}

/* Go's resolver sorts addresses by asking which source address the kernel would choose: it
 * connects a UDP socket to each, port 9, and sends nothing. Denying that grants nothing and loses
 * nothing, so it is not worth a line in the log unless somebody means that port. */
static bool is_source_probe(struct gg_call *c, const struct gg_peer *peer)
{
	struct gg_request request = { .op = GG_OP_CONNECT, .addr = &peer->addr };
	struct gg_answer a;

	if (peer->addr.proto != GG_PROTO_UDP || peer->addr.port != 9)
		return false;
	gg_ask(c, &request, &a);
	return a.verdict == GG_VERDICT_DENY && a.place == GG_PLACE_NONE;
}

static void answer(struct gg_call *c, struct gg_peer *peer)
{
	bool binds = c->shape->what == NET_BIND;
	struct gg_answer a;

	if (!binds && peer->place.path[0] && peer->place.fd < 0) {
		gg_reply_error(c, ENOENT);
		return;
	}
	if (!binds && is_source_probe(c, peer)) {
		gg_reply_error(c, EACCES);
		return;
	}
	if (binds && is_harmless(peer)) {
		do_bind(c, peer);
		return;
	}
	if (!gg_peer_judge(c, binds ? GG_OP_BIND : GG_OP_CONNECT, peer, &a))
		return;
	if (binds)
		do_bind(c, peer);
	else
		do_connect(c, peer);
}

/** gg_act_connect() - answer connect or bind */
void gg_act_connect(struct gg_call *c)
{
	gg_peer_auto struct gg_peer peer = GG_PEER_NONE;
	bool binds = c->shape->what == NET_BIND;
	unsigned walk = binds ? GG_WALK_NAME : GG_WALK_FOLLOW;
	int ret;

	if (gg_refused_by_name(c))
		return;
	ret = gg_peer_socket(c, binds ? GG_OP_BIND : GG_OP_CONNECT, gg_arg_int(c, 0), &peer);
	if (ret == 0)
		ret = gg_target_become(c); /* whoever gave up rights cannot read what /proc says of itself */
	if (ret == 0)
		ret = gg_peer_address(c, c->args[1], c->args[2], walk, &peer);
	if (ret < 0)
		gg_reply_error(c, ret);
	else if (ret == 0)
		answer(c, &peer);
	gg_target_back(c);
}
