/*
 * Acts on sockets: connect, send, bind, listen, by every call and family.
 *
 * Owns peers, too: "hold" and "late" are there for others. An address is written tcp:HOST:PORT, tcp6:HOST:PORT,
 * udp:..., udp6:..., unix:PATH, unix:@NAME, dgram:PATH, seq:PATH; a link-local one is that of loopback. Relies on
 * probe.h.
 */
#include "probe.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>

#define LOOPBACK 1 /* its number in every network */

struct peer {
	int domain, type;
	union {
		struct sockaddr sa;
		struct sockaddr_in in;
		struct sockaddr_in6 in6;
		struct sockaddr_un un;
	};
	socklen_t len;
};

static const struct {
	const char *word;
	int domain, type;
} kinds[] = {
	{ "tcp:", AF_INET, SOCK_STREAM }, { "tcp6:", AF_INET6, SOCK_STREAM },
	{ "udp:", AF_INET, SOCK_DGRAM },  { "udp6:", AF_INET6, SOCK_DGRAM },
	{ "unix:", AF_UNIX, SOCK_STREAM }, { "dgram:", AF_UNIX, SOCK_DGRAM },
	{ "seq:", AF_UNIX, SOCK_SEQPACKET },
};

static void parse_inet(struct peer *p, char *text)
{
	char *colon = strrchr(text, ':');

	if (!colon)
		exit(USAGE);
	*colon = '\0';
	p->sa.sa_family = (sa_family_t)p->domain;
	if (p->domain == AF_INET) {
		p->len = sizeof(p->in);
		p->in.sin_port = htons((uint16_t)num(colon + 1));
		inet_pton(AF_INET, text, &p->in.sin_addr);
	} else {
		p->len = sizeof(p->in6);
		p->in6.sin6_port = htons((uint16_t)num(colon + 1));
		inet_pton(AF_INET6, text, &p->in6.sin6_addr);
		p->in6.sin6_scope_id = IN6_IS_ADDR_LINKLOCAL(&p->in6.sin6_addr) ? LOOPBACK : 0;
	}
}

static struct peer parse(const char *word)
{
	struct peer p = { .len = 0 };
	char text[256];
	size_t i, n;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (!strncmp(word, kinds[i].word, strlen(kinds[i].word)))
			break;
	if (i == sizeof(kinds) / sizeof(kinds[0]))
		exit(USAGE);
	p.domain = kinds[i].domain;
	p.type = kinds[i].type;
	(void)snprintf(text, sizeof(text), "%s", word + strlen(kinds[i].word));
	if (p.domain != AF_UNIX) {
		parse_inet(&p, text);
		return p;
	}
	n = strlen(text);
	p.un.sun_family = AF_UNIX;
	memcpy(p.un.sun_path, text, n > sizeof(p.un.sun_path) ? sizeof(p.un.sun_path) : n);
	p.len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n + (text[0] != '@'));
	if (text[0] == '@')
		p.un.sun_path[0] = '\0';
	return p;
}

static int sock(const struct peer *p)
{
	return socket(p->domain, p->type | SOCK_CLOEXEC, 0);
}

static int act_connect(char **w) /* ADDR [TEXT]: connect, send TEXT, print the answer */
{
	struct peer p = parse(w[0]);
	int fd = sock(&p);
	char buf[256];
	ssize_t n;

	if (fd < 0 || connect(fd, &p.sa, p.len) < 0)
		return errno;
	if (!w[1])
		return 0;
	n = write(fd, w[1], strlen(w[1]));
	if (n > 0 && (p.type == SOCK_DGRAM || shutdown(fd, SHUT_WR) == 0))
		n = read(fd, buf, sizeof(buf));
	if (n > 0)
		(void)printf("%.*s\n", (int)n, buf);
	return of(n);
}

static int act_connect_nb(char **w) /* the way Go does it: not blocking, poll, SO_ERROR */
{
	struct peer p = parse(w[0]);
	int fd = sock(&p), err = 0;
	socklen_t len = sizeof(err);
	struct pollfd wait = { fd, POLLOUT, 0 };

	if (fd < 0 || fcntl(fd, F_SETFL, O_NONBLOCK) < 0)
		return errno;
	if (connect(fd, &p.sa, p.len) == 0)
		return 0;
	if (errno != EINPROGRESS)
		return errno;
	(void)poll(&wait, 1, 5000);
	return getsockopt(fd, SOL_SOCKET, SO_ERROR, &err, &len) < 0 ? errno : err;
}

