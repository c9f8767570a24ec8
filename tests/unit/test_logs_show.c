/*
 * `goguard logs`: filters, points in time, folding, colours.
 *
 * Owns a pipe for standard output. Relies on events as text. Does not open sockets.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "event/event.h"
#include "tool/logs_filter.h"
#include "tool/logs_fold.h"

#define S 1000000000ull

static void test_points_in_time(void **state)
{
	static const struct {
		const char *text;
		uint64_t ns;
	} good[] = {
		{ "1970-01-01T00:00:00Z", 0 },
		{ "2026-01-02T03:04:05Z", 1767323045 * S },
		{ "2026-01-02T03:04:05.678901234Z", 1767323045 * S + 678901234 },
		{ "2026-01-02t03:04:05.5z", 1767323045 * S + 500000000 },
		{ "2026-01-02 04:04:05+01:00", 1767323045 * S },
		{ "2026-01-01T21:34:05-05:30", 1767323045 * S },
		{ "30s", 970 * S }, { "10m", 400 * S }, { "2h", 1 }, { "1d", 1 }, { "0s", 1000 * S },
	};
	static const char *const bad[] = { "", "10", "m", "10x", "10mm", "-1m", "2026-01-02", "now",
					   "2026-13-02T03:04:05Z", "2026-01-02T25:04:05Z",
					   "2026-01-02T03:04:05", "2026-01-02T03:04:05Zx",
					   "2026-01-02T03:04:05+1:00", "1234567890m" };
	uint64_t ns;

	(void)state;
	for (size_t i = 0; i < GG_ARRAY_SIZE(good); i++) {
		assert_true(gg_when_parse(good[i].text, 1000 * S, &ns));
		assert_int_equal(ns, good[i].ns);
	}
	for (size_t i = 0; i < GG_ARRAY_SIZE(bad); i++)
		assert_false(gg_when_parse(bad[i], 1000 * S, &ns));
}

static bool passes(const struct gg_logs_filter *f, const char *text)
{
	json_t *event = json_loads(text, 0, NULL);
	bool passed;

	assert_non_null(event);
	passed = gg_logs_filter_passes(f, event);
	json_decref(event);
	return passed;
}

static void test_filters(void **state)
{
	const char *read = "{\"ts\":\"2026-01-02T03:04:05.6Z\",\"verdict\":\"deny\",\"op\":\"open\",\"path\":"
			   "\"/etc/ssl/x.key\",\"subject\":\"example.com/a/b\",\"go\":{\"function\":"
			   "\"example.com/a/b.(*T).Read\"}}";
	const char *dial = "{\"ts\":\"2026-01-02T03:04:06Z\",\"verdict\":\"audit\",\"op\":\"connect\",\"proto\":"
			   "\"unix\",\"addr\":\"/run/x.sock\",\"subject\":\"c\",\"c\":{\"symbol\":\"dial\"}}";
	const char *leave = "{\"ts\":\"2026-01-02T03:04:07Z\",\"kind\":\"exit\"}";

	(void)state;
#define PASSES(a, b, c, ...)                                                                        \
	do {                                                                                        \
		const struct gg_logs_filter f = { __VA_ARGS__ };                                    \
		assert_int_equal(passes(&f, read) << 2 | passes(&f, dial) << 1 | passes(&f, leave), \
				 (a) << 2 | (b) << 1 | (c));                                        \
	} while (0)
	PASSES(1, 1, 1, .since = 0);
	PASSES(1, 0, 0, .verdicts = 1u << GG_VERDICT_DENY);
	PASSES(1, 1, 0, .verdicts = 1u << GG_VERDICT_DENY | 1u << GG_VERDICT_AUDIT);
	PASSES(0, 1, 0, .ops = 1u << GG_OP_CONNECT);
	PASSES(0, 0, 0, .ops = 1u << GG_OP_CONNECT, .verdicts = 1u << GG_VERDICT_DENY);
	PASSES(1, 0, 0, .subjects = { { "example.com/*" }, 1 });
	PASSES(1, 1, 0, .subjects = { { "c", "*/b" }, 2 });
	PASSES(1, 0, 0, .functions = { { "*.Read" }, 1 });
	PASSES(0, 1, 0, .functions = { { "dial" }, 1 });
	PASSES(1, 0, 0, .paths = { { "/etc" }, 1 });
	PASSES(1, 0, 0, .paths = { { "*.key" }, 1 });
	PASSES(1, 1, 0, .paths = { { "/run/*", "/etc/**/x.*" }, 2 });
	PASSES(0, 0, 0, .paths = { { "/usr" }, 1 });
	PASSES(0, 1, 1, .since = 1767323046 * S);
	assert_true(gg_logs_filter_passes(NULL, NULL));
	assert_false(passes(&(struct gg_logs_filter){ .ops = 1 }, "[]"));
}

static struct gg_fold fold;
static struct gg_logs logs;
static int kept = -1, ends[2];
static char shown[65536];

static int redirect(void **state)
{
	(void)state;
	logs = (struct gg_logs){ .fold = &fold };
	(void)fflush(stdout);
	kept = dup(STDOUT_FILENO);
	return pipe(ends) == 0 && dup2(ends[1], STDOUT_FILENO) >= 0 ? 0 : -1;
}

/* What was printed, standard output as before */
static const char *printed(void)
{
	size_t n = 0;
	ssize_t r;

	gg_logs_idle(&logs);
	gg_fold_done(&fold);
	(void)fflush(stdout);
	(void)dup2(kept, STDOUT_FILENO);
	(void)close(kept);
	(void)close(ends[1]);
	while ((r = read(ends[0], shown + n, sizeof(shown) - 1 - n)) > 0)
		n += (size_t)r;
	(void)close(ends[0]);
	shown[n] = '\0';
	return shown;
}

