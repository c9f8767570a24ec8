/*
 * plan/build, plan/print: the posture, as text, for policies under several capabilities.
 *
 * Compares with tests/golden/plan-POLICY-CAPS.txt to the byte; GG_GOLDEN_UPDATE=1 writes the files
 * anew. The filter is left out, as its length is libseccomp's affair. Runs from the top folder.
 */
#include "plan_help.h"

#include <fcntl.h>

#include "base/fd.h"
#include "plan/print.h"

static const struct golden {
	const char *policy, *name;
	uint32_t without; /* capabilities that are missing */
	uint32_t abi;
} goldens[] = {
	{ "web", "full", 0, 7 },
	{ "web", "newer", 0, 12 },
	{ "web", "landlock4", 0, 4 },
	{ "web", "landlock3", 0, 3 },
	{ "web", "landlock1", 0, 1 },
	{ "web", "no-landlock", 0, 0 },
	{ "web", "no-listener", CAP(LISTENER), 7 },
	{ "web", "busy", CAP(FREE_LISTENER), 7 },
	{ "web", "no-seccomp", CAP(SECCOMP), 7 },
	{ "web", "no-vm-read", CAP(VM_READ), 7 },
	{ "web", "no-pidfd-getfd", CAP(PIDFD_GETFD), 7 },
	{ "web", "no-ptrace", CAP(PTRACE), 7 },
	{ "web", "nothing", CAPS_ALL & ~CAP(FREE_LISTENER), 0 },
	{ "audit", "full", 0, 7 },
	{ "alone", "full", 0, 7 },
	{ "alone", "landlock3", 0, 3 },
	{ "alone", "no-landlock", 0, 0 },
};

/* Whole file; the caller frees it */
static char *slurp(const char *path)
{
	gg_close int fd = open(path, O_RDONLY | O_CLOEXEC);
	char *text = NULL;
	size_t n;

	if (fd < 0 || gg_fd_slurp(fd, 1 << 20, &text, &n) < 0)
		fail_msg("cannot read '%s' (tests run from the top folder; GG_GOLDEN_UPDATE=1 makes golden files)", path);
	return text;
}

static struct gg_policy *read_golden(const char *name)
{
	struct gg_findings findings = { 0 };
	struct gg_policy *policy = NULL;
	gg_free char *text = NULL;
	char path[128], file[64];

	snprintf(path, sizeof(path), "tests/golden/%s.cfg", name);
	snprintf(file, sizeof(file), "%s.cfg", name);
	text = slurp(path);
	if (gg_policy_read_text(text, strlen(text), file, NULL, &findings, &policy) < 0) {
		show_findings(&findings);
		fail_msg("'%s' is no policy", path);
	}
	gg_findings_done(&findings);
	return policy;
}

static char *text_of(const struct gg_plan *plan)
{
	char *text = NULL;
	size_t n = 0;
	FILE *out = open_memstream(&text, &n);

	assert_non_null(out);
	gg_plan_print(plan, out);
	assert_int_equal(fclose(out), 0);
	return text;
}

static void write_golden(const char *path, const char *text)
{
	FILE *out = fopen(path, "we");

	assert_non_null(out);
	assert_true(fputs(text, out) >= 0);
	assert_int_equal(fclose(out), 0);
}

/* The first line in which two texts differ */
static unsigned first_difference(const char *a, const char *b)
{
	unsigned line = 1;

	for (; *a && *a == *b; a++, b++)
		line += *a == '\n';
	return line;
}

static void postures_are_as_written_down(void **state)
{
	(void)state;
	for (size_t i = 0; i < GG_ARRAY_SIZE(goldens); i++) {
		const struct golden *g = &goldens[i];
		struct gg_plan_caps caps = { CAPS_ALL & ~g->without, g->abi };
		struct gg_policy *policy = read_golden(g->policy);
		gg_free char *text = NULL, *want = NULL;
		char path[128];
		struct made m;

		make_from(policy, caps, false, &m);
		text = text_of(&m.plan);
		snprintf(path, sizeof(path), "tests/golden/plan-%s-%s.txt", g->policy, g->name);
		if (getenv("GG_GOLDEN_UPDATE"))
			write_golden(path, text);
		want = slurp(path);
		if (strcmp(text, want) != 0)
			fail_msg("differs from %s in line %u:\n%s", path, first_difference(text, want), text);
		made_done(&m);
		gg_policy_free(policy);
	}
}

