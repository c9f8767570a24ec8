/*
 * Events as JSON: every line is parsed back and compared, whatever the strings hold.
 *
 * Owns a fixed sequence of random bytes, so that a failure comes again. Relies on jansson for
 * an opinion of its own. Does not test sinks.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "base/access.h"
#include "event/json_parts.h"
#include "unit/schema_check.h"

static char line[GG_EVENT_LINE_MAX];

static json_t *encode(const struct gg_event *ev)
{
	struct gg_text out;
	json_error_t why;
	json_t *root;

	gg_text_init(&out, line, sizeof(line));
	assert_int_equal(gg_event_json(ev, &out), 0);
	assert_false(out.cut);
	assert_int_equal(out.used, strlen(line));
	assert_int_equal(line[out.used - 1], '\n');
	assert_ptr_equal(memchr(line, '\n', out.used), line + out.used - 1);
	root = json_loadb(line, out.used, JSON_ALLOW_NUL | JSON_REJECT_DUPLICATES, &why);
	if (!root)
		fail_msg("%s at %d in %s", why.text, why.position, line);
	if (ev->seq && schema_complaint(root))
		fail_msg("%s: %s in %s", SCHEMA_FILE, schema_complaint(root), line);
	return root;
}

static const char *str(const json_t *root, const char *key)
{
	return json_string_value(json_object_get(root, key));
}

static const char *const argv_two[] = { "fn", "-x", NULL };

static struct gg_event violation(void)
{
	return (struct gg_event){
		.kind = GG_KIND_VIOLATION,
		.verdict = GG_VERDICT_DENY,
		.layer = GG_LAYER_SUPERVISOR,
		.op = GG_OP_OPEN,
		.ts_ns = 1767323045678901234ull,
		.seq = 7,
		.policy = "thumbnailer",
		.rule = "files",
		.rule_at = "fn.cfg:14",
		.pid = 41,
		.tid = 44,
		.comm = "fn",
		.exe = "/app/fn",
		.syscall = "openat",
		.path = "/etc/shadow",
		.access = GG_ACCESS_READ,
		.err = EACCES,
		.subject = "main",
	};
}

static void test_fields_come_in_their_order(void **state)
{
	struct gg_event ev = violation();

	(void)state;
	ev.c_module = "libfoo.so.1";
	ev.c_symbol = "bar";
	json_decref(encode(&ev));
	assert_string_equal(
		line, "{\"v\":1,\"ts\":\"2026-01-02T03:04:05.678901234Z\",\"seq\":7,\"kind\":"
		      "\"violation\","
		      "\"verdict\":\"deny\",\"mode\":\"enforce\",\"policy\":\"thumbnailer\","
		      "\"rule\":\"files\","
		      "\"rule_at\":\"fn.cfg:14\",\"layer\":\"supervisor\",\"pid\":41,\"tid\":44,"
		      "\"comm\":\"fn\",\"exe\":\"/app/fn\",\"op\":\"open\",\"syscall\":\"openat\","
		      "\"path\":\"/etc/"
		      "shadow\",\"access\":\"read\",\"errno\":\"EACCES\",\"subject\":\"main\","
		      "\"c\":{\"module\":\"libfoo.so.1\",\"symbol\":\"bar\"}}\n");
}

static void test_addresses(void **state)
{
	struct gg_event ev = violation();
	json_t *root;

	(void)state;
	ev.path = NULL;
	ev.op = GG_OP_CONNECT;
	ev.has_addr = 1;
	ev.host = "db.internal";
	ev.addr = (struct gg_addr){ .proto = GG_PROTO_TCP,
				    .port = 5432,
				    .ip = { [10] = 0xff, [11] = 0xff, 10, 0, 0, 5 } };
	root = encode(&ev);
	assert_string_equal(str(root, "proto"), "tcp");
	assert_string_equal(str(root, "addr"), "10.0.0.5");
	assert_string_equal(str(root, "host"), "db.internal");
	assert_int_equal(json_integer_value(json_object_get(root, "port")), 5432);
	assert_null(json_object_get(root, "path"));
	json_decref(root);

	ev.addr = (struct gg_addr){ .proto = GG_PROTO_UNIX, .name = "/run/x", .name_len = 6 };
	root = encode(&ev);
	assert_string_equal(str(root, "proto"), "unix");
	assert_string_equal(str(root, "addr"), "/run/x");
	assert_null(json_object_get(root, "port"));
	json_decref(root);

	ev.addr = (struct gg_addr){
		.proto = GG_PROTO_UNIX, .abstract = true, .name = "a\0b", .name_len = 3
	};
	root = encode(&ev);
	assert_int_equal(json_string_length(json_object_get(root, "addr")), 4);
	assert_memory_equal(str(root, "addr"), "@a\0b", 4);
	json_decref(root);
}

static void test_argv(void **state)
{
	const char *many[101] = { 0 };
	struct gg_event ev = violation();
	json_t *root;

	(void)state;
	ev.argv = argv_two;
	root = encode(&ev);
	assert_int_equal(json_array_size(json_object_get(root, "argv")), 2);
	assert_string_equal(json_string_value(json_array_get(json_object_get(root, "argv"), 1)),
			    "-x");
	assert_null(json_object_get(root, "argv_cut"));
	json_decref(root);

	ev.argv_cut = 1;
	root = encode(&ev);
	assert_true(json_is_true(json_object_get(root, "argv_cut")));
	json_decref(root);

	ev.argv_cut = 0;
	for (size_t i = 0; i < 100; i++)
		many[i] = "argument";
	ev.argv = many;
	root = encode(&ev);
	assert_int_equal(json_array_size(json_object_get(root, "argv")), 64);
	assert_true(json_is_true(json_object_get(root, "argv_cut")));
	json_decref(root);
}

static void test_posture_exit_dropped(void **state)
{
	const struct gg_posture_line lines[GG_LAYER_COUNT] = {
		{ "require", GG_STATE_ON, "" },
		{ "prefer", GG_STATE_PARTIAL, "ABI 3" },
		{ "require", GG_STATE_ON, NULL },
		{ "off", GG_STATE_OFF, "" },
	};
	const char *const notes[] = { "one", "two", NULL };
	struct gg_event ev = {
		.kind = GG_KIND_POSTURE, .posture = lines, .notes = notes, .policy = "p", .by_package = true
	};
	json_t *root = encode(&ev), *layer;

	(void)state;
	layer = json_object_get(json_object_get(root, "layers"), "landlock");
	assert_string_equal(str(layer, "asked"), "prefer");
	assert_string_equal(str(layer, "state"), "partial");
	assert_string_equal(str(layer, "why"), "ABI 3");
	assert_int_equal(json_object_size(json_object_get(root, "layers")), GG_LAYER_COUNT);
	assert_int_equal(json_array_size(json_object_get(root, "notes")), 2);
	assert_null(json_object_get(root, "verdict"));
	assert_true(json_is_true(json_object_get(root, "by_package")));
	json_decref(root);

	ev.by_package = false;
	root = encode(&ev);
	assert_null(json_object_get(root, "by_package"));
	json_decref(root);

	ev = (struct gg_event){ .kind = GG_KIND_EXIT, .status = -1, .signal = 9 };
	root = encode(&ev);
	assert_int_equal(json_integer_value(json_object_get(root, "status")), -1);
	assert_int_equal(json_integer_value(json_object_get(root, "signal")), 9);
	json_decref(root);

	ev = (struct gg_event){ .kind = GG_KIND_DROPPED, .dropped = UINT64_MAX / 2 };
	root = encode(&ev);
	assert_int_equal(json_integer_value(json_object_get(root, "dropped")), UINT64_MAX / 2);
	json_decref(root);
}

static void test_time_needs_no_calendar_of_libc(void **state)
{
	static const struct {
		uint64_t s;
		const char *text;
	} cases[] = {
		{ 0, "1970-01-01T00:00:00.000000009Z" },
		{ 951782399, "2000-02-28T23:59:59.000000009Z" },
		{ 951782400, "2000-02-29T00:00:00.000000009Z" },
		{ 1709251200, "2024-03-01T00:00:00.000000009Z" },
		{ 1735689599, "2024-12-31T23:59:59.000000009Z" },
		{ 4107542400, "2100-03-01T00:00:00.000000009Z" },
		{ 18446744073, "2554-07-21T23:34:33.000000009Z" },
	};

	(void)state;
	for (size_t i = 0; i < GG_ARRAY_SIZE(cases); i++) {
		struct gg_event ev = { .kind = GG_KIND_EXIT, .ts_ns = cases[i].s * 1000000000 + 9 };
		json_t *root = encode(&ev);

		assert_string_equal(str(root, "ts"), cases[i].text);
		json_decref(root);
	}
}

static void check_string(const char *s, size_t n, size_t max, const char *json)
{
	char buf[256];
	struct gg_text out;

	gg_text_init(&out, buf, sizeof(buf));
	gg_json_str(&out, s, n, max);
	assert_string_equal(out.data, json);
}

static void test_strings(void **state)
{
	(void)state;
	check_string("a\"\\\n\x01\x7f", 6, 99, "\"a\\\"\\\\\\n\\u0001\\u007f\"");
	check_string("\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", 9, 99,
		     "\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\"");
	check_string("\xff\xc3", 2, 99, "\"\\u00ff\\u00c3\"");
	check_string("\xed\xa0\x80", 3, 99, "\"\\u00ed\\u00a0\\u0080\""); /* surrogate */
	check_string("\xc0\xaf", 2, 99, "\"\\u00c0\\u00af\"");            /* overlong */
	check_string("\xf4\x90\x80\x80", 4, 99, "\"\\u00f4\\u0090\\u0080\\u0080\"");
	check_string("\xc2\x9b", 2, 99, "\"\\u009b\""); /* C1: a terminal's CSI */
	check_string("abcdef", 6, 4, "\"abcd...\"");
	check_string("abc\xc3\xa9", 5, 4, "\"abc...\"");
	check_string("abcd", 4, 4, "\"abcd\"");
	check_string("\0", 1, 4, "\"\\u0000\"");
}

