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

/* gg_go_unwind() - follow the stack of a thread that is in a system call
 * @go:   its executable, NULL: not a Go program; borrowed by @ret
 * @bias: how far from its linked address it is loaded
 * @pc, @sp: as in /proc/TID/syscall
 * @read: copies memory of the process; called with @arg */
void gg_go_unwind(const struct gg_go *go, uint64_t bias, uint64_t pc, uint64_t sp, gg_go_read *read, void *arg,
		  struct gg_go_chain *ret);

#endif
