/*
 * Terminals that are the caller's.
 *
 * Owns the search. Theory of operation: to the kernel "/dev/tty" is the terminal of the session of who opens it. That
 * of the supervisor is the caller's while they share a session; a caller that began one has another terminal, or none.
 * Its number is known, but several terminals may have that: so it is looked for among the first descriptors of the
 * caller, and of who leads its session. Relies on /proc. Does not find one that neither of them holds there.
 */
#include "supervise/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "base/access.h"
#include "base/text.h"
#include "supervise/proc.h"

/** gg_held() - see terminal.h */
bool gg_held(struct gg_call *c, int fd, int object, unsigned access)
{
	unsigned held = GG_ACCESS_READ;
	int flags = fd < 0 ? -1 : gg_target_held(c, fd, object);

	if (flags < 0 || (flags & O_PATH))
		return false;
	if ((flags & O_ACCMODE) == O_WRONLY)
		held = GG_ACCESS_WRITE;
	else if ((flags & O_ACCMODE) == O_RDWR)
		held = GG_ACCESS_READ | GG_ACCESS_WRITE;
	return !(access & ~held);
}

/** gg_terminal() - see terminal.h. Pseudo terminals: 136 to 143, see devices.txt of the kernel */
bool gg_terminal(const struct gg_found *f)
{
	return f->fd >= 0 && S_ISCHR(f->st.st_mode) && major(f->st.st_rdev) >= 136 && major(f->st.st_rdev) <= 143;
}

/* The standard descriptors, and where shells keep these while a command has others */
#define FIRST_FDS 32

static bool is_callers(const struct gg_found *f)
{
	return S_ISCHR(f->st.st_mode) && f->st.st_rdev == makedev(5, 0);
}

/* The session of @tid, and the number of its terminal, 0: it has none. Return: 0; -ESRCH */
static int read_session(pid_t tid, pid_t *ret_leader, dev_t *ret_terminal)
{
	char stat[1024];
	const char *at = gg_proc_read(tid, "stat", stat, sizeof(stat)) < 0 ? NULL : strrchr(stat, ')');
	unsigned number;

	if (!at) /* behind the command's name, which may hold anything */
		return -ESRCH;
	*ret_leader = (pid_t)gg_proc_number(at, ")", 3, 10);
	number = (unsigned)gg_proc_number(at, ")", 4, 10);
	*ret_terminal = makedev((number >> 8) & 0xfff, (number & 0xff) | (number >> 12 & 0xfff00));
	return 0;
}

/* Return: O_PATH of a descriptor of @c's that is @terminal, and open for @access; -1 */
static int find_held(struct gg_call *c, dev_t terminal, unsigned access)
{
	char what[24];
	int fd;

	for (fd = 0; fd < FIRST_FDS; fd++) {
		gg_close int pinned = -1;
		struct gg_text text;
		struct stat st;

		gg_text_init(&text, what, sizeof(what));
		gg_text_fmt(&text, "fd/%d", fd);
		pinned = gg_target_open(c, what);
		if (pinned >= 0 && fstat(pinned, &st) == 0 && S_ISCHR(st.st_mode) && st.st_rdev == terminal &&
		    gg_held(c, fd, pinned, access))
			return GG_TAKE_FD(pinned);
	}
	return -1;
}

/** gg_terminal_find() - see terminal.h */
int gg_terminal_find(struct gg_call *c, struct gg_found *f, unsigned access)
{
	struct gg_call other = { .super = c->super };
	dev_t terminal;
	int fd, ret;

	if (f->fd < 0 || !is_callers(f))
		return 0;
	ret = read_session(c->tid, &other.tid, &terminal);
	if (ret < 0 || !terminal)
		return ret < 0 ? ret : -ENXIO;
	if (other.tid == getsid(0))
		return 0;
	fd = find_held(c, terminal, access);
	if (fd < 0 && other.tid > 0)
		fd = find_held(&other, terminal, access);
	if (fd < 0)
		return -ENXIO;
	(void)close(f->fd);
	f->fd = fd;
	return fstat(fd, &f->st) < 0 ? -errno : 0;
}