static int act_mapped(char **w) /* PORT: 127.0.0.1 as an IPv6 address */
{
	char word[64];

	(void)snprintf(word, sizeof(word), "tcp6:::ffff:127.0.0.1:%s", w[0]);
	return act_connect((char *[]){ word, NULL });
}

static int act_sendto(char **w) /* ADDR [BYTES] */
{
	struct peer p = parse(w[0]);
	size_t n = w[1] ? num(w[1]) : 8;
	char *text = calloc(1, n + 1);
	int fd = sock(&p);

	return !text || fd < 0 ? errno : of(sendto(fd, text, n, 0, &p.sa, p.len));
}

static struct msghdr header(struct peer *p, struct iovec *iov)
{
	return (struct msghdr){ .msg_name = &p->sa, .msg_namelen = p->len, .msg_iov = iov, .msg_iovlen = 2 };
}

static int act_sendmsg(char **w)
{
	struct peer p = parse(w[0]);
	struct iovec iov[2] = { { "in two ", 7 }, { "parts", 5 } };
	struct msghdr m = header(&p, iov);
	int fd = sock(&p);

	return fd < 0 ? errno : of(sendmsg(fd, &m, 0));
}

static int act_by_device(char **w) /* ADDR of IPv4: by a device that is none; nobody asks for it but the sender */
{
	union {
		struct cmsghdr head;
		char space[CMSG_SPACE(sizeof(struct in_pktinfo))];
	} control = { .space = { 0 } };
	const struct in_pktinfo info = { .ipi_ifindex = 99999 };
	struct iovec iov = { (char[]){ 'x' }, 1 };
	struct peer p = parse(w[0]);
	struct msghdr m = { .msg_name = &p.sa, .msg_namelen = p.len, .msg_iov = &iov, .msg_iovlen = 1,
			    .msg_control = &control, .msg_controllen = sizeof(control) };

	control.head = (struct cmsghdr){ CMSG_LEN(sizeof(info)), SOL_IP, IP_PKTINFO };
	memcpy(CMSG_DATA(&control.head), &info, sizeof(info));
	return of(sendmsg(sock(&p), &m, 0));
}

static int act_connected(char **w) /* ADDR: connect, and send without an address */
{
	struct peer p = parse(w[0]);
	struct iovec iov[2] = { { "in two ", 7 }, { "parts", 5 } };
	struct msghdr m = { .msg_iov = iov, .msg_iovlen = 2 };
	int fd = sock(&p);

	return fd < 0 || connect(fd, &p.sa, p.len) < 0 ? errno : of(sendmsg(fd, &m, MSG_NOSIGNAL));
}

static int act_sendmmsg(char **w) /* ADDR ADDR: two messages; prints how many went */
{
	struct peer p[2] = { parse(w[0]), parse(w[1]) };
	struct iovec iov[2] = { { "in two ", 7 }, { "parts", 5 } };
	struct mmsghdr m[2] = { { header(&p[0], iov), 0 }, { header(&p[1], iov), 0 } };
	int fd = sock(&p[0]);
	int n = fd < 0 ? -1 : (int)syscall(SYS_sendmmsg, fd, m, 2u, 0);

	if (n < 0)
		return errno;
	(void)printf("%d %u %u\n", n, m[0].msg_len, m[1].msg_len);
	return 0;
}

static int act_fastopen(char **w) /* CALL ADDR: connects by sending */
{
	struct peer p = parse(w[1]);
	struct iovec iov[2] = { { "in two ", 7 }, { "parts", 5 } };
	struct msghdr m = header(&p, iov);
	struct mmsghdr mm = { m, 0 };
	int fd = sock(&p);

	if (fd < 0)
		return errno;
	if (!strcmp(w[0], "sendmsg"))
		return of(syscall(SYS_sendmsg, fd, &m, (long)MSG_FASTOPEN));
	if (!strcmp(w[0], "sendmmsg"))
		return of(syscall(SYS_sendmmsg, fd, &mm, 1u, (long)MSG_FASTOPEN));
	return of(syscall(SYS_sendto, fd, "text", 4ul, MSG_FASTOPEN | 0xbad00000000l, &p.sa, (long)p.len));
}

static int act_bind(char **w) /* ADDR [OTHER]: print what getsockname says */
{
	struct peer p = parse(w[0]), own = { .len = sizeof(own.un) };
	int fd = sock(&p);

	if (fd < 0 || bind(fd, &p.sa, p.len) < 0 || getsockname(fd, &own.sa, &own.len) < 0)
		return errno;
	if (p.domain == AF_UNIX && p.un.sun_path[0])
		(void)printf("%u %s\n", own.len, own.un.sun_path);
	return p.type == SOCK_STREAM ? of(listen(fd, 8)) : 0;
}

