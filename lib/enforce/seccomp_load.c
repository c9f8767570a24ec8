/*
 * Loading a finished filter and passing the listener on.
 *
 * Owns the raw seccomp(2) and the handshake. Theory of operation: once the filter is in force,
 * sendmsg(2) is notified, and nobody answers yet. So a helper is cloned first that shares the
 * table of descriptors (CLONE_FILES) and is not filtered. This process installs the filter and
 * stores the number of the listener in a shared page, with no system call in between; the helper
 * sends that descriptor to the supervisor and ends. It shares all memory (CLONE_VM), which saves
 * copying page tables and pages, and writes to its own stack only. Relies on a single thread. Raw
 * calls only.
 */
#include "enforce/seccomp_load.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "base/kernel.h"
#include "base/sys.h"
#include "plan/handoff.h"

/* In a page shared by this process and the helper */
struct shared {
	uint32_t turn; /* 0: wait; TURN_ once the filter is in force or refused */
	int32_t listener;
	int32_t maker; /* this process */
	struct gg_hand_listener head; /* the message; the bitmap follows */
};

#define TURN_SEND 1u
#define TURN_GIVE_UP 2u
#define HELPER_WAIT_MS 30000
#define HELPER_STACK 16384

struct sock_program {
	uint16_t len;
	const struct gg_plan_insn *insns;
};

GG_FOREIGN_STACK static int send_listener(int sock, const struct shared *page, size_t n)
{
	union {
		struct cmsghdr head;
		char space[CMSG_SPACE(sizeof(int))];
	} control = { 0 };
	struct iovec iov = { (void *)(uintptr_t)&page->head, n };
	struct msghdr msg = { .msg_iov = &iov,
			      .msg_iovlen = 1,
			      .msg_control = &control,
			      .msg_controllen = sizeof(control.space) };
	uint64_t limit[2]; /* what is, what may be */
	long sent;

	control.head.cmsg_level = SOL_SOCKET;
	control.head.cmsg_type = SCM_RIGHTS;
	control.head.cmsg_len = CMSG_LEN(sizeof(int));
	*(int *)(void *)CMSG_DATA(&control.head) = page->listener;
	sent = gg_sys(SYS_sendmsg, sock, &msg, MSG_NOSIGNAL);
	if (sent != -ETOOMANYREFS || gg_sys(SYS_prlimit64, 0, RLIMIT_NOFILE, NULL, &limit) < 0)
		return (int)sent;
	limit[0] = limit[1]; /* see gg_fd_send(); the helper's alone, and it has no other use for one */
	(void)gg_sys(SYS_prlimit64, 0, RLIMIT_NOFILE, &limit, NULL);
	return (int)gg_sys(SYS_sendmsg, sock, &msg, MSG_NOSIGNAL);
}

static int not_passed(long code, struct gg_err *err)
{
	return gg_err_set(err, (int)code, "cannot pass the listener to the supervisor: %s", gg_err_reason((int)code));
}

/* Said by the helper, since this process's own sendmsg(2) is notified by now */
GG_FOREIGN_STACK static void say_not_passed(int sock, long code)
{
	struct gg_hand_failed msg = { .version = GG_HAND_VERSION, .kind = GG_HAND_FAILED };
	struct iovec iov = { &msg, sizeof(msg) };
	const struct msghdr head = { .msg_iov = &iov, .msg_iovlen = 1 };

	(void)not_passed(code, &msg.err);
	(void)gg_sys(SYS_sendmsg, sock, &head, MSG_NOSIGNAL);
}

/* The helper's whole life. */
static void help(int sock, struct shared *page, size_t n) __attribute__((noreturn));
GG_FOREIGN_STACK static void help(int sock, struct shared *page, size_t n)
{
	uint32_t turn;
	long sent;

	/* Without its maker it would wait for long, and whoever waits for all that have its descriptors */
	(void)gg_sys(SYS_prctl, PR_SET_PDEATHSIG, SIGKILL);
	if (gg_sys(SYS_getppid) != page->maker)
		gg_sys_exit(1);
	while (!(turn = __atomic_load_n(&page->turn, __ATOMIC_ACQUIRE)))
		if (gg_sys_futex_wait(&page->turn, 0, HELPER_WAIT_MS) == -ETIMEDOUT)
			gg_sys_exit(2);
	if (turn != TURN_SEND)
		gg_sys_exit(1);
	sent = send_listener(sock, page, n);
	if (sent < 0)
		say_not_passed(sock, sent);
	gg_sys_exit(sent == (long)n ? 0 : 1);
}

struct helper {
	int sock;
	struct shared *page;
	size_t n;
};

GG_FOREIGN_STACK static void be_helper(void *arg)
{
	const struct helper *h = arg;

	help(h->sock, h->page, h->n);
}

