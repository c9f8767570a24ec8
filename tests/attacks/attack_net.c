/*
 * Attacks on rules for addresses: other spellings of an address, and other ways for a packet.
 *
 * Owns acts that end with 0 when something would leave for where it should not, and with the errno
 * of the refusal otherwise. Relies on probe.h for the command line.
 */
#include "../live/probe.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <sys/socket.h>

static struct sockaddr_in v4(const char *ip, const char *port)
{
	struct sockaddr_in sa = { .sin_family = AF_INET, .sin_port = htons((uint16_t)num(port)) };

	inet_pton(AF_INET, ip, &sa.sin_addr);
	return sa;
}

static int act_udp4(char **w) /* IP PORT: connect, which sends nothing */
{
	struct sockaddr_in sa = v4(w[0], w[1]);

	return of(connect(socket(AF_INET, SOCK_DGRAM, 0), (struct sockaddr *)&sa, sizeof(sa)));
}

static int act_udp6(char **w) /* IP PORT [SCOPE] */
{
	struct sockaddr_in6 sa = { .sin6_family = AF_INET6, .sin6_port = htons((uint16_t)num(w[1])) };

	inet_pton(AF_INET6, w[0], &sa.sin6_addr);
	sa.sin6_scope_id = (unsigned)num(w[2]);
	return of(connect(socket(AF_INET6, SOCK_DGRAM, 0), (struct sockaddr *)&sa, sizeof(sa)));
}

static int act_unspec(char **w) /* IP PORT: AF_UNSPEC, which means IPv4 to a send */
{
	struct sockaddr_in sa = v4(w[0], w[1]);

	sa.sin_family = AF_UNSPEC;
	return of(sendto(socket(AF_INET, SOCK_DGRAM, 0), "x", 1, 0, (struct sockaddr *)&sa, sizeof(sa)));
}

/* The first hop of a source route is where the packet goes; the address that is connected to is
 * written behind it. */
static int act_source_route(char **w) /* HOP */
{
	unsigned char option[8] = { 0x83, 7, 4, 0, 0, 0, 0, 0 };

	inet_pton(AF_INET, w[0], option + 3);
	return of(setsockopt(socket(AF_INET, SOCK_DGRAM, 0), IPPROTO_IP, IP_OPTIONS, option,
			     sizeof(option)));
}

static int act_routing_header(char **w) /* OPTION of IPv6: 57 IPV6_RTHDR and older forms */
{
	/* Segment routing: next header, length, type 4, segments left, last entry, flags, tag, two
	 * segments */
	unsigned char header[40] = { 0, 4, 4, 1, 1, 0, 0, 0 };

	inet_pton(AF_INET6, "::1", header + 8);
	inet_pton(AF_INET6, "2001:db8::1", header + 24);
	return of(setsockopt(socket(AF_INET6, SOCK_DGRAM, 0), IPPROTO_IPV6, (int)num(w[0]), header,
			     sizeof(header)));
}

/* A device that has no route to an address is taken to lead to it. Loopback has no such neighbours. */
static int act_device(char **w) /* LEVEL OPTION name|number|network: loopback as the option wants it */
{
	unsigned index = strcmp(w[2], "network") ? 1 : htonl(1);
	bool name = !strcmp(w[2], "name");

	return of(syscall(SYS_setsockopt, socket(AF_INET, SOCK_DGRAM, 0), num(w[0]), num(w[1]), name ? "lo" : (void *)&index,
			  name ? 2 : sizeof(index)));
}

