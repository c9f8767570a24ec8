/*
 * plan/pack, plan/view: what was packed is what is seen; what was damaged is refused, for the right
 * reason.
 *
 * Each damage is done to a copy. Unless the sum itself is the point it is computed again, so that
 * the checks behind it are reached. The copy lies at the very end of its allocation, so that
 * sanitizers see every byte too many.
 */
#include "plan_help.h"

#include "policy/subject.h"

#include <stddef.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/fd.h"
#include "plan/below.h"
#include "plan/print.h"
#include "plan/watch.h"

static const char policy_text[] =
	V "name = \"views\";\ntarget = \"/app/fn\";\nkeep_fds = [ 3, 7 ];\n"
	  "syscalls = { allow = [ \"@go-runtime\", \"openat\" ]; otherwise = \"EPERM\"; };\n"
	  "files = ( { path = \"/a\"; allow = \"read\"; }, { path = \"/a/b/c\"; deny = \"all\"; },\n"
	  "{ path = \"/a/*/x\"; allow = \"write\"; }, { path = \"/**/y\"; deny = \"read\"; } );\n"
	  "exec = ( { path = \"/bin/true\"; }, { path = \"/bin/cat\"; argv = [ \"a\", \"**\" ]; "
	  "sha256 = \"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\"; } );\n"
	  "network = { connect = ( \"tcp://10.0.0.0/8:80\", \"unix:@name\", \"unix:/run/x\" ); "
	  "listen = ( { to = \"tcp://*:8080\"; by = \"main\"; } ); };\n"
	  "packages = ( { match = \"deps\"; files = ( { path = \"/a/*/x\"; allow = \"write\"; } ); } );\n";
static struct made good;
static unsigned n_cases;

static int set_up(void **state)
{
	(void)state;
	make_with(policy_text, (struct gg_plan_caps){ CAPS_ALL, 3 }, true, &good);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	made_done(&good);
	return 0;
}

static void *copy_of(void)
{
	void *bytes = malloc(good.size);

	assert_non_null(bytes);
	return memcpy(bytes, good.bytes, good.size);
}

static void seal(void *bytes, size_t size)
{
	((struct gg_plan_head *)bytes)->sum = gg_plan_sum(bytes, size);
}

/* Refused with @code, a reason that holds @part, and the view untouched; @bytes is freed */
static void refused(void *bytes, size_t size, int code, const char *part)
{
	struct gg_plan view = { .strings = "untouched" };
	struct gg_err err = { 0 };
	int ret = gg_plan_view(bytes, size, &view, &err);

	n_cases++;
	if (ret != code || err.code != code || !strstr(err.text, part))
		fail_msg("case %u: %d, '%s', expected %d, '%s'", n_cases, ret, err.text, code, part);
	assert_string_equal(view.strings, "untouched");
	free(bytes);
}

static void what_is_packed_is_seen(void **state)
{
	const struct gg_plan *p = &good.plan;
	struct gg_request call = { .op = GG_OP_SYSCALL, .call = gg_call_find(GG_ARCH_HERE, "openat") };
	struct gg_answer a;
	char at[64];
	struct gg_text text;

	(void)state;
	assert_int_equal(good.size % 8, 0);
	assert_int_equal(p->head->size, good.size);
	assert_string_equal(gg_plan_string(p, p->head->name), "views");
	assert_string_equal(gg_plan_string(p, p->head->file), "fn.cfg");
	assert_string_equal(gg_plan_string(p, p->head->target), "/app/fn");
	assert_string_equal(gg_plan_string(p, p->head->log_socket), "");
	assert_int_equal(p->count[GG_SECT_BPF], good.bpf.n);
	assert_memory_equal(p->bpf, good.bpf.insns, good.bpf.n * sizeof(good.bpf.insns[0]));
	assert_int_equal(p->count[GG_SECT_CALLS], GG_PLAN_CALLS);
	assert_memory_equal(p->calls, good.draft->filter.calls, GG_PLAN_CALLS);
	assert_int_equal(p->head->caps.bits, CAPS_ALL);
	assert_int_equal(p->head->caps.landlock_abi, 3);
	assert_int_equal(p->head->mode, GG_MODE_ENFORCE);
	assert_true(p->head->flags & GG_PLAN_NEEDS_SUPERVISOR);
	gg_decide(p, &call, &a);
	assert_int_equal(a.verdict, GG_VERDICT_ALLOW);
	gg_text_init(&text, at, sizeof(at));
	gg_plan_rule_at(p, 0, &text);
	assert_string_equal(at, "fn.cfg:6");
	gg_text_init(&text, at, sizeof(at));
	gg_plan_rule_at(p, GG_PLACE_NONE, &text);
	assert_string_equal(at, "");
	assert_true(gg_plan_is(good.bytes, good.size));
	assert_false(gg_plan_is(good.bytes, 7));
	assert_false(gg_plan_is("version = 1;", 12));
}

