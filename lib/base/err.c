/*
 * The error record.
 *
 * Owns how errors are set and wrapped. Relies on base/text, so it works without stdio. Does not
 * print.
 */
#include "base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "base/text.h"

GG_PRINTF(5, 0)
static int set_at(struct gg_err *err, int code, const char *file, int line, const char *fmt,
		  va_list ap)
{
	struct gg_text text;

	if (!err)
		return code;
	err->code = code;
	err->line = line;
	gg_text_init(&text, err->file, sizeof(err->file));
	gg_text_str(&text, file ? file : "");
	gg_text_init(&text, err->text, sizeof(err->text));
	gg_text_vfmt(&text, fmt, ap);
	return code;
}

/**
 * gg_err_set() - describe an error
 * @err:  filled; NULL is fine
 * @code: negative errno
 * @fmt:  "cannot VERB 'OBJECT': reason (hint)", conversions of base/text.h
 *
 * Return: @code, so that the origin can `return gg_err_set(...)`
 */
int gg_err_set(struct gg_err *err, int code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	set_at(err, code, NULL, 0, fmt, ap);
	va_end(ap);
	return code;
}

/**
 * gg_err_at() - describe a mistake in a policy file
 * @err:  filled; NULL is fine
 * @code: negative errno
 * @file: policy file, copied
 * @line: from 1; 0: the file as a whole
 *
 * Return: @code
 */
int gg_err_at(struct gg_err *err, int code, const char *file, int line, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	set_at(err, code, file, line, fmt, ap);
	va_end(ap);
	return code;
}

/**
 * gg_err_wrap() - say what was being done when @err happened
 * @err: set before; its text becomes "FMT: old text"
 *
 * Return: the code of @err
 */
int gg_err_wrap(struct gg_err *err, const char *fmt, ...)
{
	char old[GG_ERR_TEXT_MAX];
	struct gg_text text;
	va_list ap;

	if (!err)
		return -EINVAL;
	memcpy(old, err->text, sizeof(old));
	gg_text_init(&text, err->text, sizeof(err->text));
	va_start(ap, fmt);
	gg_text_vfmt(&text, fmt, ap);
	va_end(ap);
	gg_text_str(&text, ": ");
	gg_text_str(&text, old);
	return err->code;
}

/* The errnos that setting up a guard can meet, in words. strerror() is not ours to call in a
 * process that may have no libc. */
static const struct {
	int code;
	const char *reason;
} reasons[] = {
	{ EPERM, "operation not permitted" },
	{ ENOENT, "no such file or directory" },
	{ EINTR, "interrupted" },
	{ EIO, "input/output error" },
	{ E2BIG, "too large" },
	{ ENOEXEC, "not an executable format" },
	{ EBADF, "bad descriptor" },
	{ ECHILD, "no such child" },
	{ EAGAIN, "temporarily unavailable" },
	{ ENOMEM, "out of memory" },
	{ EACCES, "permission denied" },
	{ EFAULT, "bad address" },
	{ EBUSY, "busy" },
	{ EEXIST, "exists already" },
	{ EXDEV, "not for this machine" },
	{ ENOTDIR, "not a directory" },
	{ EISDIR, "is a directory" },
	{ EINVAL, "invalid argument" },
	{ ENFILE, "too many open files in the system" },
	{ EMFILE, "too many open files" },
	{ ENOTTY, "not supported by this object" },
	{ ETXTBSY, "file is busy" },
	{ EFBIG, "file too large" },
	{ ENOSPC, "no space left" },
	{ EROFS, "read-only file system" },
	{ EPIPE, "broken pipe" },
	{ ENAMETOOLONG, "name too long" },
	{ ENOSYS, "not offered by this kernel" },
	{ ELOOP, "too many symbolic links" },
	{ EOPNOTSUPP, "not supported" },
	{ ESTALE, "out of date" },
	{ ESRCH, "no such process" },
	{ EPROTO, "protocol error" },
	{ ETOOMANYREFS, "too many descriptors of this user are on their way (man 7 unix)" },
	{ ECONNREFUSED, "connection refused" },
	{ ECONNRESET, "connection reset" },
};

/**
 * gg_err_reason() - an errno in words
 * @code: errno, of either sign
 *
 * Return: static string; "unexpected error" for what setting up a guard should not meet
 */
const char *gg_err_reason(int code)
{
	size_t i;

	if (code < 0)
		code = -code;
	for (i = 0; i < GG_ARRAY_SIZE(reasons); i++)
		if (reasons[i].code == code)
			return reasons[i].reason;
	return "unexpected error";
}

/** gg_err_short() - see err.h */
bool gg_err_short(long ret)
{
	return ret == -EMFILE || ret == -ENFILE || ret == -ENOMEM;
}

/** gg_err_leads_nowhere() - see err.h */
bool gg_err_leads_nowhere(int ret)
{
	return ret == -ENOENT || ret == -ENOTDIR || ret == -EACCES || ret == -ELOOP || ret == -ENAMETOOLONG;
}
