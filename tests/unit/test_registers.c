/*
 * supervise/registers: what is said of a thread that waits is a place in its stack and one in its code. Beneath
 * valgrind both are valgrind's own.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "supervise/registers.h"

#define FRAME (1u << 20) /* a child's stack pointer is about where ours is */

static void a_process_that_waits(void **state)
{
	struct gg_threads r;
	uintptr_t here = (uintptr_t)&r;
	uint64_t sp = 0, pc = 0;
	pid_t pid = fork();

	(void)state;
	if (pid == 0) {
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
		for (;;)
			(void)pause();
	}
	assert_true(pid > 0);
	gg_threads_init(&r);
	assert_true(gg_registers_read(&r, pid, &sp, &pc));
	assert_true(sp > here - FRAME && sp < here + FRAME);
	assert_true(pc != 0);
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_false(gg_registers_read(&r, pid, &sp, &pc)); /* and keeps no descriptor */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_process_that_waits),
	};

	return cmocka_run_group_tests_name("supervise/registers", tests, NULL, NULL);
}
