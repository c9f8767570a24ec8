/*
 * Terminals that are the caller's.
 *
 * Owns what "/dev/tty" is to somebody, and what a descriptor that is held already allows. Relies on walk.h. Does
 * not decide.
 */
#ifndef GG_SUPERVISE_TERMINAL_H
#define GG_SUPERVISE_TERMINAL_H

#include "supervise/walk.h"

/* gg_held() - is descriptor @fd of the caller one of the object that is pinned as @object, and open for @access? */
bool gg_held(struct gg_call *c, int fd, int object, unsigned access);

/* gg_terminal() - is @f a terminal with a name of its own? */
bool gg_terminal(const struct gg_found *f);

/* gg_terminal_find() - where @f is "/dev/tty", exchange what is pinned for the terminal that the caller means by it
 * Return: 0; negative errno, -ENXIO: it has none, or none that it holds for @access */
int gg_terminal_find(struct gg_call *c, struct gg_found *f, unsigned access);

#endif