/* What byte @c that is no part of a character is written as */
static size_t escape(unsigned char c, char ret[static 8])
{
	static const char letters[] = "\b" "b" "\f" "f" "\n" "n" "\r" "r" "\t" "t" "\"\"" "\\\\";

	for (size_t i = 0; i + 1 < sizeof(letters); i += 2)
		if (letters[i] == (char)c)
			return (size_t)snprintf(ret, 8, "\\%c", letters[i + 1]);
	return (size_t)snprintf(ret, 8, c < ' ' || c > '~' ? "\\u%04x" : "%c", c);
}

/* @c behind @at letters, more behind it, within @room: as it would be written byte by byte */
static void check_place(unsigned char c, size_t at, size_t room)
{
	char s[20], buf[64], expected[64] = "\"", one[8];
	size_t n = at + 10, whole = n - 1 + escape(c, one), used = 1;
	size_t left = whole + 2 <= room ? whole : room - 5;
	struct gg_text out;

	memset(s, 'x', sizeof(s));
	s[at] = (char)c;
	for (size_t i = 0; i < n; i++) {
		size_t len = escape((unsigned char)s[i], one);

		if (len > left)
			break;
		memcpy(expected + used, one, len);
		used += len;
		left -= len;
	}
	snprintf(expected + used, sizeof(expected) - used, whole + 2 <= room ? "\"" : "...\"");
	gg_text_init(&out, buf, sizeof(buf));
	assert_int_equal(gg_json_str_room(&out, s, n, 99, room), whole + 2 <= room);
	assert_string_equal(out.data, expected);
}

