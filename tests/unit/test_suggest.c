/*
 * The suggester: what was denied becomes rules, and the rules pass the checker.
 *
 * Owns facts by the dozen. Relies on policy/read.h for an opinion of its own. Does not run
 * programs: see tests/live/83-audit.sh.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/access.h"
#include "policy/read.h"
#include "tool/logs.h"
#include "tool/logs_policy.h"
#include "tool/path_match.h"
#include "tool/report.h"

static struct gg_suggest s;
static char *text;
static size_t n_text;

static int begin(void **state)
{
	(void)state;
	return gg_suggest_init(&s, 1000);
}

static int end(void **state)
{
	(void)state;
	gg_suggest_done(&s);
	free(text);
	text = NULL;
	return 0;
}

static void fact(struct gg_fact f)
{
	f.pid = f.pid ? f.pid : 41;
	f.tid = f.tid ? f.tid : 44;
	f.exe = f.exe ? f.exe : "/app/fn";
	gg_suggest_add(&s, &f);
}

static void file(const char *path, unsigned access)
{
	fact((struct gg_fact){ .op = GG_OP_OPEN, .path = path, .access = access, .syscall = "openat",
			       .proto = GG_PROTO_COUNT });
}

static void net(enum gg_op op, enum gg_proto proto, const char *addr, unsigned port, const char *call)
{
	fact((struct gg_fact){ .op = op, .proto = proto, .addr = addr, .port = port, .syscall = call });
}

static void call(const char *name)
{
	fact((struct gg_fact){ .op = GG_OP_SYSCALL, .syscall = name, .proto = GG_PROTO_COUNT });
}

static void print(bool wide)
{
	FILE *out = open_memstream(&text, &n_text);

	assert_non_null(out);
	gg_suggest_finish(&s, wide);
	gg_suggest_print(&s, true, out);
	assert_int_equal(fclose(out), 0);
}

/* What is printed is a policy */
static void assert_policy(void)
{
	struct gg_findings findings = { 0 };
	struct gg_policy *policy = NULL;
	int ret = gg_policy_read_text(text, n_text, "made", NULL, &findings, &policy);

	if (ret < 0)
		print_message("%s\n%s\n", text, findings.first ? findings.first->text : "");
	assert_int_equal(ret, 0);
	gg_policy_free(policy);
	gg_findings_done(&findings);
}

static void assert_has(const char *part)
{
	if (!strstr(text, part))
		fail_msg("'%s' is not in:\n%s", part, text);
}

static void assert_hasnt(const char *part)
{
	if (strstr(text, part))
		fail_msg("'%s' is in:\n%s", part, text);
}

static void test_nothing_is_a_policy_too(void **state)
{
	(void)state;
	print(true);
	assert_policy();
	assert_string_equal(text, "# From 0 denials. What did not happen is not in here: read it, then use "
				  "it.\nversion = 1;\nextends = ( \"go-base\" );\n");
}

static void test_accesses_to_a_path_add_up(void **state)
{
	(void)state;
	file("/data/a", GG_ACCESS_READ);
	file("/data/a", GG_ACCESS_WRITE);
	fact((struct gg_fact){ .op = GG_OP_CREATE, .path = "/data/a", .access = GG_ACCESS_CREATE,
			       .exe = "/app/other" });
	print(true);
	assert_has("{ path = \"/data/a\"; allow = \"read write create\"; }");
	assert_has("# 3x openat by /app/fn and others\n");
	assert_policy();
}

static void test_three_files_are_a_folder(void **state)
{
	(void)state;
	file("/data/in/a", GG_ACCESS_READ);
	file("/data/in/b", GG_ACCESS_READ | GG_ACCESS_WRITE);
	file("/data/in/c", GG_ACCESS_READ);
	file("/data/in/deep/d", GG_ACCESS_READ);
	file("/data/in/deep/e", GG_ACCESS_REMOVE);
	file("/data/two/a", GG_ACCESS_READ);
	file("/data/two/b", GG_ACCESS_READ);
	print(true);
	assert_has("{ path = \"/data/in\"; allow = \"read write\"; }");
	assert_has("; 4 names");
	assert_hasnt("/data/in/deep/d");
	assert_has("{ path = \"/data/in/deep/e\"; allow = \"remove\"; }");
	assert_has("{ path = \"/data/two/a\"; allow = \"read\"; }");
	assert_policy();
}

