/*
 * Which Go code makes a call: the stack of a stopped thread, from its program counter and stack pointer.
 *
 * Owns the walk; golang/chain.h has what comes out. Relies on the thread standing still at a system
 * call. Does not hold against code that forges its own stack.
 */
#ifndef GG_GOLANG_UNWIND_H
#define GG_GOLANG_UNWIND_H

#include "golang/chain.h"
#include "golang/memory.h"

#define GG_GO_PLACES 2048

/**
 * struct gg_go_places - what the walk needs to know of places in programs, for places that come again
 * @image: whose it is, as the user numbers executables; 0: nobody's
 * @off:   from the text start
 * @depth: bytes that the function has on the stack there
 * @work:  bytes of tables that were read to know
 * @bits:  what else counts, see unwind.c
 */
struct gg_go_places {
	struct gg_go_place {
		uint64_t image;
		uint32_t off;
		int32_t depth;
		uint32_t work;
		uint8_t bits;
	} of[GG_GO_PLACES];
};

/**
 * struct gg_go_code - a program in a process
 * @go:     its executable, NULL: not a Go program
 * @bias:   how far from its linked address it is loaded
 * @places: what is remembered, NULL: nothing; @image: the number of @go there, of no other ever
 */
struct gg_go_code {
	const struct gg_go *go;
	uint64_t bias;
	struct gg_go_places *places;
	uint64_t image;
};

/* gg_go_follow() - follow the stack of a thread that is in a system call
 * @pc, @sp: as in /proc/TID/syscall
 * @read: copies memory of the process; called with @arg */
void gg_go_follow(const struct gg_go_code *code, uint64_t pc, uint64_t sp, gg_go_read *read, void *arg,
		  struct gg_go_trail *ret);

#endif