static void test_every_byte_at_every_place(void **state)
{
	(void)state;
	for (unsigned c = 0; c < 256; c++)
		for (size_t at = 0; at < 10; at++)
			for (size_t room = GG_JSON_STR_ROOM_MIN; room < 32; room++)
				check_place((unsigned char)c, at, room);
}

/* Every string at its worst, each needing @worst bytes more than any bound */
static struct gg_event worst_event(char *worst, const char **list)
{
	struct gg_event ev = violation();

	for (size_t i = 0; i < 99; i++)
		list[i] = worst;
	ev.seq = INT64_MAX; /* as far as jansson reads */
	ev.ts_ns = UINT64_MAX;
	ev.pid = ev.tid = INT32_MIN;
	ev.policy = ev.rule = ev.rule_at = ev.comm = ev.exe = ev.syscall = ev.path = ev.path2 =
		worst;
	ev.host = ev.subject = ev.c_module = ev.c_symbol = worst;
	ev.argv = list;
	ev.access = 0x1e;
	ev.err = INT32_MAX;
	ev.has_addr = 1;
	ev.addr = (struct gg_addr){ .proto = GG_PROTO_UNIX,
				    .abstract = true,
				    .name_len = GG_UNIX_MAX };
	memset(ev.addr.name, 1, GG_UNIX_MAX);
	return ev;
}