static int act_from(char **w) /* ADDR OTHER: connect to OTHER from ADDR */
{
	struct peer own = parse(w[0]), p = parse(w[1]);
	int fd = sock(&p);

	return fd < 0 || bind(fd, &own.sa, own.len) < 0 ? errno : of(connect(fd, &p.sa, p.len));
}

static bool fix(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool done = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	(void)close(fd);
	return done;
}

/* In a network of its own, as whoever it is. Who is not root has to be that for a moment. */
static bool unshare_net(void)
{
	const unsigned uid = getuid(), gid = getgid();
	char users[32], groups[32];

	if (uid == 0)
		return unshare(CLONE_NEWNET) == 0;
	(void)snprintf(users, sizeof(users), "%u %u 1", uid, uid);
	(void)snprintf(groups, sizeof(groups), "%u %u 1", gid, gid);
	return unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0 && fix("/proc/self/setgroups", "deny") &&
	       fix("/proc/self/uid_map", users) && fix("/proc/self/gid_map", groups);
}

static int act_alone(char **w) /* ADDR CMD...: in a network of its own, where loopback has that link-local address, too */
{
	struct {
		struct in6_addr addr;
		uint32_t prefix;
		int index;
	} own = { .prefix = 64, .index = LOOPBACK };
	struct ifreq up = { .ifr_name = "lo", .ifr_flags = IFF_UP | IFF_LOOPBACK | IFF_RUNNING };
	struct sockaddr_in6 sa = { .sin6_family = AF_INET6, .sin6_scope_id = LOOPBACK };
	int fd, tries;

	inet_pton(AF_INET6, w[0], &own.addr);
	sa.sin6_addr = own.addr;
	if (!unshare_net())
		return errno;
	fd = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || ioctl(fd, SIOCSIFFLAGS, &up) < 0 || ioctl(fd, SIOCSIFADDR, &own) < 0)
		return errno;
	for (tries = 0; tries < 5000 && bind(fd, (struct sockaddr *)&sa, sizeof(sa)) < 0; tries++)
		(void)poll(NULL, 0, 1); /* the kernel sees first whether it is somebody else's */
	return tries == 5000 ? errno : of(execvp(w[1], w + 1));
}

/* Connect to OTHER by a socket that was bound to LOCAL, which is link-local, and given up that address: it keeps the
 * device. */
static int act_tied(char **w) /* LOCAL OTHER */
{
	struct peer own = parse(w[0]), any = parse("tcp6::::0"), p = parse(w[1]);
	int fd = sock(&any), on = 1, off = 0;

	if (fd < 0 || setsockopt(fd, SOL_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof(on)) < 0 ||
	    bind(fd, &own.sa, own.len) < 0 || setsockopt(fd, SOL_IPV6, IPV6_V6ONLY, &off, sizeof(off)) < 0 ||
	    bind(fd, &any.sa, any.len) < 0)
		return USAGE;
	return of(connect(fd, &p.sa, p.len));
}

static int act_given_up(char **w) /* ADDR: bind it, give it up, and send there all the time until nobody takes it */
{
	struct peer p = parse(w[0]);
	int own = sock(&p), fd = sock(&p), tries;

	if (own < 0 || bind(own, &p.sa, p.len) < 0 || close(own) < 0)
		return errno;
	for (tries = 0; tries < 10000; tries++) {
		if (sendto(fd, "x", 1, MSG_DONTWAIT, &p.sa, p.len) < 0 && errno == ECONNREFUSED)
			return 0;
		(void)poll(NULL, 0, 1);
	}
	return ETIMEDOUT;
}

static int act_relisten(char **w) /* ADDR [late]: listen there twice; prints the host. late: its port comes by that */
{
	struct peer p = parse(w[0]);
	char host[INET6_ADDRSTRLEN] = "";
	int fd = sock(&p), on = w[1] != NULL;

	if (fd < 0 || setsockopt(fd, SOL_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof(on)) < 0 || bind(fd, &p.sa, p.len) < 0 ||
	    listen(fd, 8) < 0 || shutdown(fd, SHUT_RDWR) < 0 || listen(fd, 8) < 0 || getsockname(fd, &p.sa, &p.len) < 0)
		return errno;
	(void)inet_ntop(p.domain, p.domain == AF_INET ? (void *)&p.in.sin_addr : &p.in6.sin6_addr, host, sizeof(host));
	(void)printf("%s\n", host);
	return 0;
}

static int act_again(char **w) /* ADDR: bind it when another process that did so has ended */
{
	pid_t pid = fork();
	int err;

	if (pid == 0)
		_exit(act_bind(w));
	err = status_of(pid);
	return err ? err : act_bind(w);
}

