/*
 * Transports to files, pipes, terminals and standard output.
 *
 * Owns how lines stay whole: a regular file gets one write(2) a line, and after a torn line a
 * newline comes first. Relies on the sink for order and for trying again. Does not rotate, and
 * does not promise whole lines in a pipe that somebody else writes to as well.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "base/common.h"
#include "base/fd.h"
#include "base/kernel.h"
#include "base/scope.h"
#include "base/sys.h"
#include "base/text.h"
#include "event/sink_parts.h"

#define OUR_STDOUT "/proc/self/fd/1"

static bool is_stdout(const struct gg_sink *s)
{
	return strcmp(s->where, "-") == 0;
}

/* A writer that died in the middle of a line left no newline at the end. */
static bool ends_torn(const char *path)
{
	gg_close int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	char last = '\n';

	if (fd >= 0 && lseek(fd, -1, SEEK_END) >= 0)
		(void)!read(fd, &last, 1);
	return last != '\n';
}

/* From the first time on it is the very path of what was opened: the function may write to the folder of the log, and
 * a link that it puts there would have us write elsewhere. */
static int keep_real(struct gg_sink *s, int fd)
{
	char link[40], real[PATH_MAX];
	struct stat is, was;
	struct gg_text text;
	ssize_t n;

	gg_text_init(&text, link, sizeof(link));
	gg_text_fmt(&text, "/proc/self/fd/%d", fd);
	n = readlink(link, real, sizeof(real) - 1);
	if (n <= 0 || real[0] != '/')
		return n < 0 && errno != ENOENT ? -errno : 0;
	real[n] = '\0';
	if (fstat(fd, &was) < 0 || stat(real, &is) < 0)
		return errno == ENOENT || errno == ENOTDIR || errno == EACCES ? 0 : -errno;
	if (is.st_ino != was.st_ino || is.st_dev != was.st_dev)
		return 0;
	memcpy(s->where, real, (size_t)n + 1);
	s->real = true;
	return 0;
}

/* Nothing is waited for: no reader of a FIFO, no holder of a lease */
static int open_where(struct gg_sink *s, int flags)
{
	unsigned mode = flags & O_CREAT ? 0600 : 0;
	gg_close int first = -1;
	int fd, ret;

	flags |= O_WRONLY | O_APPEND | O_NONBLOCK | O_CLOEXEC | O_NOCTTY;
	if (!s->real) {
		first = gg_fd_born(open(s->where, flags, mode));
		ret = first < 0 ? first : keep_real(s, first);
		return ret < 0 ? ret : GG_TAKE_FD(first);
	}
	fd = (int)gg_sys_openat2(AT_FDCWD, s->where, (uint64_t)flags, mode, GG_RESOLVE_NO_SYMLINKS);
	if (fd == -ENOSYS || fd == -EPERM) /* before Linux 5.6, or refused */
		fd = (int)gg_sys_openat(AT_FDCWD, s->where, flags | O_NOFOLLOW, mode);
	return gg_fd_above(fd, 3);
}

static int file_reopen(struct gg_sink *s)
{
	int fd;

	if (is_stdout(s))
		fd = gg_fd_born(fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3));
	else
		fd = open_where(s, O_CREAT);
	if (fd < 0)
		return fd;
	s->fd = fd;
	s->torn = ends_torn(is_stdout(s) ? OUR_STDOUT : s->where);
	return 0;
}

/* One write a line. A part of a line that got through is a loss: what follows starts afresh. */
static ssize_t file_write(struct gg_sink *s, const char *bytes, size_t n, bool fresh)
{
	char newline[] = "\n";
	struct iovec iov[2] = { { newline, s->torn }, { (char *)(uintptr_t)bytes, n } };
	ssize_t r = writev(s->fd, iov, 2), whole = (ssize_t)(n + s->torn);

	(void)fresh;
	if (r < 0)
		return -errno;
	if (r == whole) {
		s->torn = false;
		return (ssize_t)n;
	}
	s->torn = r > (ssize_t)s->torn || (s->torn && r == 0);
	return -ENOSPC;
}

const struct gg_sink_ops gg_sink_file_ops = { file_write, file_reopen };

/* Standard output is shared: O_NONBLOCK on it would change it for everybody who has it. A
 * descriptor of our own is had by opening it again; where that is refused (a socket, a pipe of
 * somebody else) each write asks poll() first. */
static int stdout_open(bool *ret_poll_first)
{
	int fd = gg_fd_born(open(OUR_STDOUT, O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY));

	*ret_poll_first = fd < 0;
	return fd >= 0 ? fd : gg_fd_born(fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3));
}

static int pipe_reopen(struct gg_sink *s)
{
	int fd;

	if (is_stdout(s))
		fd = stdout_open(&s->poll_first);
	else
		fd = open_where(s, 0);
	if (fd < 0)
		return fd;
	s->fd = fd;
	return 0;
}

/* write(2) without SIGPIPE: blocked meanwhile, and taken back if it was us who raised it */
static ssize_t write_quietly(int fd, const char *bytes, size_t n)
{
	const struct timespec now = { 0 };
	sigset_t pipe_only, before, pending;
	bool was_pending;
	ssize_t r;

	(void)sigemptyset(&pipe_only);
	(void)sigaddset(&pipe_only, SIGPIPE);
	(void)sigpending(&pending);
	was_pending = sigismember(&pending, SIGPIPE) == 1;
	(void)pthread_sigmask(SIG_BLOCK, &pipe_only, &before);
	r = write(fd, bytes, n);
	if (r < 0)
		r = -errno;
	if (r == -EPIPE && !was_pending)
		(void)sigtimedwait(&pipe_only, NULL, &now);
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	return r;
}

static ssize_t pipe_write(struct gg_sink *s, const char *bytes, size_t n, bool fresh)
{
	struct pollfd pfd = { .fd = s->fd, .events = POLLOUT };
	ssize_t r;

	(void)fresh;
	if (!s->poll_first)
		return write_quietly(s->fd, bytes, n);
	r = send(s->fd, bytes, n, MSG_DONTWAIT | MSG_NOSIGNAL);
	if (r >= 0 || errno != ENOTSOCK)
		return r < 0 ? -errno : r;
	if (poll(&pfd, 1, 0) != 1 || !(pfd.revents & (POLLOUT | POLLERR | POLLHUP)))
		return -EAGAIN;
	return write_quietly(s->fd, bytes, GG_MIN(n, (size_t)PIPE_BUF)); /* cannot block */
}

const struct gg_sink_ops gg_sink_pipe_ops = { pipe_write, pipe_reopen };
