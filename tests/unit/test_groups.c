/* policy/groups: the table is sorted and sound, the walk visits each call once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "base/calls.h"
#include "base/common.h"
#include "policy/core.h"
#include "policy/groups.h"
#include "policy/groups_table.h"

static void table_is_sorted_and_has_help(void **state)
{
	size_t n = 0;

	(void)state;
	for (; gg_group_at(n); n++) {
		const struct gg_group *group = gg_group_at(n);

		assert_int_equal(group->name[0], '@');
		assert_true(group->help && *group->help);
		assert_ptr_equal(gg_group_find(group->name), group);
		if (n)
			assert_true(strcmp(gg_group_at(n - 1)->name, group->name) < 0);
	}
	assert_true(n >= 14 && n <= GG_GROUPS_MAX);
}

static void members_are_sorted_and_known(void **state)
{
	(void)state;
	for (size_t i = 0; gg_group_at(i); i++) {
		const char *const *member = gg_group_at(i)->members;

		assert_non_null(*member);
		for (; *member; member++) {
			if (member[1] && strcmp(member[0], member[1]) >= 0)
				fail_msg("%s: %s before %s", gg_group_at(i)->name, member[0], member[1]);
			if (**member == '@' ? !gg_group_find(*member)
					    : gg_call_find(GG_ARCH_HERE, *member) < GG_CALL_NONE)
				fail_msg("%s: unknown %s", gg_group_at(i)->name, *member);
		}
	}
}

struct seen {
	const char *calls[512];
	size_t n;
};

static int note(const char *call, void *arg)
{
	struct seen *seen = arg;

	for (size_t i = 0; i < seen->n; i++)
		assert_string_not_equal(seen->calls[i], call);
	assert_true(seen->n < GG_ARRAY_SIZE(seen->calls));
	seen->calls[seen->n++] = call;
	return 0;
}

static bool holds(const char *group, const char *call)
{
	struct seen seen = { .n = 0 };

	assert_int_equal(gg_group_walk(group, note, &seen), 0);
	for (size_t i = 0; i < seen.n; i++) {
		if (!strcmp(seen.calls[i], call))
			return true;
	}
	return false;
}

static int stop(const char *call, void *arg)
{
	(void)call;
	++*(int *)arg;
	return -ECANCELED;
}

static void walk_visits_once_and_stops(void **state)
{
	int times = 0;

	(void)state;
	for (size_t i = 0; gg_group_at(i); i++) {
		struct seen seen = { .n = 0 };

		assert_int_equal(gg_group_walk(gg_group_at(i)->name, note, &seen), 0);
		assert_true(seen.n > 0);
	}
	assert_true(holds("openat", "openat"));
	assert_int_equal(gg_group_walk("@nothing", note, NULL), -ENOENT);
	assert_int_equal(gg_group_walk("opennat", note, NULL), -ENOENT);
	assert_int_equal(gg_group_walk("@file-read", stop, &times), -ECANCELED);
	assert_int_equal(times, 1);
}

/* What a Go program cannot start or poll without, by version */
static void go_runtime_is_whole(void **state)
{
	static const char *const needs[] = {
		"arch_prctl", "clone", "close", "epoll_create1", "epoll_ctl", "epoll_pwait", "eventfd2",
		"exit_group", "fcntl", "futex", "getpid", "getrandom", "getrlimit", "gettid", "madvise",
		"mincore", "mmap", "munmap", "nanosleep", "openat", "pipe2", "prctl", "pread64",
		"prlimit64", "read", "readlinkat", "restart_syscall", "rt_sigaction", "rt_sigprocmask",
		"rt_sigreturn", "sched_getaffinity", "sched_yield", "setitimer", "setrlimit",
		"sigaltstack", "tgkill", "timer_create", "timer_settime", "uname", "write",
		/* cgo */
		"access", "brk", "faccessat", "mprotect", "rseq", "set_robust_list", "set_tid_address",
	};

	(void)state;
	for (size_t i = 0; i < GG_ARRAY_SIZE(needs); i++) {
		if (!holds("@go-runtime", needs[i]))
			fail_msg("@go-runtime lacks %s", needs[i]);
	}
}

/* Where a group has one of these, it has the other: programs fall back from one to the other */
static void families_stay_together(void **state)
{
	static const char *const pairs[][2] = {
		{ "open", "openat" },     { "openat", "openat2" },      { "stat", "newfstatat" },
		{ "mkdir", "mkdirat" },   { "unlink", "unlinkat" },     { "rename", "renameat2" },
		{ "link", "linkat" },     { "symlink", "symlinkat" },   { "chmod", "fchmodat" },
		{ "accept", "accept4" },  { "execve", "execveat" },     { "epoll_create", "epoll_create1" },
		{ "chown", "fchownat" },  { "getdents", "getdents64" }, { "signalfd", "signalfd4" },
		{ "access", "faccessat" }, { "inotify_init", "inotify_init1" },
	};

	(void)state;
	for (size_t i = 0; gg_group_at(i); i++) {
		const char *group = gg_group_at(i)->name;

		if (!strcmp(group, "@libc") || !strcmp(group, "@go-runtime"))
			continue; /* what is needed, not what is alike */
		for (size_t j = 0; j < GG_ARRAY_SIZE(pairs); j++) {
			if (holds(group, pairs[j][0]) && !holds(group, pairs[j][1]))
				fail_msg("%s has %s without %s", group, pairs[j][0], pairs[j][1]);
		}
	}
}

static void core_is_sorted_and_apart(void **state)
{
	static const char *const usual[] = { "@go-runtime", "@file-read", "@file-write", "@io",
					     "@net-client", "@net-server", "@process", "@libc" };

	(void)state;
	for (size_t i = 0; gg_core_denied_at(i); i++) {
		const char *call = gg_core_denied_at(i);

		assert_true(gg_core_denied(call));
		assert_true(gg_call_find(GG_ARCH_HERE, call) >= GG_CALL_NONE);
		if (i)
			assert_true(strcmp(gg_core_denied_at(i - 1), call) < 0);
		for (size_t j = 0; j < GG_ARRAY_SIZE(usual); j++)
			assert_false(holds(usual[j], call));
	}
	assert_false(gg_core_denied("openat"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(table_is_sorted_and_has_help),
		cmocka_unit_test(members_are_sorted_and_known),
		cmocka_unit_test(walk_visits_once_and_stops),
		cmocka_unit_test(go_runtime_is_whole),
		cmocka_unit_test(families_stay_together),
		cmocka_unit_test(core_is_sorted_and_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
