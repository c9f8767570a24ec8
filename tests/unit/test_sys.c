/* base/sys: a process that shares memory runs what it is told, on the stack it is given; what is to be closed is, also
 * where close_range(2) and /proc are refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/sys.h"

static char stack[65536] __attribute__((aligned(16)));

struct note {
	int seen;
	uintptr_t at; /* a place on the stack of whoever writes this */
	int fd;
	uint64_t blocked;
};

static void write_down(void *arg)
{
	struct note *note = arg;
	char here[16] __attribute__((aligned(16)));

	note->at = (uintptr_t)here;
	note->seen++;
	gg_sys(SYS_rt_sigprocmask, SIG_BLOCK, NULL, &note->blocked, sizeof(note->blocked));
	if (note->fd >= 0)
		(void)gg_sys_close(note->fd);
	gg_sys_exit(7);
}

/* Return: exit status of a process that did @run */
static int clone_and_wait(unsigned long flags, struct note *note)
{
	long pid = gg_sys_clone_vm(flags, stack + sizeof(stack), write_down, note);
	int status = -1;

	assert_true(pid > 0);
	assert_int_equal(gg_sys(SYS_wait4, pid, &status, __WALL, NULL), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void memory_is_shared_and_the_stack_is_the_one_given(void **state)
{
	struct note note = { .fd = -1 };

	(void)state;
	for (int i = 1; i <= 100; i++) {
		assert_int_equal(clone_and_wait(0, &note), 7);
		assert_int_equal(note.seen, i);
		assert_in_range(note.at, (uintptr_t)stack, (uintptr_t)stack + sizeof(stack));
		assert_int_equal(note.at % 16, 0);
	}
}

/* All that can be blocked, and here again those that were before */
static void no_signal_comes_to_it(void **state)
{
	const uint64_t never = 1ull << (SIGKILL - 1) | 1ull << (SIGSTOP - 1);
	struct note note = { .fd = -1 };
	sigset_t before, after;

	(void)state;
	assert_int_equal(sigprocmask(SIG_BLOCK, NULL, &before), 0);
	assert_int_equal(clone_and_wait(0, &note), 7);
	assert_int_equal(note.blocked, ~never);
	assert_int_equal(sigprocmask(SIG_BLOCK, NULL, &after), 0);
	for (int i = 1; i < NSIG; i++)
		assert_int_equal(sigismember(&before, i), sigismember(&after, i));
}

static void descriptors_are_shared_when_asked_for(void **state)
{
	struct note note = { .fd = open("/", O_PATH | O_CLOEXEC) };

	(void)state;
	assert_true(note.fd >= 0);
	assert_int_equal(clone_and_wait(0, &note), 7);
	assert_true(fcntl(note.fd, F_GETFD) >= 0);
	assert_int_equal(clone_and_wait(CLONE_FILES, &note), 7);
	assert_int_equal(fcntl(note.fd, F_GETFD), -1);
	assert_int_equal(errno, EBADF);
}

static void what_the_kernel_refuses_is_said(void **state)
{
	struct note note = { .fd = -1 };

	(void)state;
	/* a thread without the signal handlers of its process */
	assert_int_equal(gg_sys_clone_vm(CLONE_THREAD, stack + sizeof(stack), write_down, &note), -EINVAL);
	assert_int_equal(note.seen, 0);
}

static int refuse(unsigned nr)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, nr, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog prog = { sizeof(code) / sizeof(code[0]), code };

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prog, 0, 0);
}

/* In a process of its own. Return: what it ends with, 0: these are closed, and no others */
static int closes(const unsigned *refused, size_t n)
{
	struct rlimit files;
	int low, high;

	if (getrlimit(RLIMIT_NOFILE, &files))
		return 1;
	if (files.rlim_max <= 100000) /* whoever may raise it shows more */
		(void)setrlimit(RLIMIT_NOFILE, &(struct rlimit){ 100001, 100001 });
	if (getrlimit(RLIMIT_NOFILE, &files))
		return 2;
	files.rlim_cur = files.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &files))
		return 3;
	high = files.rlim_max > 100000 ? 100000 : (int)files.rlim_max - 1;
	low = fcntl(0, F_DUPFD, 10);
	if (low < 0 || dup2(0, low + 1) < 0 || dup2(0, low + 2) < 0 || dup2(0, high) < 0)
		return 4;
	files.rlim_cur = files.rlim_max = 64; /* what is open stays open */
	if (setrlimit(RLIMIT_NOFILE, &files))
		return 5;
	for (size_t i = 0; i < n; i++)
		if (refuse(refused[i]))
			return 6;
	gg_sys_close_between((unsigned)low, (unsigned)low + 1);
	if (fcntl(low, F_GETFD) >= 0 || fcntl(low + 1, F_GETFD) >= 0)
		return 7;
	if (fcntl(low + 2, F_GETFD) < 0 || fcntl(high, F_GETFD) < 0)
		return 8;
	gg_sys_close_between((unsigned)low + 3, ~0u);
	if (fcntl(low + 2, F_GETFD) < 0)
		return 9;
	return fcntl(high, F_GETFD) < 0 ? 0 : 10;
}

static void what_is_to_be_closed_is(void **state)
{
	static const unsigned refused[] = { SYS_close_range, SYS_getdents64, SYS_openat };

	(void)state;
	for (size_t n = 0; n <= sizeof(refused) / sizeof(refused[0]); n++) {
		int status = -1;
		pid_t pid = fork();

		if (pid == 0)
			_exit(closes(refused, n));
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_is_shared_and_the_stack_is_the_one_given),
		cmocka_unit_test(no_signal_comes_to_it),
		cmocka_unit_test(descriptors_are_shared_when_asked_for),
		cmocka_unit_test(what_the_kernel_refuses_is_said),
		cmocka_unit_test(what_is_to_be_closed_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
