/*
 * Wrappers of the exec family that take their arguments as a list in memory.
 *
 * Owns execve, execv, execvp, execvpe, fexecve and execveat. Relies on wrap/start.h for all
 * that comes before the act. Does not return when the program starts.
 */
#include "wrap/exec.h"

#include <fcntl.h>
#include <sys/syscall.h>

#include "base/common.h"
#include "base/sys.h"
#include "wrap/next.h"
#include "wrap/start.h"
#include "wrap/weak.h"

static int errno_now(void)
{
	return __errno_location ? *__errno_location() : ENOSYS;
}

static int start_execve(const struct gg_program *p)
{
	__typeof__(&execve) next = GG_NEXT(execve);

	if (!next)
		return ENOSYS;
	next(p->path, p->argv, p->envp);
	return errno_now();
}

/* With a slash in the path it does not search, but runs a script without "#!" by the shell. */
static int start_execvpe(const struct gg_program *p)
{
	__typeof__(&execvpe) next = GG_NEXT(execvpe);

	if (!next)
		return ENOSYS;
	next(p->path, p->argv, p->envp);
	return errno_now();
}

static int start_execveat(const struct gg_program *p)
{
	if (p->dir == AT_FDCWD && !p->at_flags)
		return start_execve(p);
	/* libc has it since glibc 2.34 and does the same */
	return (int)-gg_sys(SYS_execveat, p->dir, p->path, p->argv, p->envp, p->at_flags);
}

static int start_fexecve(const struct gg_program *p)
{
	__typeof__(&fexecve) next = GG_NEXT(fexecve);

	if (!(p->at_flags & AT_EMPTY_PATH))
		return start_execve(p);
	if (!next)
		return ENOSYS;
	next(p->dir, p->argv, p->envp);
	return errno_now();
}

/** gg_exec_path() - see exec.h */
int gg_exec_path(const char *call, const void *ret, const char *path, char *const argv[],
		 char *const envp[])
{
	const struct gg_program program = { .call = call,
					    .ret = ret,
					    .start = start_execve,
					    .dir = AT_FDCWD,
					    .path = path,
					    .argv = argv,
					    .envp = envp };

	return gg_weak_fail(gg_start_path(&program));
}

/** gg_exec_search() - see exec.h */
int gg_exec_search(const char *call, const void *ret, const char *file, char *const argv[],
		   char *const envp[])
{
	const struct gg_program program = { .call = call,
					    .ret = ret,
					    .start = start_execvpe,
					    .dir = AT_FDCWD,
					    .path = file,
					    .argv = argv,
					    .envp = envp };

	return gg_weak_fail(gg_start_search(&program));
}

/** execve() - see execve(2) */
GG_EXPORT int execve(const char *path, char *const argv[], char *const envp[])
{
	return gg_exec_path("execve", __builtin_return_address(0), path, argv, envp);
}

/** execv() - see exec(3) */
GG_EXPORT int execv(const char *path, char *const argv[])
{
	return gg_exec_path("execv", __builtin_return_address(0), path, argv, gg_weak_environ());
}

/** execvp() - see exec(3) */
GG_EXPORT int execvp(const char *file, char *const argv[])
{
	return gg_exec_search("execvp", __builtin_return_address(0), file, argv, gg_weak_environ());
}

/** execvpe() - see exec(3) */
GG_EXPORT int execvpe(const char *file, char *const argv[], char *const envp[])
{
	return gg_exec_search("execvpe", __builtin_return_address(0), file, argv, envp);
}

/** fexecve() - see fexecve(3) */
GG_EXPORT int fexecve(int fd, char *const argv[], char *const envp[])
{
	const struct gg_program program = { .call = "fexecve",
					    .ret = __builtin_return_address(0),
					    .start = start_fexecve,
					    .dir = fd,
					    .at_flags = AT_EMPTY_PATH,
					    .path = "",
					    .argv = argv,
					    .envp = envp };

	return gg_weak_fail(gg_start_path(&program));
}

/** execveat() - see execveat(2) */
GG_EXPORT int execveat(int dir, const char *path, char *const argv[], char *const envp[],
		       int at_flags)
{
	const struct gg_program program = { .call = "execveat",
					    .ret = __builtin_return_address(0),
					    .start = start_execveat,
					    .dir = dir,
					    .at_flags = at_flags,
					    .path = path,
					    .argv = argv,
					    .envp = envp };

	return gg_weak_fail(gg_start_path(&program));
}
