/*
 * What the tool says on standard error.
 *
 * Owns the grammar `goguard: error|warning: TEXT` and `FILE:LINE: error|warning: TEXT`. Relies on
 * messages being complete. Once per failure.
 */
#ifndef GG_TOOL_SAY_H
#define GG_TOOL_SAY_H

#include "base/err.h"
#include "policy/read.h"

#define GG_EXIT_GUARD 125      /* goguard could not do its part */
#define GG_EXIT_NOT_EXEC 126   /* the command cannot be executed */
#define GG_EXIT_NOT_FOUND 127  /* there is no such command */

void gg_say_error(const struct gg_err *err);
/* @warnings: doubtful grants too, not mistakes alone */
void gg_say_findings(const struct gg_findings *findings, bool warnings);

/* gg_say_written() - all that was printed has to arrive on standard output
 * Return: @status; 1, said: it did not */
int gg_say_written(int status);

struct gg_source;
struct gg_made;

/* gg_say_plan() - gg_make_plan() that speaks on failure. Return: 0; negative errno */
int gg_say_plan(const struct gg_source *source, struct gg_made *ret_made);

#endif
