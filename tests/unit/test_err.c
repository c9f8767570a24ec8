/* base/err, base/errnos, base/names: errors set and wrapped, names in both directions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "base/err.h"
#include "base/errnos.h"
#include "base/names.h"
#include "event/event.h"
#include "policy/policy.h"

static void an_error_is_set_once_and_its_code_returned(void **state)
{
	struct gg_err err;

	(void)state;
	memset(&err, 'x', sizeof(err));
	assert_int_equal(gg_err_set(&err, -ENOENT, "cannot open '%s': %s", "/x", gg_err_reason(-ENOENT)), -ENOENT);
	assert_int_equal(err.code, -ENOENT);
	assert_int_equal(err.line, 0);
	assert_string_equal(err.file, "");
	assert_string_equal(err.text, "cannot open '/x': no such file or directory");
	assert_int_equal(gg_err_at(&err, -EINVAL, "fn.cfg", 14, "unknown key '%s'", "nme"), -EINVAL);
	assert_int_equal(err.line, 14);
	assert_string_equal(err.file, "fn.cfg");
	assert_string_equal(err.text, "unknown key 'nme'");
	assert_int_equal(gg_err_at(&err, -EINVAL, NULL, 0, "x"), -EINVAL);
	assert_string_equal(err.file, "");
}

static void nobody_has_to_listen(void **state)
{
	(void)state;
	assert_int_equal(gg_err_set(NULL, -EPERM, "x"), -EPERM);
	assert_int_equal(gg_err_at(NULL, -EPERM, "f", 1, "x"), -EPERM);
	assert_int_equal(gg_err_wrap(NULL, "x"), -EINVAL);
}

static void wrapping_puts_words_in_front(void **state)
{
	struct gg_err err = { 0 };

	(void)state;
	gg_err_at(&err, -EACCES, "fn.cfg", 3, "permission denied");
	assert_int_equal(gg_err_wrap(&err, "while reading '%s'", "a"), -EACCES);
	assert_string_equal(err.text, "while reading 'a': permission denied");
	assert_int_equal(gg_err_wrap(&err, "%s", "outer"), -EACCES);
	assert_string_equal(err.text, "outer: while reading 'a': permission denied");
	assert_int_equal(err.line, 3);
	assert_string_equal(err.file, "fn.cfg");
}

static void long_texts_are_cut(void **state)
{
	static char text[2000];
	struct gg_err err = { 0 };

	(void)state;
	memset(text, 'a', sizeof(text) - 1);
	gg_err_at(&err, -EINVAL, text, 1, "%s", text);
	assert_int_equal(strlen(err.text), GG_ERR_TEXT_MAX - 1);
	assert_int_equal(strlen(err.file), GG_ERR_FILE_MAX - 1);
	for (int i = 0; i < 10; i++)
		assert_int_equal(gg_err_wrap(&err, "while %s", "doing something"), -EINVAL);
	assert_int_equal(strlen(err.text), GG_ERR_TEXT_MAX - 1);
	assert_memory_equal(err.text, "while doing something: while", 28);
}

static void reasons_come_without_libc(void **state)
{
	(void)state;
	assert_string_equal(gg_err_reason(ENOMEM), "out of memory");
	assert_string_equal(gg_err_reason(-ENOMEM), "out of memory");
	assert_string_equal(gg_err_reason(0), "unexpected error");
	assert_string_equal(gg_err_reason(-4000), "unexpected error");
}

static void errnos_have_names(void **state)
{
	const char *name;
	unsigned n = 0;

	(void)state;
	for (; (name = gg_errno_at(n)); n++) {
		int nr = gg_errno_find(name);

		assert_in_range(nr, 1, 4095);
		assert_int_equal(gg_errno_find(gg_errno_name(nr)), nr); /* second names have the same number */
	}
	assert_true(n > 120);
	for (int nr = 1; nr <= 133; nr++)
		if (nr != 41 && nr != 58)
			assert_non_null(gg_errno_name(nr));
	assert_int_equal(gg_errno_find("EACCES"), EACCES);
	assert_int_equal(gg_errno_find("EWOULDBLOCK"), EAGAIN);
	assert_string_equal(gg_errno_name(EAGAIN), "EAGAIN");
	assert_int_equal(gg_errno_find("eacces"), 0);
	assert_int_equal(gg_errno_find(""), 0);
	assert_null(gg_errno_name(0));
	assert_null(gg_errno_name(-EPERM));
}

static void check_names(const struct gg_name *table, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		assert_true(table[i].name && *table[i].name);
		assert_true(table[i].help && *table[i].help);
		assert_int_equal(gg_name_find(table, n, table[i].name, strlen(table[i].name)), i);
		assert_string_equal(gg_name_of(table, n, (unsigned)i), table[i].name);
	}
	assert_int_equal(gg_name_find(table, n, "", 0), -1);
	assert_string_equal(gg_name_of(table, n, (unsigned)n), "?");
}

static void name_tables_are_whole(void **state)
{
	(void)state;
	check_names(gg_kind_names, GG_KIND_COUNT);
	check_names(gg_verdict_names, GG_VERDICT_COUNT);
	check_names(gg_mode_names, GG_MODE_COUNT);
	check_names(gg_layer_names, GG_LAYER_COUNT);
	check_names(gg_op_names, GG_OP_COUNT);
	check_names(gg_state_names, GG_STATE_COUNT);
	check_names(gg_want_names, GG_WANT_COUNT);
	check_names(gg_stacks_names, GG_STACKS_COUNT);
	assert_int_equal(gg_name_find(gg_mode_names, GG_MODE_COUNT, "enforcement", 7), 0);
	assert_int_equal(gg_name_find(gg_mode_names, GG_MODE_COUNT, "enforcement", 8), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_error_is_set_once_and_its_code_returned),
		cmocka_unit_test(nobody_has_to_listen),
		cmocka_unit_test(wrapping_puts_words_in_front),
		cmocka_unit_test(long_texts_are_cut),
		cmocka_unit_test(reasons_come_without_libc),
		cmocka_unit_test(errnos_have_names),
		cmocka_unit_test(name_tables_are_whole),
	};

	return cmocka_run_group_tests_name("err", tests, NULL, NULL);
}
