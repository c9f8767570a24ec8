/*
 * Sinks against real sockets and files.
 *
 * Owns a directory for each test. Relies on the kernel's buffers being smaller than the queue.
 * Does not fork: readers and the sink share the process, and every wait is bounded by poll().
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
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cmocka.h>
#include <jansson.h>

#include "base/scope.h"
#include "event/rate.h"
#include "event/sink.h"

#define WAIT_MS 5000 /* bound of every wait; reached only by a failure */

static char dir[32], path[100];

static int make_dir(void **state)
{
	(void)state;
	(void)snprintf(dir, sizeof(dir), "/tmp/gg-sink-XXXXXX");
	if (!mkdtemp(dir))
		return -1;
	(void)snprintf(path, sizeof(path), "%s/events", dir);
	return 0;
}

static int remove_dir(void **state)
{
	(void)state;
	(void)unlink(path);
	return rmdir(dir);
}

static struct sockaddr_un address(void)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };

	(void)snprintf(a.sun_path, sizeof(a.sun_path), "%s", path);
	return a;
}

/* A socket at @path; what the sink writes is read from reader_fd() */
static int listen_as(int type)
{
	struct sockaddr_un a = address();
	int fd = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);

	(void)unlink(path);
	assert_true(fd >= 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&a, sizeof(a)), 0);
	if (type != SOCK_DGRAM)
		assert_int_equal(listen(fd, 8), 0);
	return fd;
}

static int reader_of(int listener, int type)
{
	struct pollfd pfd = { .fd = listener, .events = POLLIN };
	int fd = listener;

	if (type != SOCK_DGRAM) {
		assert_int_equal(poll(&pfd, 1, WAIT_MS), 1);
		fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	}
	assert_true(fd >= 0);
	return fd;
}

static void end_reader(int fd, int listener)
{
	(void)close(fd);
	if (fd != listener)
		(void)close(listener);
}

static struct gg_sink *open_sink(const char *where, unsigned rate)
{
	struct gg_sink *sink = NULL;
	struct gg_err err = { 0 };

	if (gg_sink_open(where, rate, &sink, &err) < 0)
		fail_msg("%s", err.text);
	return sink;
}

/* @n violations whose path is "NUMBER" and filling */
static void emit(struct gg_sink *sink, int first, int n, size_t filling)
{
	static char text[4096];

	for (int i = first; i < first + n; i++) {
		struct gg_event ev = { .kind = GG_KIND_VIOLATION, .path = text };
		int len = snprintf(text, sizeof(text), "%d ", i);

		memset(text + len, 'x', filling);
		text[(size_t)len + filling] = '\0';
		gg_emit(sink, &ev);
		assert_true(ev.seq > 0 && ev.ts_ns > 0);
	}
}

/**
 * struct tally - what a reader saw
 * @seq:     last sequence number
 * @dropped: last report; every gap in the numbers must be covered by one
 * @events, @reports: counted
 */
struct tally {
	long long seq, dropped;
	int events, reports;
};

static void tally_line(struct tally *t, const char *line, size_t n)
{
	json_t *ev = json_loadb(line, n, 0, NULL);
	long long seq = json_integer_value(json_object_get(ev, "seq"));
	const char *kind = json_string_value(json_object_get(ev, "kind"));

	if (!ev)
		fail_msg("no JSON: %.*s", (int)n, line);
	if (strcmp(kind, "dropped") == 0) {
		long long all = json_integer_value(json_object_get(ev, "dropped"));

		assert_int_equal(seq - t->seq - 1, all - t->dropped); /* the gap, exactly */
		t->dropped = all;
		t->reports++;
	} else {
		assert_int_equal(seq, t->seq + 1); /* no gap without a report before */
		t->events++;
	}
	t->seq = seq;
	json_decref(ev);
}

