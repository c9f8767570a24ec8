/*
 * Addresses: from the kernel's form, from text, to text.
 *
 * Owns conversions only. Relies on a private copy of the sockaddr: the caller has read it once.
 * Does not decide; in particular GG_PROTO_NONE (AF_UNSPEC) is harmless for connect only. A send
 * or bind on an IPv4 socket takes AF_UNSPEC for AF_INET (Linux, all versions), so there the
 * caller must refuse it.
 */
#include "base/addr.h"

#include <errno.h>
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>

#define SIN6_LEN_MIN 24 /* the kernel takes sockaddr_in6 without sin6_scope_id */
#define SOCK_KIND 0xf   /* without SOCK_CLOEXEC, SOCK_NONBLOCK */

/** gg_proto_name() - "tcp", "udp", "unix", "netlink" or "none"; static string */
const char *gg_proto_name(enum gg_proto proto)
{
	static const char *const names[] = {
		[GG_PROTO_NONE] = "none", [GG_PROTO_TCP] = "tcp",         [GG_PROTO_UDP] = "udp",
		[GG_PROTO_UNIX] = "unix", [GG_PROTO_NETLINK] = "netlink",
	};

	_Static_assert(sizeof(names) / sizeof(names[0]) == GG_PROTO_COUNT, "one name each");
	return (unsigned)proto < GG_PROTO_COUNT ? names[proto] : "?";
}

static int proto_of(int sock_type, enum gg_proto *ret_proto)
{
	switch (sock_type & SOCK_KIND) {
	case SOCK_STREAM:
		*ret_proto = GG_PROTO_TCP;
		return 0;
	case SOCK_DGRAM:
		*ret_proto = GG_PROTO_UDP;
		return 0;
	default:
		return -EPROTONOSUPPORT;
	}
}

static int from_inet(const void *sa, socklen_t len, int sock_type, struct gg_addr *out)
{
	struct sockaddr_in in;

	if (len < sizeof(in))
		return -EINVAL;
	memcpy(&in, sa, sizeof(in));
	memcpy(out->ip, gg_addr_v4, sizeof(gg_addr_v4));
	memcpy(out->ip + sizeof(gg_addr_v4), &in.sin_addr, 4);
	out->port = __builtin_bswap16(in.sin_port);
	return proto_of(sock_type, &out->proto);
}

static int from_inet6(const void *sa, socklen_t len, int sock_type, struct gg_addr *out)
{
	struct sockaddr_in6 in6 = { 0 };

	if (len < SIN6_LEN_MIN)
		return -EINVAL;
	memcpy(&in6, sa, len < sizeof(in6) ? len : sizeof(in6));
	memcpy(out->ip, &in6.sin6_addr, 16);
	out->port = __builtin_bswap16(in6.sin6_port);
	out->v6 = true;
	return proto_of(sock_type, &out->proto);
}

/* A path ends at its NUL or at @len; an abstract name is everything up to @len, NULs included.
 * A bare family (autobind) is an abstract name of no bytes. */
static int from_unix(const void *sa, socklen_t len, struct gg_addr *out)
{
	size_t head = offsetof(struct sockaddr_un, sun_path);
	const char *name = (const char *)sa + head;
	size_t n;

	if (len < head || len > sizeof(struct sockaddr_un))
		return -EINVAL;
	n = len - head;
	out->proto = GG_PROTO_UNIX;
	out->abstract = !n || !name[0];
	if (out->abstract && n) {
		name++;
		n--;
	} else if (n) {
		n = strnlen(name, n);
	}
	memcpy(out->name, name, n);
	out->name_len = (uint16_t)n;
	return 0;
}

/**
 * gg_addr_from_sockaddr() - what a sockaddr means on a socket of this type
 * @sa:        private copy, @len bytes, no alignment needed
 * @sock_type: SO_TYPE of the socket; flags are ignored
 * @ret_addr:  result, untouched on failure
 * Return: 0; -EINVAL: too short or too long; -EAFNOSUPPORT: family that no policy can grant;
 *         -EPROTONOSUPPORT: neither stream nor datagram
 */
int gg_addr_from_sockaddr(const void *sa, socklen_t len, int sock_type, struct gg_addr *ret_addr)
{
	struct gg_addr out = { 0 };
	sa_family_t family;
	int err = 0;

	if (len < sizeof(family))
		return -EINVAL;
	memcpy(&family, sa, sizeof(family));
	switch (family) {
	case AF_UNSPEC:
		out.proto = GG_PROTO_NONE;
		break;
	case AF_INET:
		err = from_inet(sa, len, sock_type, &out);
		break;
	case AF_INET6:
		err = from_inet6(sa, len, sock_type, &out);
		break;
	case AF_UNIX:
		err = from_unix(sa, len, &out);
		break;
	case AF_NETLINK:
		out.proto = GG_PROTO_NETLINK;
		break;
	default:
		return -EAFNOSUPPORT;
	}
	if (!err)
		*ret_addr = out;
	return err;
}

static void print_unix(const struct gg_addr *addr, struct gg_text *out)
{
	gg_text_str(out, addr->abstract ? "unix:@" : "unix:");
	for (unsigned i = 0; i < addr->name_len; i++) {
		unsigned char c = (unsigned char)addr->name[i];

		if (c >= 0x20 && c != 0x7f)
			gg_text_char(out, (char)c);
		else
			gg_text_fmt(out, "\\x%x%x", c >> 4u, c & 0xfu);
	}
}

/**
 * gg_addr_print() - as policies write it: "tcp://10.0.0.5:5432", "udp://[::1]:53", "unix:/run/x",
 * "unix:@name"; "none" and "netlink" for what has no address
 */
void gg_addr_print(const struct gg_addr *addr, struct gg_text *out)
{
	bool dotted = gg_addr_is_v4(addr->ip);

	switch (addr->proto) {
	case GG_PROTO_TCP:
	case GG_PROTO_UDP:
		gg_text_fmt(out, "%s://%s", gg_proto_name(addr->proto), dotted ? "" : "[");
		gg_addr_print_ip(addr->ip, out);
		gg_text_fmt(out, "%s:%u", dotted ? "" : "]", (unsigned)addr->port);
		break;
	case GG_PROTO_UNIX:
		print_unix(addr, out);
		break;
	default:
		gg_text_str(out, gg_proto_name(addr->proto));
		break;
	}
}
