/*
 * Shapes: which act answers a call, and where it keeps its arguments.
 *
 * Owns the record of the table in shapes.c. Relies on nothing. Does not hold state.
 */
#ifndef GG_SUPERVISE_SHAPE_H
#define GG_SUPERVISE_SHAPE_H

#include <stddef.h>
#include <stdint.h>

struct gg_call;

/* Where a call keeps its arguments: argument numbers, -1: it has none */
struct gg_shape {
	const char *name;
	void (*act)(struct gg_call *call);
	int8_t dir, path, flags, mode;
	int8_t dir2, path2;
	unsigned what; /* for the act */
};

extern const struct gg_shape gg_shapes[];
extern const size_t gg_shapes_n;

/* gg_shapes_fill() - those that this machine has, by the number of the call; @n numbers; others stay as they are */
void gg_shapes_fill(const struct gg_shape **ret_shapes, size_t n);

#endif
