/*
 * Wrappers of the exec family that take their arguments one by one.
 *
 * Owns execl, execlp and execle. Relies on the NULL that ends the arguments, as libc does. Does
 * not decide: wrap/exec.h does, with the arguments in memory.
 */
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/common.h"
#include "wrap/exec.h"
#include "wrap/weak.h"

/* Arguments from @first on, without the NULL. */
static size_t count_args(const char *first, va_list ap)
{
	va_list args;
	size_t n = 0;
	const char *arg;

	va_copy(args, ap);
	for (arg = first; arg && n < INT_MAX; arg = va_arg(args, const char *))
		n++;
	va_end(args);
	return n;
}

/* @n arguments and the NULL to @ret_argv. Return: the environment behind them, if @with_env */
static char *const *take_args(const char *first, va_list ap, size_t n, char **ret_argv,
			      bool with_env)
{
	va_list args;
	char *const *envp = NULL;
	size_t i;

	ret_argv[0] = (char *)(uintptr_t)first;
	va_copy(args, ap);
	for (i = 1; i <= n; i++)
		ret_argv[i] = va_arg(args, char *);
	if (with_env)
		envp = va_arg(args, char *const *);
	va_end(args);
	return envp;
}

/** execl() - see exec(3) */
GG_EXPORT int execl(const char *path, const char *first, ...)
{
	const void *ret = __builtin_return_address(0);
	va_list ap;

	va_start(ap, first);

	size_t n = count_args(first, ap);
	char *argv[n + 1];

	take_args(first, ap, n, argv, false);
	va_end(ap);
	return gg_exec_path("execl", ret, path, argv, gg_weak_environ());
}

/** execlp() - see exec(3) */
GG_EXPORT int execlp(const char *file, const char *first, ...)
{
	const void *ret = __builtin_return_address(0);
	va_list ap;

	va_start(ap, first);

	size_t n = count_args(first, ap);
	char *argv[n + 1];

	take_args(first, ap, n, argv, false);
	va_end(ap);
	return gg_exec_search("execlp", ret, file, argv, gg_weak_environ());
}

/** execle() - see exec(3) */
GG_EXPORT int execle(const char *path, const char *first, ...)
{
	const void *ret = __builtin_return_address(0);
	char *const *envp;
	va_list ap;

	va_start(ap, first);

	size_t n = count_args(first, ap);
	char *argv[n + 1];

	envp = take_args(first, ap, n, argv, true);
	va_end(ap);
	return gg_exec_path("execle", ret, path, argv, envp);
}