static int act_listen(char **w) /* KIND: without bind, on a port that the kernel chooses */
{
	int fd = socket(strcmp(w[0], "tcp6") ? AF_INET : AF_INET6, SOCK_STREAM, 0);

	return fd < 0 ? errno : of(listen(fd, 8));
}

static int act_hold(char **w) /* ADDR: be there for others: print the port, wait to be ended */
{
	struct peer p = parse(w[0]);
	int fd = sock(&p);

	if (fd < 0 || bind(fd, &p.sa, p.len) < 0 || (p.type != SOCK_DGRAM && listen(fd, 4096) < 0) ||
	    getsockname(fd, &p.sa, &p.len) < 0)
		return errno;
	(void)printf("port %d\n", p.domain == AF_UNIX ? 0 : ntohs(p.in.sin_port));
	(void)fflush(stdout);
	return of(pause());
}

static int act_late(char **w) /* ADDR: a listener whose queue is full for a while */
{
	struct peer p = parse(w[0]);
	int fd = sock(&p);

	if (fd < 0 || bind(fd, &p.sa, p.len) < 0 || listen(fd, 0) < 0)
		return errno;
	for (;;) {
		int full = socket(p.domain, p.type | SOCK_NONBLOCK, 0);

		if (full < 0 || connect(full, &p.sa, p.len) < 0)
			break;
	}
	(void)printf("full\n");
	(void)fflush(stdout);
	(void)poll(NULL, 0, 300);
	while (accept(fd, NULL, NULL) >= 0)
		;
	return errno;
}

static int act_pass_fd(char **w) /* PATH [N]: its descriptor, N times, through a socket pair, read at the other end */
{
	union {
		struct cmsghdr head;
		char space[CMSG_SPACE(sizeof(int) * 254)];
	} control = { .space = { 0 } };
	const size_t n = w[1] ? (size_t)num(w[1]) : 1;
	char byte = 'x', buf[64] = "";
	struct iovec iov = { &byte, 1 };
	struct msghdr m = { .msg_iov = &iov, .msg_iovlen = 1, .msg_control = &control,
			    .msg_controllen = CMSG_SPACE(sizeof(int) * n) };
	int pair[2], fd = open(w[0], O_RDONLY), *fds = (int *)(void *)CMSG_DATA(&control.head);
	size_t i;

	if (fd < 0 || n > 254 || socketpair(AF_UNIX, SOCK_STREAM, 0, pair) < 0)
		return errno;
	control.head = (struct cmsghdr){ CMSG_LEN(sizeof(int) * n), SOL_SOCKET, SCM_RIGHTS };
	for (i = 0; i < n; i++)
		fds[i] = fd;
	if (sendmsg(pair[0], &m, 0) < 0 || recvmsg(pair[1], &m, 0) < 0)
		return errno;
	if (control.head.cmsg_len != CMSG_LEN(sizeof(int) * n) || read(fds[n - 1], buf, sizeof(buf) - 1) < 0)
		return errno ? errno : EIO;
	(void)printf("%s", buf);
	return 0;
}

/* Descriptors that are not ours, behind one that is: their header is the last one and has no padding, which some
 * libcs' CMSG_NXTHDR() does not see, and the kernel does */
static int act_unpadded(char **w)
{
	union {
		struct cmsghdr head;
		char space[CMSG_SPACE(sizeof(int)) + CMSG_LEN(sizeof(int))];
	} control = { .space = { 0 } };
	struct cmsghdr *last = (struct cmsghdr *)(void *)(control.space + CMSG_SPACE(sizeof(int)));
	struct iovec iov = { (char[]){ 'x' }, 1 };
	struct msghdr m = { .msg_iov = &iov, .msg_iovlen = 1, .msg_control = &control,
			    .msg_controllen = CMSG_SPACE(sizeof(int)) + CMSG_LEN(sizeof(int)) };
	int pair[2], fd, err = 0;

	(void)w;
	if (socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) < 0)
		return errno;
	for (fd = 3; fd < 64 && (!err || err == EBADF); fd++) {
		if (fcntl(fd, F_GETFD) >= 0)
			continue;
		control.head = (struct cmsghdr){ CMSG_LEN(sizeof(int)), SOL_SOCKET, SCM_RIGHTS };
		*last = control.head;
		memcpy(CMSG_DATA(&control.head), &pair[0], sizeof(fd));
		memcpy(CMSG_DATA(last), &fd, sizeof(fd));
		err = sendmsg(pair[0], &m, MSG_DONTWAIT) < 0 ? errno : USAGE;
	}
	return err;
}

