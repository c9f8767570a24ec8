/*
 * A growing BPF program.
 *
 * Owns the buffer and its limit. Relies on the kernel's 4096 instructions. Used in the tool only.
 */
#ifndef GG_ENFORCE_BPF_H
#define GG_ENFORCE_BPF_H

#include <stddef.h>

#include "base/err.h"
#include "plan/filter.h"
#include "plan/format.h"

#define GG_BPF_MAX 4096

struct gg_bpf {
	struct gg_plan_insn insns[GG_BPF_MAX];
	size_t n;
	int full;
};

void gg_bpf_stmt(struct gg_bpf *bpf, unsigned code, uint32_t k);
void gg_bpf_jump(struct gg_bpf *bpf, unsigned code, uint32_t k, unsigned jt, unsigned jf);

/* gg_core_bpf() - the mandatory core, written by hand in front of what libseccomp compiles */
void gg_core_bpf(const struct gg_filter *filter, struct gg_bpf *bpf);

/* gg_seccomp_compile() - core and policy as one program
 * @bpf: emptied first
 * Return: 0; -E2BIG above GG_BPF_MAX; what libseccomp says, with @err set */
int gg_seccomp_compile(const struct gg_filter *filter, struct gg_bpf *bpf, struct gg_err *err);

/* gg_bpf_run() - what the kernel would answer: an interpreter for tests and explanations
 * @args: six arguments
 * Return: SECCOMP_RET_ value */
uint32_t gg_bpf_run(const struct gg_plan_insn *insns, size_t n, uint32_t arch, int nr,
		    const uint64_t args[static 6]);

#endif
