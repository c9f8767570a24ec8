/*
 * From C code back to the Go code that called it.
 *
 * Owns what asmcgocall leaves on the stack and the few fields of a goroutine that lead back. Relies on
 * layouts of Go 1.18 to 1.27. Does not unwind C.
 */
#ifndef GG_GOLANG_CGO_H
#define GG_GOLANG_CGO_H

#include "golang/functab.h"
#include "golang/memory.h"

/* gg_go_cgo_find() - look from @sp upwards for the innermost call from Go to C
 * @ret_pc, @ret_sp: where the goroutine goes on
 * Return: 1: found; 0: no Go code called this; -EFAULT: the stack cannot be read at all */
int gg_go_cgo_find(const struct gg_go *go, uint64_t bias, struct gg_go_memory *stack, uint64_t sp,
		   uint64_t *ret_pc, uint64_t *ret_sp);

#endif
