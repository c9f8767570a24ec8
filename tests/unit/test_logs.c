/*
 * `goguard logs`: lines for people, and the verb with real sockets.
 *
 * Owns golden lines. Relies on event/ to make events. Children only report by exit status.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "base/scope.h"
#include "event/sink.h"
#include "tool/logs_socket.h"

#define WAIT_MS 5000

static void assert_human(const char *line, const char *want, bool is_event)
{
	char buf[8192];
	struct gg_text out;
	json_t *event;

	gg_text_init(&out, buf, sizeof(buf));
	event = json_loadb(line, strlen(line), JSON_ALLOW_NUL, NULL);
	gg_logs_human(line, strlen(line), event, &out);
	assert_int_equal(json_is_object(event), is_event);
	json_decref(event);
	assert_string_equal(buf, want);
}

#define HEAD "{\"v\":1,\"ts\":\"2026-01-02T03:04:05.678901234Z\",\"seq\":7,\"kind\":"

static void test_violations(void **state)
{
	(void)state;
	assert_human(HEAD "\"violation\",\"verdict\":\"deny\",\"rule_at\":\"fn.cfg:14\",\"layer\":"
			  "\"supervisor\","
			  "\"pid\":41,\"exe\":\"/app/fn\",\"op\":\"open\",\"syscall\":\"openat\","
			  "\"path\":\"/etc/shadow\","
			  "\"access\":\"read\",\"errno\":\"EACCES\",\"subject\":\"main\"}",
		     "03:04:05.678 DENY  open    /etc/shadow (read)                       EACCES "
		     "supervisor "
		     "/app/fn[41]      fn.cfg:14 by main\n",
		     true);
	assert_human(HEAD
		     "\"violation\",\"verdict\":\"audit\",\"rule\":\"default\",\"layer\":"
		     "\"supervisor\","
		     "\"pid\":41,\"comm\":\"fn\",\"op\":\"connect\",\"proto\":\"tcp\",\"addr\":"
		     "\"2001:db8::1\","
		     "\"port\":443,\"host\":\"x.y\",\"c\":{\"module\":\"libz.so.1\",\"symbol\":"
		     "\"go\"}}",
		     "03:04:05.678 AUDIT connect tcp://[2001:db8::1]:443 (x.y)            -      "
		     "supervisor "
		     "fn[41]           default from libz.so.1:go\n",
		     true);
	assert_human(HEAD
		     "\"allowed\",\"verdict\":\"allow\",\"layer\":\"supervisor\",\"pid\":4,"
		     "\"op\":\"exec\","
		     "\"path\":\"/bin/sh\",\"argv\":[\"sh\",\"-c\"],\"argv_cut\":true,\"rule_at\":"
		     "\"f:1\"}",
		     "03:04:05.678 ALLOW exec    /bin/sh [sh -c ...]                      -      "
		     "supervisor "
		     "-[4]             f:1\n",
		     true);
	assert_human(HEAD "\"violation\",\"verdict\":\"kill\",\"layer\":\"seccomp\",\"pid\":4,"
			  "\"op\":\"syscall\","
			  "\"syscall\":\"bpf\",\"errno\":\"EPERM\",\"rule\":\"default\"}",
		     "03:04:05.678 KILL  syscall bpf                                      EPERM  "
		     "seccomp    "
		     "-[4]             default\n",
		     true);
	assert_human(HEAD "\"violation\",\"verdict\":\"deny\",\"op\":\"create\",\"path\":\"/a\","
			  "\"path2\":\"/b\"}",
		     "03:04:05.678 DENY  create  /a -> /b                                 -      - "
		     "         "
		     "-[0]\n",
		     true);
	assert_human(HEAD "\"violation\",\"verdict\":\"deny\",\"op\":\"connect\",\"proto\":"
			  "\"unix\",\"addr\":\"@x\"}",
		     "03:04:05.678 DENY  connect unix:@x                                  -      - "
		     "         "
		     "-[0]\n",
		     true);
}

#define DENIED HEAD "\"violation\",\"verdict\":\"deny\",\"pid\":4,\"op\":\"open\",\"path\":\"/a\","
#define SHOWN "03:04:05.678 DENY  open    /a                                       -      -          -[4]             "

static void test_who_made_the_call(void **state)
{
	(void)state;
	/* an entry of packages, and the dependency that it is about */
	assert_human(DENIED "\"rule\":\"packages\",\"rule_at\":\"fn.cfg:20\",\"subject\":\"x.org/r/sub\","
		     "\"go\":{\"function\":\"x.org/r/sub.Do\",\"module\":\"x.org/r\",\"end\":\"complete\",\"stack\":"
		     "[{\"func\":\"os.Open\",\"file\":\"os/file.go\",\"line\":1},"
		     "{\"func\":\"x.org/r/sub.Do\",\"file\":\"/r/sub/sub.go\",\"line\":12}]}}",
		     SHOWN "packages fn.cfg:20 by x.org/r/sub (module x.org/r) in x.org/r/sub.Do at /r/sub/sub.go:12\n",
		     true);
	/* it may be about one further out, and so may what is to be changed: one frame of each */
	assert_human(DENIED "\"rule\":\"packages\",\"rule_at\":\"fn.cfg:20\",\"subject\":\"x.org/get\","
		     "\"go\":{\"function\":\"x.org/get.Do\",\"module\":\"x.org/get\",\"end\":\"complete\",\"stack\":"
		     "[{\"func\":\"x.org/get.Do\",\"file\":\"/g/get.go\",\"line\":3},"
		     "{\"func\":\"x.org/get.Must\",\"file\":\"/g/get.go\",\"line\":9},"
		     "{\"func\":\"sort.Slice\",\"file\":\"sort/slice.go\",\"line\":29},"
		     "{\"func\":\"x.org/r.(*R).f\",\"file\":\"/r/r.go\",\"line\":12},"
		     "{\"func\":\"x.org/r.Draw\",\"file\":\"/r/r.go\",\"line\":7},"
		     "{\"func\":\"main.main\",\"file\":\"/m/main.go\",\"line\":5},"
		     "{\"func\":\"runtime.main\",\"file\":\"runtime/proc.go\",\"line\":1}]}}",
		     SHOWN "packages fn.cfg:20 by x.org/get in x.org/get.Do at /g/get.go:3, called by "
			   "x.org/r.(*R).f at /r/r.go:12, called by main.main at /m/main.go:5\n",
		     true);
	assert_human(DENIED "\"rule\":\"packages\",\"rule_at\":\"fn.cfg:20\",\"subject\":\"a\","
		     "\"go\":{\"function\":\"a/a.A\",\"stack\":[{\"func\":\"a/a.A\"},{\"func\":\"a/b.B\"},{\"func\":\"a/c.C\"},"
		     "{\"func\":\"a/d.D\"},{\"func\":\"a/e.E\"},{\"func\":\"a/b.B\"},{\"func\":\"a/f.F\"}]}}",
		     SHOWN "packages fn.cfg:20 by a in a/a.A, called by a/b.B, called by a/c.C, called by a/d.D, "
			   "called by a/e.E\n",
		     true);
	assert_human(DENIED "\"rule\":\"files\",\"rule_at\":\"fn.cfg:2\",\"subject\":\"main\","
		     "\"go\":{\"function\":\"main.f\",\"module\":\"x.org/fn\",\"stack\":[{\"func\":\"main.f\"}]}}",
		     SHOWN "fn.cfg:2 by main in main.f\n", true);
	/* nobody: where the goroutine began */
	assert_human(DENIED "\"rule\":\"packages\",\"subject\":\"unknown\",\"go\":{\"end\":\"orphan\",\"stack\":"
		     "[{\"func\":\"net.Dial\"},{\"func\":\"net/http.dial\"},{\"func\":\"runtime.goexit\"}]}}",
		     SHOWN "packages by unknown in a goroutine of net/http.dial\n", true);
	assert_human(DENIED "\"rule\":\"default\",\"subject\":\"unknown\",\"go\":{\"end\":\"truncated\",\"stack\":[{\"func\":\"a.b\"}]}}",
		     SHOWN "default by unknown\n", true);
	assert_human(DENIED "\"rule\":\"default\",\"subject\":\"\\u001b[2J\",\"go\":{\"function\":7,\"stack\":7}}",
		     SHOWN "default by \\x1b[2J\n", true);
}

