/* policy: warnings about doubtful grants, and silence about good ones. */
#include "unit/policy_help.h"

#include "policy/net.h"
#include "policy/path_set.h"

#define LOG "log = { socket = \"/run/g.sock\"; };\n"

static const struct {
	const char *text;
	int line;
	const char *message;
} doubtful[] = {
	{ V, 1, "log.socket is not set" },
	{ V "\nmode = \"audit\";\n", 3, "mode is audit" },
	{ V "layers = {\nwrappers = \"off\"; };\n", 3, "layers.wrappers is off" },
	{ V "syscalls = { allow = [\n\"ptrace\" ]; };\n", 3, "names 'ptrace', a way around the guard" },
	{ V "syscalls = { allow = [\n\"seccomp\" ]; };\n", 3, "names 'seccomp', which no policy can grant" },
	{ V "syscalls = { allow = [ \"io_uring_setup\" ]; };\n", 2, "which no policy can grant" },
	{ V "syscalls = { allow = [ \"@io-uring\" ]; };\n", 2, "'@io-uring' grants nothing" },
	{ V "syscalls = { allow = [ \"@mount\" ]; };\n", 2, "'@mount' grants nothing" },
	{ V "syscalls = { allow = [ \"@privileged\" ]; };\n", 2, "administers the machine" },
	{ V "syscalls = { deny = [\n\"write\" ]; };\n", 3, "names 'write', which stays granted" },
	{ V "syscalls = { allow = [ \"read\" ]; deny = [ \"read\" ]; };\n", 2, "deny wins" },
	{ V "syscalls = { allow = [ \"read\",\n\"read\" ]; };\n", 3, "'read' is there already, at fn.cfg:2" },
	{ V "syscalls = { refine = ( { call = \"ioctl\"; arg = 1; in = [ 1 ]; } ); };\n", 2, "never matters" },
	{ V "capabilities = [\n\"CAP_NET_ADMIN\" ];\n", 3, "root keeps CAP_NET_ADMIN: interfaces" },
	{ V "files = ( { path = \"/\"; allow = \"read\"; } );\n", 2, "is the whole file system" },
	{ V "files = ( { path = \"/proc/self\"; allow = \"write\"; } );\n", 2, "writing below /proc" },
	{ V "files = ( { path = \"/a\"; allow = \"write execute\"; } );\n", 2, "can be written and executed" },
	{ V "files = ( { path = \"/a\"; allow = \"read\"; deny = \"read\"; } );\n", 2, "deny wins" },
	{ V "files = ( { path = \"/a\"; allow = \"read\"; },\n{ path = \"/a/\"; allow = \"read\"; } );\n", 3,
	  "the same rule for '/a' is at fn.cfg:2" },
	{ V "files = ( { path = \"/a\"; allow = \"read\"; },\n{ path = \"/a\"; deny = \"all\"; } );\n", 3,
	  "contradicts the rule for '/a' at fn.cfg:2" },
	{ V "exec = ( { path = \"/bin/sh\"; } );\n", 2, "runs whatever it is told to" },
	{ V "exec = ( { path = \"/bin/sh\"; argv = [ \"-c\", \"*\" ]; } );\n", 2, "runs whatever it is told to" },
	{ V "exec = ( { path = \"/bin/sh\"; argv = [ \"/a/*\" ]; } );\n", 2, "runs whatever it is told to" },
	{ V "exec = ( { path = \"/x\"; argv = [ ]; },\n{ path = \"/y\"; }, { path = \"/x\"; } );\n", 2,
	  "argv and sha256 of '/x' do not matter: fn.cfg:3 grants it without" },
	{ V "exec = ( { path = \"/usr/bin\"; } );\n", 2, "holds shells" },
	{ V "exec = ( { path = \"/tmp/a/b\"; } ); files = ( { path = \"/tmp\"; allow = \"create\"; } );\n", 2,
	  "'/tmp/a/b' can be written" },
	{ V "exec = ( { path = \"/x\"; },\n{ path = \"//x\"; } );\n", 3, "'/x' is there already, at fn.cfg:2" },
	{ V "network = { connect = ( \"tcp://*\" ); };\n", 2, "every host and every port" },
	{ V "network = { connect = ( \"tcp://169.254.169.254:80\" ); };\n", 2, "hands out credentials" },
	{ V "network = { connect = ( \"tcp://[fd00:ec2::254]:80\" ); };\n", 2, "hands out credentials" },
	{ V "network = { connect = ( \"tcp://1.2.3.4:80\",\n\"tcp://1.2.3.4:80\" ); };\n", 3,
	  "is there already, at fn.cfg:2" },
	{ V "network = { connect = ( \"udp://1.2.3.0/24\" ); deny = ( \"1.2.3.0/24\" ); };\n", 2, "deny wins" },
};

