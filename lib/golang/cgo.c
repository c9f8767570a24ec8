/*
 * From C code back to the Go code that called it.
 *
 * Owns the search of up to 512 KiB for a return address in runtime.asmcgocall, beside which lie the
 * goroutine (g) and how far below the top of its stack it was (depth). Relies on checks of both against
 * the goroutine's own bounds, because old return addresses stay on a stack. The first that holds counts.
 *
 *   amd64, to Go 1.21:   48(SP) g, 40(SP) depth at CALL AX            (slot + 8 = SP)
 *   amd64, from Go 1.22: 8(SP) g, 0(SP) depth at CALL landing pad     (slot + 8 = SP)
 *   arm64:               0(RSP) g, 8(RSP) depth, the return address in a frame record further in
 */
#include "golang/cgo.h"

#include <elf.h>
#include <errno.h>

#define SEARCH_BYTES (512 * 1024) /* what libraries in C may have on their stack */
#define NAMES_MAX (64u << 20) /* bytes of names that are read on the way */
#define ARM64_BYTES 512 /* from a frame record to the frame that it returns to */
#define STACK_MAX (1ull << 30)

enum { G_LO = 0, G_HI = 8, G_SCHED_SP = 56, G_SCHED_PC = 64 };

static const struct {
	uint8_t g, depth; /* from the word behind the return address */
} amd64_layout[] = { { 8, 0 }, { 48, 40 } };

/* Whether @g and @depth belong together. A stack of its own for the goroutine: the window on the C
 * stack stays as it is. */
static bool goroutine(struct gg_go_memory *other, uint64_t g, uint64_t depth, uint64_t *ret_pc, uint64_t *ret_sp)
{
	uint64_t lo, hi, pc, sp;

	if (g % 8 || !g || g > UINT64_MAX - G_SCHED_PC - 8 || depth > STACK_MAX ||
	    !gg_go_memory_word(other, g + G_LO, &lo) || !gg_go_memory_word(other, g + G_HI, &hi) ||
	    !gg_go_memory_word(other, g + G_SCHED_SP, &sp) || !gg_go_memory_word(other, g + G_SCHED_PC, &pc))
		return false;
	if (lo >= hi || hi - lo >= STACK_MAX || depth >= hi - lo || sp < lo || sp > hi || sp % 8)
		return false;
	*ret_pc = pc;
	*ret_sp = sp;
	return true;
}

static bool pair(struct gg_go_memory *stack, struct gg_go_memory *other, uint64_t g_at, uint64_t depth_at,
		 uint64_t *ret_pc, uint64_t *ret_sp)
{
	uint64_t g, depth;

	return gg_go_memory_word(stack, g_at, &g) && gg_go_memory_word(stack, depth_at, &depth) &&
	       goroutine(other, g, depth, ret_pc, ret_sp);
}

static bool beside(const struct gg_go *go, struct gg_go_memory *stack, struct gg_go_memory *other, uint64_t at,
		   uint64_t *ret_pc, uint64_t *ret_sp)
{
	if (go->elf.machine == EM_X86_64) {
		for (size_t i = 0; i < GG_ARRAY_SIZE(amd64_layout); i++)
			if (pair(stack, other, at + amd64_layout[i].g, at + amd64_layout[i].depth, ret_pc, ret_sp))
				return true;
		return false;
	}
	for (uint64_t o = 0; o < ARM64_BYTES; o += 8)
		if (pair(stack, other, at + o, at + o + 8, ret_pc, ret_sp))
			return true;
	return false;
}

int gg_go_cgo_find(const struct gg_go *go, uint64_t bias, struct gg_go_memory *stack, uint64_t sp,
		   uint64_t *ret_pc, uint64_t *ret_sp)
{
	struct gg_go_memory other;
	uint64_t work = NAMES_MAX;

	gg_go_memory_init(&other, stack->read, stack->arg);
	for (uint64_t o = 0; o < SEARCH_BYTES && sp <= UINT64_MAX - SEARCH_BYTES; o += 8) {
		struct gg_go_func f;
		uint64_t word, off;

		if (!gg_go_memory_word(stack, sp + o, &word))
			return o ? 0 : -EFAULT;
		off = word - bias - go->text;
		/* a return address is never the entry */
		if (!gg_go_func_find(go, off, &f) || off == f.entry)
			continue;
		if (!gg_go_spend(&work, strlen(f.name)))
			return -EFAULT;
		if (strcmp(f.name, "runtime.asmcgocall") != 0)
			continue;
		if (beside(go, stack, &other, sp + o + 8, ret_pc, ret_sp))
			return 1;
	}
	return sp > UINT64_MAX - SEARCH_BYTES ? -EFAULT : 0;
}
