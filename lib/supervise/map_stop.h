/*
 * The stop behind a mapping: looking at code before it can run.
 *
 * Owns threads that map a file to execute it, from the judgement to the end of their call. Relies on
 * stops.h for tracing them. Does not decide what may be mapped.
 */
#ifndef GG_SUPERVISE_MAP_STOP_H
#define GG_SUPERVISE_MAP_STOP_H

#include "supervise/stops.h"

/* gg_map_stop_begin() - let the call go on, or come back, and be there when it has mapped
 * Return: 0: the call is taken care of; negative errno: ptrace is refused (-EPERM), or there are too many
 *         (-EAGAIN), nothing was done */
int gg_map_stop_begin(struct gg_call *c);

/* gg_map_stop_goes_on() - is it the first that gg_map_stop_begin() will do? */
bool gg_map_stop_goes_on(const struct gg_call *c);

/* gg_map_stop_seen() - thread @stop->tid changed state. Return: as gg_exec_stop_seen() */
bool gg_map_stop_seen(struct gg_super *s, struct gg_stop *stop, int status);

#endif
