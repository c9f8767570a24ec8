/*
 * Network addresses as policies and events speak of them.
 *
 * Owns one record for TCP, UDP and unix addresses and its conversion from kernel sockaddrs.
 * IPv4 is kept as IPv4-mapped IPv6, so that one comparison serves both. Relies on the caller
 * for a private copy of the sockaddr. Does not resolve host names or unix paths.
 */
#ifndef GG_BASE_ADDR_H
#define GG_BASE_ADDR_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "base/text.h"

enum gg_proto {
	GG_PROTO_NONE, /* AF_UNSPEC: dissolve an association */
	GG_PROTO_TCP,
	GG_PROTO_UDP,
	GG_PROTO_UNIX,
	GG_PROTO_NETLINK,
	GG_PROTO_COUNT
};

#define GG_UNIX_MAX (sizeof(((struct sockaddr_un *)0)->sun_path))

/**
 * struct gg_addr - one address
 * @proto:    which of the fields below count
 * @abstract: @name is an abstract unix name (without the leading NUL)
 * @v6:       came as AF_INET6 (a mapped IPv4 address stays comparable with IPv4)
 * @port:     host byte order
 * @ip:       16 bytes, IPv4 mapped (::ffff:a.b.c.d)
 * @name_len: bytes in @name
 * @name:     unix path or abstract name; NUL-terminated, abstract names may hold NULs
 */
struct gg_addr {
	enum gg_proto proto;
	bool abstract;
	bool v6;
	uint16_t port;
	uint8_t ip[16];
	uint16_t name_len;
	char name[GG_UNIX_MAX + 1];
};

/* What an IPv4 address begins with in the 16 bytes of @ip, its own four following */
extern const uint8_t gg_addr_v4[12];

/* gg_addr_is_v4() - is @ip an IPv4 address? */
bool gg_addr_is_v4(const uint8_t ip[static 16]);

/* gg_addr_on_link() - does @ip name somebody only together with a device: link-local, or a group? */
bool gg_addr_on_link(const uint8_t ip[static 16]);

const char *gg_proto_name(enum gg_proto proto);
int gg_addr_from_sockaddr(const void *sa, socklen_t len, int sock_type, struct gg_addr *ret_addr);
bool gg_addr_parse_ip(const char *s, size_t len, uint8_t ret_ip[static 16], bool *ret_v6);
void gg_addr_print_ip(const uint8_t ip[static 16], struct gg_text *out);
void gg_addr_print(const struct gg_addr *addr, struct gg_text *out);

#endif
