/*
 * Attacks on rules for `listen`: a socket says what it was bound to, and is not any more.
 *
 * Owns acts that end with 0 when a socket listens where it should not. Relies on race.h, and on PORT + EPHEMERAL being
 * a port that may be listened on, on 127.0.0.1 only, and that the kernel chooses from. Both ports in use are odd: for
 * who connects the kernel takes even ones first, so that other programs seldom hold these.
 */
#include "race.h"

#include <sys/un.h>

#define EPHEMERAL 40001
#define NEXT 2
#define IP_LOCAL_PORT_RANGE_ 51 /* Linux 6.3 */

static const struct sockaddr nowhere = { .sa_family = AF_UNSPEC };

static struct sockaddr_in loopback(unsigned port)
{
	struct sockaddr_in sa = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };

	sa.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return sa;
}

/* The kernel is to choose @port for @fd. Older ones choose any, on which it may not listen. */
static void choose(int fd, unsigned port)
{
	uint32_t range = port | port << 16;

	(void)setsockopt(fd, SOL_IP, IP_LOCAL_PORT_RANGE_, &range, sizeof(range));
}

static int named(int fd, struct sockaddr_in *at)
{
	socklen_t n = sizeof(*at);

	return getsockname(fd, (struct sockaddr *)at, &n);
}

/* Does it listen, and not where it was before? */
static int elsewhere(int fd, const struct sockaddr_in *before)
{
	socklen_t n = sizeof(int);
	struct sockaddr_in at;
	int listens = 0;

	return getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &n) == 0 && listens && named(fd, &at) == 0 &&
	       (at.sin_port != before->sin_port || at.sin_addr.s_addr != before->sin_addr.s_addr);
}

static int bound(unsigned port)
{
	const struct sockaddr_in any = loopback(0);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	choose(fd, port);
	return bind(fd, (const struct sockaddr *)&any, sizeof(any)) < 0 ? -1 : fd;
}

static int act_again(char **w) /* PORT: it stops listening, and does so again */
{
	unsigned port = (unsigned)num(w[0]) + EPHEMERAL;
	int fd = bound(port);
	struct sockaddr_in before;

	if (fd < 0 || named(fd, &before) < 0 || listen(fd, 8) < 0 || shutdown(fd, SHUT_RDWR) < 0)
		return errno;
	choose(fd, port + NEXT);
	if (listen(fd, 8) < 0)
		return errno;
	return elsewhere(fd, &before) ? 0 : EIO;
}

static int act_disconnected(char **w) /* PORT OTHER: it was connected to that port, and is not any more */
{
	unsigned port = (unsigned)num(w[0]) + EPHEMERAL;
	const struct sockaddr_in to = loopback((unsigned)num(w[1]));
	int fd = bound(port);
	struct sockaddr_in before;

	if (fd < 0 || named(fd, &before) < 0 ||
	    (connect(fd, (const struct sockaddr *)&to, sizeof(to)) < 0 && errno != ECONNREFUSED) ||
	    connect(fd, &nowhere, sizeof(nowhere)) < 0)
		return errno;
	choose(fd, port + NEXT);
	if (listen(fd, 8) < 0)
		return errno;
	return elsewhere(fd, &before) ? 0 : EIO;
}

/* While it connects to where nobody answers it has an address, which shutdown(2) takes away. */
static struct sockaddr_in silent;
static volatile int armed;

static void flip_shutdown(int odd)
{
	static unsigned rounds;
	volatile unsigned wait;

	(void)odd;
	if (!armed)
		return;
	rounds = (rounds + 37) % 4096;
	for (wait = rounds; wait; wait--)
		;
	(void)shutdown(shared.fds[1], SHUT_RDWR);
	armed = 0;
}

static int once_lost(void)
{
	struct sockaddr_in before;
	int won = 0;

	shared.fds[1] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	choose(shared.fds[1], ntohs(silent.sin_port) + NEXT);
	if (connect(shared.fds[1], (struct sockaddr *)&silent, sizeof(silent)) < 0 && errno == EINPROGRESS &&
	    named(shared.fds[1], &before) == 0) {
		armed = !shared.stop;
		(void)syscall(SYS_listen, shared.fds[1], 8);
		while (armed)
			sched_yield();
		(void)syscall(SYS_listen, shared.fds[1], 8); /* if it was too early */
		won = elsewhere(shared.fds[1], &before);
	}
	(void)close(shared.fds[1]);
	return won ? 0 : EACCES;
}

static int act_lost(char **w) /* PORT: it and the next may be listened on, it may be connected to */
{
	int server = socket(AF_INET, SOCK_STREAM, 0);
	int on = 1, i;

	silent = loopback((unsigned)num(w[0]) + EPHEMERAL);
	(void)setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(server, (struct sockaddr *)&silent, sizeof(silent)) < 0 || listen(server, 0) < 0)
		return USAGE;
	for (i = 0; i < 3; i++) /* nobody accepts: from here on a connect waits */
		(void)connect(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), (struct sockaddr *)&silent, sizeof(silent));
	return race(flip_shutdown, once_lost, EACCES);
}

/* A socket that asks from whom messages are gets a name from the kernel when it connects; until then it has none. */
static struct sockaddr_un stream;

static void flip_connect(int odd)
{
	(void)odd;
	if (armed != 1)
		return;
	armed = 2;
	(void)syscall(SYS_connect, shared.fds[1], &stream, sizeof(stream)); /* it fails: this kind does not fit */
	armed = 0;
}

static int once_unnamed(void)
{
	static unsigned rounds;
	volatile unsigned wait;
	int on = 1, listens = 0;
	socklen_t n = sizeof(listens);

	shared.fds[1] = socket(AF_UNIX, SOCK_SEQPACKET, 0);
	(void)setsockopt(shared.fds[1], SOL_SOCKET, SO_PASSCRED, &on, sizeof(on));
	for (armed = !shared.stop; armed == 1;)
		sched_yield();
	rounds = (rounds + 37) % 4096;
	for (wait = rounds; wait; wait--)
		;
	(void)syscall(SYS_listen, shared.fds[1], 8);
	while (armed)
		sched_yield();
	(void)syscall(SYS_listen, shared.fds[1], 8);
	(void)getsockopt(shared.fds[1], SOL_SOCKET, SO_ACCEPTCONN, &listens, &n);
	(void)close(shared.fds[1]);
	return listens ? 0 : EACCES;
}

static int act_unnamed(char **w) /* PATH of a stream socket that may be connected to */
{
	stream.sun_family = AF_UNIX;
	(void)snprintf(stream.sun_path, sizeof(stream.sun_path), "%s", w[0]);
	return race(flip_connect, once_unnamed, EACCES);
}

static const struct act acts[] = {
	{ "again", 1, act_again },
	{ "disconnected", 2, act_disconnected },
	{ "lost", 1, act_lost },
	{ "unnamed", 1, act_unnamed },
	{ NULL, 0, NULL },
};
