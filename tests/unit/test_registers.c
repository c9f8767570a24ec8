/*
 * supervise/registers: where a waiting thread waits, asked again and again.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "supervise/registers.h"

#define FRAME (1u << 20) /* a child's stack pointer is about where ours is */

static pid_t start(void)
{
	pid_t pid = fork();

	if (pid == 0) {
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
		for (;;)
			(void)pause();
	}
	assert_true(pid > 0);
	return pid;
}

static void end(pid_t pid)
{
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
}

static void expect(struct gg_registers *r, pid_t pid)
{
	uintptr_t here = (uintptr_t)&r;
	uint64_t sp = 0, pc = 0;

	assert_true(gg_registers_read(r, pid, &sp, &pc));
	assert_true(sp > here - FRAME && sp < here + FRAME);
	assert_true(pc != 0);
}

static unsigned kept(const struct gg_registers *r)
{
	unsigned n = 0;

	for (unsigned i = 0; i < GG_REGISTERS; i++)
		n += r->kept[i].fd >= 0;
	return n;
}

static void drop(struct gg_registers *r)
{
	for (unsigned i = 0; i < GG_REGISTERS; i++)
		if (r->kept[i].fd >= 0)
			(void)close(r->kept[i].fd);
}

static void a_thread_is_asked_again_by_one_descriptor(void **state)
{
	struct gg_registers r;
	pid_t pid = start();

	(void)state;
	gg_registers_init(&r);
	expect(&r, pid);
	expect(&r, pid);
	assert_int_equal(kept(&r), 1);
	end(pid);
	drop(&r);
}

static void who_is_gone_says_nothing(void **state)
{
	struct gg_registers r;
	uint64_t sp = 1, pc = 1;
	pid_t pid = start();

	(void)state;
	gg_registers_init(&r);
	expect(&r, pid);
	end(pid);
	assert_false(gg_registers_read(&r, pid, &sp, &pc));
	assert_int_equal(kept(&r), 0);
}

/* A descriptor of who had the number before, as it is kept when a number is given out anew */
static void a_number_that_was_somebody_elses(void **state)
{
	struct gg_registers r;
	pid_t gone = start(), pid = start();
	unsigned from = (unsigned)gone % GG_REGISTERS, to = (unsigned)pid % GG_REGISTERS;

	(void)state;
	gg_registers_init(&r);
	expect(&r, gone);
	end(gone);
	r.kept[to].tid = pid;
	r.kept[to].fd = r.kept[from].fd;
	if (from != to)
		r.kept[from].fd = -1;
	expect(&r, pid);
	end(pid);
	drop(&r);
}

static void two_share_a_slot(void **state)
{
	struct gg_registers r;
	pid_t a = start(), b = start();

	(void)state;
	while ((unsigned)a % GG_REGISTERS != (unsigned)b % GG_REGISTERS) {
		end(b);
		b = start();
	}
	gg_registers_init(&r);
	expect(&r, a);
	expect(&r, b);
	expect(&r, a);
	assert_int_equal(kept(&r), 1);
	end(a);
	end(b);
	drop(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_thread_is_asked_again_by_one_descriptor),
		cmocka_unit_test(who_is_gone_says_nothing),
		cmocka_unit_test(a_number_that_was_somebody_elses),
		cmocka_unit_test(two_share_a_slot),
	};

	return cmocka_run_group_tests_name("supervise/registers", tests, NULL, NULL);
}
