/*
 * docs/events.schema.json: what it says is what the encoder writes.
 *
 * Owns events of every kind, least and most. Relies on unit/schema_check.h. The encoder's own
 * test asks the schema as well, about each event that it makes.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/access.h"
#include "event/json.h"
#include "unit/schema_check.h"

static json_t *encode(const struct gg_event *ev)
{
	static char line[GG_EVENT_LINE_MAX];
	struct gg_text out;
	json_t *root;

	gg_text_init(&out, line, sizeof(line));
	assert_int_equal(gg_event_json(ev, &out), 0);
	root = json_loadb(line, out.used, JSON_ALLOW_NUL, NULL);
	assert_non_null(root);
	return root;
}

static void assert_event(struct gg_event ev)
{
	const char *why;
	json_t *root;

	ev.seq = 1;
	root = encode(&ev);
	why = schema_complaint(root);
	if (why)
		fail_msg("kind %s: %s", gg_kind_names[ev.kind].name, why);
	json_decref(root);
}

static void assert_text(const char *text, const char *want)
{
	json_t *root = json_loads(text, 0, NULL);
	const char *why;

	assert_non_null(root);
	why = schema_complaint(root);
	if (!why || !strstr(why, want))
		fail_msg("'%s' for %s, '%s' was expected", why ? why : "nothing", text, want);
	json_decref(root);
}

static void test_least(void **state)
{
	(void)state;
	for (unsigned kind = 0; kind < GG_KIND_COUNT; kind++)
		assert_event((struct gg_event){ .kind = (enum gg_kind)kind });
}

static const struct gg_addr addrs[GG_PROTO_COUNT] = {
	[GG_PROTO_NONE] = { .proto = GG_PROTO_NONE },
	[GG_PROTO_TCP] = { .proto = GG_PROTO_TCP, .port = 65535 },
	[GG_PROTO_UDP] = { .proto = GG_PROTO_UDP },
	[GG_PROTO_UNIX] = { .proto = GG_PROTO_UNIX, .abstract = true, .name = "a\0b", .name_len = 3 },
	[GG_PROTO_NETLINK] = { .proto = GG_PROTO_NETLINK },
};

static void test_acts(void **state)
{
	static const char *const argv[] = { "a", "b", NULL };
	struct gg_event ev = { .kind = GG_KIND_VIOLATION, .policy = "p", .rule = "files", .rule_at = "f:1",
			       .pid = 1, .tid = 2, .comm = "c", .exe = "/e", .syscall = "openat",
			       .path = "/a", .path2 = "/b", .access = GG_ACCESS_ALL, .err = EACCES,
			       .argv = argv, .argv_cut = 1, .has_addr = 1, .host = "h", .subject = "main",
			       .c_module = "m", .c_symbol = "s" };

	(void)state;
	for (unsigned i = 0; i < GG_PROTO_COUNT; i++) {
		ev.addr = addrs[i];
		assert_event(ev);
	}
	for (unsigned i = 0; i < GG_OP_COUNT; i++) {
		ev.op = (enum gg_op)i;
		assert_event(ev);
	}
	for (unsigned i = 0; i < GG_VERDICT_COUNT; i++) {
		ev.verdict = (enum gg_verdict)i;
		assert_event(ev);
	}
	for (unsigned i = 0; i < GG_LAYER_COUNT; i++) {
		ev.layer = (enum gg_layer)i;
		ev.mode = (enum gg_mode)(i % GG_MODE_COUNT);
		assert_event(ev);
	}
}

static void test_other_kinds(void **state)
{
	const struct gg_posture_line layers[GG_LAYER_COUNT] = {
		{ "require", GG_STATE_ON, "" },
		{ "prefer", GG_STATE_PARTIAL, "x" },
		{ "off", GG_STATE_OFF, NULL },
		{ "prefer", GG_STATE_MISSING, "x" },
	};
	const char *notes[101] = { 0 };

	(void)state;
	for (size_t i = 0; i < 100; i++)
		notes[i] = "note";
	assert_event((struct gg_event){ .kind = GG_KIND_POSTURE, .posture = layers, .notes = notes,
					.policy = "p", .pid = 1, .exe = "/e", .comm = "c" });
	assert_event((struct gg_event){ .kind = GG_KIND_DROPPED, .dropped = INT64_MAX });
	assert_event((struct gg_event){ .kind = GG_KIND_EXIT, .status = -1, .signal = 9, .peak_kb = 7,
					.limit = "memory_mb", .policy = "p", .pid = 1 });
}

#define HEAD "{\"v\":1,\"ts\":\"x\",\"seq\":1,"

static void test_what_is_no_event(void **state)
{
	(void)state;
	assert_text("[]", "is no 'object'");
	assert_text("{}", "lacks");
	assert_text(HEAD "\"kind\":\"other\"}", "no branch takes it");
	assert_text(HEAD "\"kind\":\"exit\",\"status\":0}", "lacks 'signal'");
	assert_text(HEAD "\"kind\":\"exit\",\"status\":\"0\",\"signal\":0}", "status: is no 'integer'");
	assert_text(HEAD "\"kind\":\"exit\",\"status\":0,\"signal\":-1}", "signal: is below");
	assert_text(HEAD "\"kind\":\"dropped\",\"dropped\":1,\"path\":\"/a\"}", "unknown member 'path'");
	assert_text("{\"v\":2,\"ts\":\"x\",\"seq\":1,\"kind\":\"dropped\",\"dropped\":1}", "v: is not");
	assert_text("{\"v\":1,\"ts\":\"x\",\"seq\":0,\"kind\":\"dropped\",\"dropped\":1}", "seq: is below");
	assert_text(HEAD "\"kind\":\"violation\",\"verdict\":\"deny\",\"mode\":\"enforce\",\"layer\":"
			 "\"seccomp\",\"op\":\"connect\",\"port\":65536}",
		    "port: is above");
	assert_text(HEAD "\"kind\":\"violation\",\"verdict\":\"maybe\",\"mode\":\"enforce\",\"layer\":"
			 "\"seccomp\",\"op\":\"open\"}",
		    "verdict: is none of the values 'maybe'");
	assert_text(HEAD "\"kind\":\"violation\",\"verdict\":\"deny\",\"mode\":\"enforce\",\"layer\":"
			 "\"seccomp\",\"op\":\"exec\",\"argv\":[1]}",
		    "argv: is no 'string'");
}

/* The schema names what the tables name, no more and no less */
static void assert_same_names(const char *def, const char *property, const struct gg_name *names, size_t n)
{
	json_t *root = json_load_file(SCHEMA_FILE, 0, NULL);
	const json_t *rule = json_object_get(json_object_get(root, "$defs"), def);
	const json_t *list;

	if (property)
		rule = json_object_get(json_object_get(rule, "properties"), property);
	list = json_object_get(rule, "enum");
	assert_int_equal(json_array_size(list), n);
	for (size_t i = 0; i < n; i++)
		assert_string_equal(json_string_value(json_array_get(list, i)), names[i].name);
	json_decref(root);
}

static void test_names_are_those_of_the_tables(void **state)
{
	(void)state;
	assert_same_names("act", "verdict", gg_verdict_names, GG_VERDICT_COUNT);
	assert_same_names("act", "op", gg_op_names, GG_OP_COUNT);
	assert_same_names("act", "layer", gg_layer_names, GG_LAYER_COUNT);
	assert_same_names("mode", NULL, gg_mode_names, GG_MODE_COUNT);
	assert_same_names("layer", "state", gg_state_names, GG_STATE_COUNT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_least),
		cmocka_unit_test(test_acts),
		cmocka_unit_test(test_other_kinds),
		cmocka_unit_test(test_what_is_no_event),
		cmocka_unit_test(test_names_are_those_of_the_tables),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
