/*
 * BPF programs: appending, and running them without a kernel.
 *
 * Owns an interpreter for the subset that seccomp accepts. Relies on forward jumps only, as the
 * kernel does. Does not verify: the kernel will.
 */
#include "enforce/bpf.h"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <string.h>

#include "base/kernel.h"

static void append(struct gg_bpf *bpf, struct gg_plan_insn insn)
{
	if (bpf->n == GG_BPF_MAX) {
		bpf->full = 1;
		return;
	}
	bpf->insns[bpf->n++] = insn;
}

/** gg_bpf_stmt() - append a statement */
void gg_bpf_stmt(struct gg_bpf *bpf, unsigned code, uint32_t k)
{
	append(bpf, (struct gg_plan_insn){ .code = (uint16_t)code, .k = k });
}

/** gg_bpf_jump() - append a conditional jump; offsets above 255 make the program unusable */
void gg_bpf_jump(struct gg_bpf *bpf, unsigned code, uint32_t k, unsigned jt, unsigned jf)
{
	if (jt > 255 || jf > 255)
		bpf->full = 1;
	append(bpf, (struct gg_plan_insn){ (uint16_t)code, (uint8_t)jt, (uint8_t)jf, k });
}

static bool jump_taken(unsigned op, uint32_t a, uint32_t k)
{
	switch (op) {
	case BPF_JEQ:
		return a == k;
	case BPF_JGT:
		return a > k;
	case BPF_JGE:
		return a >= k;
	case BPF_JSET:
		return a & k;
	default:
		return false;
	}
}

static uint32_t alu(unsigned op, uint32_t a, uint32_t k)
{
	switch (op) {
	case BPF_AND:
		return a & k;
	case BPF_OR:
		return a | k;
	case BPF_ADD:
		return a + k;
	case BPF_SUB:
		return a - k;
	case BPF_LSH:
		return a << (k & 31);
	case BPF_RSH:
		return a >> (k & 31);
	default:
		return 0;
	}
}

/** gg_bpf_run() - see bpf.h; a program that falls off its end kills */
uint32_t gg_bpf_run(const struct gg_plan_insn *insns, size_t n, uint32_t arch, int nr,
		    const uint64_t args[static 6])
{
	struct seccomp_data data = { .nr = nr, .arch = arch };
	uint32_t scratch[16] = { 0 };
	uint32_t a = 0;
	size_t pc;

	memcpy(data.args, args, sizeof(data.args));
	for (pc = 0; pc < n; pc++) {
		const struct gg_plan_insn *i = &insns[pc];

		switch (BPF_CLASS(i->code)) {
		case BPF_LD:
			if (BPF_MODE(i->code) == BPF_ABS && i->k <= sizeof(data) - 4)
				memcpy(&a, (const char *)&data + i->k, sizeof(a));
			else if (BPF_MODE(i->code) == BPF_MEM)
				a = scratch[i->k & 15];
			else
				a = i->k;
			break;
		case BPF_ST:
			scratch[i->k & 15] = a;
			break;
		case BPF_ALU:
			a = alu(BPF_OP(i->code), a, i->k);
			break;
		case BPF_JMP:
			if (BPF_OP(i->code) == BPF_JA)
				pc += i->k;
			else
				pc += jump_taken(BPF_OP(i->code), a, i->k) ? i->jt : i->jf;
			break;
		case BPF_RET:
			return BPF_RVAL(i->code) == BPF_A ? a : i->k;
		default:
			return GG_SECCOMP_RET_KILL_PROCESS;
		}
	}
	return GG_SECCOMP_RET_KILL_PROCESS;
}