/* The kernel tells the network of new members of a group, whose address may say anything. Loopback is told nothing. */
static int act_join(char **w) /* LEVEL OPTION GROUP, all 64 bits of the numbers */
{
	bool v6 = strchr(w[2], ':');
	struct group_req request = { .gr_interface = 1, .gr_group = { .ss_family = v6 ? AF_INET6 : AF_INET } };
	struct sockaddr_in6 *sa6 = (struct sockaddr_in6 *)&request.gr_group;
	struct sockaddr_in *sa4 = (struct sockaddr_in *)&request.gr_group;
	struct ipv6_mreq six = { .ipv6mr_interface = 1 };
	struct ip_mreqn four = { .imr_ifindex = 1 };
	int fd = socket(v6 ? AF_INET6 : AF_INET, SOCK_DGRAM, 0);
	const void *option = &request;
	size_t size = sizeof(request);

	inet_pton(v6 ? AF_INET6 : AF_INET, w[2], v6 ? (void *)&sa6->sin6_addr : (void *)&sa4->sin_addr);
	six.ipv6mr_multiaddr = sa6->sin6_addr;
	four.imr_multiaddr = sa4->sin_addr;
	if (num(w[1]) == IPV6_JOIN_GROUP) {
		option = &six;
		size = sizeof(six);
	} else if (num(w[1]) == IP_ADD_MEMBERSHIP) {
		option = &four;
		size = sizeof(four);
	}
	return of(syscall(SYS_setsockopt, fd, num(w[0]), num(w[1]), option, size));
}

/* An address that is not this host's, which IPv6 then sends from */
static int act_free_bind(char **w) /* LEVEL OPTION ADDRESS, all 64 bits of the numbers */
{
	struct sockaddr_in6 sa6 = { .sin6_family = AF_INET6 };
	struct sockaddr_in sa4 = { .sin_family = AF_INET };
	bool v6 = inet_pton(AF_INET6, w[2], &sa6.sin6_addr) == 1;
	int fd = socket(v6 ? AF_INET6 : AF_INET, SOCK_DGRAM, 0);
	int on = 1;

	if (!v6)
		inet_pton(AF_INET, w[2], &sa4.sin_addr);
	if (syscall(SYS_setsockopt, fd, num(w[0]), num(w[1]), &on, sizeof(on)) < 0)
		return errno;
	return of(v6 ? bind(fd, (struct sockaddr *)&sa6, sizeof(sa6)) : bind(fd, (struct sockaddr *)&sa4, sizeof(sa4)));
}

static int act_fast_open(char **w) /* sendto|sendmsg|sendmmsg|option IP PORT */
{
	struct sockaddr_in sa = v4(w[1], w[2]);
	struct iovec iov = { (void *)"x", 1 };
	struct mmsghdr m = { .msg_hdr = { .msg_name = &sa, .msg_namelen = sizeof(sa), .msg_iov = &iov,
					  .msg_iovlen = 1 } };
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	int on = 1;

	if (!strcmp(w[0], "sendto"))
		return of(syscall(SYS_sendto, fd, "x", 1, 0x20000000, &sa, sizeof(sa)));
	if (!strcmp(w[0], "sendmsg"))
		return of(syscall(SYS_sendmsg, fd, &m.msg_hdr, 0x20000000));
	if (!strcmp(w[0], "sendmmsg"))
		return of(syscall(SYS_sendmmsg, fd, &m, 1, 0x20000000));
	(void)setsockopt(fd, IPPROTO_TCP, 30 /* TCP_FASTOPEN_CONNECT */, &on, sizeof(on));
	return of(connect(fd, (struct sockaddr *)&sa, sizeof(sa)));
}

static int act_socket(char **w) /* DOMAIN TYPE PROTOCOL */
{
	return of(syscall(SYS_socket, num(w[0]), num(w[1]), num(w[2])));
}

static int act_two_names(char **w) /* IP PORT: sendmmsg, the second message goes there */
{
	struct sockaddr_in good = v4("127.0.0.1", w[2]), bad = v4(w[0], w[1]);
	struct iovec iov = { (void *)"x", 1 };
	struct mmsghdr m[2] = { { .msg_hdr = { .msg_name = &good, .msg_namelen = sizeof(good),
					       .msg_iov = &iov, .msg_iovlen = 1 } },
				{ .msg_hdr = { .msg_name = &bad, .msg_namelen = sizeof(bad),
					       .msg_iov = &iov, .msg_iovlen = 1 } } };
	long n = syscall(SYS_sendmmsg, socket(AF_INET, SOCK_DGRAM, 0), m, 2, 0);

	return n < 0 ? errno : n == 2 ? 0 : EACCES;
}

