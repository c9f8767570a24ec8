/*
 * Addresses of a caller.
 *
 * Owns copying and resolving. Relies on the socket being a duplicate: whatever the caller puts
 * behind its descriptor number later, what is judged here is what is acted on. Does not accept
 * families that it cannot name.
 */
#include "supervise/address.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <netinet/in.h>
#include <string.h>

#include "base/kernel.h"
#include "base/privileges.h"
#include "base/text.h"
#include "supervise/broker.h"
#include "supervise/report.h"
#include "supervise/wake.h"

/** gg_peer_done() - end a peer */
void gg_peer_done(struct gg_peer *peer)
{
	if (peer->type == SOCK_DGRAM && peer->domain != AF_UNIX)
		gg_scope_close(&peer->sock); /* never waits */
	else if (peer->sock >= 0)
		gg_wake_close(&peer->sock, 1);
	gg_found_done(&peer->place);
}

/** gg_peer_unseen() - see address.h */
int gg_peer_unseen(struct gg_call *c, enum gg_op op, const char *reason)
{
	bool audit = c->super->plan->head->mode == GG_MODE_AUDIT;
	const struct gg_answer a = { .verdict = audit ? GG_VERDICT_AUDIT : GG_VERDICT_DENY,
				     .err = EACCES,
				     .place = GG_PLACE_NONE,
				     .rule = "default" };
	struct gg_event ev = { .layer = GG_LAYER_SUPERVISOR, .op = op, .reason = reason };

	if (audit)
		gg_reply_continue(c); /* mode audit lets it happen */
	else
		gg_reply_error(c, EACCES);
	gg_report(c, &a, &ev);
	return 1;
}

static const char *why_unseen(const struct gg_call *c, int fd)
{
	if (c->super->broker && gg_broker_sees(c, fd))
		return "the supervisor has no duplicate of this socket: pidfd_getfd is refused";
	return "the supervisor cannot look at the descriptors of this process";
}

/** gg_peer_socket() - see address.h */
int gg_peer_socket(struct gg_call *c, enum gg_op op, int fd, struct gg_peer *peer)
{
	socklen_t n = sizeof(peer->type);

	peer->sock = gg_target_dup(c, fd);
	if (peer->sock == -EACCES)
		return gg_peer_unseen(c, op, why_unseen(c, fd));
	if (peer->sock < 0)
		return peer->sock;
	if (getsockopt(peer->sock, SOL_SOCKET, SO_TYPE, &peer->type, &n) < 0)
		return -errno;
	n = sizeof(peer->domain);
	if (getsockopt(peer->sock, SOL_SOCKET, SO_DOMAIN, &peer->domain, &n) < 0)
		return -errno;
	return 0;
}

static int resolve_unix(struct gg_call *c, unsigned walk, struct gg_peer *peer)
{
	if (peer->addr.proto != GG_PROTO_UNIX || peer->addr.abstract || !peer->addr.name[0])
		return 0;
	return gg_walk(c, AT_FDCWD, peer->addr.name, walk, &peer->place);
}

/* To connect to "any" address is to connect to this host: to the address the socket is bound to, or
 * to loopback. The kernel would go by devices and by control data, too. */
static struct gg_addr reached(const struct gg_peer *peer)
{
	static const uint8_t any6[16], any4[16] = { [10] = 0xff, [11] = 0xff };
	static const uint8_t loop6[16] = { [15] = 1 };
	static const uint8_t loop4[16] = { [10] = 0xff, [11] = 0xff, [12] = 127, [15] = 1 };
	struct gg_addr a = peer->addr;
	struct gg_addr own = { 0 };
	struct sockaddr_storage sa;
	socklen_t n = sizeof(sa);
	bool is4 = !memcmp(a.ip, any4, 16);

	if ((a.proto != GG_PROTO_TCP && a.proto != GG_PROTO_UDP) || (!is4 && memcmp(a.ip, any6, 16)))
		return a;
	if (getsockname(peer->sock, (struct sockaddr *)&sa, &n) == 0)
		(void)gg_addr_from_sockaddr(&sa, n, peer->type, &own);
	if (!is4 && !memcmp(own.ip, any4, 12)) /* an IPv6 socket that speaks IPv4 */
		is4 = memcmp(own.ip, any4, 16);
	else if (is4 && memcmp(own.ip, any4, 16) && memcmp(own.ip, any6, 16))
		memcpy(a.ip, own.ip, 16);
	if (!memcmp(a.ip, any4, 16) || !memcmp(a.ip, any6, 16))
		memcpy(a.ip, is4 ? loop4 : loop6, 16);
	return a;
}

/* What is judged is what is used: nothing is left to be found out by the kernel. */
static void reach(struct gg_peer *peer)
{
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)&peer->sa;
	struct sockaddr_in *in = (struct sockaddr_in *)&peer->sa;

	peer->addr = reached(peer);
	if (peer->sa.ss_family == AF_INET)
		memcpy(&in->sin_addr, peer->addr.ip + 12, 4);
	else if (peer->sa.ss_family == AF_INET6)
		memcpy(&in6->sin6_addr, peer->addr.ip, 16);
}

