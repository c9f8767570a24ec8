/*
 * Fuzz target: damage to a plan. A good plan is made once; the bytes of the input are laid over it,
 * each with its place, and the sum is put right, so that what stands behind it is reached. A plan
 * that is taken must decide and print without harm.
 *
 * Input: records of three bytes, two of place and one of value. An input that begins like a plan
 * is taken as one instead. Relies on libFuzzer or a driver that calls LLVMFuzzerTestOneInput().
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/access.h"
#include "plan/below.h"
#include "plan/build.h"
#include "plan/decide.h"
#include "plan/print.h"
#include "plan/sum.h"
#include "policy/read.h"

static const char text[] =
	"version = 1;\n"
	"syscalls = { allow = [ \"read\", \"openat\" ]; };\n"
	"files = ( { path = \"/a\"; allow = \"read\"; }, { path = \"/a/b/c\"; deny = \"all\"; },\n"
	"{ path = \"/a/*/x\"; allow = \"write\"; }, { path = \"/**/y\"; deny = \"read\"; } );\n"
	"exec = ( { path = \"/bin/true\"; } );\n"
	"network = { connect = ( \"tcp://10.0.0.0/8:80\", \"unix:@name\", \"unix:/run/x*\" ); "
	"listen = ( \"tcp://*:8080\" ); };\n";

static void make(void **ret_bytes, size_t *ret_size)
{
	const struct gg_plan_caps caps = { ~0u, 3 };
	const struct gg_world world = { 0 };
	struct gg_findings findings = { 0 };
	struct gg_policy *policy = NULL;
	struct gg_draft *draft = NULL;
	struct gg_err err = { 0 };

	if (gg_policy_read_text(text, strlen(text), "fuzz.cfg", NULL, &findings, &policy) != 0 ||
	    gg_plan_build(policy, &caps, &world, &draft, &err) != 0 ||
	    gg_plan_pack(draft, ret_bytes, ret_size, &err) != 0)
		abort();
	gg_draft_free(draft);
	gg_policy_free(policy);
	gg_findings_done(&findings);
}

static void use(const struct gg_plan *plan, unsigned salt)
{
	static const char *const paths[] = { "/", "/a/b/c/d", "/a/q/x", "/z/y", "/run/x1", "name", "" };
	struct gg_addr addr = { .port = 80, .ip = { [10] = 0xff, 0xff, 10, 0, 0, 1 } };
	size_t n_bits = (plan->count[GG_SECT_LL_PATHS] + 7) / 8 + 1;
	uint8_t *installed = calloc(n_bits, 1);
	FILE *out = fopen("/dev/null", "w");

	if (!installed || !out)
		abort();
	for (size_t i = 0; i < GG_ARRAY_SIZE(paths); i++) {
		for (unsigned op = 0; op <= GG_OP_COUNT; op++) {
			struct gg_request r = { .op = (enum gg_op)op, .access = salt % 64, .path = paths[i],
						.call = (int)(salt % 600) - 20, .addr = &addr,
						.ll_installed = salt & 64 ? installed : NULL };
			struct gg_answer a;

			addr.proto = (enum gg_proto)((i + op + salt) % (GG_PROTO_COUNT + 1));
			addr.abstract = (salt >> 3) & 1;
			addr.name_len = (uint16_t)strlen(paths[i]);
			memcpy(addr.name, paths[i], addr.name_len + 1u);
			gg_decide(plan, &r, &a);
			if (a.verdict >= GG_VERDICT_COUNT || !a.rule)
				abort();
		}
		(void)gg_rules_below(plan, paths[i]);
	}
	gg_plan_print(plan, out);
	fclose(out);
	free(installed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void *good;
	static size_t good_size;
	bool whole = gg_plan_is(data, size);
	struct gg_plan plan;
	struct gg_err err = { 0 };
	uint8_t *bytes;
	size_t n;

	if (!good)
		make(&good, &good_size);
	n = whole ? size : good_size;
	bytes = malloc(n);
	if (!bytes)
		abort();
	memcpy(bytes, whole ? data : good, n);
	for (size_t i = 0; !whole && i + 3 <= size; i += 3)
		bytes[(data[i] << 8 | data[i + 1]) % n] = data[i + 2];
	if (n >= sizeof(struct gg_plan_head))
		((struct gg_plan_head *)(void *)bytes)->sum = gg_plan_sum(bytes, n);
	if (gg_plan_view(bytes, n, &plan, &err) == 0)
		use(&plan, size ? data[size - 1] * 7u : 0);
	else if (!err.code || !err.text[0])
		abort();
	free(bytes);
	return 0;
}