static void assert_stack(const char *go, const char *want)
{
	char buf[8192], line[4096];
	struct gg_text out;
	json_t *event;

	snprintf(line, sizeof(line), "{\"kind\":\"violation\",\"go\":%s}", go);
	gg_text_init(&out, buf, sizeof(buf));
	event = json_loads(line, 0, NULL);
	assert_non_null(event);
	gg_logs_stack(event, &out);
	json_decref(event);
	assert_string_equal(buf, want);
}

#define F(name) "{\"func\":\"" name "\"}"
#define AT "             "

static void test_stacks(void **state)
{
	(void)state;
	/* what somebody's code calls, and what calls that */
	assert_stack("{\"stack\":[" F("syscall.open") "," F("os.Open") ",{\"func\":\"main.less\",\"file\":\"/a.go\","
		     "\"line\":3}," F("sort.insertion") "," F("sort.Slice") "," F("x.org/d%2ee.Sort") ","
		     F("main.main") "," F("runtime.main") "," F("runtime.goexit") "]}",
		     AT "os.Open, and 1 more of the standard library\n" AT "main.less at /a.go:3\n"
		     AT "sort.Slice, and 1 more of the standard library\n" AT "x.org/d%2ee.Sort\n" AT "main.main\n"
		     AT "runtime.main, and 1 more of the standard library\n");
	assert_stack("{\"stack\":[" F("os.Open") "," F("mine/code.F") "],\"stack_cut\":true}",
		     AT "os.Open\n" AT "mine/code.F\n" AT "...\n");
	/* nothing is folded where there is nobody */
	assert_stack("{\"stack\":[" F("net.Dial") "," F("net/http.dial") "," F("runtime.goexit") "]}",
		     AT "net.Dial\n" AT "net/http.dial\n" AT "runtime.goexit\n");
	assert_stack("{\"stack\":[7," F("a\\nb\\u001b.f") "]}", AT "-\n" AT "a\\nb\\x1b.f\n");
	assert_stack("{}", "");
	assert_stack("7", "");
}

