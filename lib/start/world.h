/*
 * What this machine adds to a policy and to a command.
 *
 * Owns looking at programs: which loader or interpreter the kernel will start for them, and where
 * the shim lies. Relies on base/elf.h. Does not execute anything.
 */
#ifndef GG_START_WORLD_H
#define GG_START_WORLD_H

#include <limits.h>

#include "plan/draft.h"

#define GG_LOADERS_MAX 64

/* Loaders of the programs that a policy lets run; world points into it */
struct gg_loaders {
	char paths[GG_LOADERS_MAX][PATH_MAX];
	const char *list[GG_LOADERS_MAX];
	struct gg_world world;
};

void gg_loaders_find(const struct gg_policy *policy, struct gg_loaders *ret_loaders);

#define GG_PROGRAM_ENTRIES 4
#define GG_COMMAND_HINT_MAX 320

/**
 * struct gg_command - the program that was asked for
 * @path:    as it will be executed
 * @entry:   real paths that the kernel executes for it: itself, its interpreter, their loader,
 *           the shim; NULL-terminated
 * @dynamic: a preload library reaches it
 * @bits_32: a program whose every call the filter kills
 * @hidden:  executable and not readable: the kernel keeps its memory from the supervisor
 * @hint:    why the kernel will not execute it, as far as the file tells; "" when nothing does
 * @memory_runs: its file asks for a stack, or other memory, that is written and executed
 */
struct gg_command {
	char path[PATH_MAX];
	char paths[GG_PROGRAM_ENTRIES][PATH_MAX];
	const char *entry[GG_PROGRAM_ENTRIES + 1];
	size_t n;
	bool dynamic, bits_32, hidden, memory_runs;
	char hint[GG_COMMAND_HINT_MAX];
};

/* gg_command_find() - search PATH, look at the file
 * Return: 0; -ENOENT: no such command; -EACCES or -ENOEXEC: cannot be executed; @err says why */
int gg_command_find(const char *name, struct gg_command *ret_command, struct gg_err *err);

/* gg_command_add() - one more path that may be read and executed; ignored when it is not there */
void gg_command_add(struct gg_command *command, const char *path);

/* gg_shim_find() - libgoguard.so beside this program. Return: 0; -ENOENT */
int gg_shim_find(char path[static PATH_MAX]);

#endif
