/* base/privileges, plan/build_privileges: names, what a policy keeps, and giving up. */
#include "plan_help.h"

#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/calls.h"
#include "base/privileges.h"
#include "base/sys.h"

#define KEPT(m, cap) ((m).plan.head->privileges & GG_PRIVILEGE(cap))

static void names_are_whole(void **state)
{
	(void)state;
	for (size_t i = 0; i < gg_n_privileges; i++) {
		const struct gg_privilege *one = &gg_privileges[i];

		assert_true(one->name && !strncmp(one->name, "CAP_", 4) && one->help && *one->help);
		assert_int_equal(gg_privilege_find(one->name), i);
		assert_false(one->ruled && one->calls);
		for (size_t k = 0; one->calls && one->calls[k]; k++)
			if (gg_call_find(GG_ARCH_HERE, one->calls[k]) < 0 && strcmp(one->calls[k], "ioperm") &&
			    strcmp(one->calls[k], "iopl") && strcmp(one->calls[k], "umount"))
				fail_msg("%s: no call '%s'", one->name, one->calls[k]);
	}
	assert_int_equal(gg_privilege_find("net_admin"), -1);
	assert_int_equal(gg_privilege_find(""), -1);
}

/* Whatever this kernel knows more than the table, nobody keeps: -1 */
static void what_a_policy_is_not_about_goes(void **state)
{
	struct made m;

	(void)state;
	make_plan(V "syscalls = { allow = [ \"@file-write\", \"@net-client\" ]; };\n", &m);
	assert_true(KEPT(m, CAP_CHOWN) && KEPT(m, CAP_DAC_OVERRIDE) && KEPT(m, CAP_NET_BIND_SERVICE));
	assert_false(KEPT(m, CAP_NET_ADMIN) || KEPT(m, CAP_SYS_ADMIN) || KEPT(m, CAP_SYS_RESOURCE));
	assert_false(KEPT(m, CAP_SYS_CHROOT) || KEPT(m, CAP_MKNOD) || KEPT(m, CAP_SETFCAP) || KEPT(m, 63));
	made_done(&m);
}

static void what_it_names_stays(void **state)
{
	struct made m;

	(void)state;
	make_plan(V "syscalls = { allow = [ \"chroot\", \"mount\" ]; };\ncapabilities = [ \"CAP_NET_ADMIN\" ];\n", &m);
	assert_true(KEPT(m, CAP_SYS_CHROOT) && KEPT(m, CAP_SYS_ADMIN) && KEPT(m, CAP_NET_ADMIN));
	assert_false(KEPT(m, CAP_NET_RAW));
	made_done(&m);
	make_plan(V "syscalls = { allow = [ \"chroot\" ]; deny = [ \"chroot\" ]; };\n", &m);
	assert_false(KEPT(m, CAP_SYS_CHROOT));
	made_done(&m);
	make_plan(V "mode = \"audit\";\n", &m);
	assert_true(m.plan.head->privileges == UINT64_MAX);
	made_done(&m);
}

/* In a process of its own. Return: what is left of it is within @kept, and nothing comes back */
static int gives_up(uint64_t kept)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct now[2] = { { 0 } }, again[2]; /* valgrind knows one half of it only */
	uint64_t left;

	if (gg_privileges_keep(kept) < 0 || gg_sys(SYS_capget, &head, now) < 0)
		return 1;
	left = (uint64_t)(now[1].effective | now[1].permitted | now[1].inheritable) << 32 |
	       (now[0].effective | now[0].permitted | now[0].inheritable);
	if (left & ~kept)
		return 2;
	memcpy(again, now, sizeof(again));
	again[0].permitted = again[0].effective = ~0u;
	if (memcmp(again, now, sizeof(again)) != 0 && geteuid() == 0 && gg_sys(SYS_capset, &head, again) == 0)
		return 3;
	for (unsigned i = 0; i < gg_n_privileges; i++)
		if (geteuid() == 0 && !(kept & GG_PRIVILEGE(i)) && prctl(PR_CAPBSET_READ, i) == 1)
			return 4;
	return gg_privileges_keep(kept) < 0; /* again: no harm */
}

static void what_is_given_up_is_gone(void **state)
{
	static const uint64_t keeps[] = { 0, GG_PRIVILEGE(CAP_CHOWN), GG_PRIVILEGE(40) | 1, 0x00000000ffffffff };

	(void)state;
	for (size_t i = 0; i < GG_ARRAY_SIZE(keeps); i++) {
		int status;
		pid_t pid = fork();

		if (pid == 0)
			_exit(gives_up(keeps[i]));
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_int_equal(status, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_whole),
		cmocka_unit_test(what_a_policy_is_not_about_goes),
		cmocka_unit_test(what_it_names_stays),
		cmocka_unit_test(what_is_given_up_is_gone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
