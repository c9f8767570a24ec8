/*
 * Arming at exec.
 *
 * Owns the new argument list and environment, on the stack until the exec. Relies on stat(2) to
 * say what file a path means, which needs neither a descriptor nor /proc: a target is not missed
 * because one of them is short. Does not change the environment but for GOGUARD_TARGET.
 */
#include "wrap/arm.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "base/sys.h"
#include "base/text.h"
#include "wrap/context.h"
#include "wrap/where.h"

#define DEFER "GOGUARD_TARGET="
#define OWN_MAX 13 /* entries beside the arguments, NULL included */

/* errno of newfstatat(2); the kernel's struct stat is libc's on amd64 and arm64 */
static long look(int dir, const char *path, int at_flags, struct stat *ret)
{
	at_flags &= AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW;
	return gg_sys(SYS_newfstatat, dir, path, ret, at_flags);
}

/** gg_arm_is_target() - see arm.h */
bool gg_arm_is_target(const struct gg_program *p)
{
	const struct gg_context *context = gg_context_get();
	struct stat program;
	struct stat target;

	if (look(p->dir, p->path, p->at_flags, &program) < 0)
		return false; /* then it cannot be executed either */
	if (context->target_any)
		return true;
	return look(AT_FDCWD, context->target, 0, &target) == 0 &&
	       target.st_dev == program.st_dev && target.st_ino == program.st_ino;
}

static size_t count(char *const *list)
{
	size_t n = 0;

	while (list && list[n])
		n++;
	return n;
}

/* goguard run -p POLICY [--log LOG] [--mode MODE] [--argv0 NAME] -- PATH ARGUMENTS */
static void fill_argv(const char **out, const char *path, char *const *argv, size_t n)
{
	const struct gg_context *context = gg_context_get();
	const struct {
		const char *option, *value;
	} options[] = {
		{ "-p", context->policy },
		{ "--log", context->log },
		{ "--mode", context->mode },
		{ "--argv0", n ? argv[0] : "" },
	};
	size_t i;

	*out++ = "goguard";
	*out++ = "run";
	for (i = 0; i < GG_ARRAY_SIZE(options); i++) {
		if (!options[i].value[0])
			continue;
		*out++ = options[i].option;
		*out++ = options[i].value;
	}
	*out++ = "--";
	*out++ = path;
	for (i = 1; i < n; i++)
		*out++ = argv[i];
	*out = NULL;
}

static void fill_envp(const char **out, char *const *envp, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strncmp(envp[i], DEFER, sizeof(DEFER) - 1) != 0)
			*out++ = envp[i];
	*out = NULL;
}

static int start_goguard(const struct gg_program *p, const char *path)
{
	const size_t n_args = count(p->argv);
	const size_t n_env = count(p->envp);
	struct gg_program goguard = *p;

	if (n_args > GG_ARM_ENTRIES_MAX || n_env > GG_ARM_ENTRIES_MAX)
		return E2BIG;

	const char *argv[n_args + OWN_MAX];
	const char *envp[n_env + 1];

	fill_argv(argv, path, p->argv, n_args);
	fill_envp(envp, p->envp, n_env);
	goguard.dir = AT_FDCWD;
	goguard.at_flags = 0;
	goguard.path = gg_context_get()->bin;
	goguard.argv = (char *const *)(void *)argv;
	goguard.envp = (char *const *)(void *)envp;
	return p->start(&goguard);
}

static int refuse(const char *path)
{
	char line[512];
	struct gg_text text;

	gg_text_init(&text, line, sizeof(line));
	gg_text_fmt(&text, "goguard: error: cannot start '%.*s': ", 256, path);
	gg_text_str(&text, "the goguard program was not found beside libgoguard.so ");
	gg_text_str(&text, "(set GOGUARD_BIN)\n");
	(void)gg_sys_write(2, text.data, text.used);
	return EACCES;
}

/** gg_arm_start() - see arm.h */
int gg_arm_start(const struct gg_program *p)
{
	char path[GG_WHERE_MAX];
	size_t n = p->path ? strnlen(p->path, sizeof(path)) : sizeof(path);

	if (gg_where_is(p->dir, p->path, p->at_flags, path) < 0) {
		/* no /proc, no descriptor left: the path as given will do unless it hangs on @dir */
		if (n >= sizeof(path) || (p->dir != AT_FDCWD && p->path[0] != '/'))
			return EACCES;
		memcpy(path, p->path, n + 1);
	}
	if (!gg_context_get()->bin[0])
		return refuse(path);
	return start_goguard(p, path);
}
