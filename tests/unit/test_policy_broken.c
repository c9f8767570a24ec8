/* policy: every kind of mistake, its line and its message. */
#include "unit/policy_help.h"

#define PATTERNS_4 "\"a\", \"a\", \"a\", \"a\""
#define PATTERNS_16 PATTERNS_4 ", " PATTERNS_4 ", " PATTERNS_4 ", " PATTERNS_4
#define PATTERNS_64 PATTERNS_16 ", " PATTERNS_16 ", " PATTERNS_16 ", " PATTERNS_16

static const struct {
	const char *text;
	int line;
	const char *message;
} broken[] = {
	/* syntax and structure */
	{ "", 1, "version: missing" },
	{ "name = \"x\";\n", 1, "version: missing" },
	{ "version = 2;\nfoo = 1;\n", 1, "knows version 1 only" },
	{ "\nversion = \"1\";\n", 2, "version: must be a number, not a string" },
	{ "version = -1;\n", 1, "version 1 only" },
	{ V "mode = enforce;\n", 2, "syntax error" },
	{ V "mode = \"enforce\";\n\nmode = \"audit\";\n", 4, "duplicate" },
	{ V "files = ( { path = \"/a\"; allow = \"read\"; }\n", 3, "syntax error" },
	{ V "@include \"other.cfg\"\n", 2, "@include is not supported" },
	{ V "# \n/* \n */ name = \"a\\x00b\";\n", 4, "NUL" },
	{ V "log = { rate_per_s = 99999999999999999999999; };\n", 2, "out of range" },
	{ V "x = ((((((((((1))))))))));\n", 2, "nested too deeply" },
	/* unknown keys, with hints */
	{ V "file = ( );\n", 2, "unknown key 'file' (did you mean 'files'?)" },
	{ V "zzz = 1;\n", 2, "unknown key 'zzz'" },
	{ V "layers = {\n landlok = \"off\"; };\n", 3, "unknown key 'landlok' in layers (did you mean 'landlock'?)" },
	{ V "files = (\n { path = \"/a\"; alow = \"read\"; } );\n", 3, "(did you mean 'allow'?)" },
	{ V "network = { conect = ( ); };\n", 2, "(did you mean 'connect'?)" },
	{ V "log = { sokcet = \"/x\"; };\n", 2, "(did you mean 'socket'?)" },
	{ V "network = { deny = ( { to = \"1.2.3.4\"; } ); };\n", 2, "must be a string, not a group" },
	/* types */
	{ V "name = 1;\n", 2, "name: must be a string, not a number" },
	{ V "name = \"\";\n", 2, "1 to 63 bytes" },
	{ V "name = \"a b\";\n", 2, "no blanks" },
	{ V "mode = \"audits\";\n", 2, "is none of enforce, audit (did you mean 'audit'?)" },
	{ V "mode = true;\n", 2, "must be a string, not true or false" },
	{ V "layers = ( );\n", 2, "layers: must be a group" },
	{ V "layers = { wrappers = \"always\"; };\n", 2, "none of off, prefer, require" },
	{ V "files = { };\n", 2, "files: must be a list" },
	{ V "files = (\n  \"/a\"\n);\n", 3, "files: must be a group" },
	{ V "syscalls = { allow = \"read\"; };\n", 2, "must be a list" },
	{ V "syscalls = { allow = [ 1, 2 ]; };\n", 2, "must be a string, not a number" },
	{ V "log = { allowed = \"yes\"; };\n", 2, "must be true or false, not a string" },
	{ V "log = { rate_per_s = 2000000; };\n", 2, "must be 0 to 1000000" },
	{ V "log = { rate_per_s = -1; };\n", 2, "must be 0 to 1000000" },
	{ V "log = { stacks = \"some\"; };\n", 2, "none of violations, all, none" },
	{ V "log = { socket = \"events.sock\"; };\n", 2, "is not an absolute path" },
	{ V "target = \"/app/*\";\n", 2, "must not be a pattern" },
	{ V "keep_fds = [ 1 ];\n", 2, "0, 1 and 2 are always kept" },
	{ V "capabilities = [\n\"NET_ADMIN\" ];\n", 3, "'NET_ADMIN' is no capability" },
	{ V "keep_fds = ( \"3\" );\n", 2, "must be a number, not a string" },
	/* system calls */
	{ V "syscalls = { allow = [\n\"openatt\" ]; };\n", 3, "unknown system call 'openatt' (did you mean 'openat'?)" },
	{ V "syscalls = { allow = [ \"@go-runtim\" ]; };\n", 2, "unknown group '@go-runtim' (did you mean '@go-runtime'?)" },
	{ V "syscalls = { deny = [ \"\" ]; };\n", 2, "unknown system call ''" },
	{ V "syscalls = { otherwise = \"EPREM\"; };\n", 2, "(did you mean 'EPERM'?)" },
	{ V "syscalls = { otherwise = \"allow\"; };\n", 2, "neither an errno name nor kill nor trap" },
	{ V "syscalls = { refine = (\n{ call = \"ioctl\"; arg = 1; } ); };\n", 3, "refine[].in: missing" },
	{ V "syscalls = { refine = ( { arg = 1; in = [ 1 ]; } ); };\n", 2, "refine[].call: missing" },
	{ V "syscalls = { refine = ( { call = \"ioctl\"; arg = 6; in = [ 1 ]; } ); };\n", 2, "must be 0 to 5" },
	{ V "syscalls = { refine = ( { call = \"ioctl\"; arg = 1; in = [ \"TCGET\" ]; } ); };\n", 2, "unknown constant 'TCGET' for ioctl (did you mean 'TCGETS'?)" },
	{ V "syscalls = { refine = ( { call = \"read\"; arg = 1; in = [ \"TCGETS\" ]; } ); };\n", 2, "(write its number)" },
	{ V "syscalls = { refine = ( { call = \"@io\"; arg = 1; in = [ 1 ]; } ); };\n", 2, "one system call, not a group" },
	{ V "syscalls = { refine = ( { call = \"ioctl\"; arg = 1; in = [ ]; } ); };\n", 2, "at least one value" },
	{ V "syscalls = { refine = ( { call = \"ioctl\"; arg = 1; in = [ 1 ]; },\n{ call = \"ioctl\"; arg = 1; in = [ 2 ]; } ); };\n", 3, "is refined at fn.cfg:2 already" },
	/* files */
	{ V "files = ( { allow = \"read\"; } );\n", 2, "files[].path: missing" },
	{ V "files = (\n{ path = \"/a\"; } );\n", 3, "a rule needs allow or deny" },
	{ V "files = ( { path = \"/a\"; allow = \"reed\"; } );\n", 2, "'reed' is none of" },
	{ V "files = ( { path = \"/a\"; allow = \"\"; } );\n", 2, "no access word" },
	{ V "files = ( { path = \"a\"; allow = \"read\"; } );\n", 2, "'a' is not an absolute path" },
	{ V "files = ( { path = \"/a/../b\"; allow = \"read\"; } );\n", 2, "'..' is not allowed" },
	{ V "files = ( { path = \"/a**/b\"; allow = \"read\"; } );\n", 2, "'**' must stand alone" },
	{ V "files = ( { path = \"/a[bc\"; allow = \"read\"; } );\n", 2, "'[' without ']'" },
	{ V "files = ( { path = \"$GG_NOT_SET/a\"; allow = \"read\"; } );\n", 2, "$GG_NOT_SET is not set" },
	{ V "files = ( { path = \"/a/$\"; allow = \"read\"; } );\n", 2, "write $$ for a dollar" },
	{ V "files = ( { path = \"/a/${X\"; allow = \"read\"; } );\n", 2, "$NAME or ${NAME}" },
	{ V "files = ( { path = \"/a\"; deny = \"execute\"; } );\n", 2, "deny of execute: not enforced yet" },
	{ V "files = ( { path = \"/a\"; deny = \"all\"; } );\nexec = ( { path = \"/a/b\"; } );\n", 2, "deny of execute on '/a'" },
	{ V "files = ( { path = \"/a/*\"; allow = \"execute\"; } );\n", 2, "execute on a pattern: not enforced yet" },
	{ V "files = ( { path = \"/a\"; allow = \"read\";\n by = \"\"; } );\n", 3, "files[].by: '' is empty" },
	{ V "files = ( { path = \"/a\"; allow = \"read\"; by = \"ex*\"; } );\n", 2, "must not have a '*' beside" },
	{ V "files = ( { path = \"/a\"; allow = \"read\"; by = \"program:x\"; } );\n", 2, "absolute path behind program:" },
	{ V "files = ( { path = \"/a\"; allow = \"read\"; by = \"modul:x\"; } );\n", 2, "names no kind of subject" },
	/* exec */
	{ V "exec = ( { } );\n", 2, "exec[].path: missing" },
	{ V "exec = ( { path = \"/usr/bin/*\"; } );\n", 2, "must be a program or a directory, not a pattern" },
	{ V "exec = ( { path = \"/x\"; sha256 = \"12\"; } );\n", 2, "64 hexadecimal digits" },
	{ V "exec = ( { path = \"/x\"; argv = \"-i\"; } );\n", 2, "exec[].argv: must be" },
	{ V "exec = ( { path = \"/x\"; argv = [ 1 ]; } );\n", 2, "exec[].argv: must be a string" },
	{ V "exec = ( { path = \"/x\"; argv = [ " PATTERNS_64 ", \"a\" ]; } );\n", 2, "more than 64 patterns" },
	{ V "exec = ( { path = \"/x\"; by = \"a b\"; } );\n", 2, "holds blanks" },
	{ V "exec = ( { path = \"/x\"; by = \"a/...b\"; } );\n", 2, "must have its '...' at the end" },
	/* network */
	{ V "network = { connect = ( \"10.0.0.1:80\" ); };\n", 2, "does not begin with tcp://, udp:// or unix:" },
	{ V "network = { connect = ( \"http://10.0.0.1\" ); };\n", 2, "does not begin with" },
	{ V "network = { connect = ( \"tcp://10.0.0.1:0\" ); };\n", 2, "port 0 makes sense only in listen" },
	{ V "network = { connect = ( \"tcp://10.0.0.1:65536\" ); };\n", 2, "is not a port" },
	{ V "network = { connect = ( \"tcp://10.0.0.1:9-8\" ); };\n", 2, "the range 9-8 is empty" },
	{ V "network = { connect = ( \"tcp://10.0.0.1:\" ); };\n", 2, "'' is not a port" },
	{ V "network = { connect = ( \"tcp://10.0.0.1/8:1\" ); };\n", 2, "(write 10.0.0.0/8)" },
	{ V "network = { connect = ( \"tcp://[2001:db8::1/32]:1\" ); };\n", 2, "(write 2001:db8::/32)" },
	{ V "network = { connect = ( \"tcp://10.0.0.0/33\" ); };\n", 2, "'33' is not a prefix length (0 to 32)" },
	{ V "network = { connect = ( \"tcp://[2001:db8::]/32:1\" ); };\n", 2,
	  "inside the brackets: [2001:db8::/32]" },
	{ V "packages = ( { match = \"/a\"; exec = ( ); } );\n", 2, "'/a' is no import path" },
	{ V "packages = ( { match = \"a/\"; exec = ( ); } );\n", 2, "'a/' is no import path" },
	{ V "layers = { supervisor = \"off\"; };\nlimits = { memory_mb = 5; };\n", 3,
	  "limits.memory_mb needs layers.supervisor, which is off" },
	{ V "layers = { supervisor = \"off\"; };\nlimits = { open_files = 5; wall_s = 1.5; };\n", 3,
	  "limits.wall_s needs layers.supervisor, which is off" },
	{ V "network = { connect = ( \"tcp://[10.0.0.1]:1\" ); };\n", 2, "is not an IPv6 address" },
	{ V "network = { connect = ( \"tcp://::1:80\" ); };\n", 2, "needs brackets" },
	{ V "network = { connect = ( \"tcp://[::1\" ); };\n", 2, "'[' without ']'" },
	{ V "network = { connect = ( \"tcp://10.0.0.300\" ); };\n", 2, "neither an address nor a host name" },
	{ V "network = { connect = (\n\"tcp://*.example.com:443\"\n); };\n", 3, "host name '*.example.com': not enforced yet" },
	{ V "network = { connect = ( \"unix:run/x\" ); };\n", 2, "is not an absolute path" },
	{ V "network = { connect = ( \"unix:@\" ); };\n", 2, "an abstract name has 1 to 107 bytes" },
	{ V "network = { deny = ( \"1.2.3.4:80\" ); };\n", 2, "a port needs a protocol" },
	{ V "network = { listen = ( { by = \"main\"; } ); };\n", 2, "network.listen[].to: missing" },
	{ V "network = { connect = ( { to = \"tcp://1.2.3.4:1\"; by = \"module:\"; } ); };\n", 2, "a path behind module:" },
	/* packages */
	{ V "packages = ( { exec = ( ); } );\n", 2, "packages[].match: missing" },
	{ V "packages = ( { match = \"module:a/...\"; exec = ( ); } );\n", 2, "those have no '...'" },
	{ V "packages = ( { match = \"c\"; trust = true; } );\n", 2, "trust is for Go packages" },
	{ V "layers = { supervisor = \"off\"; };\npackages = ( { match = \"deps\"; exec = ( ); } );\n", 3, "needs layers.supervisor" },
	/* not enforced yet */
	{ V "harden = { wx = 1; };\n", 2, "harden.wx" },
	{ V "limits = { wall_s = -2.5; };\n", 2, "limits.wall_s: must be 0 to 4233600" },
	{ V "limits = { wall_s = 4233601; };\n", 2, "limits.wall_s: must be 0 to 4233600" },
	{ V "environment = { keep = [ \"A=B\" ]; };\n", 2, "not a pattern of names" },
	/* combinations */
	{ V "layers = {\n seccomp = \"off\"; };\n", 3, "needs seccomp, which is off" },
	{ V "mode = \"audit\";\nlayers = { supervisor = \"off\"; };\n", 2, "needs the supervisor" },
	/* extends */
	{ V "extends = \"go-base\";\n", 2, "extends: must be a list" },
	{ V "extends = ( \"../x\" );\n", 2, "is not the name of a profile" },
	{ V "extends = (\n \"go-bass\" );\n", 3, "no profile 'go-bass'" },
	{ V "extends = ( \"go-bass\" );\n", 2, "(did you mean 'go-base'?)" },
};