/* Read until the sink is empty and the socket too. Packets and streams alike. */
static void read_all(struct gg_sink *sink, int fd, struct tally *t)
{
	static char buf[2 * 1024 * 1024];
	size_t used = 0;
	bool done = false;

	for (int idle = 0; !done || idle < 2;) {
		ssize_t r = recv(fd, buf + used, sizeof(buf) - used, MSG_DONTWAIT);

		if (r > 0)
			used += (size_t)r;
		idle = r > 0 ? 0 : idle + 1;
		done = gg_sink_flush(sink, r > 0 ? 0 : 20);
	}
	for (char *p = buf, *end; p < buf + used; p = end + 1) {
		end = memchr(p, '\n', used - (size_t)(p - buf));
		assert_non_null(end);
		tally_line(t, p, (size_t)(end - p));
	}
}

static const int types[] = { SOCK_SEQPACKET, SOCK_DGRAM, SOCK_STREAM };

static void test_each_socket_type(void **state)
{
	(void)state;
	for (size_t i = 0; i < GG_ARRAY_SIZE(types); i++) {
		struct tally t = { 0 };
		int listener = listen_as(types[i]), fd;
		struct gg_sink *sink = open_sink(path, 0);

		emit(sink, 0, 100, 10);
		fd = reader_of(listener, types[i]);
		read_all(sink, fd, &t);
		assert_int_equal(t.events, 100);
		assert_int_equal(t.reports, 0);
		gg_sink_free(sink);
		end_reader(fd, listener);
	}
}

static void test_reader_comes_late(void **state)
{
	(void)state;
	for (size_t i = 0; i < GG_ARRAY_SIZE(types); i++) {
		struct tally t = { 0 };
		struct gg_sink *sink;
		int listener, fd;

		(void)unlink(path);
		sink = open_sink(path, 0);
		emit(sink, 0, 20, 10);
		assert_false(gg_sink_flush(sink, 0));
		assert_true(gg_sink_next_ms(sink) >= 0);
		listener = listen_as(types[i]);
		(void)gg_sink_flush(sink, types[i] == SOCK_DGRAM ? 100 : WAIT_MS);
		fd = reader_of(listener, types[i]);
		read_all(sink, fd, &t);
		assert_int_equal(t.events, 20);
		assert_int_equal(gg_sink_next_ms(sink), -1);
		gg_sink_free(sink);
		end_reader(fd, listener);
	}
}

/* The reader goes while a part of a line is on the way; the next one gets that line whole. */
static void test_reader_restarts(void **state)
{
	(void)state;
	for (size_t i = 0; i < GG_ARRAY_SIZE(types); i++) {
		struct tally t = { 0 };
		int listener = listen_as(types[i]), fd;
		struct gg_sink *sink = open_sink(path, 0);

		emit(sink, 0, 3, 10);
		fd = reader_of(listener, types[i]);
		read_all(sink, fd, &t);
		end_reader(fd, listener);
		emit(sink, 3, 5, 10);
		assert_false(gg_sink_flush(sink, 0));
		listener = listen_as(types[i]);
		emit(sink, 8, 1, 10);
		(void)gg_sink_flush(sink, types[i] == SOCK_DGRAM ? 300 : WAIT_MS);
		fd = reader_of(listener, types[i]);
		read_all(sink, fd, &t);
		assert_int_equal(t.events, 9);
		gg_sink_free(sink);
		end_reader(fd, listener);
	}
}

static void test_stream_cut_in_a_line_is_sent_whole_again(void **state)
{
	static char buf[4 * 1024 * 1024];
	int listener = listen_as(SOCK_STREAM), fd;
	struct gg_sink *sink = open_sink(path, 0);
	struct tally t = { 0 };
	ssize_t n;

	(void)state;
	emit(sink, 0, 100, 3000); /* more than the socket takes, less than socket and queue */
	assert_false(gg_sink_flush(sink, 0));
	fd = reader_of(listener, SOCK_STREAM);
	n = recv(fd, buf, sizeof(buf), MSG_DONTWAIT);
	assert_true(n > 0);
	for (char *p = buf, *end; (end = memchr(p, '\n', (size_t)(buf + n - p))); p = end + 1)
		tally_line(&t, p, (size_t)(end - p));
	end_reader(fd, listener);
	listener = listen_as(SOCK_STREAM);
	(void)gg_sink_flush(sink, WAIT_MS / 10);
	fd = reader_of(listener, SOCK_STREAM);
	read_all(sink, fd, &t);
	assert_int_equal(t.events, 100); /* none twice, none lost: the cut one came again whole */
	gg_sink_free(sink);
	end_reader(fd, listener);
}

