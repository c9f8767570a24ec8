/*
 * Messages.
 *
 * Owns their printing. Relies on stdio, and on tool/logs.h to make safe what comes out of files and
 * arguments. Does not exit.
 */
#include "tool/say.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "start/make_plan.h"
#include "tool/crash.h"
#include "tool/logs.h"

/* "FILE:LINE: SEVERITY: TEXT", "goguard: SEVERITY: FILE: TEXT" without a line, or without both. */
static void say(const char *severity, const char *file, int line, const char *words)
{
	char shown[4 * (GG_ERR_FILE_MAX + GG_ERR_TEXT_MAX) + 64];
	struct gg_text text;

	gg_text_init(&text, shown, sizeof(shown));
	if (!line)
		gg_text_fmt(&text, "goguard: %s: ", severity);
	gg_logs_escape(&text, file, strlen(file));
	if (line)
		gg_text_fmt(&text, ":%d: %s: ", line, severity);
	else if (*file)
		gg_text_str(&text, ": ");
	gg_logs_escape(&text, words, strlen(words));
	fprintf(stderr, "%s\n", shown);
}

/** gg_say_error() - one error on standard error */
void gg_say_error(const struct gg_err *err)
{
	say("error", err->file, err->file[0] ? err->line : 0, err->text);
}

/** gg_say_findings() - the findings of a policy on standard error */
void gg_say_findings(const struct gg_findings *findings, bool warnings)
{
	const struct gg_finding *f;

	for (f = findings->first; f; f = f->next)
		if (f->severity == GG_FINDING_ERROR || warnings)
			say(f->severity == GG_FINDING_ERROR ? "error" : "warning", f->line ? f->file : "",
			    f->line, f->text);
}

/** gg_say_written() - see say.h */
int gg_say_written(int status)
{
	struct gg_err err = { 0 };
	bool failed;

	errno = EIO; /* for a write that failed long ago */
	failed = fflush(stdout) != 0 || ferror(stdout);
	if (!failed)
		return status;
	gg_err_set(&err, -errno, "cannot write to standard output: %s", gg_err_reason(errno));
	gg_say_error(&err);
	return 1;
}

/** gg_say_plan() - see say.h; warnings are for `goguard check` */
int gg_say_plan(const struct gg_source *source, struct gg_made *ret_made)
{
	struct gg_findings findings = { 0 };
	struct gg_err err = { 0 };
	int ret;

	gg_crash_watch(true);
	ret = gg_make_plan(source, &findings, ret_made, &err);
	gg_crash_watch(false);
	if (ret < 0) {
		gg_say_findings(&findings, false);
		if (!findings.errors || !findings.first)
			gg_say_error(&err);
	}
	gg_findings_done(&findings);
	return ret;
}
