/*
 * The socket of `goguard logs`.
 *
 * Owns its making and its removal. Relies on the path being in a directory that we may write
 * to. Does not remove what it did not make, save a socket that nobody listens on.
 */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/scope.h"
#include "tool/logs_socket.h"

#define BACKLOG 128

#define FAIL(err, code, path, why) gg_err_set(err, code, "cannot listen on '%s': %s", path, why)

/* Somebody listens there, if connecting gets further than "refused". */
static bool is_alive(const struct sockaddr_un *addr)
{
	gg_close int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	return fd < 0 || connect(fd, (const struct sockaddr *)addr, sizeof(*addr)) == 0 ||
	       errno != ECONNREFUSED;
}

static int clear_path(const struct sockaddr_un *addr, struct gg_err *err)
{
	const char *path = addr->sun_path;
	struct stat st;

	if (lstat(path, &st) < 0)
		return errno == ENOENT ? 0 : FAIL(err, -errno, path, gg_err_reason(-errno));
	if (!S_ISSOCK(st.st_mode))
		return FAIL(err, -EEXIST, path, "something that is no socket is there");
	if (is_alive(addr))
		return FAIL(err, -EADDRINUSE, path, "another reader listens there");
	if (unlink(path) < 0)
		return FAIL(err, -errno, path, "the old socket there cannot be removed");
	return 0;
}

static int bind_private(int fd, const struct sockaddr_un *addr)
{
	mode_t before = umask(0177); /* 0600 from birth */
	int r = bind(fd, (const struct sockaddr *)addr, sizeof(*addr)) < 0 ? -errno : 0;

	(void)umask(before);
	return r;
}

static int no_bind(int code, const char *path, struct gg_err *err)
{
	return gg_err_set(err, code,
			  "cannot listen on '%s': %s (make its folder, or name another socket)",
			  path, gg_err_reason(code));
}

/* gg_logs_bind() - make the socket; see tool/logs.h */
int gg_logs_bind(const char *path, int type, struct gg_logs_socket *ret_sock, struct gg_err *err)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	gg_close int fd = -1;
	size_t n = strlen(path);
	struct stat st;
	int r;

	if (n >= sizeof(addr.sun_path))
		return FAIL(err, -ENAMETOOLONG, path, "a socket path has at most 107 bytes");
	memcpy(addr.sun_path, path, n + 1);
	r = clear_path(&addr, err);
	if (r < 0)
		return r;
	fd = socket(AF_UNIX, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return FAIL(err, -errno, path, gg_err_reason(-errno));
	r = bind_private(fd, &addr);
	if (r < 0)
		return no_bind(r, path, err);
	if ((type != SOCK_DGRAM && listen(fd, BACKLOG) < 0) || lstat(path, &st) < 0) {
		r = -errno;
		(void)unlink(path);
		return no_bind(r, path, err);
	}
	*ret_sock = (struct gg_logs_socket){
		.fd = GG_TAKE_FD(fd), .type = type, .path = path, .dev = st.st_dev, .ino = st.st_ino
	};
	return 0;
}

/* gg_logs_unbind() - close and remove the socket; see tool/logs.h */
void gg_logs_unbind(struct gg_logs_socket *sock)
{
	struct stat st;

	if (sock->fd < 0)
		return;
	if (lstat(sock->path, &st) == 0 && st.st_dev == sock->dev && st.st_ino == sock->ino)
		(void)unlink(sock->path);
	(void)close(sock->fd);
	sock->fd = -1;
}