/* Install with the best flags that this kernel takes. Return: listener, 0 without one, -errno */
static long install(const struct gg_plan *plan, bool notify, uint32_t *wait_killable)
{
	struct sock_program prog = { (uint16_t)plan->count[GG_SECT_BPF], plan->bpf };
	unsigned flags = GG_SECCOMP_SPEC_ALLOW;
	long ret;

	if (notify)
		flags |= GG_SECCOMP_NEW_LISTENER | GG_SECCOMP_WAIT_KILLABLE;
	ret = gg_sys_seccomp(GG_SECCOMP_SET_MODE_FILTER, flags, &prog);
	*wait_killable = notify;
	if (ret == -EINVAL && notify) { /* before Linux 5.19 */
		*wait_killable = 0;
		ret = gg_sys_seccomp(GG_SECCOMP_SET_MODE_FILTER, flags & ~GG_SECCOMP_WAIT_KILLABLE,
				     &prog);
	}
	if (ret == -EINVAL) /* before Linux 4.17: no SPEC_ALLOW */
		ret = gg_sys_seccomp(GG_SECCOMP_SET_MODE_FILTER,
				     flags & ~(GG_SECCOMP_WAIT_KILLABLE | GG_SECCOMP_SPEC_ALLOW), &prog);
	return ret;
}

static int refused(long code, struct gg_err *err)
{
	const char *hint = "";

	if (code == -EBUSY)
		hint = " (a supervisor listens to this process already: the container runtime's, or "
		       "another goguard)";
	else if (code == -EPERM || code == -EACCES || code == -ENOSYS)
		hint = " (an outer sandbox refuses it: see `goguard doctor`)";
	return gg_err_set(err, (int)code, "cannot install the seccomp filter: %s%s",
			  gg_err_reason((int)code), hint);
}

static void release(struct shared *page, uint32_t turn)
{
	__atomic_store_n(&page->turn, turn, __ATOMIC_RELEASE);
	gg_sys_futex_wake(&page->turn, 1);
}

static int wait_for(long helper)
{
	int status = -1;
	long ret;

	do
		ret = gg_sys(SYS_wait4, helper, &status, __WALL, NULL);
	while (ret == -EINTR);
	return ret == helper && WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : -EPROTO;
}

/* Between the filter and the program:
 * #syscalls futex wait4 close munmap */
static int install_and_hand_over(const struct gg_plan *plan, int sock, struct shared *page, size_t n,
				 struct gg_err *err)
{
	static char stack[HELPER_STACK] __attribute__((aligned(16)));
	struct helper h = { sock, page, n };
	long helper, listener;
	int ret;

	page->maker = (int32_t)gg_sys(SYS_getpid);
	helper = gg_sys_clone_vm(CLONE_FILES, stack + sizeof(stack), be_helper, &h);
	if (helper < 0)
		return gg_err_set(err, (int)helper, "cannot start the helper that passes the listener: %s",
				  gg_err_reason((int)helper));
	listener = install(plan, true, &page->head.wait_killable);
	page->listener = (int32_t)listener; /* no system call between these lines */
	release(page, listener < 0 ? TURN_GIVE_UP : TURN_SEND);
	ret = wait_for(helper);
	if (listener < 0)
		return refused(listener, err);
	gg_sys_close((int)listener);
	return ret < 0 ? not_passed(ret, err) : 0;
}

/** gg_seccomp_load() - see seccomp_load.h */
int gg_seccomp_load(const struct gg_plan *plan, int sock, const uint8_t *installed, struct gg_err *err)
{
	size_t bits = plan->count[GG_SECT_LL_PATHS];
	size_t bytes = (bits + 7) / 8;
	size_t size = sizeof(struct shared) + bytes;
	struct shared *page;
	uint32_t unused;
	size_t i;
	long at;
	int ret;

	if (sock < 0) {
		at = install(plan, false, &unused);
		return at < 0 ? refused(at, err) : 0;
	}
	at = gg_sys(SYS_mmap, NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (at < 0 && at > -4096)
		return gg_err_set(err, (int)at, "cannot map a shared page: %s", gg_err_reason((int)at));
	page = (struct shared *)at;
	/* cppcheck-suppress nullPointerRedundantCheck; an error is -errno, never NULL */
	page->head = (struct gg_hand_listener){ .version = GG_HAND_VERSION,
						.kind = GG_HAND_LISTENER,
						.n_installed = (uint32_t)bits };
	for (i = 0; i < bytes; i++)
		((uint8_t *)(page + 1))[i] = installed[i];
	ret = install_and_hand_over(plan, sock, page, sizeof(page->head) + bytes, err);
	gg_sys(SYS_munmap, page, size);
	return ret;
}
