/* base/calls: the table is sorted, both directions agree, and this machine's headers do, too. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <asm/unistd.h>
#include <string.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/calls.h"
#include "base/common.h"
#include "base/names.h"
#include "plan/format.h"
#include "plan/watch.h"
#include "policy/core.h"

static void the_table_is_sorted(void **state)
{
	const char *last = "", *name;
	size_t i;
	int nr;

	(void)state;
	for (i = 0; (name = gg_call_at(GG_ARCH_AMD64, i, &nr)); i++) {
		if (strcmp(last, name) >= 0)
			fail_msg("%s stands before %s", last, name);
		last = name;
	}
	assert_in_range(i, 350, 500);
}

static void lookups_go_both_ways(void **state)
{
	const char *name;
	int nr;

	(void)state;
	for (int arch = 0; arch < GG_ARCH_COUNT; arch++) {
		for (size_t i = 0; (name = gg_call_at((enum gg_arch)arch, i, &nr)); i++) {
			assert_int_equal(gg_call_find((enum gg_arch)arch, name), nr);
			if (nr < 0) {
				assert_int_equal(nr, GG_CALL_NONE);
				continue;
			}
			/* two entries with one number would find the first */
			if (strcmp(gg_call_name((enum gg_arch)arch, nr), name) != 0)
				fail_msg("%s and %s are both %d", gg_call_name((enum gg_arch)arch, nr), name, nr);
			assert_in_range(nr, 0, GG_PLAN_CALLS - 1);
			assert_true(nr <= gg_call_max((enum gg_arch)arch));
		}
	}
}

/* They are searched by halving, so what stands at a wrong place would not be found */
static void lists_of_calls_are_sorted(void **state)
{
	const char *const *list;
	size_t n;

	(void)state;
	for (size_t i = 0, core = 0; (list = gg_watch_list(i, &n)) || (list = gg_core_list(core++, &n)); i++) {
		assert_true(n > 0);
		for (size_t k = 0; k < n; k++) {
			if (k && strcmp(list[k - 1], list[k]) >= 0)
				fail_msg("%s stands before %s", list[k - 1], list[k]);
			assert_true(gg_call_index(list[k]) >= 0);
			assert_true(gg_name_listed(list, n, list[k]));
		}
		assert_false(gg_name_listed(list, n, ""));
		assert_false(gg_name_listed(list, n, "zzz"));
		assert_false(gg_name_listed(list, 0, list[0]));
	}
}

static void all_names_at_once_are_the_same(void **state)
{
	const char *names[GG_PLAN_CALLS], *few[3];

	(void)state;
	for (int arch = 0; arch < GG_ARCH_COUNT; arch++) {
		gg_call_names((enum gg_arch)arch, GG_PLAN_CALLS, names);
		for (int nr = 0; nr < GG_PLAN_CALLS; nr++)
			assert_ptr_equal(names[nr], gg_call_name((enum gg_arch)arch, nr));
	}
	gg_call_names(GG_ARCH_AMD64, 3, few);
	assert_string_equal(few[2], "open");
	assert_int_equal(gg_call_index("openat3"), -1);
}

static void what_is_unknown_is_said(void **state)
{
	static const char *const odd[] = { "", "a", "zzz", "Read", "read ", "openat3", "clone33" };

	(void)state;
	for (size_t i = 0; i < GG_ARRAY_SIZE(odd); i++)
		assert_int_equal(gg_call_find(GG_ARCH_AMD64, odd[i]), -2);
	assert_int_equal(gg_call_find(GG_ARCH_ARM64, "open"), GG_CALL_NONE);
	assert_null(gg_call_name(GG_ARCH_AMD64, -1));
	assert_null(gg_call_name(GG_ARCH_AMD64, -2));
	assert_null(gg_call_name(GG_ARCH_AMD64, 400));
	assert_null(gg_call_name(GG_ARCH_ARM64, 250));
	assert_null(gg_call_name(GG_ARCH_AMD64, gg_call_max(GG_ARCH_AMD64) + 1));
}

static void spot_checks(void **state)
{
	static const struct {
		const char *name;
		int amd64, arm64;
	} known[] = {
		{ "read", 0, 63 }, { "write", 1, 64 }, { "open", 2, -1 }, { "close", 3, 57 },
		{ "mmap", 9, 222 }, { "rt_sigreturn", 15, 139 }, { "ioctl", 16, 29 }, { "clone", 56, 220 },
		{ "fork", 57, -1 }, { "execve", 59, 221 }, { "exit_group", 231, 94 }, { "openat", 257, 56 },
		{ "seccomp", 317, 277 }, { "bpf", 321, 280 }, { "pidfd_send_signal", 424, 424 },
		{ "clone3", 435, 435 }, { "openat2", 437, 437 }, { "landlock_restrict_self", 446, 446 },
		{ "fchmodat2", 452, 452 }, { "setxattrat", 463, 463 },
	};

	(void)state;
	for (size_t i = 0; i < GG_ARRAY_SIZE(known); i++) {
		assert_int_equal(gg_call_find(GG_ARCH_AMD64, known[i].name), known[i].amd64);
		assert_int_equal(gg_call_find(GG_ARCH_ARM64, known[i].name), known[i].arm64);
	}
}

