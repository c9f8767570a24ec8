/*
 * listen.
 *
 * Owns the last step of serving: which address a socket listens on is asked of the socket itself,
 * so that neither a port chosen by the kernel nor a socket that was never bound gets around the
 * rules for `listen`. Relies on address.h, and on what a socket is bound to staying as it is from then on until it
 * listens, which settle() sees to. A rule for port 0 stands for any port that the kernel
 * chooses. Who connects to a unix socket may ask who listens there: where that is not the supervisor, a
 * worker listens that seems to be the caller.
 */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
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

/* A socket got its path by a bind that was judged. A name without a path it may have got by sending or connecting,
 * too: the kernel gives one to who asks from whom messages are (SO_PASSCRED). */
static bool judged_already(const struct gg_addr *addr)
{
	return addr->proto == GG_PROTO_UNIX && !addr->abstract;
}

static int ask_socket(struct gg_peer *peer)
{
	socklen_t len = sizeof(peer->sa);

	if (getsockname(peer->sock, (struct sockaddr *)&peer->sa, &len) < 0)
		return -errno;
	peer->len = len;
	return gg_addr_from_sockaddr(&peer->sa, len, peer->type, &peer->addr);
}

/* TCP_CLOSE, TCP_LISTEN, ...; 0: none that can be asked for. Only the main loop, which asks, lets a worker begin. */
static int tcp_state(const struct gg_peer *peer)
{
	uint8_t state = 0; /* the first member of struct tcp_info */
	socklen_t n = sizeof(state);

	if (peer->type != SOCK_STREAM || (peer->domain != AF_INET && peer->domain != AF_INET6))
		return 0;
	if (gg_worker_has(peer->sock))
		return TCP_SYN_SENT; /* or soon will be */
	return getsockopt(peer->sock, SOL_TCP, TCP_INFO, &state, &n) == 0 ? state : 0;
}

/* A port, for a socket that has none, at the address that it may have: the kernel would choose it when it listens, or
 * does so then after all (IP_BIND_ADDRESS_NO_PORT). To have one is EINVAL. Where we may not bind (EACCES: somebody
 * confined us) it is left to the kernel. Return: 1: it has none of the caller's; 0; negative errno */
static int take_port(struct gg_peer *peer)
{
	struct sockaddr_in *own = (struct sockaddr_in *)&peer->sa; /* IPv6 has its port at the same place */
	int ret = ask_socket(peer);

	if (ret < 0)
		return ret;
	own->sin_port = 0;
	if (bind(peer->sock, (const struct sockaddr *)own, peer->len) == 0)
		return 1;
	return errno == EINVAL || errno == EACCES ? 0 : -errno;
}

/* A TCP socket that was disconnected, or that shutdown(2) made stop listening, goes on saying what port it had, and
 * before that what address; it has lost them, and would listen on others. What is not connected stays as it is until it
 * listens, for only supervised calls change that.
 * Return: as take_port() */
static int settle(struct gg_peer *peer, int state)
{
	if (!state || state == TCP_LISTEN)
		return 0;
	return state == TCP_CLOSE ? take_port(peer) : -EINVAL;
}

/* What the kernel says of a socket without a name; it may get one any time, which nobody has judged. */
static int without_name(const struct gg_peer *peer)
{
	if (peer->addr.proto != GG_PROTO_UNIX || !peer->addr.abstract || peer->addr.name_len)
		return 0;
	return peer->type == SOCK_DGRAM ? -EOPNOTSUPP : -EINVAL;
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

/* Of one that listens already only the length of its queue would change. It is left at that: what is said to listen
 * may have stopped meanwhile. */
static void answer(struct gg_call *c, struct gg_peer *peer)
{
	int state = tcp_state(peer);
	int chosen = gg_target_alive(c) ? settle(peer, state) : -ENOENT;
	int ret = chosen < 0 ? chosen : ask_socket(peer);

	if (ret == 0)
		ret = without_name(peer);
	if (ret < 0) {
		gg_reply_error(c, ret);
		return;
	}
	if (chosen > 0)
		peer->addr.port = 0;
	if (!(judged_already(&peer->addr) ? !gg_withheld(c) : may_listen(c, peer)))
		return;
	if (state == TCP_LISTEN)
		gg_reply_value(c, 0);
	else
		do_listen(c, peer);
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
		answer(c, &peer);
	else if (ret < 0)
		gg_reply_error(c, ret);
	gg_target_back(c);
}
