/*
 * sendto with an address, sendmsg, sendmmsg.
 *
 * Owns sending on the caller's behalf: where a message goes stands in memory, so the message is
 * copied, judged and sent on a duplicate of the socket. Relies on message.h. A message without
 * an address is sent in the same way, since nothing holds the memory to having none. A socket
 * that may wait is served by a worker.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>

#include "base/sys.h"
#include "supervise/acts.h"
#include "supervise/message.h"
#include "supervise/workers.h"

enum { SEND_TO, SEND_MSG, SEND_MMSG };

#define FASTOPEN 0x20000000
#define TURN_US 50000 /* for all messages of one call */

/* A broken pipe is a signal too, unless the caller said otherwise, or is gone and its number somebody else's. */
static void reply_sent(struct gg_call *c, ssize_t sent, int flags)
{
	if (sent >= 0) {
		gg_reply_value(c, sent);
		return;
	}
	if (sent == -EPIPE && !(flags & MSG_NOSIGNAL) && gg_target_tgid(c) > 0 && gg_target_alive(c))
		(void)gg_sys(SYS_tgkill, gg_target_tgid(c), c->tid, SIGPIPE);
	gg_reply_error(c, (int)sent);
}

/* The bytes sent of message @i, where the caller looks for them; it may be gone, where sending it took a while, and
 * its number somebody else's */
static int write_length(struct gg_call *c, unsigned i, unsigned n)
{
	uint64_t at = c->args[1] + i * sizeof(struct mmsghdr) + offsetof(struct mmsghdr, msg_len);

	return gg_target_alive(c) ? gg_target_write(c, at, &n, sizeof(n)) : -ENOENT;
}

static void run_send(struct gg_job *job)
{
	struct gg_message *m = job->data;
	ssize_t sent = gg_message_send(m, 0);

	if (sent >= 0 && job->call.shape->what == SEND_MMSG) { /* the first of many */
		int ret = write_length(&job->call, 0, (unsigned)sent);

		sent = ret < 0 ? ret : 1;
	}
	reply_sent(&job->call, sent, m->flags);
}

static void end_send(struct gg_job *job)
{
	gg_message_free(job->data);
}

static bool may_wait(const struct gg_message *m)
{
	int flags = fcntl(m->peer.sock, F_GETFL);

	return flags >= 0 && !(flags & O_NONBLOCK) && !(m->flags & MSG_DONTWAIT);
}

/* Judge and send. Takes @m. Return: true when the reply is only a matter of @ret_sent; false: the
 * reply is set or somebody else's
 * @waits: where the socket does */
static bool send_one(struct gg_call *c, struct gg_message *m, bool waits, ssize_t *ret_sent)
{
	struct gg_answer a;

	*ret_sent = m->named || gg_target_alive(c) ? 0 : -ENOENT; /* of one with a name it was asked */
	if (*ret_sent < 0) {
		gg_message_free(m);
		return true;
	}
	if (m->named && !gg_peer_judge(c, GG_OP_SEND, &m->peer, &a)) {
		gg_message_free(m);
		return false;
	}
	if (!m->named && gg_withheld(c)) {
		gg_message_free(m);
		return false;
	}
	*ret_sent = gg_message_send(m, MSG_DONTWAIT);
	if (*ret_sent == -EAGAIN && waits && may_wait(m)) {
		struct gg_job job = { .run = run_send, .end = end_send, .data = m };

		gg_worker_start(c, &job);
		return false;
	}
	gg_message_free(m);
	return true;
}

static void send_header(struct gg_call *c, struct gg_peer *peer)
{
	struct gg_message *m = NULL;
	ssize_t sent;
	int flags = gg_arg_int(c, 2);
	int ret = gg_message_header(c, peer, c->args[1], &m);

	if (ret < 0) {
		gg_reply_error(c, ret);
		return;
	}
	m->flags = flags;
	if (send_one(c, m, true, &sent))
		reply_sent(c, sent, flags);
}