static int act_big(char **w) /* BYTES: by sendmsg over a stream, read by a thread of the other end */
{
	size_t n = num(w[0]), sum = 0;
	char *bytes = calloc(1, n);
	struct iovec iov = { bytes, n };
	struct msghdr m = { .msg_iov = &iov, .msg_iovlen = 1 };
	static char buf[65536];
	ssize_t got;
	int pair[2];
	pid_t pid;

	if (!bytes || socketpair(AF_UNIX, SOCK_STREAM, 0, pair) < 0)
		return errno;
	pid = fork();
	if (pid == 0) {
		while (iov.iov_len && (got = sendmsg(pair[0], &m, 0)) > 0)
			iov.iov_len -= (size_t)got;
		_exit(iov.iov_len ? EIO : 0);
	}
	(void)close(pair[0]);
	while ((got = read(pair[1], buf, sizeof(buf))) > 0)
		sum += (size_t)got;
	(void)printf("%zu\n", sum);
	return status_of(pid);
}

/* Datagrams, several a call, through a pair that is mostly full: no call fails, for the socket waits */
static int act_many(char **w) /* CALLS */
{
	unsigned long calls = num(w[0]), sum = 0;
	struct iovec iov = { (char[]){ 'x' }, 1 };
	struct mmsghdr m[8] = { { .msg_len = 0 } };
	char byte;
	int pair[2], n = 0, i;
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) < 0)
		return errno;
	for (i = 0; i < 8; i++)
		m[i].msg_hdr = (struct msghdr){ .msg_iov = &iov, .msg_iovlen = 1 };
	pid = fork();
	if (pid == 0) {
		(void)close(pair[0]);
		while (recv(pair[1], &byte, 1, 0) == 1 && byte == 'x')
			(void)sched_yield();
		_exit(0);
	}
	while (calls-- && n >= 0) {
		n = (int)syscall(SYS_sendmmsg, pair[0], m, 8, 0);
		for (i = 0; i < n; i++)
			sum += m[i].msg_len == 1;
		if (n == 0 || (n > 0 && m[n - 1].msg_len != 1))
			return EIO;
	}
	i = n < 0 ? errno : sum ? 0 : EIO;
	(void)send(pair[0], "", 1, 0);
	(void)status_of(pid);
	return i;
}

static int act_epipe(char **w) /* SIGNAL|QUIET: send into a pair whose other end is closed */
{
	int pair[2];
	struct iovec iov = { "x", 1 };
	struct msghdr m = { .msg_iov = &iov, .msg_iovlen = 1 };

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) < 0 || close(pair[1]) < 0)
		return errno;
	return of(sendmsg(pair[0], &m, strcmp(w[0], "quiet") ? 0 : MSG_NOSIGNAL));
}

static int act_socket(char **w) /* DOMAIN TYPE PROTOCOL, all 64 bits of each */
{
	return of(syscall(SYS_socket, num(w[0]), num(w[1]), num(w[2])));
}

static int act_unspec(char **w) /* ADDR: connect a UDP socket and dissolve that again */
{
	struct peer p = parse(w[0]);
	struct sockaddr none = { .sa_family = AF_UNSPEC };
	int fd = sock(&p);

	if (fd < 0 || connect(fd, &p.sa, p.len) < 0)
		return errno;
	return of(connect(fd, &none, sizeof(none)));
}

/* clang-format off */
static const struct act acts[] = {
	{ "connect", 1, act_connect }, { "connect-nb", 1, act_connect_nb }, { "mapped", 1, act_mapped },
	{ "sendto", 1, act_sendto }, { "sendmsg", 1, act_sendmsg }, { "sendmmsg", 2, act_sendmmsg },
	{ "connected", 1, act_connected }, { "by-device", 1, act_by_device },
	{ "fastopen", 2, act_fastopen }, { "bind", 1, act_bind }, { "from", 2, act_from },
	{ "alone", 2, act_alone }, { "tied", 2, act_tied }, { "relisten", 1, act_relisten }, { "given-up", 1, act_given_up },
	{ "again", 1, act_again }, { "listen", 1, act_listen },
	{ "hold", 1, act_hold }, { "late", 1, act_late }, { "pass-fd", 1, act_pass_fd }, { "unpadded", 0, act_unpadded },
	{ "big", 1, act_big }, { "many", 1, act_many },
	{ "epipe", 1, act_epipe }, { "socket", 3, act_socket }, { "unspec", 1, act_unspec },
	{ NULL, 0, NULL },
};
/* clang-format on */