static void each_doubt_has_its_line_and_message(void **state)
{
	(void)state;
	for (size_t i = 0; i < GG_ARRAY_SIZE(doubtful); i++)
		expect_finding(doubtful[i].text, GG_FINDING_WARNING, doubtful[i].line, doubtful[i].message);
}

static void a_good_policy_is_not_nagged(void **state)
{
	static const char text[] = V LOG "extends = ( \"go-base\" );\n"
		"syscalls = { allow = [ \"@go-runtime\", \"@file-read\", \"@net-client\", \"ioctl\" ];\n"
		"  deny = [ \"chmod\", \"fork\" ]; refine = ( { call = \"ioctl\"; arg = 1; in = [ \"TCGETS\" ]; } ); };\n"
		"files = ( { path = \"/tmp\"; allow = \"read write create remove\"; },\n"
		"  { path = \"/tmp/private\"; deny = \"all\"; }, { path = \"/tmpx\"; allow = \"read\"; } );\n"
		"exec = ( { path = \"/usr/bin/ffmpeg\"; } );\n"
		"network = { connect = ( \"tcp://10.0.0.0/8:5432\", \"udp://*:53\", \"tcp://*:443\" ); };\n";
	struct gg_findings findings = { 0 };
	struct gg_policy *policy = NULL;

	(void)state;
	assert_int_equal(gg_policy_read_text(text, strlen(text), "fn.cfg", NULL, &findings, &policy), 0);
	show_findings(&findings);
	assert_int_equal(findings.warnings, 0);
	gg_policy_free(policy);
	gg_findings_done(&findings);
}

static void addresses_print_canonically(void **state)
{
	static const struct {
		enum gg_net_use use;
		const char *text, *canonical;
	} cases[] = {
		{ GG_USE_CONNECT, "tcp://10.0.0.1/32:80-80", "tcp://10.0.0.1:80" },
		{ GG_USE_CONNECT, "udp://[2001:DB8:0::/32]", "udp://[2001:db8::/32]" },
		{ GG_USE_CONNECT, "tcp://*:1-9", "tcp://*:1-9" },
		{ GG_USE_CONNECT, "tcp://0.0.0.0/0", "tcp://0.0.0.0/0" },
		{ GG_USE_CONNECT, "tcp://[::ffff:0:0/96]:1", "tcp://[::ffff:0.0.0.0/96]:1" },
		{ GG_USE_CONNECT, "unix:/run//x/./y", "unix:/run/x/y" },
		{ GG_USE_CONNECT, "unix:@a/b", "unix:@a/b" },
		{ GG_USE_CONNECT, "tcp://db.internal:5432", "tcp://db.internal:5432" },
		{ GG_USE_LISTEN, "tcp://[::1]:0", "tcp://[::1]:0" },
		{ GG_USE_DENY, "2001:db8::/32", "2001:db8::/32" },
		{ GG_USE_DENY, "[2001:db8::1]", "2001:db8::1" },
		{ GG_USE_DENY, "*", "*" },
		{ GG_USE_DENY, "tcp://*:25", "tcp://*:25" },
	};

	(void)state;
	for (size_t i = 0; i < GG_ARRAY_SIZE(cases); i++) {
		struct gg_net_rule rule = { 0 };
		struct gg_err err = { 0 };
		char *text = strdup(cases[i].text);
		char buf[128];
		struct gg_text out;

		assert_int_equal(gg_net_parse(text, cases[i].use, &rule, &err), 0);
		gg_text_init(&out, buf, sizeof(buf));
		gg_net_print(&rule, &out);
		assert_string_equal(buf, cases[i].canonical);
		free(text);
	}
}

