/*
 * The supervisor's side of arming.
 *
 * Owns two messages. Relies on the other end being the same build. Treats anything else as the
 * failure that it is: the function does not start.
 */
#include "supervise/handoff.h"

#include <errno.h>
#include <linux/seccomp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "base/fd.h"
#include "base/scope.h"
#include "base/text.h"
#include "plan/handoff.h"

/** gg_handoff_send() - see handoff.h */
int gg_handoff_send(int sock, int plan_fd, const char *const *entry, struct gg_err *err)
{
	gg_free struct gg_hand_plan *msg = calloc(1, sizeof(*msg));
	struct gg_text text;
	int ret;

	if (!msg)
		return gg_err_set(err, -ENOMEM, "cannot hand over the plan: out of memory");
	msg->version = GG_HAND_VERSION;
	msg->kind = GG_HAND_PLAN;
	gg_text_init(&text, msg->entry, sizeof(msg->entry));
	for (; entry && *entry; entry++) {
		gg_text_add(&text, *entry, strlen(*entry) + 1);
		msg->n_entry++;
	}
	if (text.cut)
		return gg_err_set(err, -ENAMETOOLONG,
				  "cannot hand over the plan: the program's path is too long");
	ret = gg_fd_send(sock, msg, sizeof(*msg), plan_fd);
	if (ret < 0)
		return gg_err_set(err, ret, "cannot hand over the plan: %s", gg_err_reason(ret));
	return 0;
}

static int bad_message(struct gg_err *err)
{
	return gg_err_set(err, -EPROTO,
			  "cannot arm the guard: the process answered in a way this goguard does not "
			  "know (are libgoguard.so and goguard of the same version?)");
}

static int failed(const struct gg_hand_failed *msg, struct gg_err *err)
{
	struct gg_err copy = msg->err;

	copy.text[sizeof(copy.text) - 1] = '\0';
	copy.file[sizeof(copy.file) - 1] = '\0';
	if (err)
		*err = copy;
	return copy.code < 0 ? copy.code : -EPROTO;
}

/* No call has the number 0: a kernel that knows the request says that there is no such one. */
static bool can_inject(int listener)
{
	struct seccomp_notif_addfd add = { .srcfd = (uint32_t)listener };

	return ioctl(listener, SECCOMP_IOCTL_NOTIF_ADDFD, &add) < 0 && errno == ENOENT;
}

/** gg_handoff_go() - see handoff.h */
int gg_handoff_go(int sock)
{
	const char go = GG_HAND_GO;

	return gg_fd_send(sock, &go, sizeof(go), -1);
}

static int take_listener(const struct gg_hand_listener *msg, size_t n, int *fd,
			 const struct gg_plan *plan, struct gg_armed *ret_armed, struct gg_err *err)
{
	size_t bytes = (plan->count[GG_SECT_LL_PATHS] + 7) / 8;
	struct gg_armed armed = { .wait_killable = msg->wait_killable };

	if (*fd < 0 || msg->n_installed != plan->count[GG_SECT_LL_PATHS] || n != sizeof(*msg) + bytes)
		return bad_message(err);
	if (plan->head->flags & GG_PLAN_LANDLOCK) {
		armed.installed = malloc(bytes + 1);
		if (!armed.installed)
			return gg_err_set(err, -ENOMEM, "cannot arm the guard: out of memory");
		memcpy(armed.installed, msg + 1, bytes);
	}
	armed.listener = GG_TAKE_FD(*fd);
	armed.injects = can_inject(armed.listener);
	*ret_armed = armed;
	return 0;
}

/** gg_handoff_ended() - see handoff.h */
int gg_handoff_ended(struct gg_err *err)
{
	return gg_err_set(err, -ESRCH, "cannot arm the guard: the process ended while it was being armed");
}

/** gg_handoff_wait() - see handoff.h */
int gg_handoff_wait(int sock, const struct gg_plan *plan, struct gg_armed *ret_armed, struct gg_err *err)
{
	size_t size = sizeof(struct gg_hand_failed) + plan->count[GG_SECT_LL_PATHS] / 8 + 64;
	gg_free struct gg_hand_listener *msg = malloc(size);
	gg_close int fd = -1;
	ssize_t n;

	if (!msg)
		return gg_err_set(err, -ENOMEM, "cannot arm the guard: out of memory");
	n = gg_fd_recv(sock, msg, size, &fd);
	if (n == -ECONNRESET) /* it ended and left something unread; what it said before that comes now */
		n = gg_fd_recv(sock, msg, size, &fd);
	if (n == 0)
		return gg_handoff_ended(err);
	if (n < 0)
		return gg_err_set(err, (int)n, "cannot arm the guard: %s", gg_err_reason((int)n));
	if ((size_t)n < sizeof(*msg) || msg->version != GG_HAND_VERSION)
		return bad_message(err);
	if (msg->kind == GG_HAND_FAILED && (size_t)n >= sizeof(struct gg_hand_failed))
		return failed((const struct gg_hand_failed *)msg, err);
	if (msg->kind != GG_HAND_LISTENER)
		return bad_message(err);
	return take_listener(msg, (size_t)n, &fd, plan, ret_armed, err);
}