static void test_some_folders_are_never_opened_whole(void **state)
{
	(void)state;
	file("/etc/a", GG_ACCESS_READ);
	file("/etc/b", GG_ACCESS_READ);
	file("/etc/c", GG_ACCESS_READ);
	file("/home/joe/a", GG_ACCESS_READ);
	file("/home/joe/b", GG_ACCESS_READ);
	file("/home/joe/c", GG_ACCESS_READ);
	file("/app/conf/a", GG_ACCESS_READ);
	file("/app/conf/b", GG_ACCESS_READ);
	file("/app/conf/c", GG_ACCESS_READ);
	file("/app/conf/tls.key", GG_ACCESS_READ);
	print(true);
	assert_has("\"/etc/b\"");
	assert_has("\"/home/joe/c\"");
	assert_has("\"/app/conf/a\"");
	assert_hasnt("\"/app/conf\"");
	assert_has("# REVIEW: a private key (1x openat by /app/fn)\n#\tfiles = ( { path = "
		   "\"/app/conf/tls.key\"; allow = \"read\"; } );\n");
	assert_policy();
}

static void test_names_that_change(void **state)
{
	(void)state;
	file("/proc/41/oom_score", GG_ACCESS_READ);
	file("/proc/44/wchan", GG_ACCESS_READ);
	file("/proc/41/task/99/stat", GG_ACCESS_READ);
	file("/proc/17/stat", GG_ACCESS_READ);
	file("/srv/up-829598736.part", GG_ACCESS_CREATE | GG_ACCESS_WRITE);
	file("/srv/up-110598736.part", GG_ACCESS_CREATE);
	file("/srv/logs/20260102", GG_ACCESS_READ);
	file("/tmp/tmp.Ab3dEf9hIj/x", GG_ACCESS_READ);
	file("/data/what*is[this]?", GG_ACCESS_READ);
	print(true);
	assert_has("\"/proc/self/oom_score\"");
	assert_has("\"/proc/self/wchan\"");
	assert_has("\"/proc/self/task/*/stat\"");
	assert_has("# REVIEW: another process");
	assert_has("{ path = \"/srv/up-*.part\"; allow = \"write create\"; }");
	assert_has("\"/srv/logs/20260102\"");
	assert_has("\"/tmp/tmp.*/x\"");
	assert_has("\"/data/what[*]is[[]this][?]\"");
	assert_policy();
}

static void test_hostile_names_stay_names(void **state)
{
	(void)state;
	file("/x/\"; }; files = ( { path = \"/", GG_ACCESS_READ);
	file("/y/\n{ path = \"/\"; allow = \"all\"; },", GG_ACCESS_READ);
	file("/z/$HOME", GG_ACCESS_READ);
	fact((struct gg_fact){ .op = GG_OP_SYSCALL, .syscall = "flock", .exe = "/a\n); files = ( \"x\"" });
	fact((struct gg_fact){ .op = GG_OP_EXEC, .path = "/bin/\\x", .access = GG_ACCESS_EXECUTE,
			       .exe = "/b\r\n*/ version = 2; # " });
	print(true);
	assert_has("\"/z/$$HOME\"");
	assert_has("# REVIEW: its name looks like a pattern");
	assert_policy();
	assert_hasnt("\n); files = ( \"x");
}

static void test_renames_share_rights(void **state)
{
	(void)state;
	fact((struct gg_fact){ .op = GG_OP_REMOVE, .path = "/data/new", .path2 = "/data/final",
			       .access = GG_ACCESS_REMOVE, .syscall = "renameat" });
	fact((struct gg_fact){ .op = GG_OP_CREATE, .path = "/data/final", .path2 = "/data/new",
			       .access = GG_ACCESS_CREATE, .syscall = "renameat" });
	file("/data/new", GG_ACCESS_WRITE | GG_ACCESS_CREATE);
	print(true);
	assert_has("{ path = \"/data/final\"; allow = \"write create remove\"; }");
	assert_has("{ path = \"/data/new\"; allow = \"write create remove\"; }");
	assert_policy();
}