static void test_worst_case_fits(void **state)
{
	static const char fillers[] = { 1, '"', 'a', (char)0xff };
	static char worst[20000];
	const char *list[100] = { 0 };
	const struct gg_posture_line layer = { worst, GG_STATE_MISSING, worst };
	const struct gg_posture_line layers[GG_LAYER_COUNT] = { layer, layer, layer, layer };

	(void)state;
	for (size_t i = 0; i < sizeof(fillers); i++) {
		struct gg_event ev;

		memset(worst, fillers[i], sizeof(worst) - 1);
		ev = worst_event(worst, list);
		ev.posture = layers;
		ev.notes = list;
		for (int kind = 0; kind < GG_KIND_COUNT; kind++) {
			ev.kind = (enum gg_kind)kind;
			json_decref(encode(&ev));
		}
	}
}

static void test_long_paths_are_whole(void **state)
{
	static char path[4096], path2[4096];
	struct gg_event ev = violation();
	json_t *root;

	(void)state;
	memset(path, 'p', sizeof(path) - 1);
	memset(path2, 'q', sizeof(path2) - 1);
	ev.path = path;
	ev.path2 = path2;
	root = encode(&ev);
	assert_string_equal(str(root, "path"), path);
	assert_string_equal(str(root, "path2"), path2);
	json_decref(root);
}

static void test_too_small_is_EMSGSIZE_and_empty(void **state)
{
	struct gg_event ev = violation();
	struct gg_text out;
	size_t whole;

	(void)state;
	json_decref(encode(&ev));
	whole = strlen(line) + 1;
	for (size_t size = 1; size <= whole; size++) {
		gg_text_init(&out, line, size);
		assert_int_equal(gg_event_json(&ev, &out), size < whole ? -EMSGSIZE : 0);
		if (size < whole)
			assert_int_equal(out.used, 0);
	}
}

static uint64_t prng = 88172645463325252ull;

static uint64_t next(void)
{
	prng ^= prng << 13;
	prng ^= prng >> 7;
	prng ^= prng << 17;
	return prng;
}

/* Some bytes of every sort, rather often UTF-8 */
static char *random_string(char *buf, size_t size)
{
	static const char *const pieces[] = { "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80",
					      "\x1b[",    "\xe2",         "\"" };
	size_t want = next() % 16 ? next() % 40 : next() % (size - 8), n = 0;

	while (n < want) {
		const char *piece = pieces[next() % GG_ARRAY_SIZE(pieces)];
		size_t len = strlen(piece);

		if (next() % 2) {
			buf[n++] = (char)(1 + next() % 255);
		} else {
			memcpy(buf + n, piece, len);
			n += len;
		}
	}
	buf[n] = '\0';
	return buf;
}

/* Length of the character at @s, by jansson's judgement; 0: none */
static size_t character(const char *s)
{
	for (size_t n = 1; n <= strnlen(s, 4); n++) {
		json_t *one = json_stringn(s, n);

		json_decref(one);
		if (one)
			return n;
	}
	return 0;
}

/* What @s reads as after a round trip: stray bytes become the characters of the same number. */
static void assert_round_trip(const char *s, const char *got)
{
	while (*s) {
		size_t n = character(s);
		const unsigned char byte = (unsigned char)*s;
		const char stray[2] = { (char)(0xc0 | byte >> 6), (char)(0x80 | (byte & 0x3f)) };

		assert_memory_equal(got, n ? s : stray, n ? n : 2);
		got += n ? n : 2;
		s += n ? n : 1;
	}
	assert_int_equal(*got, 0);
}

static void test_random_strings(void **state)
{
	static char bufs[16][9000];
	const char *list[6] = { 0 };

	(void)state;
	for (int round = 0; round < 4000; round++) {
		struct gg_event ev = worst_event(bufs[0], (const char *[100]){ 0 });
		json_t *root;

		for (size_t i = 0; i < 16; i++)
			random_string(bufs[i], sizeof(bufs[i]));
		for (size_t i = 0; i < 5; i++)
			list[i] = bufs[11 + i];
		ev.policy = bufs[0], ev.rule = bufs[1], ev.rule_at = bufs[2], ev.comm = bufs[3];
		ev.exe = bufs[4], ev.syscall = bufs[5], ev.path = bufs[6], ev.path2 = bufs[7];
		ev.host = bufs[8], ev.subject = bufs[9], ev.c_module = bufs[10],
		ev.c_symbol = bufs[11];
		ev.argv = list;
		root = encode(&ev);
		if (strlen(bufs[6]) < 600)
			assert_round_trip(bufs[6], str(root, "path"));
		if (strlen(bufs[4]) < 200)
			assert_round_trip(bufs[4], str(root, "exe"));
		json_decref(root);
	}
}

