/*
 * The two ways of exec: a path, or a file to look for.
 *
 * Owns what the wrappers with argument lists in memory and in registers share. Relies on
 * wrap/program.h. Does not return when the program starts.
 */
#ifndef GG_WRAP_EXEC_H
#define GG_WRAP_EXEC_H

#include "wrap/program.h"

/* gg_exec_path() - execute @path for the libc function @call. Return: -1 with errno */
int gg_exec_path(const char *call, const void *ret, const char *path, char *const argv[],
		 char *const envp[]);

/* gg_exec_search() - execute @file, found in PATH as execvp(3) does. Return: -1 with errno */
int gg_exec_search(const char *call, const void *ret, const char *file, char *const argv[],
		   char *const envp[]);

#endif