static void test_addresses(void **state)
{
	(void)state;
	net(GG_OP_CONNECT, GG_PROTO_TCP, "10.0.0.5", 5432, "connect");
	net(GG_OP_SEND, GG_PROTO_UDP, "2001:db8::1", 53, "sendto");
	net(GG_OP_BIND, GG_PROTO_TCP, "::", 8080, "bind");
	net(GG_OP_BIND, GG_PROTO_UDP, "0.0.0.0", 0, "bind");
	net(GG_OP_CONNECT, GG_PROTO_UNIX, "/run/db.sock", 0, "connect");
	net(GG_OP_CONNECT, GG_PROTO_UNIX, "@name", 0, "connect");
	net(GG_OP_CONNECT, GG_PROTO_UNIX, "/run/docker.sock", 0, "connect");
	net(GG_OP_CONNECT, GG_PROTO_TCP, "169.254.169.254", 80, "connect");
	net(GG_OP_CONNECT, GG_PROTO_TCP, "fd00:ec2::254", 80, "connect");
	net(GG_OP_CONNECT, GG_PROTO_NETLINK, "x", 0, "connect");
	print(true);
	assert_has("\t\t\"tcp://10.0.0.5:5432\",");
	assert_has("\t\t\"udp://[2001:db8::1]:53\"");
	assert_has("\t\t\"tcp://[::]:8080\"");
	assert_has("\t\t\"udp://0.0.0.0:0\"");
	assert_has("\t\t\"unix:/run/db.sock\"");
	assert_has("\t\t\"unix:@name\"");
	assert_has("#\tnetwork = { connect = ( \"unix:/run/docker.sock\" ); };");
	assert_has("# REVIEW: instance metadata of AWS, Azure");
	assert_has("#\tnetwork = { connect = ( \"tcp://169.254.169.254:80\" ); };");
	assert_has("#\tnetwork = { connect = ( \"tcp://[fd00:ec2::254]:80\" ); };");
	assert_policy();
}

static void test_ports_that_the_kernel_chose(void **state)
{
	(void)state;
	net(GG_OP_BIND, GG_PROTO_TCP, "127.0.0.1", 41234, "listen");
	net(GG_OP_CONNECT, GG_PROTO_TCP, "127.0.0.1", 41234, "connect");
	net(GG_OP_CONNECT, GG_PROTO_TCP, "127.0.0.1", 80, "connect");
	net(GG_OP_BIND, GG_PROTO_TCP, "127.0.0.2", 50051, "bind");
	net(GG_OP_CONNECT, GG_PROTO_TCP, "10.0.0.1", 50051, "connect");
	net(GG_OP_CONNECT, GG_PROTO_UDP, "10.0.0.2", 40001, "connect");
	net(GG_OP_CONNECT, GG_PROTO_UDP, "10.0.0.2", 40002, "connect");
	net(GG_OP_SEND, GG_PROTO_UDP, "10.0.0.2", 40003, "sendto");
	print(true);
	assert_has("\"tcp://127.0.0.1:0\"");
	assert_has("\"tcp://127.0.0.1:32768-60999\"");
	assert_has("\"tcp://127.0.0.1:80\"");
	assert_has("\"tcp://127.0.0.2:50051\"");
	assert_has("\"tcp://10.0.0.1:50051\"");
	assert_has("\"udp://10.0.0.2:32768-60999\"");
	assert_policy();
}

static void test_calls_of_the_core_need_a_look(void **state)
{
	(void)state;
	call("flock");
	call("flock");
	call("ptrace");
	call("io_uring_setup");
	call("syscall_999");
	print(true);
	assert_has("\t\t\"flock\" ");
	assert_has("# 2x by /app/fn\n");
	assert_has("#\tsyscalls = { allow = [ \"ptrace\" ]; };\n");
	assert_has("# REVIEW: no policy can grant it");
	assert_has("# REVIEW: a call without a name");
	assert_policy();
}

static void test_programs(void **state)
{
	(void)state;
	fact((struct gg_fact){ .op = GG_OP_EXEC, .path = "/usr/bin/ffmpeg", .access = GG_ACCESS_EXECUTE,
			       .syscall = "execve" });
	print(true);
	assert_has("exec = (\n\t{ path = \"/usr/bin/ffmpeg\"; } ");
	assert_policy();
}

