/*
 * Transport over a unix socket.
 *
 * Owns the choice among the three types: what the reader made is found by connecting. Relies on
 * the sink for order and for trying again. Does not block and raises no SIGPIPE.
 */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "base/common.h"
#include "base/fd.h"
#include "base/scope.h"
#include "event/sink_parts.h"

static const int socket_types[] = { SOCK_SEQPACKET, SOCK_DGRAM, SOCK_STREAM };

static int connect_as(const char *where, int type, int *ret_fd)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	gg_close int fd = -1;
	size_t n = strlen(where);

	if (n >= sizeof(addr.sun_path))
		return -ENAMETOOLONG;
	memcpy(addr.sun_path, where, n + 1);
	fd = gg_fd_born(socket(AF_UNIX, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
	if (fd < 0)
		return fd;
	if (connect(fd, (const struct sockaddr *)&addr, sizeof(addr)) < 0)
		return -errno;
	*ret_fd = GG_TAKE_FD(fd);
	return 0;
}

/* Find the type that the reader made; EPROTOTYPE says "another". */
static int socket_reopen(struct gg_sink *s)
{
	int r = -EPROTOTYPE;

	for (size_t i = 0; i < GG_ARRAY_SIZE(socket_types) && r == -EPROTOTYPE; i++) {
		r = connect_as(s->where, socket_types[i], &s->fd);
		s->sock_type = socket_types[i];
	}
	return r;
}

/* A line is one packet; on a stream the kernel may take a part of it, the rest goes later. */
static ssize_t socket_write(struct gg_sink *s, const char *bytes, size_t n, bool fresh)
{
	ssize_t r = send(s->fd, bytes, n, MSG_DONTWAIT | MSG_NOSIGNAL);

	(void)fresh;
	return r < 0 ? -errno : r;
}

const struct gg_sink_ops gg_sink_socket_ops = { socket_write, socket_reopen };
