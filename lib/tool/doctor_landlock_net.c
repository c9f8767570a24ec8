/*
 * Probes of what Landlock holds back of the network, and of what slips by. Loopback only.
 *
 * Owns one listening socket per probe, on a port that the kernel chooses. Relies on nothing outside
 * of this machine. MSG_FASTOPEN and MPTCP connect without being seen by some versions of Landlock:
 * a kernel is asked by doing it, since no ABI or erratum tells.
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "base/kernel.h"
#include "base/scope.h"
#include "base/sys.h"
#include "tool/doctor_probes.h"

/* Where the acts go */
struct peer {
	struct sockaddr_storage addr;
	socklen_t len;
	int protocol;
};

static void loopback(struct peer *p)
{
	struct sockaddr_in in = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };

	memcpy(&p->addr, &in, sizeof(in));
	p->len = sizeof(in);
	p->protocol = 0;
}

static int new_socket(const struct peer *p)
{
	return socket(p->addr.ss_family, SOCK_STREAM | SOCK_CLOEXEC, p->protocol);
}

static long act_bind(void *arg)
{
	const struct peer *p = arg;
	gg_close int fd = new_socket(p);

	return fd < 0 || bind(fd, (const struct sockaddr *)&p->addr, p->len) < 0 ? -errno : 0;
}

static long act_connect(void *arg)
{
	const struct peer *p = arg;
	gg_close int fd = new_socket(p);

	return fd < 0 || connect(fd, (const struct sockaddr *)&p->addr, p->len) < 0 ? -errno : 0;
}

static long act_fastopen(void *arg)
{
	const struct peer *p = arg;
	gg_close int fd = new_socket(p);

	if (fd < 0 || sendto(fd, "!", 1, GG_MSG_FASTOPEN | MSG_NOSIGNAL, (const struct sockaddr *)&p->addr,
			     p->len) < 0)
		return -errno;
	return 0;
}

static long act_signal(void *arg)
{
	(void)arg;
	return kill(getppid(), 0) < 0 ? -errno : 0;
}

/* A socket that listens at @p, whose address is completed. Return: descriptor, -1: said in @f */
static int listen_at(struct peer *p, struct gg_sight *f)
{
	gg_close int fd = new_socket(p);

	if (fd < 0 || bind(fd, (const struct sockaddr *)&p->addr, p->len) < 0 || listen(fd, 8) < 0) {
		gg_sight_say(f, GG_GRANT_UNKNOWN, "listening here said %s", gg_code_name(-errno));
		return -1;
	}
	p->len = sizeof(p->addr);
	if (getsockname(fd, (struct sockaddr *)&p->addr, &p->len) < 0) {
		gg_sight_say(f, GG_GRANT_UNKNOWN, "getsockname() said %s", gg_code_name(-errno));
		return -1;
	}
	return GG_TAKE_FD(fd);
}

/** gg_probe_landlock_tcp() - bind or connect (@probe->arg: the right) */
void gg_probe_landlock_tcp(const struct gg_probe *probe, struct gg_sight *f)
{
	bool binds = probe->arg == GG_LL_NET_BIND_TCP;
	struct peer p;
	struct gg_domain domain = { .net = probe->arg,
				    .act = binds ? act_bind : act_connect,
				    .arg = &p,
				    .what = binds ? "bind() to 127.0.0.1" : "connect() to 127.0.0.1" };
	gg_close int fd = -1;

	loopback(&p);
	if (!binds) {
		fd = listen_at(&p, f);
		if (fd < 0)
			return;
	}
	gg_domain_probe(&domain, domain.act(&p), f);
}

/** gg_probe_landlock_scope() - abstract sockets or signals (@probe->arg: the scope) */
void gg_probe_landlock_scope(const struct gg_probe *probe, struct gg_sight *f)
{
	bool signals = probe->arg == GG_LL_SCOPE_SIGNAL;
	struct peer p = { .len = sizeof(sa_family_t) }; /* the kernel chooses an abstract name */
	struct gg_domain domain = { .scoped = probe->arg,
				    .act = signals ? act_signal : act_connect,
				    .arg = &p,
				    .what = signals ? "kill() of a process outside" :
						      "connect() to an abstract unix socket outside" };
	gg_close int fd = -1;

	p.addr.ss_family = AF_UNIX;
	if (!signals) {
		fd = listen_at(&p, f);
		if (fd < 0)
			return;
	}
	gg_domain_probe(&domain, domain.act(&p), f);
}

/* Does @act reach a listener from a domain that forbids connect? */
static void leaks(const char *what, long (*act)(void *arg), int protocol, struct gg_sight *f)
{
	struct peer p;
	struct gg_domain domain = { .net = GG_LL_NET_CONNECT_TCP, .act = act, .arg = &p, .what = what };
	gg_close int fd = -1;
	long result;

	loopback(&p);
	fd = listen_at(&p, f);
	if (fd < 0)
		return;
	p.protocol = protocol;
	if (gg_domain_try(&domain, &result, f) < 0)
		return;
	if (result == 0)
		gg_sight_say(f, GG_GRANT_NO, "%s reached 127.0.0.1 from a domain that forbids connecting",
			     what);
	else
		gg_sight_say(f, GG_GRANT_YES, "%s said %s in a domain that forbids connecting", what,
			     gg_code_name(result));
}

/** gg_probe_fastopen() - Landlock sees connections that a send makes */
void gg_probe_fastopen(const struct gg_probe *probe, struct gg_sight *f)
{
	(void)probe;
	leaks("sendto(MSG_FASTOPEN)", act_fastopen, 0, f);
}

/** gg_probe_mptcp() - Landlock sees connections of Multipath TCP */
void gg_probe_mptcp(const struct gg_probe *probe, struct gg_sight *f)
{
	(void)probe;
	leaks("connect() of an MPTCP socket", act_connect, GG_IPPROTO_MPTCP, f);
}