static void test_the_list_is_bounded(void **state)
{
	char path[64];

	(void)state;
	for (unsigned i = 0; i < 3000; i++) {
		(void)snprintf(path, sizeof(path), "/d%u/f", i);
		file(path, GG_ACCESS_READ);
	}
	assert_int_equal(s.n, 1000);
	assert_int_equal(s.lost, 2000);
	print(true);
	assert_has("# Too many different ones: 2000 were not looked at.");
	assert_policy();
}

static void test_json_becomes_facts(void **state)
{
	static const char *const lines[] = {
		"{\"kind\":\"violation\",\"op\":\"open\",\"path\":\"/data/a\",\"access\":\"read\",\"pid\":1}",
		("{\"kind\":\"violation\",\"op\":\"bind\",\"proto\":\"tcp\",\"addr\":\"0.0.0.0\",\"port\":80,"
		 "\"syscall\":\"bind\"}"),
		"{\"kind\":\"allowed\",\"op\":\"open\",\"path\":\"/data/b\",\"access\":\"read\"}",
		"{\"kind\":\"violation\",\"op\":\"open\",\"path\":\"/data/\\u0000c\",\"access\":\"read\"}",
		"{\"kind\":\"violation\",\"op\":\"open\",\"path\":\"relative\",\"access\":\"read\"}",
		"{\"kind\":\"violation\",\"op\":\"nothing\",\"path\":\"/data/d\"}",
		"{\"kind\":\"violation\",\"op\":7,\"path\":{},\"pid\":\"x\"}",
		"[]",
	};

	(void)state;
	for (size_t i = 0; i < GG_ARRAY_SIZE(lines); i++) {
		json_t *event = json_loads(lines[i], JSON_ALLOW_NUL, NULL);

		assert_non_null(event);
		gg_logs_suggest(&s, event);
		json_decref(event);
	}
	gg_logs_suggest(&s, NULL);
	assert_int_equal(s.n, 2);
	print(true);
	assert_has("\"/data/a\"");
	assert_has("\"tcp://0.0.0.0:80\"");
	assert_policy();
}

static void test_path_patterns(void **state)
{
	(void)state;
	assert_true(gg_path_match("/a", "/a"));
	assert_true(gg_path_match("/a", "/a/b"));
	assert_false(gg_path_match("/a", "/ab"));
	assert_false(gg_path_match("/a/b", "/a"));
	assert_true(gg_path_match("/a/*/c", "/a/b/c/d"));
	assert_false(gg_path_match("/a/*/c", "/a/b/x/c"));
	assert_true(gg_path_match("/a/**/c", "/a/b/x/c"));
	assert_true(gg_path_match("/a/**/c", "/a/c"));
	assert_false(gg_path_match("/a/**/c", "/b/c"));
	assert_true(gg_path_match("*.key", "/x/y/tls.key"));
	assert_false(gg_path_match("*.key", "/x/y/tls.keys"));
	assert_true(gg_path_match(".ssh", "/home/joe/.ssh/config"));
}

static struct gg_tally tally;

static void emit(struct gg_sink *sink, struct gg_event ev)
{
	ev.pid = 41;
	gg_emit(sink, &ev);
}

static void test_the_report_says_what_would_allow_it(void **state)
{
	struct gg_sink *sink = NULL;
	FILE *out;

	(void)state;
	assert_int_equal(gg_sink_open(NULL, 0, &sink, NULL), 0);
	gg_tally_begin(&tally, GG_REPORT_ALWAYS, false, sink);
	for (unsigned i = 0; i < 3; i++)
		emit(sink, (struct gg_event){ .kind = GG_KIND_VIOLATION, .verdict = GG_VERDICT_DENY,
					      .op = GG_OP_OPEN, .path = "/data/a\x1b[2J",
					      .access = GG_ACCESS_READ });
	emit(sink, (struct gg_event){ .kind = GG_KIND_VIOLATION, .verdict = GG_VERDICT_DENY,
				      .op = GG_OP_CONNECT, .has_addr = 1,
				      .addr = { .proto = GG_PROTO_TCP, .port = 80, .v6 = true,
						.ip = { 0x20, 0x01, [15] = 1 } } });
	emit(sink, (struct gg_event){ .kind = GG_KIND_VIOLATION, .verdict = GG_VERDICT_DENY,
				      .op = GG_OP_OPEN, .path = "/etc/shadow", .access = GG_ACCESS_READ });
	emit(sink, (struct gg_event){ .kind = GG_KIND_ALLOWED, .op = GG_OP_OPEN, .path = "/b" });
	emit(sink, (struct gg_event){ .kind = GG_KIND_EXIT });
	out = open_memstream(&text, &n_text);
	gg_tally_print(&tally, 2, out);
	assert_int_equal(fclose(out), 0);
	assert_string_equal(
		text,
		"goguard: denied 5 times: open 4, connect 1\n"
		"  3x files = ( { path = \"/data/a\\x1b[[]2J\"; allow = \"read\"; } );\n"
		"  1x /etc/shadow: think twice: password hashes\n"
		"  1x network = { connect = ( \"tcp://[2001::1]:80\" ); };\n"
		"goguard: to allow it, add such lines to the policy; `goguard logs --policy EVENTS` writes "
		"them from a log\n"
		"goguard: 2 events were lost (see log.rate_per_s, whether a reader listens, and whether there is room)\n");
	free(text);
	text = NULL;
	gg_suggest_done(&tally.suggest);
	gg_sink_free(sink);
}