static void planning_twice_gives_the_same_bytes(void **state)
{
	struct made again;

	(void)state;
	make_with(policy_text, (struct gg_plan_caps){ CAPS_ALL, 3 }, true, &again);
	assert_int_equal(again.size, good.size);
	assert_memory_equal(again.bytes, good.bytes, good.size);
	made_done(&again);
}

static void a_plan_is_mapped_from_a_descriptor(void **state)
{
	struct gg_plan plan = { 0 };
	struct gg_err err = { 0 };
	int fd = gg_fd_sealed("plan", good.bytes, good.size);
	int empty = memfd_create("empty", MFD_CLOEXEC);

	(void)state;
	assert_true(fd >= 0 && empty >= 0);
	assert_int_equal(gg_plan_map(fd, &plan, &err), 0);
	assert_memory_equal(plan.head, good.bytes, good.size);
	munmap((void *)(uintptr_t)plan.head, good.size);
	assert_int_equal(gg_plan_map(empty, &plan, &err), -EINVAL);
	assert_int_equal(gg_plan_map(-1, &plan, &err), -EINVAL);
	close(fd);
	close(empty);
}

static void truncated(void **state)
{
	(void)state;
	for (size_t size = 0; size < good.size; size += 8) {
		void *bytes = malloc(size ? size : 1);

		memcpy(bytes, good.bytes, size);
		refused(bytes, size, -EINVAL, size < sizeof(struct gg_plan_head) ? "begin" : "size");
	}
}

static void truncated_with_a_size_to_match(void **state)
{
	(void)state;
	for (size_t size = sizeof(struct gg_plan_head); size < good.size; size += 8) {
		struct gg_plan_head *head = malloc(size);

		memcpy(head, good.bytes, size);
		head->size = size;
		seal(head, size);
		refused(head, size, -EINVAL, "outside it");
	}
}

struct word {
	size_t offset;
	uint32_t value;
	int code;
	const char *part;
};

#define HEAD(field, value, code, part) { offsetof(struct gg_plan_head, field), (value), (code), (part) }

static void wrong_fields_of_the_head(void **state)
{
	static const struct word words[] = {
		HEAD(magic, 0x4e414c51, -EINVAL, "begin"),
		HEAD(version, 0, -ESTALE, "format 0"),
		HEAD(version, GG_PLAN_VERSION + 1, -ESTALE, "make it again"),
		HEAD(arch, 0x40000003, -EXDEV, "architecture"),
		HEAD(size, 8, -EINVAL, "size"),
		HEAD(name, 0xffffff, -EINVAL, "string"),
		HEAD(file, 0xffffff, -EINVAL, "string"),
		HEAD(target, UINT32_MAX, -EINVAL, "string"),
		HEAD(log_socket, 0x10000000, -EINVAL, "string"),
		HEAD(why[0], 0xffffff, -EINVAL, "string"),
		HEAD(why[3], 0xffffff, -EINVAL, "string"),
		HEAD(asked, 3, -EINVAL, "string"),
		HEAD(state, GG_STATE_COUNT, -EINVAL, "string"),
		HEAD(mode, GG_MODE_COUNT, -EINVAL, "tables"),
		HEAD(otherwise, 3, -EINVAL, "tables"),
		HEAD(otherwise_errno, 0, -EINVAL, "tables"),
		HEAD(otherwise_errno, 4096, -EINVAL, "tables"),
	};

	(void)state;
	for (size_t i = 0; i < GG_ARRAY_SIZE(words); i++) {
		char *bytes = copy_of();

		memcpy(bytes + words[i].offset, &words[i].value, sizeof(words[i].value));
		seal(bytes, good.size);
		refused(bytes, good.size, words[i].code, words[i].part);
	}
}

