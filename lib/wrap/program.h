/*
 * A program about to be started, by whatever function of libc.
 *
 * Owns the one record that the exec and spawn wrappers fill in. Relies on the wrapper for the way
 * of starting. Does not keep anything: all is borrowed for one call, and in a child of vfork()
 * the memory is the parent's.
 */
#ifndef GG_WRAP_PROGRAM_H
#define GG_WRAP_PROGRAM_H

#include <spawn.h>
#include <sys/types.h>

/**
 * struct gg_program - what to start and how; everything is borrowed
 * @call:     the libc function, @ret the address that it returns to
 * @start:    starts it; 0 (spawn only) or positive errno
 * @dir:      @path is relative to it; AT_FDCWD unless @start is execveat(2)
 * @at_flags: of execveat(2)
 * @pid, @actions, @attr: of posix_spawn(3) only
 */
struct gg_program {
	const char *call;
	const void *ret;
	int (*start)(const struct gg_program *program);
	int dir;
	int at_flags;
	const char *path;
	char *const *argv;
	char *const *envp;
	pid_t *pid;
	const posix_spawn_file_actions_t *actions;
	const posix_spawnattr_t *attr;
};

#endif