#define ENTRY_AT "fn.cfg:20"

/* A denial that a policy with rules per package made: of @rule, @at */
static void asked(const char *subject, const char *path, bool by_package, const char *at)
{
	fact((struct gg_fact){ .op = GG_OP_OPEN, .path = path, .access = GG_ACCESS_READ, .syscall = "openat",
			       .proto = GG_PROTO_COUNT, .subject = subject, .by_package = by_package,
			       .rule_at = at });
}

static void test_rules_are_for_who_asked(void **state)
{
	(void)state;
	s.subjects = true;
	asked("example.com/render", "/data/in/a", false, NULL);
	asked("example.com/render", "/data/in/b", false, NULL);
	asked("example.com/broker", "/data/in/c", false, NULL); /* two packages: no folder of three files */
	asked("main", "/data/own", false, NULL);
	asked("program:/usr/bin/cat", "/data/cat", false, NULL);
	fact((struct gg_fact){ .op = GG_OP_CONNECT, .proto = GG_PROTO_TCP, .addr = "10.0.0.1", .port = 80,
			       .subject = "example.com/render" });
	fact((struct gg_fact){ .op = GG_OP_EXEC, .path = "/usr/bin/id", .access = GG_ACCESS_EXECUTE,
			       .proto = GG_PROTO_COUNT, .subject = "example.com/render" });
	fact((struct gg_fact){ .op = GG_OP_SYSCALL, .syscall = "socket", .proto = GG_PROTO_COUNT,
			       .subject = "example.com/render" });
	print(true);
	assert_has("{ path = \"/data/in/a\"; allow = \"read\"; by = \"example.com/render\"; }");
	assert_has("{ path = \"/data/in/b\"; allow = \"read\"; by = \"example.com/render\"; }");
	assert_has("{ path = \"/data/in/c\"; allow = \"read\"; by = \"example.com/broker\"; }");
	assert_has("{ path = \"/data/own\"; allow = \"read\"; by = \"main\"; }");
	assert_has("; main is all of the main module\n");
	assert_has("{ path = \"/data/cat\"; allow = \"read\"; by = \"program:/usr/bin/cat\"; }");
	assert_has("{ to = \"tcp://10.0.0.1:80\"; by = \"example.com/render\"; }");
	assert_has("{ path = \"/usr/bin/id\"; by = \"example.com/render\"; }");
	assert_has("\t\t\"socket\" ");
	assert_has("# The policy tells who asks: each rule is for who asked, and nobody else.\n");
	assert_has("extends = ( \"go-base\", \"go-packages\" );");
	assert_hasnt("unknown");
	assert_policy();
}

static void test_folders_and_ports_keep_their_owner(void **state)
{
	static const char *const names[] = { "/data/in/a", "/data/in/b", "/data/in/c" };

	(void)state;
	s.subjects = true;
	for (size_t i = 0; i < GG_ARRAY_SIZE(names); i++)
		asked("example.com/render", names[i], false, NULL);
	asked("example.com/broker", "/data/in/c", false, NULL); /* which the folder does not cover */
	for (unsigned i = 0; i < 4; i++)
		fact((struct gg_fact){ .op = GG_OP_CONNECT, .proto = GG_PROTO_TCP, .addr = "10.0.0.1",
				       .port = 40000 + i, .subject = i < 3 ? "example.com/a" : "example.com/b" });
	print(true);
	assert_has("{ path = \"/data/in\"; allow = \"read\"; by = \"example.com/render\"; }");
	assert_has("{ path = \"/data/in/c\"; allow = \"read\"; by = \"example.com/broker\"; }");
	assert_has("{ to = \"tcp://10.0.0.1:32768-60999\"; by = \"example.com/a\"; }");
	assert_has("{ to = \"tcp://10.0.0.1:40003\"; by = \"example.com/b\"; }");
	assert_policy();
}

