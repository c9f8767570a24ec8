/*
 * Random calls of the kinds that the supervisor looks into, with wild pointers, descriptors, flags.
 *
 * Owns a generator with a seed, so that a round can be had again. Ends with 0 when all rounds were
 * answered and the supervisor still answers as it should: the allowed file opens, the forbidden one
 * does not. Holds no descriptor but its own: calls like fchmod would change what it was handed,
 * "/dev/null" say, for the whole machine. To be run guarded only, never as it is. Relies on probe.h.
 */
#include "../live/probe.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>

static const long calls[] = {
	SYS_openat, SYS_openat2, SYS_mkdirat, SYS_mknodat, SYS_symlinkat, SYS_unlinkat, SYS_renameat2,
	SYS_linkat, SYS_fchmodat, SYS_fchmod, SYS_fchownat, SYS_utimensat, SYS_truncate, SYS_setxattr,
	SYS_lsetxattr, SYS_fsetxattr, SYS_removexattr, SYS_connect, SYS_bind, SYS_listen, SYS_sendto,
	SYS_sendmsg, SYS_sendmmsg, SYS_socket, SYS_execveat, SYS_setpriority, SYS_seccomp, SYS_ioprio_set,
	SYS_sched_setaffinity,
#if defined(SYS_open) /* where there was Linux before the calls relative to a folder */
	SYS_open, SYS_creat, SYS_rmdir, SYS_futimesat, SYS_utimes,
#endif
};

static unsigned long state;

static unsigned long next(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

static char *page; /* readable, with nothing behind it */

static unsigned long value(void)
{
	static const unsigned long odd[] = { 0, 1, 2, ~0ul, 0x80000000, 0xffffffff, 0x100000000, 4095, 4096,
					     0xffffff9c, 0x67670001, 0x67670002, 0x7fffffffffffffff, 24, 56 };

	switch (next() % 6) {
	case 0:
		return odd[next() % (sizeof(odd) / sizeof(odd[0]))];
	case 1:
		return (unsigned long)page + 4096 - next() % 200; /* runs over the end */
	case 2:
		return (unsigned long)page + next() % 4096;
	case 3:
		return next() % 16;
	case 4:
		return next();
	default:
		return 1ul << next() % 64;
	}
}

/* Words that look like structs: small numbers, pointers into the page, text */
static void fill(void)
{
	unsigned long *word = (unsigned long *)(void *)page;
	size_t i;

	for (i = 0; i < 512; i++)
		word[i] = value();
	memcpy(page + next() % 4000, "/proc/self/fd/1", 16);
	memcpy(page + next() % 4000, "../../../tmp/x\0\x01\0", 17);
}

static int act_run(char **w) /* SEED ROUNDS ALLOWED FORBIDDEN */
{
	unsigned long rounds = num(w[1]);
	int ends[2];
	int fd;

	if (prctl(PR_GET_SECCOMP) != 2)
		return USAGE; /* not guarded */
	state = num(w[0]) * 2654435761u + 1;
	page = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (page == MAP_FAILED || munmap(page + 4096, 4096) < 0)
		return errno;
	/* Low descriptors are what wild numbers hit most: none of them is the machine's. */
	fd = open(w[2], O_RDWR);
	if (fd < 0 || dup2(fd, 0) < 0)
		return errno;
	for (fd = 0; fd < 1024; fd++)
		close(fd);
	if (pipe(ends) < 0 || dup2(ends[1], 2) < 0)
		return USAGE;
	(void)socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	(void)socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	(void)socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	while (rounds--) {
		long nr = calls[next() % (sizeof(calls) / sizeof(calls[0]))];

		fill();
		(void)syscall(nr, value(), value(), value(), value(), value(), value());
	}
	fd = open(w[2], O_RDONLY);
	if (fd < 0)
		return errno;
	return open(w[3], O_RDONLY) < 0 && errno == EACCES ? 0 : EIO;
}

static const struct act acts[] = {
	{ "run", 4, act_run },
	{ NULL, 0, NULL },
};
