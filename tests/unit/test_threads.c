/*
 * supervise/threads, supervise/registers: who waits and where, asked again and again. That where is a place in the
 * stack is test_registers.
 */
#include <inttypes.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "supervise/registers.h"

/* A process that has stopped by now: what is said of it does not change */
static pid_t start(void)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
		(void)prctl(PR_SET_NAME, "name");
		for (;;)
			(void)raise(SIGSTOP);
	}
	assert_true(pid > 0);
	assert_int_equal(waitpid(pid, &status, WUNTRACED), pid);
	assert_true(WIFSTOPPED(status));
	return pid;
}

static void end(pid_t pid)
{
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
}

/* What is said of @pid is what its own file says, which ends with both */
static void expect(struct gg_threads *r, pid_t pid)
{
	uint64_t sp = 0, pc = 0;
	char name[32], said[256], wanted[64];
	FILE *f;

	assert_true(gg_registers_read(r, pid, &sp, &pc));
	(void)snprintf(name, sizeof(name), "/proc/%d/syscall", (int)pid);
	(void)snprintf(wanted, sizeof(wanted), " 0x%" PRIx64 " 0x%" PRIx64 "\n", sp, pc);
	f = fopen(name, "re");
	assert_non_null(f);
	assert_non_null(fgets(said, sizeof(said), f));
	(void)fclose(f);
	assert_true(strlen(said) > strlen(wanted));
	assert_string_equal(said + strlen(said) - strlen(wanted), wanted);
}

static void expect_name(struct gg_threads *r, pid_t pid, const char *name)
{
	char buf[32];
	pid_t tgid;

	gg_threads_name(r, pid, buf, sizeof(buf), &tgid);
	assert_string_equal(buf, name);
	assert_int_equal(tgid, name[0] ? pid : 0);
}

static unsigned kept(const struct gg_threads *r)
{
	unsigned n = 0;

	for (unsigned i = 0; i < GG_THREADS; i++)
		for (unsigned f = 0; f < GG_THREAD_FILES; f++)
			n += r->kept[i].fd[f] >= 0;
	return n;
}

static void drop(struct gg_threads *r)
{
	for (unsigned i = 0; i < GG_THREADS; i++)
		for (unsigned f = 0; f < GG_THREAD_FILES; f++)
			if (r->kept[i].fd[f] >= 0)
				(void)close(r->kept[i].fd[f]);
}

static void a_thread_is_asked_again_by_one_descriptor(void **state)
{
	struct gg_threads r;
	pid_t pid = start();

	(void)state;
	gg_threads_init(&r);
	expect(&r, pid);
	expect(&r, pid);
	assert_int_equal(kept(&r), 1);
	end(pid);
	drop(&r);
}

static void who_is_gone_says_nothing(void **state)
{
	struct gg_threads r;
	uint64_t sp = 1, pc = 1;
	pid_t pid = start();

	(void)state;
	gg_threads_init(&r);
	expect(&r, pid);
	end(pid);
	assert_false(gg_registers_read(&r, pid, &sp, &pc));
	assert_int_equal(kept(&r), 0);
}

/* A descriptor of who had the number before, as it is kept when a number is given out anew */
static void a_number_that_was_somebody_elses(void **state)
{
	struct gg_threads r;
	pid_t gone = start(), pid = start();
	unsigned from = (unsigned)gone % GG_THREADS, to = (unsigned)pid % GG_THREADS;

	(void)state;
	gg_threads_init(&r);
	expect(&r, gone);
	expect_name(&r, gone, "name");
	end(gone);
	r.kept[to] = r.kept[from];
	r.kept[to].tid = pid;
	if (from != to)
		for (unsigned f = 0; f < GG_THREAD_FILES; f++)
			r.kept[from].fd[f] = -1;
	expect(&r, pid);
	expect_name(&r, pid, "name");
	end(pid);
	drop(&r);
}

static void two_share_a_slot(void **state)
{
	struct gg_threads r;
	pid_t a = start(), b = start();

	(void)state;
	while ((unsigned)a % GG_THREADS != (unsigned)b % GG_THREADS) {
		end(b);
		b = start();
	}
	gg_threads_init(&r);
	expect(&r, a);
	expect(&r, b);
	expect(&r, a);
	assert_int_equal(kept(&r), 1);
	end(a);
	end(b);
	drop(&r);
}

/* A thread, until it can read from @arg; its number is written first */
static void *thread(void *arg)
{
	int *fds = arg;
	pid_t tid = (pid_t)syscall(SYS_gettid);
	char c;

	(void)prctl(PR_SET_NAME, "other");
	assert_int_equal(write(fds[1], &tid, sizeof(tid)), sizeof(tid));
	assert_int_equal(read(fds[2], &c, 1), 0);
	return NULL;
}

static void a_thread_has_a_name_and_a_process(void **state)
{
	struct gg_threads r;
	int up[2], down[2], fds[3];
	pthread_t id;
	pid_t tid = 0, tgid;
	char buf[32];

	(void)state;
	gg_threads_init(&r);
	assert_int_equal(pipe(up) | pipe(down), 0);
	fds[0] = up[0];
	fds[1] = up[1];
	fds[2] = down[0];
	assert_int_equal(pthread_create(&id, NULL, thread, fds), 0);
	assert_int_equal(read(up[0], &tid, sizeof(tid)), sizeof(tid));
	for (unsigned i = 0; i < 3; i++) {
		gg_threads_name(&r, tid, buf, sizeof(buf), &tgid);
		assert_string_equal(buf, "other");
		assert_int_equal(tgid, getpid());
	}
	assert_int_equal(kept(&r), 1);
	(void)close(down[1]);
	assert_int_equal(pthread_join(id, NULL), 0);
	drop(&r);
}

static void a_name_that_changes(void **state)
{
	struct gg_threads r;

	(void)state;
	gg_threads_init(&r);
	assert_int_equal(prctl(PR_SET_NAME, "before"), 0);
	expect_name(&r, getpid(), "before");
	assert_int_equal(prctl(PR_SET_NAME, "behind"), 0);
	expect_name(&r, getpid(), "behind");
	drop(&r);
}

static void who_is_gone_has_no_name(void **state)
{
	struct gg_threads r;
	pid_t pid = start();

	(void)state;
	gg_threads_init(&r);
	expect_name(&r, pid, "name");
	end(pid);
	expect_name(&r, pid, "");
	assert_int_equal(kept(&r), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_thread_is_asked_again_by_one_descriptor),
		cmocka_unit_test(who_is_gone_says_nothing),
		cmocka_unit_test(a_number_that_was_somebody_elses),
		cmocka_unit_test(two_share_a_slot),
		cmocka_unit_test(a_thread_has_a_name_and_a_process),
		cmocka_unit_test(a_name_that_changes),
		cmocka_unit_test(who_is_gone_has_no_name),
	};

	return cmocka_run_group_tests_name("supervise/threads", tests, NULL, NULL);
}
