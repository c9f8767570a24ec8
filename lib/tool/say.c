/*
 * Messages.
 *
 * Owns their printing. Relies on stdio. Does not exit.
 */
#include "tool/say.h"

#include <stdio.h>

#include "start/make_plan.h"

/** gg_say_error() - one error on standard error */
void gg_say_error(const struct gg_err *err)
{
	if (err->file[0] && err->line)
		fprintf(stderr, "%s:%d: error: %s\n", err->file, err->line, err->text);
	else if (err->file[0])
		fprintf(stderr, "goguard: error: %s: %s\n", err->file, err->text);
	else
		fprintf(stderr, "goguard: error: %s\n", err->text);
}

/** gg_say_findings() - the findings of a policy on standard error */
void gg_say_findings(const struct gg_findings *findings, bool warnings)
{
	const struct gg_finding *f;

	for (f = findings->first; f; f = f->next) {
		const char *severity = f->severity == GG_FINDING_ERROR ? "error" : "warning";

		if (f->severity != GG_FINDING_ERROR && !warnings)
			continue;
		if (f->line)
			fprintf(stderr, "%s:%d: %s: %s\n", f->file, f->line, severity, f->text);
		else
			fprintf(stderr, "goguard: %s: %s\n", severity, f->text);
	}
}

/** gg_say_plan() - see say.h; warnings are for `goguard check` */
int gg_say_plan(const struct gg_source *source, struct gg_made *ret_made)
{
	struct gg_findings findings = { 0 };
	struct gg_err err = { 0 };
	int ret = gg_make_plan(source, &findings, ret_made, &err);

	if (ret < 0) {
		gg_say_findings(&findings, false);
		if (!findings.errors)
			gg_say_error(&err);
	}
	gg_findings_done(&findings);
	return ret;
}
