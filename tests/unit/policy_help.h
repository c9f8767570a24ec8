/* What the tests of policies share: reading text, looking for findings. */
#ifndef POLICY_HELP_H
#define POLICY_HELP_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/common.h"
#include "policy/read.h"
#include "policy/print.h"
#include "policy/reading.h"

#define V "version = 1;\n" /* what is tested begins in line 2 */

static inline const struct gg_finding *find_finding(const struct gg_findings *f, enum gg_severity severity,
						    int line, const char *part)
{
	for (const struct gg_finding *one = f->first; one; one = one->next) {
		if (one->severity == severity && one->line == line && strstr(one->text, part))
			return one;
	}
	return NULL;
}

static inline void show_findings(const struct gg_findings *f)
{
	for (const struct gg_finding *one = f->first; one; one = one->next)
		print_error("%s:%d: %s: %s\n", one->file, one->line,
			    one->severity == GG_FINDING_ERROR ? "error" : "warning", one->text);
}

/* A policy that must be fine; the caller frees it */
static inline struct gg_policy *read_good(const char *text, unsigned flags)
{
	struct gg_findings findings = { 0 };
	struct gg_policy *policy = NULL;
	int rc = gg_read_text_with(text, strlen(text), "fn.cfg", NULL, flags, &findings, &policy);

	if (rc) {
		show_findings(&findings);
		fail_msg("rc %d for:\n%s", rc, text);
	}
	gg_findings_done(&findings);
	return policy;
}

/* The canonical text; the caller frees it */
static inline char *print_text(const struct gg_policy *policy)
{
	char *text = NULL;
	size_t n = 0;
	FILE *out = open_memstream(&text, &n);

	assert_non_null(out);
	assert_int_equal(gg_policy_print(policy, out), 0);
	assert_int_equal(fclose(out), 0);
	return text;
}

/* @text must yield a finding with @part at @line */
static inline void expect_finding(const char *text, enum gg_severity severity, int line, const char *part)
{
	struct gg_findings findings = { 0 };
	struct gg_policy *policy = NULL;
	int rc = gg_policy_read_text(text, strlen(text), "fn.cfg", NULL, &findings, &policy);

	if (!find_finding(&findings, severity, line, part)) {
		show_findings(&findings);
		fail_msg("no '%s' in line %d of:\n%s", part, line, text);
	}
	assert_int_equal(rc, findings.errors ? -22 : 0);
	assert_int_equal(policy == NULL, rc != 0);
	gg_policy_free(policy);
	gg_findings_done(&findings);
}

#endif
