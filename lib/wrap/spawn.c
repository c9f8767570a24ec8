/*
 * Wrappers of posix_spawn.
 *
 * Owns posix_spawn and posix_spawnp. Relies on wrap/start.h for all that comes before the act.
 * Does not see what the file actions will change: a relative path is looked up where the caller
 * is, and the kernel layers decide about what the child finds.
 */
#include <fcntl.h>

#include "base/common.h"
#include "wrap/next.h"
#include "wrap/start.h"
#include "wrap/weak.h"

static int start_spawn(const struct gg_program *p)
{
	__typeof__(&posix_spawn) next = GG_NEXT(posix_spawn);

	return next ? next(p->pid, p->path, p->actions, p->attr, p->argv, p->envp) : ENOSYS;
}

static int start_spawnp(const struct gg_program *p)
{
	__typeof__(&posix_spawnp) next = GG_NEXT(posix_spawnp);

	return next ? next(p->pid, p->path, p->actions, p->attr, p->argv, p->envp) : ENOSYS;
}

/** posix_spawn() - see posix_spawn(3) */
GG_EXPORT int posix_spawn(pid_t *restrict pid, const char *restrict path,
			  const posix_spawn_file_actions_t *restrict actions,
			  const posix_spawnattr_t *restrict attr, char *const argv[restrict],
			  char *const envp[restrict])
{
	const struct gg_program program = { .call = "posix_spawn",
					    .ret = __builtin_return_address(0),
					    .start = start_spawn,
					    .dir = AT_FDCWD,
					    .path = path,
					    .argv = argv,
					    .envp = envp,
					    .pid = pid,
					    .actions = actions,
					    .attr = attr };

	return gg_start_path(&program);
}

/** posix_spawnp() - see posix_spawn(3) */
GG_EXPORT int posix_spawnp(pid_t *restrict pid, const char *restrict file,
			   const posix_spawn_file_actions_t *restrict actions,
			   const posix_spawnattr_t *restrict attr, char *const argv[restrict],
			   char *const envp[restrict])
{
	const struct gg_program program = { .call = "posix_spawnp",
					    .ret = __builtin_return_address(0),
					    .start = start_spawnp,
					    .dir = AT_FDCWD,
					    .path = file,
					    .argv = argv,
					    .envp = envp,
					    .pid = pid,
					    .actions = actions,
					    .attr = attr };

	return gg_start_search(&program);
}