static void test_nobody_gets_a_rule_of_his_own(void **state)
{
	(void)state;
	asked("unknown", "/data/a", true, NULL);
	asked("c", "/data/a", true, NULL);
	print(true);
	assert_has("{ path = \"/data/a\"; allow = \"read\"; by = \"unknown\"; }");
	assert_has("{ path = \"/data/a\"; allow = \"read\"; by = \"c\"; }");
	assert_has("# \"unknown\" is everybody who cannot be named.");
	assert_policy();
}

static void test_what_an_entry_refuses_is_a_rule_of_that_entry(void **state)
{
	(void)state;
	asked("example.com/render", "/data/a", true, ENTRY_AT);
	asked("example.com/fn/store", "/data/a", true, "fn.cfg\n:21");
	asked("example.com/render", "/etc/shadow", true, ENTRY_AT);
	fact((struct gg_fact){ .op = GG_OP_SEND, .proto = GG_PROTO_UDP, .addr = "10.0.0.1", .port = 53,
			       .subject = "unknown", .by_package = true, .rule_at = ENTRY_AT });
	print(true);
	assert_has("# PACKAGES: ");
	assert_has("#\tto the entry of packages at fn.cfg:20, for all that it matches: "
		   "files = ( { path = \"/data/a\"; allow = \"read\"; } ); # 1x openat by /app/fn for "
		   "example.com/render\n");
	assert_has("#\tto the entry of packages at fn.cfg\\n:21, for all");
	assert_has("at fn.cfg:20, for all that it matches: network = { connect = ( \"udp://10.0.0.1:53\" ); };");
	assert_has("# REVIEW: password hashes (1x openat by /app/fn for example.com/render)\n"
		   "#\tto the entry of packages at fn.cfg:20, for all that it matches: files");
	assert_hasnt("\nfiles"); /* none of it is a rule: that would not help */
	assert_hasnt("\nnetwork");
	assert_policy();
}

static void test_what_would_be_for_others_is_no_rule(void **state)
{
	static const char *const names[] = { "deps", "std", "*", "module:x", "a/...", "a b", "x:y" };

	(void)state;
	s.subjects = true;
	for (size_t i = 0; i < GG_ARRAY_SIZE(names); i++)
		asked(names[i], "/data/a", false, NULL);
	asked(NULL, "/data/a", false, NULL); /* log.stacks = "none" */
	asked(NULL, "/data/b", true, NULL);
	print(true);
	assert_has("# REVIEW: who asked has a name that means others, too (");
	assert_has("# REVIEW: who asked has a name that no pattern can have (");
	assert_has("# REVIEW: nothing tells who asked (see log.stacks), and without \"by\" it is for everybody (");
	assert_hasnt("\nfiles");
	assert_policy();
}

/* Where nothing is said of packages, rules are as they were: for everybody, and it says so */
static void test_without_rules_per_package_rules_are_for_everybody(void **state)
{
	(void)state;
	asked("main", "/data/a", false, NULL);
	asked("example.com/render", "/data/a", false, NULL);
	print(true);
	assert_has("{ path = \"/data/a\"; allow = \"read\"; }");
	assert_has("# 2x openat by /app/fn\n");
	assert_has("# Each rule is for whoever asks; ");
	assert_hasnt("go-packages");
	assert_policy();
}