static void each_mistake_has_its_line_and_message(void **state)
{
	(void)state;
	assert_true(GG_ARRAY_SIZE(broken) >= 60);
	for (size_t i = 0; i < GG_ARRAY_SIZE(broken); i++)
		expect_finding(broken[i].text, GG_FINDING_ERROR, broken[i].line, broken[i].message);
}

static void all_mistakes_are_reported_in_order(void **state)
{
	static const char text[] = V "nme = \"x\";\n"
				     "files = ( { path = \"a\"; allow = \"reed\"; },\n"
				     "  { path = \"/b\"; } );\n"
				     "mode = \"on\";\n";
	struct gg_findings f = { 0 };
	struct gg_policy *policy = NULL;
	struct gg_err err;
	int last = 0;

	(void)state;
	assert_int_equal(gg_policy_read_text(text, strlen(text), "fn.cfg", NULL, &f, &policy), -22);
	assert_int_equal(f.errors, 5);
	for (const struct gg_finding *one = f.first; one; one = one->next) {
		assert_true(one->line >= last);
		assert_string_equal(one->file, "fn.cfg");
		last = one->line;
	}
	assert_int_equal(gg_findings_err(&f, &err), -22);
	assert_int_equal(err.line, 2);
	assert_string_equal(err.file, "fn.cfg");
	gg_findings_done(&f);
	assert_int_equal(gg_findings_err(&f, &err), 0);
}