static void test_full_queue_drops_are_counted_and_reported_in_order(void **state)
{
	(void)state;
	for (size_t i = 0; i < GG_ARRAY_SIZE(types); i++) {
		struct tally t = { 0 };
		int listener = listen_as(types[i]), fd;
		struct gg_sink *sink = open_sink(path, 0);
		struct gg_event last = { .kind = GG_KIND_EXIT };

		emit(sink, 0, 1000, 1000); /* a megabyte; nobody reads */
		assert_true(gg_sink_dropped(sink) > 0);
		fd = reader_of(listener, types[i]);
		read_all(sink, fd, &t);
		emit(sink, 1000, 1000, 1000);
		gg_emit(sink, &last);
		read_all(sink, fd, &t);
		assert_true(t.reports >= 2);
		assert_int_equal(t.dropped, gg_sink_dropped(sink));
		assert_int_equal(t.events + t.dropped, 2001);
		assert_int_equal(t.seq, t.events + t.dropped + t.reports);
		gg_sink_free(sink);
		end_reader(fd, listener);
	}
}

static void test_exit_is_kept_when_the_queue_is_full(void **state)
{
	struct gg_sink *sink = open_sink(path, 0);
	struct gg_event ev = { .kind = GG_KIND_EXIT };
	unsigned long long before;

	(void)state;
	emit(sink, 0, 1000, 1000);
	before = gg_sink_dropped(sink);
	assert_true(before > 0);
	gg_emit(sink, &ev);
	assert_int_equal(gg_sink_dropped(sink), before);
	gg_sink_free(sink);
}

static void read_file(char *buf, size_t size)
{
	gg_close int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = read(fd, buf, size - 1);

	assert_true(n >= 0);
	buf[n] = '\0';
}

static void test_file_is_0600_and_appended_to(void **state)
{
	static char buf[65536];
	struct gg_sink *sink;
	struct stat st;

	(void)state;
	(void)snprintf(path, sizeof(path), "%s/events.jsonl", dir);
	for (int i = 0; i < 2; i++) {
		sink = open_sink(path, 0);
		emit(sink, 10 * i, 10, 5);
		assert_int_equal(gg_sink_next_ms(sink), -1);
		gg_sink_free(sink);
	}
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	read_file(buf, sizeof(buf));
	for (int i = 0; i < 2; i++) {
		struct tally t = { 0 };
		char *p = i ? strstr(buf, "\"path\":\"10 ") : buf, *end;

		while (i && p[-1] != '\n')
			p--;
		for (int k = 0; k < 10; k++, p = end + 1) {
			end = strchr(p, '\n');
			tally_line(&t, p, (size_t)(end - p));
		}
	}
}

/* Whoever reads a FIFO goes, and leaves a link in its place: what that leads to gets nothing. */
static void test_no_link_in_the_place_of_what_was_opened(void **state)
{
	char other[120], buf[4096];
	struct gg_sink *sink;
	struct stat st;
	int reader;

	(void)state;
	(void)snprintf(other, sizeof(other), "%s/other", dir);
	assert_int_equal(close(open(other, O_WRONLY | O_CREAT, 0600)), 0);
	assert_int_equal(mkfifo(path, 0600), 0);
	reader = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	sink = open_sink(path, 0);
	emit(sink, 0, 1, 0);
	assert_true(read(reader, buf, sizeof(buf)) > 0);
	(void)close(reader);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(symlink(other, path), 0);
	emit(sink, 1, 3, 0);
	assert_false(gg_sink_flush(sink, 200));
	assert_int_equal(stat(other, &st), 0);
	assert_int_equal(st.st_size, 0);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkfifo(path, 0600), 0);
	reader = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	assert_true(gg_sink_flush(sink, 5000));
	assert_true(read(reader, buf, sizeof(buf)) > 0);
	(void)close(reader);
	gg_sink_free(sink);
	assert_int_equal(unlink(other), 0);
}

