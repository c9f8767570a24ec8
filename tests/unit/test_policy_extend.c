/* policy: extends, $NAME, where profiles are looked for. */
#include "unit/policy_help.h"

#include <sys/stat.h>
#include <unistd.h>

static char folder[64];

static const char *at(const char *name)
{
	static char path[2][128];
	static unsigned turn;

	turn = !turn;
	snprintf(path[turn], sizeof(path[turn]), "%s/%s", folder, name);
	return path[turn];
}

static void put(const char *name, const char *text)
{
	FILE *out = fopen(at(name), "w");

	assert_non_null(out);
	fputs(text, out);
	assert_int_equal(fclose(out), 0);
}

static int make_folder(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "/tmp/goguard-test-XXXXXX");
	if (!mkdtemp(folder))
		return -1;
	unsetenv("GOGUARD_PATH");
	return mkdir(at("lib"), 0700);
}

static int drop_folder(void **state)
{
	static const char *const names[] = { "a.cfg", "b.cfg", "c.cfg", "main.cfg", "lib/far.cfg",
					     "go-base.cfg" };
	char name[32];

	(void)state;
	for (size_t i = 0; i < GG_ARRAY_SIZE(names); i++)
		(void)unlink(at(names[i]));
	for (int i = 0; i < 12; i++) {
		snprintf(name, sizeof(name), "d%d.cfg", i);
		(void)unlink(at(name));
	}
	(void)rmdir(at("lib"));
	return rmdir(folder);
}

static struct gg_policy *read_main(const char *text)
{
	struct gg_findings findings = { 0 };
	struct gg_policy *policy = NULL;

	put("main.cfg", text);
	if (gg_policy_read_file(at("main.cfg"), &findings, &policy)) {
		show_findings(&findings);
		fail();
	}
	gg_findings_done(&findings);
	return policy;
}

static void expect_error(const char *text, int line, const char *part)
{
	struct gg_findings findings = { 0 };
	struct gg_policy *policy = NULL;

	put("main.cfg", text);
	assert_int_equal(gg_policy_read_file(at("main.cfg"), &findings, &policy), -22);
	if (!find_finding(&findings, GG_FINDING_ERROR, line, part)) {
		show_findings(&findings);
		fail_msg("no '%s' in line %d", part, line);
	}
	gg_findings_done(&findings);
}

static void lists_add_up_and_scalars_override(void **state)
{
	struct gg_policy *p;

	(void)state;
	put("a.cfg", V "name = \"a\"; mode = \"audit\"; log = { rate_per_s = 1; stacks = \"all\"; };\n"
		       "syscalls = { allow = [ \"read\" ]; otherwise = \"ENOSYS\"; };\n"
		       "files = ( { path = \"/a\"; allow = \"read\"; } ); keep_fds = [ 3 ];\n");
	put("b.cfg", V "extends = ( \"a\" );\nlog = { rate_per_s = 2; };\nsyscalls = { allow = [ \"write\" ]; };\n");
	p = read_main(V "extends = ( \"b\", \"a\" ); log = { allowed = true; }; mode = \"enforce\";\n"
			"syscalls = { allow = [ \"close\" ]; }; keep_fds = [ 4, 3 ];\n");
	assert_string_equal(p->name, "main"); /* a profile's name is its own */
	assert_int_equal(p->mode, GG_MODE_ENFORCE);
	assert_int_equal(p->log.rate_per_s, 2);
	assert_int_equal(p->log.stacks, GG_STACKS_ALL);
	assert_true(p->log.allowed);
	assert_int_equal(p->otherwise_errno, 38);
	assert_int_equal(p->allow.n, 3); /* "a" counts once */
	assert_string_equal(p->allow.items[0].text, "read");
	assert_string_equal(p->allow.items[2].text, "close");
	assert_string_equal(p->files.items[0].at.file, at("a.cfg"));
	assert_int_equal(p->files.items[0].at.line, 4);
	assert_int_equal(p->n_keep_fds, 2);
	assert_int_equal(p->extends.n, 2);
	gg_policy_free(p);
}

static void later_profile_wins(void **state)
{
	struct gg_policy *p;

	(void)state;
	put("a.cfg", V "log = { rate_per_s = 1; };\n");
	put("b.cfg", V "log = { rate_per_s = 2; };\n");
	p = read_main(V "extends = ( \"a\", \"b\" );\n");
	assert_int_equal(p->log.rate_per_s, 2);
	gg_policy_free(p);
	p = read_main(V "log = { rate_per_s = 3; };\nextends = [ \"b\", \"a\" ];\n");
	assert_int_equal(p->log.rate_per_s, 3);
	gg_policy_free(p);
}

