/*
 * Starting a program: decide, arm, or leave alone.
 *
 * Owns what the exec and spawn wrappers have in common. Relies on the plan and the target in the
 * context. Does not know how a program is started: struct gg_program does.
 */
#ifndef GG_WRAP_START_H
#define GG_WRAP_START_H

#include "wrap/program.h"

/* gg_start_path() - start the program at @path if the policy lets it; the target by goguard
 * Return: as @start; positive errno of a denial */
int gg_start_path(const struct gg_program *program);

/* gg_start_search() - the same for functions that look for @path in PATH themselves */
int gg_start_search(const struct gg_program *program);

#endif