static void a_wrong_sum(void **state)
{
	(void)state;
	for (size_t at = offsetof(struct gg_plan_head, sum); at < good.size; at += good.size / 29) {
		char *bytes = copy_of();

		bytes[at] ^= 0x10;
		refused(bytes, good.size, -EINVAL, "checksum");
	}
}

static void sections_out_of_range(void **state)
{
	(void)state;
	for (unsigned s = 0; s < GG_SECT_COUNT; s++) {
		const uint32_t offsets[] = { 0, 8, (uint32_t)good.size + 8, UINT32_MAX - 7,
					     good.plan.head->sects[s].offset + 4 };
		struct gg_plan_head *head;

		for (size_t i = 0; i < GG_ARRAY_SIZE(offsets); i++) {
			head = copy_of();
			head->sects[s].offset = offsets[i];
			seal(head, good.size);
			refused(head, good.size, -EINVAL, "section");
		}
		head = copy_of();
		head->sects[s].count = UINT32_MAX;
		seal(head, good.size);
		refused(head, good.size, -EINVAL, "section");
	}
}

/* Set the 32-bit word at @offset of record @i of section @s */
static void poke(void *bytes, enum gg_sect s, size_t record, size_t i, size_t offset, uint32_t value)
{
	const struct gg_plan_head *head = bytes;

	assert_true(i < head->sects[s].count);
	memcpy((char *)bytes + head->sects[s].offset + i * record + offset, &value, sizeof(value));
	seal(bytes, good.size);
}

#define POKE(sect, type, i, field, value, part)                                                         \
	do {                                                                                            \
		void *bytes_ = copy_of();                                                               \
		poke(bytes_, sect, sizeof(struct type), i, offsetof(struct type, field), (uint32_t)(value)); \
		refused(bytes_, good.size, -EINVAL, part);                                              \
	} while (0)

static void strings_out_of_range(void **state)
{
	struct gg_plan_head *head;

	(void)state;
	POKE(GG_SECT_PLACES, gg_plan_place, 0, file, 0xffffff, "string");
	POKE(GG_SECT_LL_PATHS, gg_plan_ll_path, 1, path, 0xffffff, "string");
	POKE(GG_SECT_EDGES, gg_plan_edge, 0, name, 0xffffff, "tables");
	head = copy_of();
	poke(head, GG_SECT_WORDS, sizeof(uint32_t), 1, 0, 0xffffff);
	refused(head, good.size, -EINVAL, "string");
	head = copy_of();
	((char *)head)[head->sects[GG_SECT_STRINGS].offset] = 'x'; /* offset 0 must be "" */
	seal(head, good.size);
	refused(head, good.size, -EINVAL, "string");
	head = copy_of();
	((char *)head)[head->sects[GG_SECT_STRINGS].offset + head->sects[GG_SECT_STRINGS].count - 1] = 'x';
	seal(head, good.size);
	refused(head, good.size, -EINVAL, "string");
	head = copy_of();
	head->sects[GG_SECT_STRINGS].count = 0;
	seal(head, good.size);
	refused(head, good.size, -EINVAL, "string");
	head = copy_of();
	assert_true(head->sects[GG_SECT_NOTES].count > 0);
	memset((char *)head + head->sects[GG_SECT_NOTES].offset, 0xff, 4);
	seal(head, good.size);
	refused(head, good.size, -EINVAL, "string");
}

