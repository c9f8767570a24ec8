/*
 * The option parser: what it takes, what it refuses, what it says.
 *
 * Owns one table with an option of each kind. Relies on nothing. Does not run verbs.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tool/opts.h"

#define ARGS_MAX 16

static const struct gg_name mode_names[] = { { "enforce", "" }, { "audit", "" } };

static bool json, quiet;
static const char *policy;
static unsigned long count;
static int mode;

static const struct gg_opt table[] = {
	{ .name = "json", .kind = GG_OPT_FLAG, .value = &json, .help = "for machines" },
	{ .name = "quiet",
	  .letter = 'q',
	  .kind = GG_OPT_FLAG,
	  .value = &quiet,
	  .help = "say less" },
	{ .name = "policy",
	  .letter = 'p',
	  .kind = GG_OPT_TEXT,
	  .value = &policy,
	  .arg = "FILE",
	  .help = "policy" },
	{ .name = "count",
	  .kind = GG_OPT_NUMBER,
	  .value = &count,
	  .arg = "N",
	  .max = 99,
	  .help = "how many" },
	{ .name = "mode",
	  .kind = GG_OPT_CHOICE,
	  .value = &mode,
	  .choices = mode_names,
	  .n_choices = GG_ARRAY_SIZE(mode_names),
	  .help = "mode" },
};

static char *argv_of[ARGS_MAX];
static int words;
static bool help;
static struct gg_err err;

static int read_args(bool stop, const char *const *args)
{
	const struct gg_opts opts = {
		.verb = "run",
		.words = "CMD...",
		.about = "Run it",
		.table = table,
		.n = GG_ARRAY_SIZE(table),
		.stop = stop,
		.max_words = stop ? 0 : 2,
	};
	int argc = 0;

	json = quiet = false;
	policy = NULL;
	count = 0;
	mode = -1;
	words = -1;
	argv_of[argc++] = (char *)(uintptr_t) "run";
	while (*args)
		argv_of[argc++] = (char *)(uintptr_t)*args++;
	return gg_opts_read(&opts, argc, argv_of, &words, &help, &err);
}

#define READ(stop, ...) read_args(stop, (const char *const[]){ __VA_ARGS__, NULL })

static void test_values_in_every_form(void **state)
{
	(void)state;
	assert_int_equal(READ(false, "--policy=a", "--count", "7", "--mode=audit", "-q", "--json"),
			 0);
	assert_string_equal(policy, "a");
	assert_int_equal(count, 7);
	assert_int_equal(mode, 1);
	assert_true(quiet && json && !help);
	assert_int_equal(words, 0);
	assert_int_equal(READ(false, "-pb"), 0);
	assert_string_equal(policy, "b");
	assert_int_equal(READ(false, "-qp", "c"), 0);
	assert_true(quiet);
	assert_string_equal(policy, "c");
	assert_int_equal(READ(false, "--policy="), 0);
	assert_string_equal(policy, "");
	assert_int_equal(READ(false, "--policy", "--json"), 0); /* a value is a value */
	assert_string_equal(policy, "--json");
}

static void test_words_move_to_the_front(void **state)
{
	(void)state;
	assert_int_equal(READ(false, "one", "--json", "-"), 0);
	assert_int_equal(words, 2);
	assert_true(json);
	assert_string_equal(argv_of[0], "one");
	assert_string_equal(argv_of[1], "-");
	assert_null(argv_of[2]);
	assert_int_equal(READ(false, "--", "--json", "-q"), 0);
	assert_int_equal(words, 2);
	assert_false(json);
	assert_string_equal(argv_of[0], "--json");
}

static void test_stop_leaves_the_command_alone(void **state)
{
	(void)state;
	assert_int_equal(READ(true, "-p", "x", "cmd", "--json", "--", "-h"), 0);
	assert_int_equal(words, 4);
	assert_false(json || help);
	assert_string_equal(argv_of[0], "cmd");
	assert_string_equal(argv_of[1], "--json");
	assert_string_equal(argv_of[2], "--");
	assert_int_equal(READ(true, "--json", "--", "--cmd", "-x"), 0);
	assert_true(json);
	assert_int_equal(words, 2);
	assert_string_equal(argv_of[0], "--cmd");
}

static void test_mistakes_are_named(void **state)
{
	(void)state;
	assert_int_equal(READ(false, "--x"), -EINVAL);
	assert_string_equal(err.text,
			    "cannot run 'run': unknown option '--x' (see goguard run --help)");
	assert_int_equal(READ(false, "--jso"), -EINVAL);
	assert_int_equal(READ(false, "-z"), -EINVAL);
	assert_string_equal(err.text,
			    "cannot run 'run': unknown option '-z' (see goguard run --help)");
	assert_int_equal(READ(false, "--policy"), -EINVAL);
	assert_non_null(strstr(err.text, "option '--policy' needs a value"));
	assert_int_equal(READ(false, "--json=1"), -EINVAL);
	assert_non_null(strstr(err.text, "option '--json' takes no value"));
	assert_int_equal(READ(false, "--count", "100"), -EINVAL);
	assert_non_null(strstr(err.text, "'100' is no number for --count"));
	assert_int_equal(READ(false, "--count", "0"), -EINVAL);
	assert_int_equal(READ(false, "--count", "1x"), -EINVAL);
	assert_int_equal(READ(false, "--mode", "off"), -EINVAL);
	assert_non_null(strstr(err.text, "'off' is no value for --mode"));
	assert_int_equal(READ(false, "a", "b", "c"), -EINVAL);
	assert_non_null(strstr(err.text, "'c' is one word too many"));
}

static void test_usage_comes_from_the_table(void **state)
{
	const struct gg_opts opts = {
		.verb = "run",
		.words = "CMD...",
		.about = "Run it",
		.table = table,
		.n = GG_ARRAY_SIZE(table),
	};
	char buf[GG_OPTS_USAGE_MAX];
	struct gg_text out;

	(void)state;
	gg_text_init(&out, buf, sizeof(buf));
	gg_opts_usage(&opts, &out);
	assert_string_equal(buf, "usage: goguard run [options] CMD...\nRun it.\n\n"
				 "      --json                for machines\n"
				 "  -q, --quiet               say less\n"
				 "  -p, --policy FILE         policy\n"
				 "      --count N             how many\n"
				 "      --mode enforce|audit  mode\n"
				 "  -h, --help                print this text\n");
	assert_int_equal(READ(false, "-qh", "--nonsense"), 0);
	assert_true(help);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values_in_every_form),
		cmocka_unit_test(test_words_move_to_the_front),
		cmocka_unit_test(test_stop_leaves_the_command_alone),
		cmocka_unit_test(test_mistakes_are_named),
		cmocka_unit_test(test_usage_comes_from_the_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
