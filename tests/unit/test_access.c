/* base: access rights, name tables, error names, the arena. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "base/access.h"
#include "base/arena.h"
#include "base/common.h"
#include "base/errnos.h"

static void every_set_of_rights_round_trips(void **state)
{
	(void)state;
	for (unsigned bits = 1; bits <= GG_ACCESS_ALL; bits++) {
		char buf[64];
		struct gg_text text;
		unsigned back = 0;

		gg_text_init(&text, buf, sizeof(buf));
		gg_access_print(bits, &text);
		assert_int_equal(gg_access_parse(buf, &back, NULL), 0);
		assert_int_equal(back, bits);
	}
}

static void words_and_mistakes(void **state)
{
	const char *bad = NULL;
	unsigned bits = 99;

	(void)state;
	assert_int_equal(gg_access_parse(" read,write\tread ", &bits, &bad), 0);
	assert_int_equal(bits, GG_ACCESS_READ | GG_ACCESS_WRITE);
	assert_int_equal(gg_access_parse("all", &bits, &bad), 0);
	assert_int_equal(bits, GG_ACCESS_ALL);
	bits = 99;
	assert_int_equal(gg_access_parse("read exec", &bits, &bad), -EINVAL);
	assert_string_equal(bad, "exec");
	assert_int_equal(gg_access_parse("", &bits, &bad), -EINVAL);
	assert_int_equal(gg_access_parse("reads", &bits, NULL), -EINVAL);
	assert_int_equal(bits, 99);
}

static void tables_have_help_and_find(void **state)
{
	(void)state;
	for (size_t i = 0; i < GG_ACCESS_BITS; i++) {
		const struct gg_name *name = &gg_access_names[i];

		assert_true(name->help && *name->help);
		assert_int_equal(gg_name_find(gg_access_names, GG_ACCESS_BITS, name->name,
					      strlen(name->name)),
				 i);
		assert_string_equal(gg_name_of(gg_access_names, GG_ACCESS_BITS, (unsigned)i), name->name);
	}
	assert_string_equal(gg_name_of(gg_access_names, GG_ACCESS_BITS, 77), "?");
	assert_int_equal(gg_name_find(gg_access_names, GG_ACCESS_BITS, "re", 2), -1);
}

static void errnos_round_trip(void **state)
{
	size_t n = 0;

	(void)state;
	for (; gg_errno_at(n); n++) {
		int nr = gg_errno_find(gg_errno_at(n));

		assert_true(nr > 0);
		assert_int_equal(gg_errno_find(gg_errno_name(nr)), nr);
	}
	assert_true(n > 130);
	assert_string_equal(gg_errno_name(EAGAIN), "EAGAIN");
	assert_int_equal(gg_errno_find("ENOTHING"), 0);
	assert_null(gg_errno_name(4000));
}

static void arena_keeps_and_aligns(void **state)
{
	struct gg_arena arena = { 0 };
	unsigned *items = NULL;
	size_t cap = 0;
	char *big;

	(void)state;
	big = gg_arena_alloc(&arena, 100000);
	assert_non_null(big);
	memset(big, 1, 100000);
	for (unsigned i = 0; i < 5000; i++) {
		items = gg_arena_grow(&arena, items, i, &cap, sizeof(*items));
		assert_non_null(items);
		assert_int_equal((uintptr_t)items % 16, 0);
		items[i] = i;
	}
	for (unsigned i = 0; i < 5000; i++)
		assert_int_equal(items[i], i);
	assert_string_equal(gg_arena_strndup(&arena, "abc", 2), "ab");
	assert_null(gg_arena_alloc(&arena, SIZE_MAX - 8));
	gg_arena_done(&arena);
	gg_arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_set_of_rights_round_trips),
		cmocka_unit_test(words_and_mistakes),
		cmocka_unit_test(tables_have_help_and_find),
		cmocka_unit_test(errnos_round_trip),
		cmocka_unit_test(arena_keeps_and_aligns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
