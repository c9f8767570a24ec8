/*
 * Wrapper of getaddrinfo.
 *
 * Owns it, for the sake of names: the connect that follows knows only an address. Relies on
 * wrap/names.h. Does not decide: the resolver's own connects and sends are decided about.
 */
#include <netdb.h>
#include <sys/socket.h>

#include "base/addr.h"
#include "base/common.h"
#include "wrap/context.h"
#include "wrap/names.h"
#include "wrap/next.h"
#include "wrap/weak.h"

static void remember(const char *host, const struct addrinfo *list)
{
	struct gg_addr addr;

	for (; list; list = list->ai_next)
		if (list->ai_addr &&
		    gg_addr_from_sockaddr(list->ai_addr, list->ai_addrlen, SOCK_STREAM, &addr) == 0)
			gg_names_put(addr.ip, host);
}

/** getaddrinfo() - see getaddrinfo(3) */
GG_EXPORT int getaddrinfo(const char *restrict host, const char *restrict service,
			  const struct addrinfo *restrict hints, struct addrinfo **restrict list)
{
	__typeof__(&getaddrinfo) next = GG_NEXT(getaddrinfo);
	int ret;

	if (!next) {
		gg_weak_fail(ENOSYS);
		return EAI_SYSTEM;
	}
	ret = next(host, service, hints, list);
	if (ret == 0 && host && gg_context_plan())
		remember(host, *list);
	return ret;
}