static void test_other_kinds(void **state)
{
	(void)state;
	assert_human(HEAD
		     "\"posture\",\"mode\":\"enforce\",\"policy\":\"thumb\",\"pid\":41,"
		     "\"exe\":\"/app/fn\","
		     "\"layers\":{\"seccomp\":{\"asked\":\"require\",\"state\":\"on\",\"why\":"
		     "\"\"},"
		     "\"landlock\":{\"asked\":\"prefer\",\"state\":\"partial\",\"why\":\"ABI 3\"}},"
		     "\"notes\":[\"a note\"]}",
		     "03:04:05.678 START thumb      enforce /app/fn[41]\n"
		     "03:04:05.678 LAYER seccomp    on      require\n"
		     "03:04:05.678 LAYER landlock   partial prefer  ABI 3\n"
		     "03:04:05.678 NOTE  a note\n",
		     true);
	assert_human(HEAD "\"dropped\","
			  "\"dropped\":12}",
		     "03:04:05.678 LOST  12 events so far\n", true);
	assert_human(HEAD "\"exit\",\"status\":3,\"signal\":0,"
			  "\"pid\":41}",
		     "03:04:05.678 EXIT  status 3 -[41]\n", true);
	assert_human(HEAD "\"exit\",\"status\":0,\"signal\":9,"
			  "\"pid\":41}",
		     "03:04:05.678 EXIT  signal 9 -[41]\n", true);
	assert_human("{\"kind\":\"newer\"}", "? {\"kind\":\"newer\"}\n", true);
}

