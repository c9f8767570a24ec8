/*
 * The wrappers' pure parts, and paths as the kernel resolves them.
 *
 * The sources are included because wrap/ is linked into the shim alone.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/access.h"
#include "wrap/flags.c"
#include "wrap/where.c"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define R GG_ACCESS_READ
#define W GG_ACCESS_WRITE
#define C GG_ACCESS_CREATE

static void test_flags_access_is_the_rights_that_open_needs(void **state)
{
	static const struct {
		int flags;
		bool missing;
		unsigned access;
	} rows[] = {
		{ O_RDONLY, false, R },
		{ O_WRONLY, false, W },
		{ O_RDWR, false, R | W },
		{ O_RDONLY | O_TRUNC, false, R | W },
		{ O_RDONLY | O_DIRECTORY, false, R },
		{ O_WRONLY | O_CREAT, false, W },
		{ O_RDONLY | O_CREAT, true, C | R },
		{ O_RDONLY | O_CREAT | O_TRUNC, true, C | R | W },
		{ O_RDWR | O_CREAT, true, C | R | W },
		{ O_WRONLY | O_CREAT | O_EXCL, true, C | W },
		{ O_RDONLY, true, 0 },
		{ O_PATH, false, 0 },
		{ O_PATH | O_RDWR, false, 0 },
		{ O_TMPFILE | O_RDWR, false, 0 },
		{ O_ACCMODE, false, R | W },
	};

	(void)state;
	for (size_t i = 0; i < GG_ARRAY_SIZE(rows); i++)
		assert_int_equal(gg_flags_access(rows[i].flags, rows[i].missing), rows[i].access);
}

static void test_flags_of_mode_reads_fopen_modes(void **state)
{
	static const struct {
		const char *mode;
		int flags; /* -1: none */
	} rows[] = {
		{ "r", O_RDONLY },
		{ "rb", O_RDONLY },
		{ "r+", O_RDWR },
		{ "rb+e", O_RDWR | O_CLOEXEC },
		{ "w", O_WRONLY | O_CREAT | O_TRUNC },
		{ "w+x", O_RDWR | O_CREAT | O_TRUNC | O_EXCL },
		{ "a", O_WRONLY | O_CREAT | O_APPEND },
		{ "r,ccs=x+", O_RDONLY },
		{ "", -1 },
		{ "q", -1 },
		{ "+r", -1 },
	};

	(void)state;
	for (size_t i = 0; i < GG_ARRAY_SIZE(rows); i++) {
		int flags = -1;
		int ret = gg_flags_of_mode(rows[i].mode, &flags);

		assert_int_equal(ret, rows[i].flags < 0 ? -EINVAL : 0);
		assert_int_equal(flags, rows[i].flags);
	}
}

/*
 * DIR/file    DIR/link -> file    DIR/dangling -> none    DIR/sub/
 */
static char top[64];
static int top_fd;

static int make_tree(void **state)
{
	(void)state;
	memcpy(top, "/tmp/gg-wrap-XXXXXX", sizeof("/tmp/gg-wrap-XXXXXX"));
	if (!mkdtemp(top))
		return -1;
	top_fd = open(top, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (top_fd < 0 || close(openat(top_fd, "file", O_CREAT | O_WRONLY, 0600)) < 0)
		return -1;
	if (symlinkat("file", top_fd, "link") < 0 || symlinkat("none", top_fd, "dangling") < 0)
		return -1;
	return mkdirat(top_fd, "sub", 0700);
}

static int drop_tree(void **state)
{
	(void)state;
	unlinkat(top_fd, "file", 0);
	unlinkat(top_fd, "link", 0);
	unlinkat(top_fd, "dangling", 0);
	unlinkat(top_fd, "sub", AT_REMOVEDIR);
	close(top_fd);
	return rmdir(top);
}

static void expect(const char *got, const char *below)
{
	assert_int_equal(strncmp(got, top, strlen(top)), 0);
	assert_string_equal(got + strlen(top), below);
}

static void test_where_is_resolves_links_and_dots(void **state)
{
	char got[GG_WHERE_MAX];

	(void)state;
	assert_int_equal(gg_where_is(top_fd, "link", 0, got), 0);
	expect(got, "/file");
	assert_int_equal(gg_where_is(top_fd, "link", AT_SYMLINK_NOFOLLOW, got), 0);
	expect(got, "/link");
	assert_int_equal(gg_where_is(top_fd, "sub/.././/file", 0, got), 0);
	expect(got, "/file");
	assert_int_equal(gg_where_is(top_fd, "", AT_EMPTY_PATH, got), 0);
	expect(got, "");
	assert_int_equal(gg_where_is(AT_FDCWD, "/", 0, got), 0);
	assert_string_equal(got, "/");
}

static void test_where_is_fails_where_there_is_no_name(void **state)
{
	char got[GG_WHERE_MAX];
	int ends[2];

	(void)state;
	assert_int_equal(gg_where_is(top_fd, "none", 0, got), -ENOENT);
	assert_int_equal(gg_where_is(top_fd, "dangling", 0, got), -ENOENT);
	assert_int_equal(gg_where_is(top_fd, "file/x", 0, got), -ENOTDIR);
	assert_int_equal(gg_where_is(AT_FDCWD, NULL, 0, got), -EFAULT);
	assert_int_equal(gg_where_is(AT_FDCWD, "/proc/self/status", 0, got), -ESTALE);
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(gg_where_is(ends[0], "", AT_EMPTY_PATH, got), -ESTALE);
	close(ends[0]);
	close(ends[1]);
}

static void test_where_will_be_names_what_would_be_created(void **state)
{
	char got[GG_WHERE_MAX];

	(void)state;
	assert_int_equal(gg_where_will_be(top_fd, "new", got), 0);
	expect(got, "/new");
	assert_int_equal(gg_where_will_be(top_fd, "sub/../sub/./new", got), 0);
	expect(got, "/sub/new");
	assert_int_equal(gg_where_will_be(AT_FDCWD, "/gg-none", got), 0);
	assert_string_equal(got, "/gg-none");
}

static void test_where_will_be_fails_for_what_is_not_created_there(void **state)
{
	char got[GG_WHERE_MAX];

	(void)state;
	assert_int_equal(gg_where_will_be(top_fd, "file", got), -EEXIST);
	assert_int_equal(gg_where_will_be(top_fd, "dangling", got), -EEXIST);
	assert_int_equal(gg_where_will_be(top_fd, "none/new", got), -ENOENT);
	assert_int_equal(gg_where_will_be(top_fd, "new/", got), -EINVAL);
	assert_int_equal(gg_where_will_be(top_fd, "", got), -EINVAL);
}

static void test_where_will_be_is_bounded(void **state)
{
	char got[GG_WHERE_MAX];
	char path[256 + 2];

	(void)state;
	memset(path, 'x', sizeof(path));
	path[sizeof(path) - 1] = '\0';
	assert_int_equal(gg_where_will_be(top_fd, path, got), -ENAMETOOLONG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_flags_access_is_the_rights_that_open_needs),
		cmocka_unit_test(test_flags_of_mode_reads_fopen_modes),
		cmocka_unit_test(test_where_is_resolves_links_and_dots),
		cmocka_unit_test(test_where_is_fails_where_there_is_no_name),
		cmocka_unit_test(test_where_will_be_names_what_would_be_created),
		cmocka_unit_test(test_where_will_be_fails_for_what_is_not_created_there),
		cmocka_unit_test(test_where_will_be_is_bounded),
	};

	return cmocka_run_group_tests(tests, make_tree, drop_tree);
}
