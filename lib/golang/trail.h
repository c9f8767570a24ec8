/*
 * Where a walk over a stack has come along, before anything is known of it but that.
 *
 * Owns the trail: places in the program, so that the same code has the same trail wherever it is loaded
 * and on whatever stack it runs. Relies on golang/unwind to walk. Does not say whose the places are:
 * golang/chain does.
 */
#ifndef GG_GOLANG_TRAIL_H
#define GG_GOLANG_TRAIL_H

#include <stdbool.h>
#include <stdint.h>

#define GG_GO_PHYSICAL_MAX 16384 /* frames of machine code that are walked */
#define GG_GO_WALK_WORK (64u << 20) /* bytes of tables and names that are read for a trail, and for its chain */

enum gg_go_trail_end {
	GG_GO_TRAIL_TOP,       /* where a goroutine or thread starts */
	GG_GO_TRAIL_SCHEDULER, /* on the scheduler's own stack, of which no goroutine is the caller */
	GG_GO_TRAIL_C_THREAD,  /* in C code that no Go code called */
	GG_GO_TRAIL_TRUNCATED,
	GG_GO_TRAIL_UNREADABLE,
	GG_GO_TRAIL_NOT_GO,
};

/**
 * struct gg_go_trail - the frames of a stack, innermost first
 * @end:  how the walk ended
 * @in_c: it began in C code that Go called, or that nobody did
 * @n:    frames of machine code
 * @at:   of each, the place as an offset from the text start; within the call, for callers
 */
struct gg_go_trail {
	enum gg_go_trail_end end;
	bool in_c;
	unsigned n;
	uint32_t at[GG_GO_PHYSICAL_MAX];
};

#endif