static void tries_that_do_not_fit(void **state)
{
	uint32_t nodes = good.plan.count[GG_SECT_NODES], edges = good.plan.count[GG_SECT_EDGES];
	uint32_t any = good.plan.nodes[0].any;

	(void)state;
	assert_true(any);
	for (uint32_t i = 0; i < edges; i++) {
		POKE(GG_SECT_EDGES, gg_plan_edge, i, node, 0, "tables");         /* backwards */
		POKE(GG_SECT_EDGES, gg_plan_edge, i, node, nodes, "tables");     /* nowhere */
		POKE(GG_SECT_EDGES, gg_plan_edge, i, node, nodes - 1 - (i == edges - 1), "tables"); /* two parents */
	}
	for (uint32_t i = 0; i < nodes; i++) {
		POKE(GG_SECT_NODES, gg_plan_node, i, edges, edges + 1, "tables");
		POKE(GG_SECT_NODES, gg_plan_node, i, n_literal, UINT32_MAX, "tables");
		POKE(GG_SECT_NODES, gg_plan_node, i, n_glob, edges + 1, "tables");
		POKE(GG_SECT_NODES, gg_plan_node, i, any, i ? i : nodes, "tables");
		POKE(GG_SECT_NODES, gg_plan_node, i, n_rights, UINT32_MAX, "tables");
		POKE(GG_SECT_NODES, gg_plan_node, i, rights, UINT32_MAX, "tables");
	}
	POKE(GG_SECT_NODES, gg_plan_node, 0, any, 0, "tables");
	for (uint32_t i = 0; i < good.plan.count[GG_SECT_RIGHTS]; i++) {
		POKE(GG_SECT_RIGHTS, gg_plan_right, i, place, good.plan.count[GG_SECT_PLACES], "tables");
		POKE(GG_SECT_RIGHTS, gg_plan_right, i, ll_path, good.plan.count[GG_SECT_LL_PATHS], "tables");
		POKE(GG_SECT_RIGHTS, gg_plan_right, i, pin, good.plan.count[GG_SECT_PINS] + 1, "tables");
	}
}

static void other_tables_that_do_not_fit(void **state)
{
	struct gg_plan_head *head;

	(void)state;
	assert_int_equal(good.plan.count[GG_SECT_PINS], 1);
	POKE(GG_SECT_PINS, gg_plan_pin, 0, wants, 0, "tables");
	POKE(GG_SECT_PINS, gg_plan_pin, 0, wants, 4, "tables");
	POKE(GG_SECT_PINS, gg_plan_pin, 0, words, 1, "tables");
	POKE(GG_SECT_PINS, gg_plan_pin, 0, n_words, 3, "tables");
	POKE(GG_SECT_PINS, gg_plan_pin, 0, n_words, UINT32_MAX, "tables");
	POKE(GG_SECT_PINS, gg_plan_pin, 0, words, UINT32_MAX, "tables");
	for (uint32_t i = 0; i < good.plan.count[GG_SECT_NETS]; i++) {
		POKE(GG_SECT_NETS, gg_plan_net, i, place, good.plan.count[GG_SECT_PLACES], "tables");
		POKE(GG_SECT_NETS, gg_plan_net, i, kind, 0x01010102, "tables"); /* kind 2 */
		POKE(GG_SECT_NETS, gg_plan_net, i, kind, 0x01810101, "tables"); /* 129 bits */
	}
	for (uint32_t i = 0; i < good.plan.count[GG_SECT_PARTS]; i++) {
		POKE(GG_SECT_PARTS, gg_plan_part, i, kind, i ? GG_PART_PROCESS : GG_PART_BY, "tables");
		POKE(GG_SECT_PARTS, gg_plan_part, i, kind, GG_PART_PACKAGE + 1, "tables");
		POKE(GG_SECT_PARTS, gg_plan_part, i, subject, GG_SUBJECT_COUNT, "tables");
		POKE(GG_SECT_PARTS, gg_plan_part, i, text, 0xffffff, "tables");
		POKE(GG_SECT_PARTS, gg_plan_part, i, pattern, 0xffffff, "tables");
	}
	POKE(GG_SECT_PARTS, gg_plan_part, good.plan.count[GG_SECT_PARTS] - 1, place, 0xffffff, "tables");
	head = copy_of();
	head->sects[GG_SECT_PARTS].count--;
	seal(head, good.size);
	refused(head, good.size, -EINVAL, "tables");
	head = copy_of();
	head->sects[GG_SECT_CALLS].count--;
	seal(head, good.size);
	refused(head, good.size, -EINVAL, "tables");
}

