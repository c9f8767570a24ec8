/*
 * Paths below /proc that belong to the caller.
 *
 * Owns the rewriting of "/proc/PID/..." to "/proc/self/..." before a decision, so that a rule
 * can speak of a process's own files. Relies on resolved paths. Pure; runs in the shim.
 */
#ifndef GG_PLAN_SELF_PATH_H
#define GG_PLAN_SELF_PATH_H

#include <stddef.h>
#include <sys/types.h>

/* gg_self_path() - rewrite @path in place when it lies in /proc/@pid
 * @path: at least one byte longer than its text when @pid has three digits or less
 * @size: bytes of storage */
void gg_self_path(char *path, size_t size, pid_t pid);

#endif