static void send_to(struct gg_call *c, struct gg_peer *peer)
{
	struct gg_message *m = NULL;
	ssize_t sent;
	int flags = gg_arg_int(c, 3);
	int ret = gg_message_simple(c, peer, c->args[1], (size_t)c->args[2], &m);

	if (ret == 0 && c->args[4]) {
		m->named = true;
		ret = gg_peer_address(c, c->args[4], c->args[5], GG_WALK_FOLLOW, &m->peer);
	}
	if (ret < 0) {
		gg_message_free(m);
		gg_reply_error(c, ret);
		return;
	}
	m->flags = flags;
	if (send_one(c, m, true, &sent))
		reply_sent(c, sent, flags);
}

/* Processor time of this thread, in microseconds */
static int64_t worked_us(void)
{
	struct timespec ts = { 0 };

	(void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

/* Message by message, until one fails, or would wait; what was sent until then counts. All other calls wait
 * meanwhile: a message takes some microseconds, but one whose path is made for it a thousand times that. */
static void send_many(struct gg_call *c, struct gg_peer *peer)
{
	unsigned n = GG_MIN((unsigned)c->args[2], 1024u);
	const int64_t until = worked_us() + TURN_US;
	unsigned i;

	gg_reply_value(c, 0);
	for (i = 0; i < n && (i == 0 || worked_us() < until); i++) {
		struct gg_peer copy = *peer;
		struct gg_message *m = NULL;
		ssize_t sent;
		int ret;

		copy.sock = fcntl(peer->sock, F_DUPFD_CLOEXEC, 3);
		ret = copy.sock < 0 ? -EMFILE :
				      gg_message_header(c, &copy, c->args[1] + i * sizeof(struct mmsghdr), &m);
		gg_peer_done(&copy);
		if (ret == 0) {
			m->flags = gg_arg_int(c, 3);
			if (!send_one(c, m, i == 0, &sent)) {
				if (i)
					gg_reply_value(c, i); /* refused: the next call is told */
				return;
			}
			ret = sent < 0 ? (int)sent : write_length(c, i, (unsigned)sent);
		}
		if (ret < 0) {
			if (i == 0)
				gg_reply_error(c, ret);
			return;
		}
		gg_reply_value(c, i + 1);
	}
}

static int flags_of(const struct gg_call *c)
{
	return gg_arg_int(c, c->shape->what == SEND_MSG ? 2 : 3);
}

/* TCP fast open connects without connect(2): not offered, and worth a line in the log. */
static bool fast_open(struct gg_call *c)
{
	struct gg_answer a = { .verdict = GG_VERDICT_DENY,
			       .err = EPROTONOSUPPORT,
			       .place = GG_PLACE_NONE,
			       .rule = "default" };
	struct gg_event ev = { .layer = GG_LAYER_SECCOMP, .op = GG_OP_SYSCALL };

	if (!(flags_of(c) & FASTOPEN))
		return false;
	gg_report(c, &a, &ev);
	gg_reply_error(c, EPROTONOSUPPORT);
	return true;
}

/* Without a copy the kernel would send our memory as it is later, used for something else. Programs copy when there is
 * no room. */
static bool wants_no_copy(const struct gg_call *c, const struct gg_peer *peer)
{
	socklen_t n = sizeof(int);
	int on = 0;

	return (flags_of(c) & MSG_ZEROCOPY) && getsockopt(peer->sock, SOL_SOCKET, SO_ZEROCOPY, &on, &n) == 0 && on;
}

static void answer(struct gg_call *c, struct gg_peer *peer)
{
	if (c->shape->what == SEND_TO)
		send_to(c, peer);
	else if (c->shape->what == SEND_MSG)
		send_header(c, peer);
	else
		send_many(c, peer);
}

/** gg_act_send() - answer a call that may carry an address */
void gg_act_send(struct gg_call *c)
{
	gg_peer_auto struct gg_peer peer = GG_PEER_NONE;
	int ret;

	if (gg_refused_by_name(c) || fast_open(c))
		return;
	ret = gg_peer_socket(c, GG_OP_SEND, gg_arg_int(c, 0), &peer);
	if (ret == 0)
		ret = gg_target_become(c); /* not before: see gg_act_connect() */
	if (ret == 0 && wants_no_copy(c, &peer))
		ret = -ENOBUFS;
	if (ret < 0)
		gg_reply_error(c, ret);
	else if (ret == 0)
		answer(c, &peer);
	gg_target_back(c);
}
