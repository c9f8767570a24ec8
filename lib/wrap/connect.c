/*
 * Wrappers of connect and bind.
 *
 * Owns both. Relies on wrap/ask.h for the decision. Does not resolve host names.
 */
#include <sys/socket.h>

#include "base/common.h"
#include "wrap/ask.h"
#include "wrap/next.h"
#include "wrap/weak.h"

/** connect() - see connect(2) */
GG_EXPORT int connect(int fd, __CONST_SOCKADDR_ARG sa, socklen_t len)
{
	__typeof__(&connect) next = GG_NEXT(connect);
	int err = gg_ask_connect("connect", __builtin_return_address(0), fd, sa.__sockaddr__, len);

	if (err || !next)
		return gg_weak_fail(err ? err : ENOSYS);
	return next(fd, sa, len);
}

/** bind() - see bind(2) */
GG_EXPORT int bind(int fd, __CONST_SOCKADDR_ARG sa, socklen_t len)
{
	__typeof__(&bind) next = GG_NEXT(bind);
	int err = gg_ask_bind("bind", __builtin_return_address(0), fd, sa.__sockaddr__, len);

	if (err || !next)
		return gg_weak_fail(err ? err : ENOSYS);
	return next(fd, sa, len);
}