/* The Go caller encoded before, where that can be had. Return: it can */
static bool assert_same_line(struct gg_event *ev)
{
	static char go[GG_EVENT_GO_MAX], plain[GG_EVENT_LINE_MAX];
	struct gg_text out;

	json_decref(encode(ev));
	memcpy(plain, line, sizeof(plain));
	gg_text_init(&out, go, sizeof(go));
	if (gg_event_go(ev, &out) < 0) {
		assert_int_equal(out.used, 0);
		return false;
	}
	ev->go_json = go;
	ev->go_json_n = out.used;
	json_decref(encode(ev));
	assert_string_equal(line, plain);
	ev->go_json = NULL;
	return true;
}

static void test_go_that_was_encoded_before_is_the_same(void **state)
{
	static char worst[20000], bufs[16][9000];
	const char *list[100] = { 0 };
	struct gg_go_line stack[64];
	unsigned had[2] = { 0 };

	(void)state;
	memset(worst, 1, sizeof(worst) - 1);
	for (int round = 0; round < 3000; round++) {
		/* what else there is takes all of its room, or hardly any */
		struct gg_event ev = round % 2 ? worst_event(worst, list) : violation();

		for (size_t i = 0; i < 16; i++)
			random_string(bufs[i], next() % 4 ? 80 : sizeof(bufs[i]));
		for (size_t i = 0; i < GG_ARRAY_SIZE(stack); i++)
			stack[i] = (struct gg_go_line){ bufs[next() % 16], bufs[next() % 16], (unsigned)next() };
		ev.go_function = next() % 4 ? bufs[0] : NULL;
		ev.go_package = next() % 4 ? bufs[1] : NULL;
		ev.go_module = next() % 4 ? bufs[2] : NULL;
		ev.go_end = "complete";
		ev.go_stack = stack;
		ev.n_go_stack = (unsigned)(next() % (GG_ARRAY_SIZE(stack) + 1));
		ev.go_cut = next() % 8 == 0;
		had[assert_same_line(&ev)]++;
	}
	assert_true(had[0] > 100 && had[1] > 100);
}

static void test_go_of_nobody_is_EMSGSIZE(void **state)
{
	static char go[GG_EVENT_GO_MAX];
	struct gg_event ev = violation();
	struct gg_text out;

	(void)state;
	gg_text_init(&out, go, sizeof(go));
	assert_int_equal(gg_event_go(&ev, &out), -EMSGSIZE);
}

static void test_name_tables_round_trip(void **state)
{
	static const struct {
		const struct gg_name *table;
		size_t n;
	} tables[] = {
		{ gg_kind_names, GG_KIND_COUNT }, { gg_verdict_names, GG_VERDICT_COUNT },
		{ gg_mode_names, GG_MODE_COUNT }, { gg_layer_names, GG_LAYER_COUNT },
		{ gg_op_names, GG_OP_COUNT },     { gg_state_names, GG_STATE_COUNT },
	};

	(void)state;
	for (size_t t = 0; t < GG_ARRAY_SIZE(tables); t++) {
		for (size_t i = 0; i < tables[t].n; i++) {
			const struct gg_name *row = &tables[t].table[i];

			assert_non_null(row->name);
			assert_non_null(row->help);
			assert_int_equal(gg_name_find(tables[t].table, tables[t].n, row->name,
						      strlen(row->name)),
					 i);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fields_come_in_their_order),
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_argv),
		cmocka_unit_test(test_posture_exit_dropped),
		cmocka_unit_test(test_time_needs_no_calendar_of_libc),
		cmocka_unit_test(test_strings),
		cmocka_unit_test(test_every_byte_at_every_place),
		cmocka_unit_test(test_worst_case_fits),
		cmocka_unit_test(test_long_paths_are_whole),
		cmocka_unit_test(test_too_small_is_EMSGSIZE_and_empty),
		cmocka_unit_test(test_random_strings),
		cmocka_unit_test(test_go_that_was_encoded_before_is_the_same),
		cmocka_unit_test(test_go_of_nobody_is_EMSGSIZE),
		cmocka_unit_test(test_name_tables_round_trip),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
