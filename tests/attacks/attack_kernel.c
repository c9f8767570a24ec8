/*
 * Attacks by the system call itself: other doors into the kernel, calls nobody should have.
 *
 * Owns "reach": a call that comes as far as the kernel's own checks, with arguments that change
 * nothing; it ends with 0 for whatever the kernel answers but EPERM, EACCES and ENOSYS. Relies on
 * probe.h, and on amd64 for the numbers and the other doors.
 */
#include "../live/probe.h"

#include <fcntl.h>
#include <linux/io_uring.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>

static long value(const char *s)
{
	return !s ? 0 : s[0] == '-' ? strtol(s, NULL, 0) : (long)strtoul(s, NULL, 0);
}

static int act_reach(char **w) /* NUMBER [ARG...] */
{
	long a[6] = { 0 };
	long ret;
	int i;

	for (i = 0; i < 6 && w[1 + i]; i++)
		a[i] = value(w[1 + i]);
	ret = syscall(value(w[0]), a[0], a[1], a[2], a[3], a[4], a[5]);
	return ret >= 0 || (errno != EPERM && errno != ENOSYS && errno != EACCES) ? 0 : errno;
}

/* The 32-bit door. Its pointers have 32 bits: what they point to stands below 2 GiB. */
static long int80(long nr, long a, long b, long c)
{
	long ret = -ENOSYS;

#if defined(__x86_64__)
	__asm__ volatile("int $0x80" : "=a"(ret) : "a"(nr), "b"(a), "c"(b), "d"(c)
			 : "memory", "r8", "r9", "r10", "r11");
#else
	(void)nr, (void)a, (void)b, (void)c;
#endif
	return (int)ret;
}

static char *low(const char *text)
{
	char *at = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | 0x40 /* 32BIT */, -1, 0);

	if (at == MAP_FAILED)
		exit(USAGE);
	(void)snprintf(at, 4096, "%s", text);
	return at;
}

static int act_int80_open(char **w) /* PATH: reads it by the calls of another architecture */
{
	char *at = low(w[0]);
	long fd = int80(5, (long)at, O_RDONLY, 0);

	if (fd < 0)
		return (int)-fd;
	return int80(3, fd, (long)at, 1) == 1 ? 0 : EIO;
}

static int act_int80_socket(char **w) /* DOMAIN TYPE PROTOCOL */
{
	long fd = int80(359, value(w[0]), value(w[1]), value(w[2]));

	return fd < 0 ? (int)-fd : 0;
}

static void *doomed(void *arg)
{
	(void)syscall(value(arg), 0, 0, 0);
	return arg;
}

static void *doomed32(void *arg)
{
	(void)int80(20, 0, 0, 0);
	return arg;
}

/* A thread does what ends it: do the others live on? */
static int act_survive(char **w) /* NUMBER|int80 */
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, strcmp(w[0], "int80") ? doomed : doomed32, w[0]))
		return USAGE;
	(void)pthread_join(thread, NULL);
	return 0;
}

/* io_uring opens the file on our behalf */
static int ring_open(const char *path)
{
	struct io_uring_params p = { 0 };
	int ring = (int)syscall(SYS_io_uring_setup, 4u, &p);
	struct io_uring_sqe *sqe;
	char *sq, *cq;

	if (ring < 0)
		return -errno;
	sq = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQ_RING);
	cq = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_CQ_RING);
	sqe = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQES);
	if (sq == MAP_FAILED || cq == MAP_FAILED || sqe == MAP_FAILED)
		return -USAGE;
	memset(sqe, 0, sizeof(*sqe));
	sqe->opcode = IORING_OP_OPENAT;
	sqe->fd = AT_FDCWD;
	sqe->addr = (unsigned long)path;
	((unsigned *)(void *)(sq + p.sq_off.array))[0] = 0;
	*(volatile unsigned *)(void *)(sq + p.sq_off.tail) = 1;
	if (syscall(SYS_io_uring_enter, ring, 1u, 1u, IORING_ENTER_GETEVENTS, NULL, 0ul) < 0)
		return -errno;
	return ((struct io_uring_cqe *)(void *)(cq + p.cq_off.cqes))[0].res;
}

static int act_ring_open(char **w) /* PATH */
{
	char c;
	int fd = ring_open(w[0]);

	return fd < 0 ? -fd : of(read(fd, &c, 1));
}

/* A thread with a table of descriptors or a folder of its own: /proc/PID would tell of another */
static int idle(void *unused)
{
	(void)unused;
	return 0;
}

static int act_split(char **w) /* FLAGS of clone: a thread without CLONE_FILES or CLONE_FS */
{
	static char stack[65536] __attribute__((aligned(64)));
	long flags = value(w[0]);

	return of(clone(idle, stack + sizeof(stack), (int)flags, NULL));
}

/* Every operation of prctl, arguments that change nothing: which ones reach the kernel? */
static int act_prctls(char **w) /* FIRST LAST [BUT...]: 0 when one of them does */
{
	long op, last = value(w[1]);
	int reached = 0;

	for (op = value(w[0]); op <= last; op++) {
		char **but = w + 2;

		while (*but && value(*but) != op)
			but++;
		if (*but)
			continue;
		if (prctl((int)op, -1ul, -1ul, -1ul, -1ul) >= 0 || errno != EPERM)
			reached++;
	}
	return reached ? 0 : EPERM;
}

/* All numbers of a range: 0 when one of them reaches the kernel */
static int act_numbers(char **w) /* FIRST LAST */
{
	long nr, last = value(w[1]);

	for (nr = value(w[0]); nr <= last; nr++)
		if (syscall(nr, -1l, -1l, -1l, -1l, -1l, -1l) >= 0 || errno != ENOSYS)
			return 0;
	return ENOSYS;
}

static int act_flood(char **w) /* CALLS FORBIDDEN: after many denials, is it still denied? */
{
	unsigned long n = num(w[0]);
	int fd;

	while (n--)
		(void)syscall(SYS_getpriority, 99, 0);
	fd = open(w[1], O_RDONLY);
	return fd < 0 ? errno : 0;
}

static int act_limits_of(char **w) /* PID, all 64 bits: set its limit of open files to what it is */
{
	struct rlimit lim;

	if (syscall(SYS_prlimit64, value(w[0]), RLIMIT_NOFILE, NULL, &lim) < 0)
		return errno;
	return of(syscall(SYS_prlimit64, value(w[0]), RLIMIT_NOFILE, &lim, NULL));
}

static int act_exists(char **w) /* PATH */
{
	return of(access(w[0], F_OK));
}

static int act_enters(char **w) /* DIR */
{
	return of(chdir(w[0]));
}

/* clang-format off */
static const struct act acts[] = {
	{ "reach", 1, act_reach }, { "int80-open", 1, act_int80_open }, { "int80-socket", 3, act_int80_socket },
	{ "survive", 1, act_survive }, { "ring-open", 1, act_ring_open }, { "split", 1, act_split },
	{ "prctls", 2, act_prctls }, { "numbers", 2, act_numbers }, { "flood", 2, act_flood },
	{ "limits-of", 1, act_limits_of }, { "exists", 1, act_exists }, { "enters", 1, act_enters },
	{ NULL, 0, NULL },
};
/* clang-format on */