/* Numbers from 424 on are the same everywhere */
static void numbers_are_unified_from_424_on(void **state)
{
	const char *name;
	int nr;

	(void)state;
	for (size_t i = 0; (name = gg_call_at(GG_ARCH_AMD64, i, &nr)); i++) {
		int other = gg_call_find(GG_ARCH_ARM64, name);

		if (nr >= 424 && other != nr && other != GG_CALL_NONE)
			fail_msg("%s: %d and %d", name, nr, other);
		if (other >= 424)
			assert_int_equal(other, nr);
	}
}

/* Every __NR_ that the preprocessor knows, as "NAME NUMBER" lines */
static void this_machines_headers_agree(void **state)
{
	FILE *in = popen("echo '#include <asm/unistd.h>' | cc -E -dM -x c - 2>/dev/null", "re");
	char line[256];
	unsigned n = 0;

	(void)state;
	if (!in)
		skip();
	while (fgets(line, sizeof(line), in)) {
		char name[64], value[32];
		char *end;
		long nr;

		if (sscanf(line, "#define __NR_%63s %31s", name, value) != 2 || !strcmp(name, "syscalls"))
			continue;
		nr = strtol(value, &end, 10);
		if (*end || end == value)
			continue; /* __NR3264_, expressions */
		if (gg_call_find(GG_ARCH_HERE, name) != nr)
			print_error("%s is %ld in <asm/unistd.h>, %d in the table\n", name, nr,
				    gg_call_find(GG_ARCH_HERE, name)), n += 100000;
		n++;
	}
	pclose(in);
	if (!n)
		skip(); /* no compiler here */
	assert_in_range(n, 250, 600);
	assert_int_equal(gg_call_find(GG_ARCH_HERE, "read"), __NR_read);
	assert_int_equal(gg_call_find(GG_ARCH_HERE, "openat"), __NR_openat);
	assert_int_equal(gg_call_find(GG_ARCH_HERE, "seccomp"), __NR_seccomp);
}

/* Names in the other tables are names of calls; rows of one call stand together */
static void other_tables_name_calls(void **state)
{
	const char *name;

	(void)state;
	for (size_t i = 0; (name = gg_watched_at(i)); i++) {
		assert_true(gg_call_find(GG_ARCH_HERE, name) >= GG_CALL_NONE);
		assert_true(gg_watched(name));
		if (i && strcmp(gg_watched_at(i - 1), name) >= 0)
			fail_msg("watched: %s before %s", gg_watched_at(i - 1), name);
	}
	for (size_t i = 0; (name = gg_core_denied_at(i)); i++) {
		assert_true(gg_call_find(GG_ARCH_HERE, name) >= GG_CALL_NONE);
		if (i && strcmp(gg_core_denied_at(i - 1), name) >= 0)
			fail_msg("denied: %s before %s", gg_core_denied_at(i - 1), name);
	}
	for (size_t i = 0; i < gg_checks_n; i++) {
		const struct gg_check *row = &gg_checks[i];

		assert_true(gg_call_find(GG_ARCH_HERE, row->call) >= GG_CALL_NONE);
		assert_true(row->n <= GG_CHECK_CONDS);
		for (unsigned c = 0; c < row->n; c++) {
			assert_true(row->conds[c].arg < 6);
			assert_int_equal(row->conds[c].value & ~row->conds[c].mask, 0); /* else it never holds */
		}
		for (size_t k = i + 2; k < gg_checks_n; k++)
			if (!strcmp(row->call, gg_checks[k].call))
				assert_string_equal(gg_checks[k - 1].call, row->call);
	}
	assert_false(gg_watched("read"));
	assert_true(gg_absent("clone3") && !gg_absent("clone"));
	assert_true(gg_never("seccomp") && !gg_never("ptrace"));
	assert_true(gg_self_call("exit_group") && !gg_self_call("openat"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_table_is_sorted),
		cmocka_unit_test(lookups_go_both_ways),
		cmocka_unit_test(lists_of_calls_are_sorted),
		cmocka_unit_test(all_names_at_once_are_the_same),
		cmocka_unit_test(what_is_unknown_is_said),
		cmocka_unit_test(spot_checks),
		cmocka_unit_test(numbers_are_unified_from_424_on),
		cmocka_unit_test(this_machines_headers_agree),
		cmocka_unit_test(other_tables_name_calls),
	};

	return cmocka_run_group_tests_name("calls", tests, NULL, NULL);
}
