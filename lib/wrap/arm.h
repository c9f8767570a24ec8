/*
 * Arming at exec: the target is started by goguard instead.
 *
 * Owns recognising the target and the command line for goguard. Relies on the context for both.
 * Does not arm anything itself: "goguard run" does, in the same process.
 */
#ifndef GG_WRAP_ARM_H
#define GG_WRAP_ARM_H

#include <stdbool.h>

#include "wrap/program.h"

#define GG_ARM_ENTRIES_MAX 4096 /* arguments, and variables of the environment */

/* gg_arm_is_target() - is this the program that arms? By identity of the file, not by name */
bool gg_arm_is_target(const struct gg_program *program);

/* gg_arm_start() - start goguard with @program as its command, the way @program would be started
 * Return: as its @start; E2BIG: too many arguments; EACCES: no goguard, said on descriptor 2 */
int gg_arm_start(const struct gg_program *program);

#endif
