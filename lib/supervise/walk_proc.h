/*
 * Links of /proc: those that mean the caller, and the magic ones.
 *
 * Owns what "/proc/self" and "/proc/PID/fd/N" mean while the supervisor walks for somebody else.
 * Relies on the folder being pinned. See walk.c.
 */
#ifndef GG_SUPERVISE_WALK_PROC_H
#define GG_SUPERVISE_WALK_PROC_H

#include "supervise/target.h"
#include "supervise/walk.h"

/* gg_walk_proc() - is the link @name in folder @at one of them?
 * @target:     text to follow instead, when 1 is returned
 * @ret_object: O_PATH of the object of a magic link of the caller's own, caller closes
 * @ret_held:   N, when the link was the caller's fd/N
 * Return: 0 an ordinary link; 1 @target or @ret_object holds the answer; -EACCES a magic link of
 *         another process; other negative errno */
int gg_walk_proc(struct gg_call *c, int at, const char *name, char *target, size_t size,
		 int *ret_object, int *ret_held);

/* gg_found_foreign() - is @f a file of procfs that the supervisor must not open for the caller?
 * The kernel asks who opens it, and the supervisor may look into processes, its own among them,
 * that the caller may not. @access: more than reading is never fine */
bool gg_found_foreign(struct gg_call *c, const struct gg_found *f, unsigned access);

/* gg_found_memory() - is @f the memory of some process, as a file? */
bool gg_found_memory(const struct gg_found *f);

#endif
