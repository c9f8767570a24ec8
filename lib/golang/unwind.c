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

#define HOPS_MAX 16 /* from stack to stack */

/* What counts of a place in a function */
enum {
	PLACE_ENTRY = 1,	/* its first instruction */
	PLACE_TOP = 2,		/* nobody calls the function */
	PLACE_SPWRITE = 4,	/* it changes stacks */
	PLACE_SYSTEMSTACK = 8,
	PLACE_CGOCALLBACK = 16,
	PLACE_FAULT = 32,	/* the kernel, not a call, makes it follow another */
	PLACE_DEPTH = 64,	/* the table of depths has this place */
	PLACE_NO_TABLE = 128,	/* there is none */
};

struct walk {
	const struct gg_go_code *code;
	const struct gg_go *go;
	uint64_t pc, sp;
	uint64_t fp;	/* what the last frame saved of its caller's frame pointer, 0: nothing */
	bool at_fault;	/* the frame was left by a fault, not by a call: pc is exact */
	unsigned hops;
	uint64_t work;	/* bytes of tables that may still be read */
	struct gg_go_memory memory;
	struct gg_go_trail *trail;
};

enum step { STEP_ON, STEP_TOP, STEP_SCHEDULER, STEP_TRUNCATED, STEP_UNREADABLE };

static const enum gg_go_trail_end step_ends[] = {
	[STEP_TOP] = GG_GO_TRAIL_TOP,
	[STEP_SCHEDULER] = GG_GO_TRAIL_SCHEDULER,
	[STEP_TRUNCATED] = GG_GO_TRAIL_TRUNCATED,
	[STEP_UNREADABLE] = GG_GO_TRAIL_UNREADABLE,
};

static bool is(const struct gg_go_func *f, const char *name)
{
	return strcmp(f->name, name) == 0;
}

static uint8_t bits_of(const struct gg_go_func *f)
{
	static const struct {
		const char *name;
		uint8_t bits;
	} known[] = {
		{ "runtime.systemstack", PLACE_SYSTEMSTACK }, { "runtime.cgocallback", PLACE_CGOCALLBACK },
		{ "runtime.sigpanic", PLACE_FAULT },	   { "runtime.asyncPreempt", PLACE_FAULT },
		{ "runtime.debugCallV2", PLACE_FAULT },
	};
	uint8_t bits = (f->flags & GG_GO_TOPFRAME ? PLACE_TOP : 0) | (f->flags & GG_GO_SPWRITE ? PLACE_SPWRITE : 0);

	for (size_t i = 0; i < GG_ARRAY_SIZE(known); i++)
		if (is(f, known[i].name))
			bits |= known[i].bits;
	return bits;
}

/* What the tables say of @off. Return: false: it is in no function, or @work is used up */
static bool look_up(const struct gg_go *go, uint64_t off, uint64_t *work, struct gg_go_place *ret)
{
	const uint64_t before = *work;
	struct gg_go_func f;

	if (!gg_go_func_find(go, off, &f))
		return false;
	f.work = work;
	*ret = (struct gg_go_place){ .off = (uint32_t)off, .bits = bits_of(&f) };
	if (off == f.entry)
		ret->bits |= PLACE_ENTRY;
	if (!f.pcsp)
		ret->bits |= PLACE_NO_TABLE;
	else if (gg_go_value(go, &f, f.pcsp, (uint32_t)off, &ret->depth))
		ret->bits |= PLACE_DEPTH;
	ret->work = (uint32_t)(before - *work);
	return *work;
}

/* The same, remembered. It counts as if it had been read again, so that a walk comes out the same. */
static bool find(struct walk *w, uint64_t pc, struct gg_go_place *ret)
{
	const struct gg_go_code *code = w->code;
	uint64_t off = pc - code->bias - w->go->text;
	struct gg_go_place *known;

	if (!code->places)
		return look_up(w->go, off, &w->work, ret);
	known = &code->places->of[(off ^ off >> 11) % GG_GO_PLACES];
	if (known->image == code->image && known->off == off) {
		*ret = *known;
		return gg_go_spend(&w->work, ret->work);
	}
	if (!look_up(w->go, off, &w->work, ret))
		return false;
	*known = *ret;
	known->image = code->image;
	return true;
}

/* What a function on the system stack was called by: the frame pointer still leads to the goroutine */
static enum step hop(struct walk *w, const struct gg_go_place *p)
{
	if (!w->fp || w->hops++ >= HOPS_MAX)
		return STEP_TRUNCATED;
	if (w->go->elf.machine == EM_AARCH64) {
		if (!(p->bits & PLACE_DEPTH) || p->depth < 0)
			return STEP_TRUNCATED;
		w->sp = w->fp + 8 + (uint32_t)p->depth;
	} else {
		w->sp = w->fp + 16;
	}
	if (!gg_go_memory_word(&w->memory, w->fp + 8, &w->pc))
		return STEP_UNREADABLE;
	return STEP_ON;
}

/* The frame outside of one that has put @d bytes on the stack */
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

/* One frame of machine code: note it and go on to its caller */
static enum step step(struct walk *w, bool first)
{
	struct gg_go_place p;
	bool exact;

	if (w->trail->n == GG_GO_PHYSICAL_MAX || !find(w, w->pc, &p))
		return STEP_TRUNCATED;
	exact = first || w->at_fault || (p.bits & PLACE_ENTRY);
	w->at_fault = p.bits & PLACE_FAULT;
	w->trail->at[w->trail->n++] = exact ? p.off : p.off - 1;
	if (p.bits & PLACE_TOP)
		return STEP_TOP;
	if ((p.bits & PLACE_SPWRITE) && !first && (p.bits & PLACE_SYSTEMSTACK))
		return hop(w, &p);
	if ((p.bits & PLACE_SPWRITE) && !first && !(p.bits & PLACE_CGOCALLBACK))
		return STEP_SCHEDULER;
	if (!(p.bits & (PLACE_DEPTH | PLACE_NO_TABLE)))
		return STEP_TRUNCATED;
	return outwards(w, p.depth, first);
}

/* Whether the thread is in C code, and if so, where the Go code is that called it */
static int leave_c(struct walk *w)
{
	struct gg_go_place p;
	int ret;

	if (find(w, w->pc, &p))
		return 1;
	ret = gg_go_cgo_find(w->go, w->code->bias, &w->memory, w->sp, &w->pc, &w->sp);
	w->trail->in_c = true;
	return ret;
}

void gg_go_follow(const struct gg_go_code *code, uint64_t pc, uint64_t sp, gg_go_read *read, void *arg,
		  struct gg_go_trail *ret)
{
	struct walk w;
	enum step s = STEP_ON;
	int in_go;

	ret->n = 0;
	ret->in_c = false;
	ret->end = GG_GO_TRAIL_NOT_GO;
	if (!code->go)
		return;
	w.code = code;
	w.go = code->go;
	w.pc = pc;
	w.sp = sp;
	w.fp = 0;
	w.at_fault = false;
	w.hops = 0;
	w.work = GG_GO_WALK_WORK;
	w.trail = ret;
	gg_go_memory_init(&w.memory, read, arg);
	in_go = leave_c(&w);
	ret->end = in_go < 0 ? GG_GO_TRAIL_UNREADABLE : GG_GO_TRAIL_C_THREAD;
	if (in_go <= 0)
		return;
	while (s == STEP_ON)
		s = step(&w, !ret->n && !ret->in_c);
	ret->end = step_ends[s];
}
