/*
 * socket, where the supervisor makes them.
 *
 * Owns making a socket for the caller and keeping a duplicate. Relies on the arguments being
 * registers and on plan/checks.c for which are fine. See broker.h for when and why.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>

#include "plan/watch.h"
#include "supervise/act.h"
#include "supervise/acts.h"
#include "supervise/address.h"
#include "supervise/broker.h"

/** gg_act_socket() - answer socket */
void gg_act_socket(struct gg_call *c)
{
	gg_close int fd = -1;
	int ret;

	if (!c->super->broker || gg_check_args("socket", c->args) != GG_CHECK_SOCKET) {
		gg_act_denied(c);
		return;
	}
	if (gg_withheld(c))
		return;
	if (!c->super->injects) {
		(void)gg_peer_unseen(c, GG_OP_SYSCALL,
				     "no socket can be given to the function: ADDFD and pidfd_getfd are refused");
		return;
	}
	ret = gg_target_become(c);
	if (ret == 0) {
		fd = socket(gg_arg_int(c, 0), gg_arg_int(c, 1) | SOCK_CLOEXEC, gg_arg_int(c, 2));
		ret = fd < 0 ? -errno : 0;
		gg_target_back(c);
	}
	if (ret < 0) {
		gg_reply_error(c, ret);
		return;
	}
	ret = gg_broker_keep(c->super->broker, fd);
	if (ret < 0)
		gg_reply_error(c, ret);
	else
		gg_inject(c, fd, gg_arg_int(c, 1) & SOCK_CLOEXEC ? O_CLOEXEC : 0);
}