static void test_torn_line_is_ended_before_the_next(void **state)
{
	static char buf[65536];
	struct gg_sink *sink;
	int fd;

	(void)state;
	(void)snprintf(path, sizeof(path), "%s/events.log", dir);
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	assert_int_equal(write(fd, "{\"v\":1,", 7), 7);
	(void)close(fd);
	sink = open_sink(path, 0);
	emit(sink, 0, 1, 5);
	gg_sink_free(sink);
	read_file(buf, sizeof(buf));
	assert_memory_equal(buf, "{\"v\":1,\n{\"v\":1,", 15);
}

/* A file as long as it may get tears a line; more room later, and the loss is told. */
static void test_file_limit_counts_as_drop(void **state)
{
	static char buf[65536];
	struct rlimit before, small;
	struct gg_sink *sink;
	struct tally t = { 0 };
	char *torn, *after;

	(void)state;
	(void)snprintf(path, sizeof(path), "%s/events.json", dir);
	(void)signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	small = before;
	small.rlim_cur = 1500;
	sink = open_sink(path, 0);
	emit(sink, 0, 1, 800);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	emit(sink, 1, 2, 800);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_int_equal(gg_sink_dropped(sink), 2);
	emit(sink, 3, 1, 800);
	gg_sink_free(sink);
	read_file(buf, sizeof(buf));
	torn = strchr(buf, '\n') + 1;
	after = strchr(torn, '\n') + 1;
	assert_int_equal(after - buf, 1501); /* cut at the limit, then the newline */
	assert_non_null(strstr(after, "\"dropped\":2}\n{"));
	tally_line(&t, buf, (size_t)(torn - 1 - buf));
	assert_true(strncmp(strchr(after, '\n') + 1, "{\"v\":1,", 7) == 0);
}

static void test_full_device_counts_and_ends(void **state)
{
	struct gg_sink *sink;

	(void)state;
	if (access("/dev/full", W_OK) != 0)
		skip();
	sink = open_sink("/dev/full", 0);
	emit(sink, 0, 3, 5);
	assert_int_equal(gg_sink_dropped(sink), 3);
	(void)gg_sink_flush(sink, 0);
	assert_int_equal(gg_sink_dropped(sink), 3); /* reports that are lost are no losses */
	gg_sink_free(sink);
}

/* Standard output: a pipe that nobody empties queues, a pipe that nobody has raises nothing. */
static void test_standard_output_pipe(void **state)
{
	static char buf[2 * 1024 * 1024];
	int ends[2], kept = dup(STDOUT_FILENO);
	struct gg_sink *sink;
	bool waits, again;
	int flags;
	ssize_t n;

	(void)state;
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	(void)fflush(stdout);
	(void)dup2(ends[1], STDOUT_FILENO);
	sink = open_sink("-", 0);
	emit(sink, 0, 100, 1000);
	waits = !gg_sink_flush(sink, 0);
	flags = fcntl(STDOUT_FILENO, F_GETFL);
	n = read(ends[0], buf, sizeof(buf));
	(void)gg_sink_flush(sink, 0);
	(void)close(ends[0]);
	emit(sink, 100, 1, 5);
	again = gg_sink_flush(sink, 0);
	gg_sink_free(sink);
	(void)dup2(kept, STDOUT_FILENO);
	(void)close(kept);
	(void)close(ends[1]);
	assert_true(waits);
	assert_false(again);
	assert_int_equal(flags & O_NONBLOCK, 0);
	assert_true(n > 0 && memcmp(buf, "{\"v\":1,", 7) == 0);
}

