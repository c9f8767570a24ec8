/*
 * supervise/act_map: a file is mapped to be executed only when somebody looks at what became of it. That the look
 * itself cannot be escaped is shown by the live tests.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "plan_help.h"
#include "supervise/acts.h"
#include "supervise/go_caller.h"
#include "supervise/stops.h"
#include "supervise/super.h"

#define HARDENED "version = 1; extends = ( \"go-base\" ); harden = { wx = true; };"

static struct gg_stops stops;

/* Somebody who has open what we have */
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

/* Does the kernel go on with the mapping, when @places are taken and there is what @caps say? */
static bool goes_on(size_t places, struct gg_plan_caps caps)
{
	int program = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	pid_t pid = start();
	struct gg_super s = { .listener = -1, .stops = &stops };
	struct gg_call c = { .super = &s, .tid = pid, .nr = SYS_mmap, .done = false };
	const uint64_t args[6] = { 0, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, (uint64_t)program, 0 };
	struct made made;
	bool on;

	make_with(HARDENED, caps, false, &made);
	s.plan = &made.plan;
	s.caller = gg_caller_new();
	memcpy(c.args, args, sizeof(args));
	memset(&stops, 0, sizeof(stops));
	for (size_t i = 0; i < places; i++)
		stops.items[i].tid = -1;
	gg_act_map(&c);
	on = c.reply.flags & SECCOMP_USER_NOTIF_FLAG_CONTINUE;
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, NULL, __WALL), pid);
	free(s.caller);
	made_done(&made);
	(void)close(program);
	return on;
}

static void test_is_looked_at(void **state)
{
	(void)state;
	assert_true(goes_on(0, FULL));
	assert_true(goes_on(GG_STOPS_MAX - 1, FULL));
}

static void test_nobody_is_free(void **state)
{
	(void)state;
	assert_false(goes_on(GG_STOPS_MAX, FULL));
}

/* As the posture says then */
static void test_nobody_can(void **state)
{
	(void)state;
	assert_true(goes_on(GG_STOPS_MAX, ((struct gg_plan_caps){ CAPS_ALL & ~CAP(PTRACE), GG_LANDLOCK_ABI_KNOWN })));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_is_looked_at),
		cmocka_unit_test(test_nobody_is_free),
		cmocka_unit_test(test_nobody_can),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