static void test_nothing_reaches_the_terminal_that_it_acts_on(void **state)
{
	(void)state;
	assert_human("no \x1b[2J json \xff\xc2\x9b\t\\", "? no \\x1b[2J json \\xff\\u009b\\t\\\\\n",
		     false);
	assert_human(HEAD "\"violation\",\"verdict\":\"\\u001b[1m\",\"op\":\"open\",\"path\":"
			  "\"/a\\n\\u0000\\u202eb\"}",
		     "03:04:05.678 \\X1B[1M open    /a\\n\\x00\\u202eb                          -  "
		     "    -          "
		     "-[0]\n",
		     true);
	assert_human("[1]", "? [1]\n", false);
	assert_human("{\"kind\":7}", "? {\"kind\":7}\n", true);
	assert_human("{\"kind\":\"posture\",\"ts\":1,\"layers\":[],"
		     "\"notes\":{\"a\":1}}", /* wrong types */
		     "-            START -          -       -[0]\n", true);
}

static char dir[32], path[64];

static int make_dir(void **state)
{
	(void)state;
	(void)snprintf(dir, sizeof(dir), "/tmp/gg-logs-XXXXXX");
	if (!mkdtemp(dir))
		return -1;
	(void)snprintf(path, sizeof(path), "%s/s", dir);
	return 0;
}

static int remove_dir(void **state)
{
	(void)state;
	(void)unlink(path);
	return rmdir(dir);
}

/* The verb in a child, its output in a pipe */
static pid_t start(int *ret_fd, const char *type, const char *count)
{
	char type_arg[32], count_arg[32], *argv[6] = { 0 };
	int ends[2], argc = 0;
	pid_t pid;

	(void)snprintf(type_arg, sizeof(type_arg), "--type=%s", type);
	(void)snprintf(count_arg, sizeof(count_arg), "--count=%s", count);
	argv[argc++] = (char *)(uintptr_t) "logs";
	argv[argc++] = (char *)(uintptr_t) "--json";
	argv[argc++] = type_arg;
	argv[argc++] = count_arg;
	argv[argc++] = path;
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	(void)fflush(stdout);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		(void)dup2(ends[1], STDOUT_FILENO);
		(void)close(ends[0]);
		_exit(gg_verb_logs(argc, argv));
	}
	(void)close(ends[1]);
	*ret_fd = ends[0];
	return pid;
}