static void test_rate_limit(void **state)
{
	struct tally t = { 0 };
	int listener = listen_as(SOCK_SEQPACKET), fd;
	struct gg_sink *sink = open_sink(path, 5);
	struct gg_event ev = { .kind = GG_KIND_POSTURE };

	(void)state;
	gg_emit(sink, &ev);
	emit(sink, 0, 50, 5);
	assert_true(gg_sink_dropped(sink) >= 40);
	ev.kind = GG_KIND_EXIT;
	gg_emit(sink, &ev);
	fd = reader_of(listener, SOCK_SEQPACKET);
	read_all(sink, fd, &t);
	assert_int_equal(t.dropped, gg_sink_dropped(sink));
	assert_int_equal(t.events + t.dropped, 52);
	assert_true(t.reports >= 1);
	gg_sink_free(sink);
	end_reader(fd, listener);
}

static void test_bucket(void **state)
{
	struct gg_rate r;
	int passed = 0;

	(void)state;
	gg_rate_init(&r, 8, 1000);
	for (int i = 0; i < 20; i++)
		passed += gg_rate_take(&r, 1000);
	assert_int_equal(passed, 8);
	assert_int_equal(gg_rate_wait_ms(&r, 1000), 250); /* a quarter of the bucket */
	assert_false(gg_rate_open(&r, 1249));
	assert_true(gg_rate_open(&r, 1250));
	assert_true(gg_rate_take(&r, 1250));
	assert_true(gg_rate_take(&r, 1250));
	assert_false(gg_rate_take(&r, 1250));
	gg_rate_init(&r, 0, 0);
	assert_true(gg_rate_take(&r, 0));
	assert_int_equal(gg_rate_wait_ms(&r, 0), 0);
}

static void test_memory_and_none(void **state)
{
	static char buf[4096];
	struct gg_text text;
	struct gg_sink *sink = NULL;

	(void)state;
	gg_text_init(&text, buf, sizeof(buf));
	assert_int_equal(gg_sink_memory(&text, &sink), 0);
	emit(sink, 0, 3, 5);
	assert_non_null(strstr(buf, "\"seq\":3,"));
	emit(sink, 3, 100, 5);
	assert_true(gg_sink_dropped(sink) > 0);
	gg_sink_free(sink);
	sink = open_sink(NULL, 0);
	emit(sink, 0, 3, 5);
	assert_int_equal(gg_sink_next_ms(sink), -1);
	assert_int_equal(gg_sink_dropped(sink), 0);
	gg_sink_free(sink);
	gg_sink_free(NULL);
}

static void test_mistakes_that_waiting_cannot_mend(void **state)
{
	char deep[300] = "/tmp/";
	struct gg_sink *sink = NULL;
	struct gg_err err = { 0 };

	(void)state;
	memset(deep + 5, 'd', sizeof(deep) - 6);
	assert_int_equal(gg_sink_open(deep, 0, &sink, &err), -ENAMETOOLONG);
	assert_int_equal(gg_sink_open(dir, 0, &sink, &err), -EISDIR);
	assert_non_null(strstr(err.text, "cannot log to '/tmp/gg-sink-"));
	assert_int_equal(gg_sink_open("/nowhere/x.log", 0, &sink, &err), -ENOENT);
	assert_null(sink);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, make_dir, remove_dir)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_each_socket_type),
		TEST(test_reader_comes_late),
		TEST(test_reader_restarts),
		TEST(test_stream_cut_in_a_line_is_sent_whole_again),
		TEST(test_full_queue_drops_are_counted_and_reported_in_order),
		TEST(test_exit_is_kept_when_the_queue_is_full),
		TEST(test_file_is_0600_and_appended_to),
		TEST(test_no_link_in_the_place_of_what_was_opened),
		TEST(test_torn_line_is_ended_before_the_next),
		TEST(test_file_limit_counts_as_drop),
		TEST(test_full_device_counts_and_ends),
		TEST(test_standard_output_pipe),
		TEST(test_rate_limit),
		TEST(test_bucket),
		TEST(test_memory_and_none),
		TEST(test_mistakes_that_waiting_cannot_mend),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