/** gg_peer_address() - see address.h */
int gg_peer_address(struct gg_call *c, uint64_t at, uint64_t len, unsigned walk, struct gg_peer *peer)
{
	int ret;

	if ((int)len < 0 || (uint32_t)len > sizeof(peer->sa))
		return -EINVAL;
	peer->len = (socklen_t)len;
	memset(&peer->sa, 0, sizeof(peer->sa));
	ret = gg_target_read(c, at, &peer->sa, peer->len);
	if (ret == 0 && !gg_target_alive(c))
		ret = -ENOENT;
	if (ret == 0)
		ret = gg_addr_from_sockaddr(&peer->sa, peer->len, peer->type, &peer->addr);
	/* An address of one family on a socket of another: the kernel refuses, but how it looks at
	 * it is not ours to guess. AF_UNSPEC dissolves an association. */
	if (ret == 0 && peer->addr.proto != GG_PROTO_NONE && peer->sa.ss_family != peer->domain &&
	    !(peer->domain == AF_INET6 && peer->sa.ss_family == AF_INET))
		ret = -EAFNOSUPPORT;
	if (ret == 0 && peer->sa.ss_family == AF_UNIX && peer->len == sizeof(peer->sa.ss_family) &&
	    !(walk & GG_WALK_NAME))
		ret = -EINVAL; /* no name at all: only bind(2) knows what to do with it */
	if (ret == 0 && !(walk & GG_WALK_NAME))
		reach(peer);
	return ret == 0 ? resolve_unix(c, walk, peer) : ret;
}

/* The reader of the log takes what it is told for the supervisor's word: nobody else speaks to it. */
static bool is_reader(const struct gg_call *c, const struct gg_peer *peer)
{
	struct stat st;

	return peer->place.fd >= 0 && S_ISSOCK(peer->place.st.st_mode) &&
	       stat(gg_sink_place(c->super->sink), &st) == 0 && st.st_ino == peer->place.st.st_ino &&
	       st.st_dev == peer->place.st.st_dev;
}

/* Which device all packets of @sock leave by. Return: its number; 0: none; -1: it does not say */
static int device_of(int sock)
{
	int index = 0;
	socklen_t n = sizeof(index);

	return getsockopt(sock, SOL_SOCKET, GG_SO_BINDTOIFINDEX, &index, &n) < 0 ? -1 : index;
}

/* Where sockets are born with a device, as in a VRF, it is the network that is everybody's. */
static bool is_born_with(int device)
{
	gg_close int other = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	return other >= 0 && device > 0 && device_of(other) == device;
}

/* A link-local address ties the socket that is bound or connected to it to its device, and leaves it tied to that when
 * it is given up again: as SO_BINDTODEVICE, which is denied, see plan/checks.c. */
static bool is_tied(const struct gg_call *c, const struct gg_peer *peer)
{
	int device;

	if (peer->domain != AF_INET6 || gg_addr_on_link(peer->addr.ip) || peer->addr.proto == GG_PROTO_NONE ||
	    (c->super->plan->head->privileges & GG_PRIVILEGE(CAP_NET_RAW)))
		return false;
	device = device_of(peer->sock);
	return device && !is_born_with(device);
}

/* What no rule grants */
static bool refuse(struct gg_call *c, enum gg_op op, const struct gg_peer *peer, const char *reason)
{
	bool audit = c->super->plan->head->mode == GG_MODE_AUDIT;
	const struct gg_answer a = { .verdict = audit ? GG_VERDICT_AUDIT : GG_VERDICT_DENY,
				     .err = audit ? 0 : EACCES,
				     .place = GG_PLACE_NONE,
				     .rule = "default" };
	struct gg_event ev = { .layer = GG_LAYER_SUPERVISOR,
			       .op = op,
			       .path = peer->place.path[0] ? peer->place.path : NULL,
			       .has_addr = true,
			       .addr = peer->addr,
			       .reason = reason };

	gg_report(c, &a, &ev);
	gg_reply_error(c, EACCES);
	return !audit;
}

/** gg_peer_judge() - see address.h */
bool gg_peer_judge(struct gg_call *c, enum gg_op op, const struct gg_peer *peer, struct gg_answer *a)
{
	bool path = peer->addr.proto == GG_PROTO_UNIX && !peer->addr.abstract;
	struct gg_request request = { .op = op,
				      .addr = &peer->addr,
				      .path = path ? peer->place.path : NULL };

	if (op != GG_OP_BIND && is_reader(c, peer) &&
	    refuse(c, op, peer, "events are read there: what the function says is none"))
		return false;
	if (op != GG_OP_BIND && is_tied(c, peer) &&
	    refuse(c, op, peer, "this socket is tied to a device, where somebody else may have that address"))
		return false;
	return gg_judge_found(c, &peer->place, &request, a) && !gg_withheld(c);
}

/** gg_peer_target() - see address.h */
socklen_t gg_peer_target(const struct gg_peer *peer, struct sockaddr_storage *ret_sa)
{
	struct sockaddr_un un = { .sun_family = AF_UNIX };
	char link[40];

	memcpy(ret_sa, &peer->sa, sizeof(*ret_sa));
	if (peer->place.fd < 0)
		return peer->len;
	gg_proc_link(peer->place.fd, link);
	memcpy(un.sun_path, link, strlen(link) + 1);
	memcpy(ret_sa, &un, sizeof(un));
	return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(link) + 1);
}