static void test_the_report_names_the_entry(void **state)
{
	struct gg_sink *sink = NULL;
	struct gg_event ev = { .kind = GG_KIND_VIOLATION, .op = GG_OP_OPEN, .path = "/data/a",
			       .access = GG_ACCESS_READ, .rule = "packages", .rule_at = ENTRY_AT,
			       .subject = "example.com/render" };
	FILE *out;

	(void)state;
	assert_int_equal(gg_sink_open(NULL, 0, &sink, NULL), 0);
	gg_tally_begin(&tally, GG_REPORT_ALWAYS, true, sink);
	emit(sink, ev);
	ev.rule = "default";
	ev.rule_at = NULL;
	ev.path = "/data/b";
	emit(sink, ev);
	out = open_memstream(&text, &n_text);
	gg_tally_print(&tally, 0, out);
	assert_int_equal(fclose(out), 0);
	assert_has("  1x to the entry of packages at fn.cfg:20, for all that it matches: "
		   "files = ( { path = \"/data/a\"; allow = \"read\"; } );\n");
	assert_has("  1x files = ( { path = \"/data/b\"; allow = \"read\"; by = \"example.com/render\"; } );\n");
	free(text);
	text = NULL;
	gg_suggest_done(&tally.suggest);
	gg_sink_free(sink);
}

static void test_no_report_without_need(void **state)
{
	struct gg_sink *sink = NULL;
	FILE *out = open_memstream(&text, &n_text);

	(void)state;
	assert_int_equal(gg_sink_open(NULL, 0, &sink, NULL), 0);
	gg_tally_begin(&tally, GG_REPORT_NEVER, false, sink);
	assert_false(tally.on);
	gg_tally_begin(&tally, GG_REPORT_ALWAYS, false, sink);
	gg_tally_print(&tally, 0, out);
	assert_int_equal(fclose(out), 0);
	assert_int_equal(n_text, 0);
	free(text);
	text = NULL;
	gg_tally_end(&tally, sink);
	gg_sink_free(sink);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)

/* A program that has a rule already: exactly what it would have had to say, one for each */
static void test_programs_with_other_arguments(void **state)
{
	static const char *const one[] = { "ffmpeg", "-i", "a \"*\".png", NULL }, *const two[] = { "x", NULL },
			  *const hostile[] = { "x", "\n\"; } ); /\\* # ", NULL };
	struct gg_fact f = { .op = GG_OP_EXEC, .path = "/usr/bin/ffmpeg", .access = GG_ACCESS_EXECUTE,
			     .syscall = "execve", .argv = one };

	(void)state;
	fact(f);
	fact(f);
	f.argv_cut = true;
	fact(f);
	f.argv = two;
	f.argv_cut = false;
	fact(f);
	f.argv = hostile;
	fact(f);
	f.argv = NULL;
	f.sha256 = "00ff";
	fact(f);
	print(true);
	assert_has("{ path = \"/usr/bin/ffmpeg\"; argv = [ \"-i\", \"a \\\"\\\\*\\\".png\" ]; },");
	assert_has("# 2x execve");
	assert_has("argv = [ \"-i\", \"a \\\"\\\\*\\\".png\", \"**\" ]; }");
	assert_has("argv = [ ]; }");
	assert_has("# REVIEW: the file is not the one that the policy knows");
	assert_has("#\texec = ( { path = \"/usr/bin/ffmpeg\"; sha256 = \"00ff\"; } );");
	assert_policy();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_nothing_is_a_policy_too),
		TEST(test_accesses_to_a_path_add_up),
		TEST(test_three_files_are_a_folder),
		TEST(test_some_folders_are_never_opened_whole),
		TEST(test_names_that_change),
		TEST(test_hostile_names_stay_names),
		TEST(test_renames_share_rights),
		TEST(test_addresses),
		TEST(test_ports_that_the_kernel_chose),
		TEST(test_calls_of_the_core_need_a_look),
		TEST(test_programs),
		TEST(test_programs_with_other_arguments),
		TEST(test_the_list_is_bounded),
		TEST(test_json_becomes_facts),
		cmocka_unit_test(test_path_patterns),
		cmocka_unit_test(test_the_report_says_what_would_allow_it),
		TEST(test_rules_are_for_who_asked),
		TEST(test_folders_and_ports_keep_their_owner),
		TEST(test_nobody_gets_a_rule_of_his_own),
		TEST(test_what_an_entry_refuses_is_a_rule_of_that_entry),
		TEST(test_what_would_be_for_others_is_no_rule),
		TEST(test_without_rules_per_package_rules_are_for_everybody),
		cmocka_unit_test(test_the_report_names_the_entry),
		cmocka_unit_test(test_no_report_without_need),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
