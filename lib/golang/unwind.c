/*
 * Which Go code makes a call: the stack of a stopped thread, from its program counter and stack pointer.
 *
 * Owns the walk. Relies on the table of stack depths that every function has (pcsp), so neither registers
 * nor frame pointers are needed, but for the way from the system stack back to the goroutine's. Does not
 * promise progress for itself: every step is checked to lead outwards, and steps are counted.
 *
 * At a system call on amd64, the function at pc has put d bytes on the stack: its return address is at
 * sp + d, its caller's stack pointer sp + d + 8, and its caller's frame pointer, if d > 0, is at
 * sp + d - 8. rawVforkSyscall has d = -8, its return address being below the stack pointer. On arm64 the
 * return address is at sp, the caller's frame pointer at sp - 8 and points to 8 below the caller's sp; a
 * function without a frame has its return address in a register that nobody shows, so that its caller is
 * left out.
 */
#include "golang/unwind.h"

#include <elf.h>

#include "golang/cgo.h"
#include "golang/chain.h"

#define HOPS_MAX 16 /* from stack to stack */
#define WORK_MAX (64u << 20) /* bytes of tables and names that are read for one chain */

struct walk {
	const struct gg_go *go;
	uint64_t bias, pc, sp;
	uint64_t fp;	/* what the last frame saved of its caller's frame pointer, 0: nothing */
	bool at_fault;	/* the frame was left by a fault, not by a call: pc is exact */
	unsigned hops;
	uint64_t work;	/* what may still be read, see WORK_MAX */
	struct gg_go_memory memory;
	struct gg_go_chain_maker maker;
};

enum step { STEP_ON, STEP_COMPLETE, STEP_TRUNCATED, STEP_UNREADABLE };

static const enum gg_go_end step_ends[] = {
	[STEP_COMPLETE] = GG_GO_COMPLETE,
	[STEP_TRUNCATED] = GG_GO_TRUNCATED,
	[STEP_UNREADABLE] = GG_GO_UNREADABLE,
};

static bool find(const struct walk *w, uint64_t pc, struct gg_go_func *ret)
{
	return gg_go_func_find(w->go, pc - w->bias - w->go->text, ret);
}

static bool is(const struct gg_go_func *f, const char *name)
{
	return strcmp(f->name, name) == 0;
}

/* Functions that the kernel, not a call, makes follow another */
static bool is_fault(const struct gg_go_func *f)
{
	return is(f, "runtime.sigpanic") || is(f, "runtime.asyncPreempt") || is(f, "runtime.debugCallV2");
}

/* What a function on the system stack was called by: the frame pointer still leads to the goroutine */
static enum step hop(struct walk *w, const struct gg_go_func *f)
{
	int32_t d;

	if (!w->fp || w->hops++ >= HOPS_MAX)
		return STEP_TRUNCATED;
	if (w->go->elf.machine == EM_AARCH64) {
		if (!gg_go_value(w->go, f, f->pcsp, (uint32_t)(w->pc - w->bias - w->go->text), &d) || d < 0)
			return STEP_TRUNCATED;
		w->sp = w->fp + 8 + (uint32_t)d;
	} else {
		w->sp = w->fp + 16;
	}
	if (!gg_go_memory_word(&w->memory, w->fp + 8, &w->pc))
		return STEP_UNREADABLE;
	return STEP_ON;
}

/* The frame outside of that of @f, which has put @d bytes on the stack */
static enum step outwards(struct walk *w, int32_t d, bool first)
{
	uint64_t old = w->sp, slot = w->sp + (uint64_t)(int64_t)d, fp_at = slot - 8;

	w->sp = slot + 8;
	if (w->go->elf.machine == EM_AARCH64) {
		fp_at = old - 8;
		w->sp = slot;
		slot = old;
	}
	if (d > 0 || w->go->elf.machine == EM_AARCH64) {
		uint64_t fp;

		if (gg_go_memory_word(&w->memory, fp_at, &fp))
			w->fp = fp;
	}
	if (!gg_go_memory_word(&w->memory, slot, &w->pc))
		return STEP_UNREADABLE;
	if (first && d == 0 && w->go->elf.machine == EM_AARCH64)
		w->sp = w->fp + 8;
	return w->sp > old || (first && w->sp == old) ? STEP_ON : STEP_TRUNCATED;
}

/* One frame of machine code: report it and go on to its caller */
static enum step step(struct walk *w, bool first)
{
	uint64_t off = w->pc - w->bias - w->go->text;
	struct gg_go_func f;
	int32_t d = 0;
	bool exact;

	if (!find(w, w->pc, &f))
		return STEP_TRUNCATED;
	f.work = &w->work;
	exact = first || w->at_fault || off == f.entry;
	w->at_fault = is_fault(&f);
	w->maker.chain->physical++;
	if (!gg_go_chain_add(&w->maker, &f, (uint32_t)(exact ? off : off - 1)))
		return STEP_TRUNCATED;
	if (f.flags & GG_GO_TOPFRAME)
		return STEP_COMPLETE;
	if ((f.flags & GG_GO_SPWRITE) && !first && is(&f, "runtime.systemstack"))
		return hop(w, &f);
	if (is(&f, "runtime.cgocallback"))
		w->maker.chain->has_c = true;
	/* the scheduler's own stack, of which no goroutine is the caller */
	else if ((f.flags & GG_GO_SPWRITE) && !first)
		return w->maker.subject ? STEP_TRUNCATED : STEP_COMPLETE;
	if (!gg_go_value(w->go, &f, f.pcsp, (uint32_t)off, &d) && f.pcsp)
		return STEP_TRUNCATED;
	return outwards(w, d, first);
}

/* Whether the thread is in C code, and if so, where the Go code is that called it */
static int leave_c(struct walk *w)
{
	struct gg_go_func f;
	int ret;

	if (find(w, w->pc, &f))
		return 1;
	ret = gg_go_cgo_find(w->go, w->bias, &w->memory, w->sp, &w->pc, &w->sp);
	w->maker.chain->in_c = w->maker.chain->has_c = true;
	return ret;
}

void gg_go_unwind(const struct gg_go *go, uint64_t bias, uint64_t pc, uint64_t sp, gg_go_read *read, void *arg,
		  struct gg_go_chain *ret)
{
	struct walk w = { .go = go, .bias = bias, .pc = pc, .sp = sp, .work = WORK_MAX };
	enum step s = STEP_ON;
	int in_go;

	ret->n_frames = ret->n_owners = ret->physical = 0;
	ret->innermost = -1;
	ret->cut = ret->in_c = ret->has_c = false;
	ret->asks = (struct gg_go_owner){ NULL, NULL, false };
	w.maker.go = go;
	w.maker.chain = ret;
	if (!go) {
		gg_go_chain_end(&w.maker, GG_GO_NOT_GO);
		return;
	}
	w.maker.wrapper = gg_go_index_wrapper(go);
	gg_go_memory_init(&w.memory, read, arg);
	in_go = leave_c(&w);
	if (in_go <= 0) {
		gg_go_chain_end(&w.maker, in_go < 0 ? GG_GO_UNREADABLE : GG_GO_C_THREAD);
		return;
	}
	while (s == STEP_ON)
		s = ret->physical < GG_GO_PHYSICAL_MAX ? step(&w, !ret->physical && !ret->in_c) :
							 STEP_TRUNCATED;
	gg_go_chain_end(&w.maker, step_ends[s]);
}
