/*
 * listen.
 *
 * Owns the last step of serving: which address a socket listens on is asked of the socket itself,
 * so that neither a port chosen by the kernel nor a socket that was never bound gets around the
 * rules for `listen`. Relies on address.h. A rule for port 0 stands for any port that the kernel
 * chooses. Who connects to a unix socket may ask who listens there: where that is not the supervisor, a
 * worker listens that seems to be the caller.
 */
#include <errno.h>
#include <string.h>

#include "supervise/acts.h"
#include "supervise/address.h"
#include "supervise/broker.h"
#include "supervise/wake.h"
#include "supervise/workers.h"

/* Is @peer's address, or the same with port 0, one that a rule names? So with names that the kernel chooses for a
 * unix socket: bind(2) was judged with none. Denials are reported once, with the real one. */
static bool may_listen(struct gg_call *c, struct gg_peer *peer)
{
	struct gg_addr any = peer->addr;
	struct gg_request request = { .op = GG_OP_BIND, .addr = &any };
	struct gg_answer a;

	any.port = 0;
	any.name[0] = '\0';
	any.name_len = 0;
	gg_ask(c, &request, &a);
	if ((peer->addr.port || peer->addr.name_len) && a.verdict == GG_VERDICT_ALLOW)
		return !gg_withheld(c);
	return gg_peer_judge(c, GG_OP_BIND, peer, &a);
}

/* A socket got its path by a bind that was judged, or has no name and nobody finds it. A name without a path it may
 * have got by sending or connecting, too: the kernel gives one to who asks from whom messages are (SO_PASSCRED). */
static bool judged_already(const struct gg_addr *addr)
{
	return addr->proto == GG_PROTO_UNIX && !(addr->abstract && addr->name_len);
}

static int ask_socket(struct gg_peer *peer)
{
	socklen_t len = sizeof(peer->sa);

	if (getsockname(peer->sock, (struct sockaddr *)&peer->sa, &len) < 0)
		return -errno;
	peer->len = len;
	return gg_addr_from_sockaddr(&peer->sa, len, peer->type, &peer->addr);
}

static void run_listen(struct gg_job *job)
{
	if (gg_target_seem(&job->call) < 0)
		gg_reply_error(&job->call, EACCES);
	else
		gg_reply_error(&job->call, listen(job->fd, job->flags) < 0 ? errno : 0);
}

static void end_listen(struct gg_job *job)
{
	gg_wake_close(&job->fd, 1);
}

static void do_listen(struct gg_call *c, struct gg_peer *peer)
{
	int backlog = gg_arg_int(c, 1);

	gg_broker_drop(c->super->broker, peer->sock);
	if (peer->addr.proto == GG_PROTO_UNIX && c->lowered) {
		struct gg_job job = { .run = run_listen, .end = end_listen, .flags = backlog };

		job.fd = GG_TAKE_FD(peer->sock);
		gg_worker_start(c, &job);
		return;
	}
	gg_reply_error(c, listen(peer->sock, backlog) < 0 ? errno : 0);
}

/** gg_act_listen() - answer listen */
void gg_act_listen(struct gg_call *c)
{
	gg_peer_auto struct gg_peer peer = GG_PEER_NONE;
	int ret;

	if (gg_refused_by_name(c))
		return;
	ret = gg_peer_socket(c, GG_OP_BIND, gg_arg_int(c, 0), &peer);
	if (ret == 0)
		ret = gg_target_become(c);
	if (ret == 0)
		ret = gg_target_alive(c) ? ask_socket(&peer) : -ENOENT;
	if (ret < 0)
		gg_reply_error(c, ret);
	else if (ret == 0 && (judged_already(&peer.addr) ? !gg_withheld(c) : may_listen(c, &peer)))
		do_listen(c, &peer);
	gg_target_back(c);
}