static int status_of(pid_t pid)
{
	int status = -1;

	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* Lines until end of file or @max of them */
static int count_lines(int fd, int max)
{
	struct pollfd pfd = { .fd = fd, .events = POLLIN };
	int lines = 0;
	char c;

	while (lines < max && poll(&pfd, 1, WAIT_MS) == 1 && read(fd, &c, 1) == 1)
		lines += c == '\n';
	return lines;
}

static void emit(struct gg_sink *sink, int n)
{
	for (int i = 0; i < n; i++) {
		struct gg_event ev = { .kind = GG_KIND_VIOLATION, .path = "/etc/shadow" };

		gg_emit(sink, &ev);
	}
}

static const char *const types[] = { "seqpacket", "dgram", "stream" };

static void test_many_writers_until_count(void **state)
{
	(void)state;
	for (size_t i = 0; i < GG_ARRAY_SIZE(types); i++) {
		struct gg_sink *sinks[8] = { 0 };
		int out = -1;
		pid_t pid = start(&out, types[i], "80");

		for (size_t k = 0; k < 8; k++) {
			assert_int_equal(gg_sink_open(path, 0, &sinks[k], NULL), 0);
			emit(sinks[k], 10);
		}
		for (size_t k = 0; k < 8; k++)
			assert_true(gg_sink_flush(sinks[k], WAIT_MS));
		assert_int_equal(count_lines(out, 1000), 80);
		assert_int_equal(status_of(pid), 0);
		assert_int_equal(access(path, F_OK), -1); /* the socket is gone */
		for (size_t k = 0; k < 8; k++)
			gg_sink_free(sinks[k]);
		(void)close(out);
	}
}

static void test_SIGTERM_ends_with_0_and_what_came_is_printed(void **state)
{
	struct gg_sink *sink = NULL;
	struct stat st;
	int out = -1;
	pid_t pid = start(&out, "seqpacket", "1000000");

	(void)state;
	assert_int_equal(gg_sink_open(path, 0, &sink, NULL), 0);
	emit(sink, 100);
	assert_true(gg_sink_flush(sink, WAIT_MS));
	assert_int_equal(count_lines(out, 1), 1); /* it is in its loop */
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(kill(pid, SIGTERM), 0);
	assert_int_equal(count_lines(out, 1000), 99);
	assert_int_equal(status_of(pid), 0);
	assert_int_equal(access(path, F_OK), -1);
	gg_sink_free(sink);
	(void)close(out);
}

static void test_bind_replaces_only_a_dead_socket(void **state)
{
	struct gg_logs_socket one = { .fd = -1 }, two = { .fd = -1 };
	struct gg_err err = { 0 };
	int fd;

	(void)state;
	assert_int_equal(gg_logs_bind(path, SOCK_STREAM, &one, &err), 0);
	assert_int_equal(gg_logs_bind(path, SOCK_SEQPACKET, &two, &err), -EADDRINUSE);
	assert_non_null(strstr(err.text, "another reader listens there"));
	(void)close(one.fd); /* died without removing it */
	assert_int_equal(gg_logs_bind(path, SOCK_SEQPACKET, &two, &err), 0);
	gg_logs_unbind(&two);
	assert_int_equal(access(path, F_OK), -1);
	fd = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
	(void)close(fd);
	assert_int_equal(gg_logs_bind(path, SOCK_DGRAM, &two, &err), -EEXIST);
	assert_int_equal(access(path, F_OK), 0);
}

static void test_lines_of_a_stream_in_any_pieces(void **state)
{
	static char buf[GG_LOGS_LINE_MAX];
	struct gg_logs logs = { .raw = true };
	struct gg_lines lines = { .buf = buf };
	int kept = dup(STDOUT_FILENO), null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	const char text[] = "{\"a\":1}\n\n{\"b\":2}\n{\"c\"";

	(void)state;
	(void)fflush(stdout);
	(void)dup2(null, STDOUT_FILENO);
	for (size_t i = 0; i < sizeof(text) - 1; i++)
		gg_logs_feed(&logs, &lines, text + i, 1);
	gg_logs_feed(&logs, &lines, ":3}", 3);
	gg_logs_end(&logs, &lines);
	(void)dup2(kept, STDOUT_FILENO);
	(void)close(kept);
	(void)close(null);
	assert_int_equal(logs.shown, 3);
	assert_int_equal(lines.used, 0);
}

static void test_a_file_is_printed(void **state)
{
	struct gg_sink *sink = NULL;
	int out = -1;
	pid_t pid;

	(void)state;
	(void)snprintf(path, sizeof(path), "%s/e.log", dir);
	assert_int_equal(gg_sink_open(path, 0, &sink, NULL), 0);
	emit(sink, 10);
	gg_sink_free(sink);
	pid = start(&out, "seqpacket", "7");
	assert_int_equal(count_lines(out, 1000), 7);
	assert_int_equal(status_of(pid), 0);
	(void)close(out);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, make_dir, remove_dir)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_violations),
		cmocka_unit_test(test_other_kinds),
		cmocka_unit_test(test_who_made_the_call),
		cmocka_unit_test(test_stacks),
		cmocka_unit_test(test_nothing_reaches_the_terminal_that_it_acts_on),
		TEST(test_many_writers_until_count),
		TEST(test_SIGTERM_ends_with_0_and_what_came_is_printed),
		TEST(test_bind_replaces_only_a_dead_socket),
		TEST(test_lines_of_a_stream_in_any_pieces),
		TEST(test_a_file_is_printed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
