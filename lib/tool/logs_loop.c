/*
 * The reading loop of `goguard logs`: many writers, one printer.
 *
 * Owns the connections. Relies on gg_logs_bind() for the socket. Does not wait for one writer
 * while another has something to say: one read each in turn.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <sys/socket.h>

#include "base/scope.h"
#include "tool/logs_socket.h"

#define PEERS_MAX 512
#define LAST_PASSES 4096 /* of reading after a signal, in case writers never stop */

enum { AT_SIGNAL, AT_SOCKET, AT_PEERS };

/**
 * struct loop - connections
 * @fds:   signal, socket, then the peers
 * @lines: unfinished lines of the peers, only on a stream
 * @n:     peers
 */
struct loop {
	struct gg_logs *logs;
	int type;
	struct pollfd fds[AT_PEERS + PEERS_MAX];
	struct gg_lines lines[PEERS_MAX];
	size_t n;
	char bytes[GG_LOGS_LINE_MAX];
};

static void accept_peer(struct loop *lp)
{
	gg_close int fd = accept4(lp->fds[AT_SOCKET].fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	struct gg_lines *lines = &lp->lines[lp->n];

	if (fd < 0)
		return;
	*lines = (struct gg_lines){ 0 };
	if (lp->type == SOCK_STREAM) {
		lines->buf = malloc(GG_LOGS_LINE_MAX);
		if (!lines->buf)
			return; /* closed: the writer comes again */
	}
	lp->fds[AT_PEERS + lp->n++] = (struct pollfd){ .fd = GG_TAKE_FD(fd), .events = POLLIN };
}

static void drop_peer(struct loop *lp, size_t i)
{
	if (lp->lines[i].buf)
		gg_logs_end(lp->logs, &lp->lines[i]);
	free(lp->lines[i].buf);
	(void)close(lp->fds[AT_PEERS + i].fd);
	lp->n--;
	lp->fds[AT_PEERS + i] = lp->fds[AT_PEERS + lp->n];
	lp->lines[i] = lp->lines[lp->n];
}

/* One read. Return: false at the end of the connection */
static bool read_from(struct loop *lp, int fd, struct gg_lines *lines)
{
	ssize_t r = recv(fd, lp->bytes, sizeof(lp->bytes), 0);

	if (r < 0)
		return errno == EAGAIN || errno == EINTR;
	if (lines && lines->buf)
		gg_logs_feed(lp->logs, lines, lp->bytes, (size_t)r);
	else
		gg_logs_packet(lp->logs, lp->bytes, (size_t)r);
	return r > 0;
}

static void read_socket(struct loop *lp)
{
	if (!lp->fds[AT_SOCKET].revents)
		return;
	if (lp->type == SOCK_DGRAM)
		(void)read_from(lp, lp->fds[AT_SOCKET].fd, NULL);
	else
		accept_peer(lp);
}

/* Backwards, because a dropped peer's place is taken by the last one, which had its turn */
static void read_peers(struct loop *lp)
{
	for (size_t i = lp->n; i-- > 0;)
		if (lp->fds[AT_PEERS + i].revents &&
		    !read_from(lp, lp->fds[AT_PEERS + i].fd, &lp->lines[i]))
			drop_peer(lp, i);
}

static int run(struct loop *lp)
{
	unsigned passes = 0;
	bool stop = false;

	while (!gg_logs_done(lp->logs) && passes < LAST_PASSES) {
		int ready;

		lp->fds[AT_SOCKET].events = lp->n < PEERS_MAX ? POLLIN : 0;
		ready = poll(lp->fds, AT_PEERS + lp->n, stop ? 0 : GG_LOGS_IDLE_MS);
		if (ready < 0 && errno != EINTR)
			return -errno;
		if (ready == 0 && stop)
			return 0;
		if (ready == 0)
			gg_logs_idle(lp->logs);
		if (ready <= 0)
			continue;
		if (lp->fds[AT_SIGNAL].revents) {
			stop = true;
			lp->fds[AT_SIGNAL].fd = -1;
		}
		read_peers(lp);
		read_socket(lp);
		passes += stop;
	}
	return 0;
}

/* gg_logs_loop() - print what arrives; see tool/logs.h */
int gg_logs_loop(struct gg_logs *logs, const struct gg_logs_socket *sock, struct gg_err *err)
{
	gg_free struct loop *lp = calloc(1, sizeof(*lp));
	gg_close int signals = -1;
	sigset_t set;
	int r;

	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGINT);
	(void)sigaddset(&set, SIGTERM);
	(void)sigprocmask(SIG_BLOCK, &set, NULL);
	signals = signalfd(-1, &set, SFD_CLOEXEC);
	if (!lp || signals < 0)
		return gg_err_set(err, lp ? -errno : -ENOMEM,
				  "cannot read from '%s': out of memory or descriptors",
				  sock->path);
	lp->logs = logs;
	lp->type = sock->type;
	lp->fds[AT_SIGNAL] = (struct pollfd){ .fd = signals, .events = POLLIN };
	lp->fds[AT_SOCKET] = (struct pollfd){ .fd = sock->fd, .events = POLLIN };
	r = run(lp);
	while (lp->n)
		drop_peer(lp, lp->n - 1);
	if (r < 0)
		return gg_err_set(err, r, "cannot read from '%s': %s", sock->path,
				  gg_err_reason(r));
	return 0;
}
