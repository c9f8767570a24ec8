/* supervise/usage: who is below this process, however many, and how long until the next look. */
#include <errno.h>
#include <limits.h>
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

#include "supervise/usage.h"

#define CHILDREN 1500 /* more than one read of /proc tells */

static void all_children_are_seen(void **state)
{
	static pid_t pids[CHILDREN];
	size_t i;

	(void)state;
	for (i = 0; i < CHILDREN; i++) {
		pids[i] = fork();
		if (pids[i] == 0) {
			(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
			for (;;)
				(void)pause();
		}
		assert_true(pids[i] > 0);
	}
	assert_int_equal(gg_usage_processes(), CHILDREN);
	for (i = 0; i < CHILDREN; i++) {
		assert_int_equal(kill(pids[i], SIGKILL), 0);
		assert_int_equal(waitpid(pids[i], NULL, 0), pids[i]);
	}
	assert_int_equal(gg_usage_processes(), 0);
}

static void a_limit_wants_a_child(void **state)
{
	struct gg_plan_head head = { .limit_wall_ms = 1 };
	struct gg_plan plan = { .head = &head };
	struct gg_usage usage;

	(void)state;
	assert_int_equal(gg_usage_begin(&usage, &plan), -EOPNOTSUPP);
	head.limit_wall_ms = 0;
	assert_int_equal(gg_usage_begin(&usage, &plan), 0);
	assert_int_equal(gg_usage_next_ms(&usage), -1);
}

static void weeks_are_no_moment(void **state)
{
	struct gg_plan_head head = { .limit_wall_ms = UINT32_MAX };
	struct gg_plan plan = { .head = &head };
	struct gg_usage usage;

	(void)state;
	(void)gg_usage_begin(&usage, &plan);
	assert_int_equal(gg_usage_next_ms(&usage), INT_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_children_are_seen),
		cmocka_unit_test(a_limit_wants_a_child),
		cmocka_unit_test(weeks_are_no_moment),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