static void bytes_that_are_no_policy(void **state)
{
	struct gg_findings f = { 0 };
	struct gg_policy *policy = NULL;
	char *large = malloc(GG_POLICY_BYTES_MAX + 2);

	(void)state;
	assert_int_equal(gg_policy_read_text("version\n = 1;\0", 14, "x", NULL, &f, &policy), -22);
	assert_non_null(find_finding(&f, GG_FINDING_ERROR, 2, "NUL bytes"));
	gg_findings_done(&f);
	assert_non_null(large);
	memset(large, ' ', GG_POLICY_BYTES_MAX + 2);
	assert_int_equal(gg_policy_read_text(large, GG_POLICY_BYTES_MAX + 1, "x", NULL, &f, &policy), -22);
	assert_non_null(find_finding(&f, GG_FINDING_ERROR, 0, "larger than"));
	gg_findings_done(&f);
	free(large);
	assert_int_equal(gg_policy_read_file("/nonexistent/x.cfg", &f, &policy), -2);
	assert_non_null(find_finding(&f, GG_FINDING_ERROR, 0, "cannot read '/nonexistent/x.cfg'"));
	gg_findings_done(&f);
	assert_int_equal(gg_policy_read_file("/dev/null", &f, &policy), -22);
	assert_non_null(find_finding(&f, GG_FINDING_ERROR, 0, "neither a file nor a pipe"));
	gg_findings_done(&f);
	assert_null(policy);
}

/* More mistakes than are kept: still counted, still an error */
static void findings_are_bounded(void **state)
{
	struct gg_findings f = { 0 };
	struct gg_policy *policy = NULL;
	char *text = NULL;
	size_t n = 0;
	FILE *out = open_memstream(&text, &n);

	(void)state;
	fputs(V, out);
	for (int i = 0; i < 3000; i++)
		fprintf(out, "x%d = 1;\n", i);
	fclose(out);
	assert_int_equal(gg_policy_read_text(text, n, "x", NULL, &f, &policy), -22);
	assert_int_equal(f.errors, 3000);
	gg_findings_done(&f);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_mistake_has_its_line_and_message),
		cmocka_unit_test(all_mistakes_are_reported_in_order),
		cmocka_unit_test(bytes_that_are_no_policy),
		cmocka_unit_test(findings_are_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