static const struct missing {
	const char *layer, *text;
	uint32_t without, abi;
	const char *reason;
} required[] = {
	{ "seccomp", "seccomp = \"require\";", CAP(SECCOMP), 7, "refuses seccomp" },
	{ "seccomp", "seccomp = \"require\";", CAP(NO_NEW_PRIVS), 7, "NO_NEW_PRIVS" },
	{ "landlock", "landlock = \"require\";", 0, 0, "no Landlock" },
	{ "supervisor", "supervisor = \"require\";", CAP(LISTENER), 7, "cannot notify" },
	{ "supervisor", "supervisor = \"require\";", CAP(FREE_LISTENER), 7, "EBUSY" },
	{ "supervisor", "supervisor = \"require\";", CAP(VM_READ), 7, "process_vm_readv" },
	{ "supervisor", "supervisor = \"require\";", CAP(OPENAT2), 7, "openat2" },
	{ "supervisor", "seccomp = \"prefer\"; supervisor = \"require\";", CAP(SECCOMP), 7, "nothing notifies" },
};

static void what_is_required_and_missing_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < GG_ARRAY_SIZE(required); i++) {
		const struct missing *r = &required[i];
		struct gg_plan_caps caps = { CAPS_ALL & ~r->without, r->abi }, full = FULL;
		struct gg_draft *draft = NULL;
		struct gg_err err = { 0 };
		struct gg_policy *policy;
		char text[256], layer[64];

		snprintf(text, sizeof(text), V "layers = { %s };", r->text);
		snprintf(layer, sizeof(layer), "cannot use layer '%s': ", r->layer);
		policy = read_good(text, 0);
		if (gg_plan_build(policy, &caps, &no_world, &draft, &err) != -EOPNOTSUPP || draft ||
		    strncmp(err.text, layer, strlen(layer)) != 0 || !strstr(err.text, r->reason) ||
		    !strstr(err.text, "prefer"))
			fail_msg("case %zu: %d '%s'", i, err.code, err.text);
		assert_int_equal(gg_plan_build(policy, &full, &no_world, &draft, &err), 0);
		gg_draft_free(draft);
		gg_policy_free(policy);
	}
}

/* With nothing granted, "prefer" still makes a plan, and it says that nothing holds it */
static void what_is_preferred_and_missing_is_said(void **state)
{
	struct made m;

	(void)state;
	make_with(V "layers = { seccomp = \"prefer\"; landlock = \"prefer\"; supervisor = \"prefer\"; };",
		  (struct gg_plan_caps){ 0, 0 }, false, &m);
	for (unsigned i = 0; i < GG_LAYER_WRAPPERS; i++) {
		assert_int_equal(m.plan.head->state[i], GG_STATE_MISSING);
		assert_true(*gg_plan_string(&m.plan, m.plan.head->why[i]));
	}
	assert_false(m.plan.head->flags & (GG_PLAN_NEEDS_SUPERVISOR | GG_PLAN_LANDLOCK));
	made_done(&m);
}

static void audit_needs_somebody_who_logs(void **state)
{
	struct gg_policy *policy = read_good(V "mode = \"audit\"; layers = { supervisor = \"prefer\"; };", 0);
	struct gg_plan_caps caps = { CAPS_ALL & ~CAP(LISTENER), 7 };
	struct gg_draft *draft = NULL;
	struct gg_err err = { 0 };

	(void)state;
	assert_int_equal(gg_plan_build(policy, &caps, &no_world, &draft, &err), -EOPNOTSUPP);
	assert_non_null(strstr(err.text, "'supervisor' is missing"));
	assert_null(draft);
	gg_policy_free(policy);
}

static void audit_keeps_landlock_out(void **state)
{
	struct made m;

	(void)state;
	make_plan(V "mode = \"audit\";\nfiles = ( { path = \"/a\"; allow = \"read\"; } );", &m);
	assert_int_equal(m.plan.head->state[GG_LAYER_LANDLOCK], GG_STATE_OFF);
	assert_false(m.plan.head->flags & GG_PLAN_LANDLOCK);
	assert_int_equal(m.plan.head->unsafe, GG_ACCESS_ALL);
	assert_int_equal(m.plan.rights[0].ll_path, GG_LL_NONE);
	made_done(&m);
}

