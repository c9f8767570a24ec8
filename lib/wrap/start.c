/*
 * Starting a program.
 *
 * Owns the search in PATH, once more than libc, because the decision is about the program that
 * libc will find. Relies on wrap/ask.h and wrap/arm.h. Does not start what it found by itself
 * where libc would find the same: then the call goes through as it came.
 */
#include "wrap/start.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/syscall.h>

#include "base/sys.h"
#include "base/text.h"
#include "wrap/arm.h"
#include "wrap/ask.h"
#include "wrap/context.h"
#include "wrap/weak.h"
#include "wrap/where.h"

#define DEFAULT_PATH "/bin:/usr/bin" /* of glibc and POSIX; musl has /usr/local/bin before it */

/** gg_start_path() - see start.h */
int gg_start_path(const struct gg_program *p)
{
	int err;

	if (gg_context_arms())
		return gg_arm_is_target(p) ? gg_arm_start(p) : p->start(p);
	err = gg_ask_exec(p->call, p->ret, p->dir, p->path, p->at_flags, p->argv);
	return err > 0 ? err : p->start(p);
}

static const char *search_path(void)
{
	char **env = gg_weak_environ();

	for (; env && *env; env++)
		if (strncmp(*env, "PATH=", 5) == 0)
			return *env + 5;
	return DEFAULT_PATH;
}

/* The next candidate of @file in *@path, which moves on. Return: false when there are no more */
static bool next_candidate(const char **path, const char *file, char ret[static GG_WHERE_MAX])
{
	struct gg_text text;

	while (*path) {
		const char *colon = strchr(*path, ':');
		size_t n = colon ? (size_t)(colon - *path) : strlen(*path);

		gg_text_init(&text, ret, GG_WHERE_MAX);
		gg_text_add(&text, n ? *path : ".", n ? n : 1);
		gg_text_char(&text, '/');
		gg_text_str(&text, file);
		*path = colon ? colon + 1 : NULL;
		if (!text.cut)
			return true;
	}
	return false;
}

/* Unguarded: what libc will find is either the target or not. */
static int search_target(const struct gg_program *p)
{
	const char *path = search_path();
	char candidate[GG_WHERE_MAX];
	struct gg_program found = *p;

	found.path = candidate;
	while (next_candidate(&path, p->path, candidate))
		if (gg_sys(SYS_faccessat, AT_FDCWD, candidate, X_OK) == 0)
			return gg_arm_is_target(&found) ? gg_arm_start(&found) : p->start(p);
	return p->start(p);
}

/* Guarded: like one that may not be executed, a denied candidate gives way to the next. */
static int search_allowed(const struct gg_program *p)
{
	const char *path = search_path();
	char candidate[GG_WHERE_MAX];
	struct gg_program found = *p;
	int denied = 0;

	found.path = candidate;
	while (next_candidate(&path, p->path, candidate)) {
		int err = gg_ask_exec(p->call, p->ret, AT_FDCWD, candidate, 0, p->argv);

		if (err == 0) /* libc finds it too, but would try the denied ones again */
			return p->start(denied ? &found : p);
		if (err > 0)
			denied = err;
	}
	return denied ? denied : p->start(p);
}

/** gg_start_search() - see start.h */
int gg_start_search(const struct gg_program *p)
{
	if (!gg_context_arms() && !gg_context_plan())
		return p->start(p);
	if (!p->path || !p->path[0] || strchr(p->path, '/'))
		return gg_start_path(p);
	return gg_context_arms() ? search_target(p) : search_allowed(p);
}
