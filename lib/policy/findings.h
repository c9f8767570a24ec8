/*
 * Findings: mistakes and doubtful grants of a policy.
 *
 * Owns the record, its order and the bound. Relies on policy/policy.h for places. Does not print.
 */
#ifndef GG_POLICY_FINDINGS_H
#define GG_POLICY_FINDINGS_H

#include <stdarg.h>

#include "policy/policy.h"

#define GG_FINDINGS_MAX 1000u /* kept; more are counted only */

enum gg_severity { GG_FINDING_ERROR, GG_FINDING_WARNING };

/* One mistake or doubtful grant. @text follows "file:line: error|warning: " */
struct gg_finding {
	enum gg_severity severity;
	char file[GG_ERR_FILE_MAX];
	int line;
	char text[GG_ERR_TEXT_MAX];
	struct gg_finding *next;
};

/* Findings in order of file and line; ends with gg_findings_done() */
struct gg_findings {
	struct gg_finding *first, *last;
	unsigned errors, warnings;
};

void gg_findings_done(struct gg_findings *f);
/* First error as a gg_err ("file:line: text" is how the tool prints it) */
int gg_findings_err(const struct gg_findings *f, struct gg_err *err);

/* gg_findings_add() - add one finding, sorted by file and line
 * @at: borrowed; at.file NULL stands for "(policy)" */
void gg_findings_add(struct gg_findings *f, enum gg_severity severity, struct gg_place at,
		     const char *fmt, ...) GG_PRINTF(4, 5);
void gg_findings_vadd(struct gg_findings *f, enum gg_severity severity, struct gg_place at,
		      const char *fmt, va_list ap) GG_PRINTF(4, 0);

#endif