/* To "any" address, from IP: the kernel sends that to IP. Nobody is there, and so says the error, at once. */
static int act_any_source(char **w) /* IP PORT: port of 127.0.0.1 where somebody is */
{
	union {
		struct cmsghdr head;
		char space[CMSG_SPACE(sizeof(struct in_pktinfo))];
	} control = { .space = { 0 } };
	struct sockaddr_in from = v4(w[0], "0"), to = v4("0.0.0.0", w[1]), sent = { 0 };
	struct in_pktinfo info = { .ipi_spec_dst = from.sin_addr };
	struct iovec iov = { (void *)"x", 1 };
	struct msghdr m = { .msg_name = &to, .msg_namelen = sizeof(to), .msg_iov = &iov, .msg_iovlen = 1,
			    .msg_control = &control, .msg_controllen = sizeof(control) };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	int on = 1;

	control.head = (struct cmsghdr){ CMSG_LEN(sizeof(info)), SOL_IP, IP_PKTINFO };
	memcpy(CMSG_DATA(&control.head), &info, sizeof(info));
	if (setsockopt(fd, SOL_IP, IP_RECVERR, &on, sizeof(on)) < 0 || sendmsg(fd, &m, 0) < 0)
		return errno;
	m = (struct msghdr){ .msg_name = &sent, .msg_namelen = sizeof(sent) };
	if (recvmsg(fd, &m, MSG_ERRQUEUE | MSG_DONTWAIT) < 0)
		return EACCES; /* it went to where somebody is */
	return sent.sin_addr.s_addr == from.sin_addr.s_addr ? 0 : EIO;
}

/* What is sent without a copy, and not read yet, is memory of whoever sends it: is that left alone meanwhile? */
static int act_zero_copy(char **w) /* PORT of 127.0.0.1 that may be listened on and connected to */
{
	static char sent[60000], others[60000], got[60000];
	struct iovec iov = { sent, sizeof(sent) }, more = { others, sizeof(others) };
	struct msghdr m = { .msg_iov = &iov, .msg_iovlen = 1 }, other = { .msg_iov = &more, .msg_iovlen = 1 };
	struct sockaddr_in to = v4("127.0.0.1", w[0]);
	int server = socket(AF_INET, SOCK_STREAM, 0), client = socket(AF_INET, SOCK_STREAM, 0);
	int pair[2], on = 1, err, fd, i;
	size_t left = 0;

	(void)setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(server, (struct sockaddr *)&to, sizeof(to)) < 0 || listen(server, 1) < 0 ||
	    connect(client, (struct sockaddr *)&to, sizeof(to)) < 0 || (fd = accept(server, NULL, NULL)) < 0 ||
	    setsockopt(client, SOL_SOCKET, SO_ZEROCOPY, &on, sizeof(on)) < 0 ||
	    socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) < 0)
		return errno;
	memset(sent, 'A', sizeof(sent));
	for (ssize_t n; (n = sendmsg(client, &m, MSG_DONTWAIT | MSG_ZEROCOPY)) >= 0;)
		left += (size_t)n;
	err = errno;
	for (i = 0; i < 20 && left; i++) {
		memset(others, 'B', sizeof(others));
		if (sendmsg(pair[0], &other, MSG_DONTWAIT) < 0 || recv(pair[1], others, sizeof(others), 0) < 0)
			return errno;
	}
	while (left) {
		ssize_t n = recv(fd, got, sizeof(got), 0);

		if (n <= 0 || memcmp(got, sent, (size_t)n) != 0)
			return EIO;
		left -= (size_t)n;
		err = 0;
	}
	return err;
}

static const struct act acts[] = {
	{ "udp4", 2, act_udp4 },
	{ "udp6", 2, act_udp6 },
	{ "unspec", 2, act_unspec },
	{ "source-route", 1, act_source_route },
	{ "routing-header", 1, act_routing_header },
	{ "device", 3, act_device },
	{ "join", 3, act_join },
	{ "free-bind", 3, act_free_bind },
	{ "fast-open", 3, act_fast_open },
	{ "socket", 3, act_socket },
	{ "two-names", 3, act_two_names },
	{ "any-source", 2, act_any_source },
	{ "zero-copy", 1, act_zero_copy },
	{ NULL, 0, NULL },
};
