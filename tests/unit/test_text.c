/* base/text: every conversion, truncation at every length, numbers from text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

/* Ours against libc's, for formats that both know */
#define SAME(...)                                                     \
	do {                                                          \
		char ours_[256], theirs_[256];                        \
		struct gg_text t_;                                    \
		gg_text_init(&t_, ours_, sizeof(ours_));              \
		gg_text_fmt(&t_, __VA_ARGS__);                        \
		snprintf(theirs_, sizeof(theirs_), __VA_ARGS__);      \
		assert_string_equal(ours_, theirs_);                  \
		assert_int_equal(t_.used, strlen(theirs_));           \
		assert_false(t_.cut);                                 \
	} while (0)

static void conversions_are_those_of_printf(void **state)
{
	(void)state;
	SAME("plain");
	SAME("%s", "");
	SAME("<%s|%s>", "one", "two");
	SAME("%c%c", 'a', '%');
	SAME("100%%");
	SAME("%d %d %d %d", 0, -1, INT_MAX, INT_MIN);
	SAME("%u %u", 0u, UINT_MAX);
	SAME("%x %x", 0u, 0xdeadbeefu);
	SAME("%ld %ld %ld", 0l, LONG_MAX, LONG_MIN);
	SAME("%lu %lx", ULONG_MAX, ULONG_MAX);
	SAME("%lld %lld", LLONG_MAX, LLONG_MIN);
	SAME("%llu %llx", ULLONG_MAX, 0x123456789abcdefull);
	SAME("%zu", SIZE_MAX);
	SAME("%.*s|%.*s|%.*s", 3, "abcdef", 0, "abc", 10, "abc");
	SAME("%d%s%u%s%x", 1, "a", 2u, "b", 3u);
}

/* The compiler would complain of these formats, rightly */
static void add(struct gg_text *t, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	gg_text_vfmt(t, fmt, ap);
#pragma GCC diagnostic pop
	va_end(ap);
}

static void what_is_no_conversion_is_shown(void **state)
{
	char buf[64];
	struct gg_text t;

	(void)state;
	gg_text_init(&t, buf, sizeof(buf));
	add(&t, "%");
	assert_string_equal(buf, "%");
	gg_text_init(&t, buf, sizeof(buf));
	add(&t, "a%q%5d");
	assert_string_equal(buf, "a%q%5d");
	gg_text_init(&t, buf, sizeof(buf));
	add(&t, "%s", (const char *)NULL);
	assert_string_equal(buf, "(none)");
	gg_text_init(&t, buf, sizeof(buf));
	add(&t, "%.*s|%.*s", 3, (const char *)NULL, -1, "abc");
	assert_string_equal(buf, "|");
}

static void truncation_is_remembered(void **state)
{
	static const char whole[] = "path '/etc/x': 42 abcdef";
	char buf[64];

	(void)state;
	for (size_t size = 1; size <= sizeof(whole) + 1; size++) {
		struct gg_text t;

		memset(buf, 'Z', sizeof(buf));
		gg_text_init(&t, buf, size);
		gg_text_fmt(&t, "path '%s': %d %x", "/etc/x", 42, 0xabcdefu);
		assert_int_equal(t.cut, size < sizeof(whole));
		assert_int_equal(strlen(buf), size < sizeof(whole) ? size - 1 : sizeof(whole) - 1);
		assert_memory_equal(buf, whole, strlen(buf));
		assert_int_equal(t.used, strlen(buf));
		for (size_t i = size; i < sizeof(buf); i++)
			assert_int_equal(buf[i], 'Z'); /* not one byte too many */
	}
}

static void pieces_add_up(void **state)
{
	char buf[80];
	struct gg_text t;

	(void)state;
	gg_text_init(&t, buf, sizeof(buf));
	gg_text_add(&t, "a\0b", 3);
	assert_int_equal(t.used, 3);
	gg_text_init(&t, buf, sizeof(buf));
	gg_text_str(&t, NULL);
	gg_text_char(&t, ' ');
	gg_text_u64(&t, 5, 2);
	gg_text_char(&t, ' ');
	gg_text_u64(&t, UINT64_MAX, 10);
	gg_text_add(&t, "", 0);
	assert_string_equal(buf, "(none) 101 18446744073709551615");
	gg_text_init(&t, buf, 65);
	gg_text_u64(&t, UINT64_MAX, 2);
	assert_int_equal(t.used, 64);
	assert_false(t.cut);
}

static void numbers_from_text(void **state)
{
	static const struct {
		const char *s;
		uint64_t max, value;
		bool good;
	} rows[] = {
		{ "0", 0, 0, true }, { "1", 0, 0, false }, { "7", 7, 7, true }, { "8", 7, 0, false },
		{ "65535", 65535, 65535, true }, { "65536", 65535, 0, false }, { "007", 10, 7, true },
		{ "18446744073709551615", UINT64_MAX, UINT64_MAX, true },
		{ "18446744073709551616", UINT64_MAX, 0, false }, { "99999999999999999999", UINT64_MAX, 0, false },
		{ "0x10", 16, 16, true }, { "0x11", 16, 0, false }, { "0Xff", 255, 255, true },
		{ "0xFFFFFFFFFFFFFFFF", UINT64_MAX, UINT64_MAX, true }, { "0x10000000000000000", UINT64_MAX, 0, false },
		{ "0xf", 7, 0, false }, { "9", 5, 0, false }, { "10", 5, 0, false }, { "", 9, 0, false },
		{ "0x", 9, 0, false }, { "-1", UINT64_MAX, 0, false }, { "+1", 9, 0, false }, { " 1", 9, 0, false },
		{ "1 ", 9, 0, false }, { "a", 99, 0, false }, { "0xg", 99, 0, false }, { "1x", 99, 0, false },
	};

	(void)state;
	for (size_t i = 0; i < GG_ARRAY_SIZE(rows); i++) {
		uint64_t value = 4711;

		if (gg_text_parse_u64(rows[i].s, rows[i].max, &value) != rows[i].good ||
		    value != (rows[i].good ? rows[i].value : 4711))
			fail_msg("'%s' up to %llu: %llu", rows[i].s, (unsigned long long)rows[i].max,
				 (unsigned long long)value);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(conversions_are_those_of_printf),
		cmocka_unit_test(what_is_no_conversion_is_shown),
		cmocka_unit_test(truncation_is_remembered),
		cmocka_unit_test(pieces_add_up),
		cmocka_unit_test(numbers_from_text),
	};

	return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
