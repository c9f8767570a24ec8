/*
 * Arming at exec: which program arms, and what goguard is told.
 *
 * The sources are included because wrap/ is linked into the shim alone.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/common.h"
#include "wrap/arm.c"
#include "wrap/context.c"
#include "wrap/where.c"

#include <stdio.h>
#include <unistd.h>

static char started[4096]; /* what start was told: path, arguments, variables */
static char *const args[] = { "name", "-x", "--", "", NULL };
static char *const vars[] = { "A=1", "GOGUARD_TARGET=/t", "LD_PRELOAD=x",
			      "GOGUARD_TARGETS=", NULL };

static int start(const struct gg_program *p)
{
	struct gg_text text;
	char *const *s;

	gg_text_init(&text, started, sizeof(started));
	gg_text_fmt(&text, "%s:", p->path);
	for (s = p->argv; *s; s++)
		gg_text_fmt(&text, "%s,", *s);
	gg_text_str(&text, ":");
	for (s = p->envp; *s; s++)
		gg_text_fmt(&text, "%s,", *s);
	return 77;
}

static struct gg_program program(const char *path)
{
	return (struct gg_program){
		.start = start, .dir = AT_FDCWD, .path = path, .argv = args, .envp = vars
	};
}

static void set(const char *target, const char *bin, const char *log, const char *mode)
{
	static struct gg_context context;

	memset(&context, 0, sizeof(context));
	snprintf(context.target, sizeof(context.target), "%s", target);
	snprintf(context.bin, sizeof(context.bin), "%s", bin);
	snprintf(context.policy, sizeof(context.policy), "/p.cfg");
	snprintf(context.log, sizeof(context.log), "%s", log);
	snprintf(context.mode, sizeof(context.mode), "%s", mode);
	gg_context_set(&context);
	started[0] = '\0';
}

static void test_target_is_the_same_file_by_any_name(void **state)
{
	char exe[GG_WHERE_MAX] = "", other[GG_WHERE_MAX + 16];
	struct gg_program p;

	(void)state;
	assert_true(readlink("/proc/self/exe", exe, sizeof(exe) - 1) > 0);
	snprintf(other, sizeof(other), "/proc/self/root%s", exe);
	p = program(other);
	set(exe, "", "", "");
	assert_true(gg_context_arms());
	assert_true(gg_arm_is_target(&p));
	p.path = "/";
	assert_false(gg_arm_is_target(&p));
	p.path = "/gg-none";
	assert_false(gg_arm_is_target(&p));
	set("/gg-none", "", "", "");
	assert_false(gg_arm_is_target(&p));
}

static void test_start_is_goguard_run_with_the_program_behind(void **state)
{
	struct gg_program p = program("/");

	(void)state;
	set("/", "/bin/goguard", "", "");
	assert_int_equal(gg_arm_start(&p), 77);
	assert_string_equal(started, "/bin/goguard:goguard,run,-p,/p.cfg,--argv0,name,--,/,-x,--,,:"
				     "A=1,LD_PRELOAD=x,GOGUARD_TARGETS=,");
}

static void test_start_passes_log_and_mode(void **state)
{
	static char *const none[] = { NULL };
	struct gg_program p = program("/");

	(void)state;
	p.argv = none;
	p.envp = none;
	set("/", "/g", "/log.sock", "audit");
	assert_int_equal(gg_arm_start(&p), 77);
	assert_string_equal(started,
			    "/g:goguard,run,-p,/p.cfg,--log,/log.sock,--mode,audit,--,/,:");
	p.argv = NULL;
	p.envp = NULL;
	assert_int_equal(gg_arm_start(&p), 77);
}

static void test_start_is_E2BIG_for_too_many_arguments(void **state)
{
	static char *many[GG_ARM_ENTRIES_MAX + 2];
	struct gg_program p = program("/");

	(void)state;
	for (size_t i = 0; i < GG_ARM_ENTRIES_MAX + 1; i++)
		many[i] = "x";
	p.argv = many;
	set("/", "/g", "", "");
	assert_int_equal(gg_arm_start(&p), E2BIG);
	assert_string_equal(started, "");
	many[GG_ARM_ENTRIES_MAX] = NULL;
	assert_int_equal(gg_arm_start(&p), 77);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_target_is_the_same_file_by_any_name),
		cmocka_unit_test(test_start_is_goguard_run_with_the_program_behind),
		cmocka_unit_test(test_start_passes_log_and_mode),
		cmocka_unit_test(test_start_is_E2BIG_for_too_many_arguments),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
