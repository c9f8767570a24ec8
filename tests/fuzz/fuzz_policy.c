/*
 * Fuzz target: the bytes as a policy. What reads as one must print, read back to the same print,
 * plan for any capabilities, and the plan must be one that gg_plan_view() takes.
 *
 * Relies on libFuzzer or a driver that calls LLVMFuzzerTestOneInput(). Does not compile filters:
 * libseccomp is slow.
 */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "plan/build.h"
#include "plan/plan.h"
#include "plan/print.h"
#include "policy/print.h"
#include "policy/read.h"

/* libconfig's scanner forgets a string that is not closed */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libconfig.so\n";
}

const char *__lsan_default_options(void);
const char *__lsan_default_options(void)
{
	return "print_suppressions=0";
}

static char *print(const struct gg_policy *policy, size_t *ret_n)
{
	char *text = NULL;
	FILE *out = open_memstream(&text, ret_n);

	if (!out || gg_policy_print(policy, out) != 0 || fclose(out) != 0)
		abort();
	return text;
}

static void check_print(const struct gg_policy *policy)
{
	struct gg_findings findings = { 0 };
	struct gg_policy *again = NULL;
	size_t n, m;
	char *text = print(policy, &n), *second;

	if (gg_policy_read_text(text, n, "print", NULL, &findings, &again) != 0) {
		fprintf(stderr, "does not read back: %s\n%s", findings.first->text, text);
		abort();
	}
	second = print(again, &m);
	if (n != m || memcmp(text, second, n) != 0) {
		fprintf(stderr, "prints differently:\n%s---\n%s", text, second);
		abort();
	}
	free(second);
	free(text);
	gg_policy_free(again);
	gg_findings_done(&findings);
}

static void check_plan(const struct gg_policy *policy, uint32_t bits, uint32_t abi)
{
	struct gg_plan_caps caps = { bits, abi };
	const struct gg_world world = { 0 };
	struct gg_draft *draft = NULL;
	struct gg_err err = { 0 };
	struct gg_plan plan;
	void *bytes = NULL;
	size_t size = 0;
	FILE *out = fopen("/dev/null", "w");

	if (gg_plan_build(policy, &caps, &world, &draft, &err) == 0) {
		if (gg_plan_pack(draft, &bytes, &size, &err) == 0) {
			if (gg_plan_view(bytes, size, &plan, &err) != 0) {
				fprintf(stderr, "%s\n", err.text);
				abort();
			}
			gg_plan_print(&plan, out);
		}
	} else if (!err.code || !err.text[0]) {
		abort();
	}
	fclose(out);
	free(bytes);
	gg_draft_free(draft);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct gg_findings findings = { 0 };
	struct gg_policy *policy = NULL;
	char *text = malloc(size + 1);
	int ret;

	if (!text)
		abort();
	memcpy(text, data, size);
	text[size] = '\0';
	ret = gg_policy_read_text(text, size, "fuzz.cfg", NULL, &findings, &policy);
	if ((ret == 0) != (policy != NULL) || (ret == 0) != (findings.errors == 0))
		abort();
	if (policy) {
		check_print(policy);
		check_plan(policy, ~0u, 7);
		check_plan(policy, size % 256, size % 8);
	}
	gg_policy_free(policy);
	gg_findings_done(&findings);
	free(text);
	return 0;
}