static void built_in_path_and_own_folder(void **state)
{
	struct gg_policy *p = read_main(V "extends = ( \"go-base\" );\n");

	(void)state;
	assert_true(p->files.n > 20);
	assert_string_equal(p->files.items[0].at.file, "go-base");
	gg_policy_free(p);
	put("lib/far.cfg", V "log = { rate_per_s = 9; };\n");
	expect_error(V "\nextends = ( \"far\" );\n", 3, "no profile 'far' (looked in ");
	setenv("GOGUARD_PATH", at("lib"), 1);
	p = read_main(V "extends = ( \"far\" );\n");
	assert_int_equal(p->log.rate_per_s, 9);
	gg_policy_free(p);
	unsetenv("GOGUARD_PATH");
	put("go-base.cfg", V "log = { rate_per_s = 8; };\n"); /* the own folder comes first */
	p = read_main(V "extends = ( \"go-base\" );\n");
	assert_int_equal(p->log.rate_per_s, 8);
	assert_int_equal(p->files.n, 0);
	gg_policy_free(p);
}

static void cycles_and_depth(void **state)
{
	char name[32], text[64];

	(void)state;
	put("a.cfg", V "extends = ( \"b\" );\n");
	put("b.cfg", V "\nextends = ( \"a\" );\n");
	expect_error(V "extends = ( \"a\" );\n", 3, "b.cfg -> ");
	put("c.cfg", V "extends = ( \"c\" );\n");
	expect_error(V "extends = ( \"c\" );\n", 2, "profiles extend one another");
	expect_error(V "extends = ( \"main\" );\n", 2, "profiles extend one another");
	for (int i = 0; i < 12; i++) {
		snprintf(name, sizeof(name), "d%d.cfg", i);
		snprintf(text, sizeof(text), V "extends = ( \"d%d\" );\n", i + 1);
		put(name, text);
	}
	expect_error(V "extends = ( \"d0\" );\n", 2, "more than 8 profiles deep");
	put("d7.cfg", V);
	gg_policy_free(read_main(V "extends = ( \"d0\" );\n"));
}

static void mistakes_in_a_profile_carry_its_name(void **state)
{
	struct gg_findings findings = { 0 };
	struct gg_policy *policy = NULL;

	(void)state;
	put("a.cfg", V "name = 1;\nextends = 3;\nmod = 1;\n");
	put("main.cfg", V "extends = ( \"a\" );\n");
	assert_int_equal(gg_policy_read_file(at("main.cfg"), &findings, &policy), -22);
	assert_int_equal(findings.errors, 3);
	assert_string_equal(findings.first->file, at("a.cfg"));
	gg_findings_done(&findings);
}

static void names_from_the_environment(void **state)
{
	struct gg_policy *p;

	(void)state;
	setenv("GG_T_DIR", "/var//task/", 1);
	setenv("GG_T_API", "127.0.0.1:9001", 1);
	setenv("GG_T_STAR", "/x/*", 1);
	setenv("GG_T_EMPTY", "", 1);
	p = read_main(V "files = ( { path = \"$GG_T_DIR/a\"; allow = \"read\"; },\n"
			"  { path = \"${GG_T_DIR}b$$c\"; allow = \"read\"; } );\n"
			"network = { connect = ( \"tcp://$GG_T_API\" ); };\n");
	assert_string_equal(p->files.items[0].path, "/var/task/a");
	assert_string_equal(p->files.items[0].path_written, "$GG_T_DIR/a");
	assert_string_equal(p->files.items[1].path, "/var/task/b$c");
	assert_int_equal(p->connect.items[0].port_lo, 9001);
	assert_string_equal(p->connect.items[0].written, "tcp://$GG_T_API");
	gg_policy_free(p);
	expect_error(V "files = (\n{ path = \"$GG_T_STAR\"; allow = \"read\"; } );\n", 3, "$GG_T_STAR holds '*'");
	setenv("GG_T_NET", "10.0.0.0/8:1", 1);
	expect_error(V "network = {\nconnect = ( \"tcp://$GG_T_NET\" ); };\n", 3, "$GG_T_NET holds '/'");
	setenv("GG_T_NET", "1-65535", 1);
	expect_error(V "network = {\nlisten = ( \"tcp://*:$GG_T_NET\" ); };\n", 3, "a range of ports");
	expect_error(V "target = \"$GG_T_EMPTY/x\";\n", 2, "$GG_T_EMPTY is empty");
	expect_error(V "target = \"$GG_T_API\";\n", 2, "is not an absolute path");
	setenv("GG_T_DIR", "/a/../b", 1);
	expect_error(V "target = \"$GG_T_DIR\";\n", 2, "'..' is not allowed");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(lists_add_up_and_scalars_override, make_folder, drop_folder),
		cmocka_unit_test_setup_teardown(later_profile_wins, make_folder, drop_folder),
		cmocka_unit_test_setup_teardown(built_in_path_and_own_folder, make_folder, drop_folder),
		cmocka_unit_test_setup_teardown(cycles_and_depth, make_folder, drop_folder),
		cmocka_unit_test_setup_teardown(mistakes_in_a_profile_carry_its_name, make_folder,
						drop_folder),
		cmocka_unit_test_setup_teardown(names_from_the_environment, make_folder, drop_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
