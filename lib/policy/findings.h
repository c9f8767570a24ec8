/*
 * Adding findings.
 *
 * Owns the order and the bound. Relies on policy/read.h for the record. Does not print.
 */
#ifndef GG_POLICY_FINDINGS_H
#define GG_POLICY_FINDINGS_H

#include <stdarg.h>

#include "policy/read.h"

#define GG_FINDINGS_MAX 1000u /* kept; more are counted only */

/* gg_findings_add() - add one finding, sorted by file and line
 * @at: borrowed; at.file NULL stands for "(policy)" */
void gg_findings_add(struct gg_findings *f, enum gg_severity severity, struct gg_place at,
		     const char *fmt, ...) GG_PRINTF(4, 5);
void gg_findings_vadd(struct gg_findings *f, enum gg_severity severity, struct gg_place at,
		      const char *fmt, va_list ap) GG_PRINTF(4, 0);

#endif