static void the_domain_fits_the_abi(void **state)
{
	static const struct {
		uint32_t abi, fs, net, scoped;
	} abis[] = {
		{ 1, 0x1fff, 0, 0 }, { 2, 0x3fff, 0, 0 }, { 3, 0x7fff, 0, 0 }, { 4, 0x7fff, 3, 0 },
		{ 5, 0xffff, 3, 0 }, { 6, 0xffff, 3, 3 }, { 7, 0xffff, 3, 3 }, { 99, 0xffff, 3, 3 },
	};

	(void)state;
	for (size_t i = 0; i < GG_ARRAY_SIZE(abis); i++) {
		struct made m;

		make_with(V "files = ( { path = \"/a\"; allow = \"all\"; } );\n"
			    "network = { connect = ( \"tcp://*:80-81\" ); };",
			  (struct gg_plan_caps){ CAPS_ALL, abis[i].abi }, false, &m);
		assert_int_equal(m.plan.head->ll_fs, abis[i].fs);
		assert_int_equal(m.plan.head->ll_net, abis[i].net);
		assert_int_equal(m.plan.head->ll_scoped, abis[i].scoped);
		assert_int_equal(m.plan.count[GG_SECT_LL_PATHS], 1);
		assert_int_equal(m.plan.ll_paths[0].rights & ~m.plan.head->ll_fs, 0);
		/* never device nodes, always among what is handled */
		assert_int_equal(m.plan.ll_paths[0].rights & 0x0840, 0);
		assert_int_equal(m.plan.head->ll_fs & 0x0840, 0x0840);
		assert_int_equal(m.plan.count[GG_SECT_LL_PORTS], abis[i].abi >= 4 ? 2 : 0);
		made_done(&m);
	}
}

/* A loader can be read in the domain: only where a rule says so, too, may the kernel decide. */
static void loaders_count_as_read(void **state)
{
	static const char *const loaders[] = { "/usr/lib/ld.so" };
	static const struct gg_world world = { loaders, 1 };
	static const struct {
		const char *files;
		unsigned unsafe;
	} cases[] = {
		{ "{ path = \"/a\"; allow = \"read\"; }", GG_ACCESS_READ },
		{ "{ path = \"/usr/lib\"; allow = \"write\"; }", GG_ACCESS_READ },
		{ "{ path = \"/usr/lib/*.so\"; allow = \"read\"; }", GG_ACCESS_READ },
		{ "{ path = \"/usr/lib\"; allow = \"read\"; }", 0 },
		{ "{ path = \"/usr/lib\"; allow = \"read\"; }, { path = \"/usr/lib/ld.so\"; deny = \"read\"; }",
		  GG_ACCESS_READ },
	};

	(void)state;
	for (size_t i = 0; i < GG_ARRAY_SIZE(cases); i++) {
		char text[512];
		struct gg_draft *draft = NULL;
		struct gg_plan_caps caps = FULL;
		struct gg_policy *policy;
		struct gg_err err = { 0 };

		(void)snprintf(text, sizeof(text), V "files = ( %s );", cases[i].files);
		policy = read_good(text, 0);
		assert_int_equal(gg_plan_build(policy, &caps, &world, &draft, &err), 0);
		assert_int_equal(draft->head.unsafe & GG_ACCESS_READ, cases[i].unsafe);
		assert_int_equal(draft->head.ll_loaders, 1);
		gg_draft_free(draft);
		gg_policy_free(policy);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(postures_are_as_written_down),
		cmocka_unit_test(what_is_required_and_missing_is_refused),
		cmocka_unit_test(what_is_preferred_and_missing_is_said),
		cmocka_unit_test(audit_needs_somebody_who_logs),
		cmocka_unit_test(audit_keeps_landlock_out),
		cmocka_unit_test(the_domain_fits_the_abi),
		cmocka_unit_test(loaders_count_as_read),
	};

	return cmocka_run_group_tests_name("plan_print", tests, NULL, NULL);
}
