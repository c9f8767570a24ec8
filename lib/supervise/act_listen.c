/*
 * listen.
 *
 * Owns the last step of serving: which address a socket listens on is asked of the socket itself,
 * so that neither a port chosen by the kernel nor a socket that was never bound gets around the
 * rules for `listen`. Relies on address.h. A rule for port 0 stands for any port that the kernel
 * chooses.
 */
#include <errno.h>
#include <string.h>

#include "supervise/acts.h"
#include "supervise/address.h"
#include "supervise/broker.h"

/* Is @peer's address, or the same with port 0, one that a rule names? Denials are reported once,
 * with the real port. */
static bool may_listen(struct gg_call *c, struct gg_peer *peer)
{
	struct gg_addr any = peer->addr;
	struct gg_request request = { .op = GG_OP_BIND, .addr = &any };
	struct gg_answer a;

	any.port = 0;
	gg_ask(c, &request, &a);
	if (peer->addr.port && a.verdict == GG_VERDICT_ALLOW)
		return !gg_withheld(c);
	return gg_peer_judge(c, GG_OP_BIND, peer, &a);
}

static int ask_socket(struct gg_peer *peer)
{
	socklen_t len = sizeof(peer->sa);

	if (getsockname(peer->sock, (struct sockaddr *)&peer->sa, &len) < 0)
		return -errno;
	peer->len = len;
	return gg_addr_from_sockaddr(&peer->sa, len, peer->type, &peer->addr);
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
		ret = ask_socket(&peer);
	if (ret < 0)
		gg_reply_error(c, ret);
	if (ret)
		return;
	/* A unix socket got its name by a bind that was judged, or has none and nobody finds it. */
	if (peer.addr.proto == GG_PROTO_UNIX ? gg_withheld(c) : !may_listen(c, &peer))
		return;
	gg_reply_error(c, listen(peer.sock, gg_arg_int(c, 1)) < 0 ? errno : 0);
	gg_broker_drop(c->super->broker, peer.sock);
}