static void show(unsigned second, const char *rest)
{
	char line[512];

	(void)snprintf(line, sizeof(line), "{\"ts\":\"2026-01-02T03:04:%02u.5Z\",\"kind\":%s}", second, rest);
	gg_logs_line(&logs, line, strlen(line));
}

#define OPEN(path) "\"violation\",\"verdict\":\"deny\",\"op\":\"open\",\"pid\":1,\"path\":\"" path "\""
#define LINE(second, path, tail) \
	second " DENY  open    " path "                                       -      -          -[1]" tail "\n"

static void test_repeats_are_one_line(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 4; i++)
		show(i, OPEN("/a"));
	show(4, OPEN("/b"));
	show(4, OPEN("/b"));
	show(4, "\"exit\",\"status\":0,\"signal\":0,\"pid\":1");
	show(4, OPEN("/a"));
	assert_string_equal(printed(), LINE("-           ", "/a", "")
				       LINE("-           ", "/b", "")
				       LINE("-           ", "/a", "  \xc3\x97" "3 more")
				       LINE("-           ", "/b", "")
				       "-            EXIT  status 0 -[1]\n"
				       LINE("-           ", "/a", ""));
	assert_int_equal(logs.shown, 8);
}

static void test_a_line_at_least_every_five_seconds(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 12; i++)
		show(i, OPEN("/a"));
	assert_string_equal(printed(), LINE("-           ", "/a", "")
				       LINE("-           ", "/a", "  \xc3\x97" "4 more")
				       LINE("-           ", "/a", "")
				       LINE("-           ", "/a", "  \xc3\x97" "4 more")
				       LINE("-           ", "/a", "")
				       LINE("-           ", "/a", ""));
}

static void test_what_differs_is_not_folded(void **state)
{
	(void)state;
	show(0, OPEN("/a"));
	show(0, "\"violation\",\"verdict\":\"deny\",\"op\":\"open\",\"pid\":2,\"path\":\"/a\"");
	show(0, "\"violation\",\"verdict\":\"deny\",\"op\":\"open\",\"pid\":1,\"path\":\"/a\",\"errno\":\"EPERM\"");
	show(0, "\"violation\",\"verdict\":\"deny\",\"op\":\"open\",\"pid\":1,\"path\":\"/a\\u0001\"");
	show(0, OPEN("/a") ",\"subject\":\"x\"");
	show(0, OPEN("/a") ",\"subject\":\"x\",\"go\":{\"function\":\"x.f\"}");
	show(0, OPEN("/a") ",\"subject\":\"x\",\"go\":{\"function\":\"x.g\"}");
	(void)printed();
	assert_null(strstr(shown, "more"));
	assert_int_equal(logs.shown, 7);
}

static void test_stacks_are_folded_with_their_line(void **state)
{
	const char *one = OPEN("/a") ",\"go\":{\"function\":\"x.f\",\"stack\":[{\"func\":\"x.f\"},{\"func\":\"x.g\"}]}";
	const char *two = OPEN("/a") ",\"go\":{\"function\":\"x.f\",\"stack\":[{\"func\":\"x.f\"},{\"func\":\"x.h\"}]}";

	(void)state;
	logs.stack = true;
	show(0, one);
	show(1, one);
	show(1, two);
	show(2, one);
	assert_string_equal(printed(), LINE("-           ", "/a", "              in x.f") "             x.f\n             x.g\n"
				       LINE("-           ", "/a", "              in x.f") "             x.f\n             x.h\n"
				       LINE("-           ", "/a", "              in x.f  \xc3\x97" "2 more")
				       "             x.f\n             x.g\n");
}

static void test_more_kinds_than_slots(void **state)
{
	char rest[128];
	unsigned lines = 0;

	(void)state;
	for (unsigned i = 0; i < 200; i++) {
		(void)snprintf(rest, sizeof(rest),
			       "\"violation\",\"verdict\":\"deny\",\"op\":\"open\",\"pid\":1,\"path\":\"/%u\"",
			       i % 100);
		show(0, rest);
	}
	(void)printed();
	for (const char *p = shown; *p; p++)
		lines += *p == '\n';
	assert_int_equal(lines, 200);
}

static void test_colours(void **state)
{
	(void)state;
	logs.colour = true;
	logs.fold = NULL;
	show(0, "\"violation\",\"verdict\":\"deny\",\"op\":\"open\",\"pid\":1,\"path\":\"/a\\u001b[31m\",\"ts\":"
		"\"2026-01-02T03:04:05.678901234Z\"");
	show(0, "\"other\"");
	(void)printed();
	assert_int_equal(strncmp(shown, "\x1b[2m03:04:05.678\x1b[0m \x1b[31mDENY\x1b[0m  open    /a\\x1b[31m", 50),
			 0);
	assert_non_null(strstr(shown, "\n? {"));
}

#define SHOW(f) cmocka_unit_test_setup(f, redirect)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_points_in_time),
		cmocka_unit_test(test_filters),
		SHOW(test_repeats_are_one_line),
		SHOW(test_a_line_at_least_every_five_seconds),
		SHOW(test_what_differs_is_not_folded),
		SHOW(test_stacks_are_folded_with_their_line),
		SHOW(test_more_kinds_than_slots),
		SHOW(test_colours),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
