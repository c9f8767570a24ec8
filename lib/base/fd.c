/*
 * Descriptors.
 *
 * Owns loops around short reads and writes, SCM_RIGHTS and sealed memory files. Relies on libc.
 * Does not run inside a guarded process: the shim has base/sys.h.
 */
#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/scope.h"

/**
 * gg_fd_above() - make sure that a long-lived descriptor is none of the low ones
 * @fd:  taken
 * @min: lowest number that is fine
 *
 * Return: @fd itself or a CLOEXEC copy (then @fd is closed); negative errno (then @fd is closed)
 */
int gg_fd_above(int fd, int min)
{
	int copy;

	if (fd < 0 || fd >= min)
		return fd;
	copy = fcntl(fd, F_DUPFD_CLOEXEC, min);
	if (copy < 0)
		copy = -errno;
	(void)close(fd);
	return copy;
}

/**
 * gg_fd_born() - a long-lived descriptor, as libc made it
 * @fd: taken; -1: errno says why there is none
 *
 * Return: as gg_fd_above() with 3
 */
int gg_fd_born(int fd)
{
	return gg_fd_above(fd < 0 ? -errno : fd, 3);
}

/** gg_fd_read_all() - read up to @n bytes or end of file. Return: bytes read; negative errno */
ssize_t gg_fd_read_all(int fd, void *buf, size_t n)
{
	size_t done = 0;

	while (done < n) {
		ssize_t got = read(fd, (char *)buf + done, n - done);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -errno;
		if (got == 0)
			break;
		done += (size_t)got;
	}
	return (ssize_t)done;
}

/** gg_fd_write_all() - write all of @n bytes. Return: 0; negative errno */
int gg_fd_write_all(int fd, const void *buf, size_t n)
{
	size_t done = 0;

	while (done < n) {
		ssize_t put = write(fd, (const char *)buf + done, n - done);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return -errno;
		done += (size_t)put;
	}
	return 0;
}

/* Descriptors of a user that are sent and not received yet are counted together, over all of its processes, and held
 * against the limit of who sends: what others are busy with is not to keep us from sending one. */
static ssize_t send_beyond(int sock, const struct msghdr *msg)
{
	struct rlimit was, most;
	ssize_t sent;

	if (getrlimit(RLIMIT_NOFILE, &was) < 0)
		return -1;
	most = (struct rlimit){ was.rlim_max, was.rlim_max };
	(void)setrlimit(RLIMIT_NOFILE, &most);
	sent = sendmsg(sock, msg, MSG_NOSIGNAL);
	(void)setrlimit(RLIMIT_NOFILE, &was);
	return sent;
}

/**
 * gg_fd_send() - send bytes and one descriptor as one message
 * @sock: SOCK_SEQPACKET or SOCK_STREAM
 * @fd:   borrowed; -1: bytes alone
 *
 * Return: 0; negative errno (-EPIPE when nobody listens, without a signal)
 */
int gg_fd_send(int sock, const void *buf, size_t n, int fd)
{
	union {
		struct cmsghdr head;
		char space[CMSG_SPACE(sizeof(int))];
	} control;
	struct iovec iov = { (void *)(uintptr_t)buf, n };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	ssize_t sent;

	if (fd >= 0) {
		memset(&control, 0, sizeof(control));
		msg.msg_control = control.space;
		msg.msg_controllen = sizeof(control.space);
		control.head.cmsg_level = SOL_SOCKET;
		control.head.cmsg_type = SCM_RIGHTS;
		control.head.cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(&control.head), &fd, sizeof(fd));
	}
	do
		sent = sendmsg(sock, &msg, MSG_NOSIGNAL);
	while (sent < 0 && errno == EINTR);
	if (sent < 0 && errno == ETOOMANYREFS)
		sent = send_beyond(sock, &msg);
	if (sent < 0)
		return -errno;
	return (size_t)sent == n ? 0 : -EMSGSIZE;
}

/* Take the one descriptor out of @msg; close what should not be there. */
static int take_fd(struct msghdr *msg)
{
	struct cmsghdr *c;
	int fd = -1;

	for (c = CMSG_FIRSTHDR(msg); c; c = CMSG_NXTHDR(msg, c)) {
		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
			continue;
		if (fd >= 0)
			(void)close(fd);
		memcpy(&fd, CMSG_DATA(c), sizeof(fd));
	}
	return fd;
}

/**
 * gg_fd_recv() - receive one message and perhaps one descriptor
 * @ret_fd: the descriptor, CLOEXEC, caller closes; -1 when none came
 *
 * Return: bytes; 0 at end of file; negative errno
 */
ssize_t gg_fd_recv(int sock, void *buf, size_t n, int *ret_fd)
{
	union {
		struct cmsghdr head;
		char space[CMSG_SPACE(sizeof(int))];
	} control;
	struct iovec iov = { buf, n };
	struct msghdr msg = { .msg_iov = &iov,
			      .msg_iovlen = 1,
			      .msg_control = control.space,
			      .msg_controllen = sizeof(control.space) };
	ssize_t got;

	memset(&control, 0, sizeof(control));
	do
		got = recvmsg(sock, &msg, MSG_CMSG_CLOEXEC);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		return -errno;
	*ret_fd = take_fd(&msg);
	return got;
}

/**
 * gg_fd_sealed() - a memory file of these bytes that nobody can change any more
 * @name: shown in /proc
 *
 * Return: descriptor at the start of the bytes, CLOEXEC, caller closes; negative errno
 */
int gg_fd_sealed(const char *name, const void *buf, size_t n)
{
	gg_close int fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
	struct rlimit most;
	int ret;

	if (fd < 0)
		return -errno;
	/* A memory file is limited as any other, and to go beyond is a signal that kills. */
	if (getrlimit(RLIMIT_FSIZE, &most) == 0 && most.rlim_cur < n)
		return -EFBIG;
	ret = gg_fd_write_all(fd, buf, n);
	if (ret < 0)
		return ret;
	if (fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL) < 0)
		return -errno;
	if (lseek(fd, 0, SEEK_SET) < 0)
		return -errno;
	return GG_TAKE_FD(fd);
}

/**
 * gg_fd_slurp() - read a whole file
 * @max:     bytes accepted
 * @ret_buf: malloc'ed, a NUL follows the last byte, caller frees
 * @ret_n:   bytes without that NUL
 *
 * Return: 0; -EFBIG above @max; negative errno
 */
int gg_fd_slurp(int fd, size_t max, char **ret_buf, size_t *ret_n)
{
	gg_free char *buf = NULL;
	size_t used = 0;
	size_t cap = 0;

	for (;;) {
		ssize_t got;

		if (cap - used < 2) {
			size_t bigger = cap ? cap * 2 : 4096;
			char *grown = realloc(buf, bigger);

			if (!grown)
				return -ENOMEM;
			buf = grown;
			cap = bigger;
		}
		got = gg_fd_read_all(fd, buf + used, cap - used - 1);
		if (got < 0)
			return (int)got;
		if (got == 0)
			break;
		used += (size_t)got;
		if (used > max)
			return -EFBIG;
	}
	buf[used] = '\0';
	*ret_buf = GG_TAKE(buf);
	*ret_n = used;
	return 0;
}
