/*
 * supervise/act_map: a file is mapped to be executed only when somebody looks at what became of it. That the look
 * itself cannot be escaped is shown by the live tests.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "plan_help.h"
#include "supervise/acts.h"
#include "supervise/go_caller.h"
#include "supervise/still.h"
#include "supervise/super.h"

#define HARDENED "version = 1; extends = ( \"go-base\" ); harden = { wx = true; };"

static struct gg_stops stops;
static struct gg_still still;
static volatile bool *ready;

static void *wait_on(void *unused)
{
	*ready = true;
	for (;;)
		(void)pause();
	return unused;
}

/* Somebody who has open what we have, alone or with another thread */
static pid_t start(bool alone)
{
	pthread_t thread;
	pid_t pid;

	*ready = alone;
	pid = fork();
	if (pid == 0) {
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (!alone && pthread_create(&thread, NULL, wait_on, NULL))
			_exit(1);
		(void)wait_on(NULL);
	}
	assert_true(pid > 0);
	while (!*ready)
		(void)sched_yield();
	return pid;
}

/* Does the kernel go on with the mapping, when @places are taken and there is what @caps say? */
static bool goes_on(size_t places, struct gg_plan_caps caps)
{
	int program = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	pid_t pid = start(true);
	struct gg_super s = { .listener = -1, .stops = &stops, .stay = true };
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

/* Others run who could exchange the descriptor: it waits, where there is room. */
static bool waits(bool alone, unsigned others)
{
	pid_t pid = start(alone);
	struct gg_super s = { .listener = -1, .stops = &stops };
	struct gg_call c = { .super = &s, .tid = pid, .nr = SYS_mmap };
	struct made made;

	make_with(HARDENED, FULL, false, &made);
	s.plan = &made.plan;
	memset(&stops, 0, sizeof(stops));
	memset(&still, 0, sizeof(still));
	stops.still = &still;
	still.n = others;
	assert_int_equal(gg_still_begin(&c), alone ? 0 : others == GG_STILL_MAX ? -EAGAIN : -EINPROGRESS);
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, NULL, __WALL), pid);
	assert_true(gg_still_waits(&s) == (others || c.done));
	/* It has ended meanwhile: nobody waits for it. */
	if (c.done && !others)
		gg_still_again(&s);
	assert_true(others || !gg_still_waits(&s));
	made_done(&made);
	return c.done;
}

static void test_others_stand_still(void **state)
{
	(void)state;
	assert_false(waits(true, 0));
	assert_true(waits(false, 0));
	assert_true(waits(false, GG_STILL_MAX - 1));
	assert_false(waits(false, GG_STILL_MAX));
}

/* Where it could not be seen to, or need not be */
static void test_nobody_stands_still(void **state)
{
	static const struct gg_plan_caps refused = { CAPS_ALL & ~CAP(PTRACE), GG_LANDLOCK_ABI_KNOWN };
	struct made made;

	(void)state;
	memset(&stops, 0, sizeof(stops));
	make_with(HARDENED, refused, false, &made);
	assert_int_equal(gg_still_new(&stops, &made.plan), 0);
	assert_null(stops.still);
	made_done(&made);
	make_with(HARDENED, FULL, false, &made);
	assert_int_equal(gg_still_new(&stops, &made.plan), 0);
	assert_non_null(stops.still);
	free(stops.still);
	made_done(&made);
}

static bool is_traced(pid_t tid)
{
	return ptrace(PTRACE_INTERRUPT, tid, NULL, NULL) == 0;
}

/* The one that others stand still for has ended, and there is no descriptor left to look who they are. */
static void test_all_are_let_go(void **state)
{
	struct gg_super s = { .listener = -1, .stops = &stops };
	struct rlimit limit, none;
	pid_t pid = start(true);
	int status;

	(void)state;
	memset(&stops, 0, sizeof(stops));
	memset(&still, 0, sizeof(still));
	stops.still = &still;
	still.items[still.n++].call = (struct gg_call){ .super = &s, .tid = pid, .tgid = pid };
	assert_int_equal(gg_stop_trace(pid), 0);
	assert_true(is_traced(pid));
	assert_int_equal(waitpid(pid, &status, __WALL), pid);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
	none = (struct rlimit){ 0, limit.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	gg_still_again(&s);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
	assert_true(is_traced(pid) && gg_still_waits(&s));
	gg_still_again(&s);
	assert_false(is_traced(pid) || gg_still_waits(&s));
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, NULL, __WALL), pid);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_is_looked_at),
		cmocka_unit_test(test_nobody_is_free),
		cmocka_unit_test(test_nobody_can),
		cmocka_unit_test(test_others_stand_still),
		cmocka_unit_test(test_nobody_stands_still),
		cmocka_unit_test(test_all_are_let_go),
	};

	ready = mmap(NULL, sizeof(*ready), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (ready == MAP_FAILED)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