static void use(const struct gg_plan *plan)
{
	static const char *const paths[] = { "/", "/a/b/c", "/a/q/x", "/z/y", "/run/x", "name", "/bin/cat" };
	static const char *const argv[] = { "cat", "a", "b", NULL };
	struct gg_addr addr = { .proto = GG_PROTO_TCP, .port = 80, .ip = { [10] = 0xff, 0xff, 10, 0, 0, 1 } };
	FILE *out = fopen("/dev/null", "w");

	for (size_t i = 0; i < GG_ARRAY_SIZE(paths); i++) {
		for (unsigned op = 0; op <= GG_OP_COUNT; op++) {
			struct gg_request r = { .op = (enum gg_op)op, .access = GG_ACCESS_ALL, .path = paths[i],
						.call = (int)(i * 40), .addr = &addr, .argv = argv,
						.sha256 = i & 1 ? (const uint8_t *)paths : NULL };
			struct gg_answer a;

			gg_decide(plan, &r, &a);
			assert_true(a.verdict < GG_VERDICT_COUNT);
			addr.proto = (enum gg_proto)(i % (GG_PROTO_COUNT + 1));
			addr.abstract = i & 1;
		}
		(void)gg_rules_below(plan, paths[i]);
	}
	assert_non_null(out);
	gg_plan_print(plan, out);
	fclose(out);
}

/* One to four bits turned over, with a good sum: refused, or used without harm */
static void random_damage_does_no_harm(void **state)
{
	uint64_t seed = 99;
	unsigned seen = 0;

	(void)state;
	for (unsigned i = 0; i < 4000; i++) {
		unsigned char *bytes = copy_of();
		struct gg_plan plan;

		for (unsigned k = below_random(&seed, 4) + 1; k; k--) {
			size_t at = below_random(&seed, i % 2 ? sizeof(struct gg_plan_head) : (unsigned)good.size);

			bytes[at] ^= (unsigned char)(1u << below_random(&seed, 8));
		}
		seal(bytes, good.size);
		if (gg_plan_view(bytes, good.size, &plan, NULL) == 0) {
			seen++;
			use(&plan);
		}
		free(bytes);
	}
	assert_true(seen > 100 && seen < 3900);
}

static void enough_cases_were_tried(void **state)
{
	(void)state;
	print_message("%u damaged plans\n", n_cases);
	assert_true(n_cases >= 60);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_packed_is_seen),
		cmocka_unit_test(planning_twice_gives_the_same_bytes),
		cmocka_unit_test(a_plan_is_mapped_from_a_descriptor),
		cmocka_unit_test(truncated),
		cmocka_unit_test(truncated_with_a_size_to_match),
		cmocka_unit_test(wrong_fields_of_the_head),
		cmocka_unit_test(a_wrong_sum),
		cmocka_unit_test(sections_out_of_range),
		cmocka_unit_test(strings_out_of_range),
		cmocka_unit_test(tries_that_do_not_fit),
		cmocka_unit_test(other_tables_that_do_not_fit),
		cmocka_unit_test(random_damage_does_no_harm),
		cmocka_unit_test(enough_cases_were_tried),
	};

	return cmocka_run_group_tests_name("plan_view", tests, set_up, tear_down);
}
