/*
 * One error, described once, at the place that knows.
 *
 * Owns the error record that every fallible function takes last. Relies on base/text for
 * formatting. Does not print: the shim and the tool speak, once per failure.
 */
#ifndef GG_BASE_ERR_H
#define GG_BASE_ERR_H

#include <stdbool.h>

#include "base/common.h"

#define GG_ERR_FILE_MAX 256
#define GG_ERR_TEXT_MAX 512

/**
 * struct gg_err - what went wrong
 * @code: negative errno, 0 while nothing is wrong
 * @line: line in @file, 0 when there is none
 * @file: policy file, empty when there is none
 * @text: "cannot VERB 'OBJECT': reason (hint)" or, with @file, the mistake alone
 */
struct gg_err {
	int code;
	int line;
	char file[GG_ERR_FILE_MAX];
	char text[GG_ERR_TEXT_MAX];
};

int gg_err_set(struct gg_err *err, int code, const char *fmt, ...) GG_PRINTF(3, 4);
int gg_err_at(struct gg_err *err, int code, const char *file, int line, const char *fmt, ...)
	GG_PRINTF(5, 6);
int gg_err_wrap(struct gg_err *err, const char *fmt, ...) GG_PRINTF(2, 3);
const char *gg_err_reason(int code);

/* gg_err_short() - is @ret, a negative errno, for want of what is ours, and says nothing of what was asked about? */
bool gg_err_short(long ret);
/* gg_err_leads_nowhere() - does it say of a path that this user gets nowhere by it? Any other leaves open where it
 * leads. */
bool gg_err_leads_nowhere(int ret);

#endif