static void prefixes_are_kept_over_128_bits(void **state)
{
	struct gg_net_rule v4 = { 0 }, v6 = { 0 }, any = { 0 };
	struct gg_err err;
	char a[] = "tcp://10.0.0.0/8:1", b[] = "udp://[2001:db8::/32]", c[] = "tcp://*";

	(void)state;
	assert_int_equal(gg_net_parse(a, GG_USE_CONNECT, &v4, &err), 0);
	assert_true(v4.bits == 104 && !v4.v6 && v4.tcp && !v4.udp && v4.ip[11] == 0xff && v4.ip[12] == 10);
	assert_int_equal(gg_net_parse(b, GG_USE_CONNECT, &v6, &err), 0);
	assert_true(v6.bits == 32 && v6.v6 && v6.udp && v6.port_lo == 0 && v6.port_hi == 65535);
	assert_int_equal(gg_net_parse(c, GG_USE_CONNECT, &any, &err), 0);
	assert_true(any.any_host && any.bits == 0);
}

static void sets_know_above_and_below(void **state)
{
	struct gg_path_set set = { 0 };

	(void)state;
	assert_false(gg_path_set_has_above(&set, "/a"));
	gg_path_set_add(&set, "/usr/bin");
	gg_path_set_add(&set, "/usr-x/y");
	gg_path_set_add(&set, "/opt");
	gg_path_set_sort(&set);
	assert_true(gg_path_set_has(&set, "/opt") && !gg_path_set_has(&set, "/op"));
	assert_true(gg_path_set_has_above(&set, "/usr/bin/x") && gg_path_set_has_above(&set, "/usr/bin"));
	assert_false(gg_path_set_has_above(&set, "/usr/bin2") || gg_path_set_has_above(&set, "/usr"));
	assert_true(gg_path_set_has_below(&set, "/usr") && gg_path_set_has_below(&set, "/"));
	assert_false(gg_path_set_has_below(&set, "/opt") || gg_path_set_has_below(&set, "/us"));
	gg_path_set_done(&set);
}

/* Reading time must not grow with the square of the rules */
static void many_rules_are_read(void **state)
{
	struct gg_findings findings = { 0 };
	struct gg_policy *policy = NULL;
	char *text = NULL;
	size_t n = 0;
	FILE *out = open_memstream(&text, &n);

	(void)state;
	fputs(V LOG "files = (\n", out);
	for (int i = 0; i < 65000; i++)
		fprintf(out, "%s{ path = \"/d/%d\"; allow = \"read\"; }", i ? ",\n" : "", i);
	fputs(" );\n", out);
	fclose(out);
	assert_int_equal(gg_policy_read_text(text, n, "fn.cfg", NULL, &findings, &policy), 0);
	assert_int_equal(policy->files.n, 65000);
	assert_int_equal(policy->files.items[64999].at.line, 65003);
	gg_policy_free(policy);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_doubt_has_its_line_and_message),
		cmocka_unit_test(a_good_policy_is_not_nagged),
		cmocka_unit_test(addresses_print_canonically),
		cmocka_unit_test(prefixes_are_kept_over_128_bits),
		cmocka_unit_test(sets_know_above_and_below),
		cmocka_unit_test(many_rules_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
