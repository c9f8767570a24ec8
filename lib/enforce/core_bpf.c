/*
 * The mandatory core in BPF.
 *
 * Owns the instructions that run before those of the policy: architecture, numbers nobody knows,
 * checks of register arguments. Written by hand because it must hold whatever the policy allows:
 * it only ever ends early with a denial, or falls through to the policy's program. Arguments are
 * loaded only under their own call's number, so that the kernel's bitmap of always-allowed calls
 * stays in use for all others. Relies on plan/checks.c for the table.
 */
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <string.h>

#include "base/calls.h"
#include "base/kernel.h"
#include "enforce/bpf.h"
#include "plan/knock.h"
#include "plan/watch.h"

#if defined(__x86_64__)
#define ARCH_HERE AUDIT_ARCH_X86_64
#define X32_BIT 0x40000000u
#else
#define ARCH_HERE AUDIT_ARCH_AARCH64
#endif

#define OFF_NR ((uint32_t)offsetof(struct seccomp_data, nr))
#define OFF_ARCH ((uint32_t)offsetof(struct seccomp_data, arch))
#define OFF_ARG(i, high) \
	((uint32_t)(offsetof(struct seccomp_data, args) + 8u * (i) + ((high) ? 4u : 0u)))
#define ENOSYS_ACTION (GG_SECCOMP_RET_ERRNO | ENOSYS)

static void load(struct gg_bpf *bpf, uint32_t offset)
{
	gg_bpf_stmt(bpf, BPF_LD | BPF_W | BPF_ABS, offset);
}

static void ret(struct gg_bpf *bpf, uint32_t action)
{
	gg_bpf_stmt(bpf, BPF_RET | BPF_K, action);
}

/* Foreign architectures and x32 end the process. -1 is what a tracer leaves behind when it
 * cancels a call: absent. */
static void emit_arch(struct gg_bpf *bpf)
{
	load(bpf, OFF_ARCH);
	gg_bpf_jump(bpf, BPF_JMP | BPF_JEQ | BPF_K, ARCH_HERE, 1, 0);
	ret(bpf, GG_SECCOMP_RET_KILL_PROCESS);
	load(bpf, OFF_NR);
	gg_bpf_jump(bpf, BPF_JMP | BPF_JEQ | BPF_K, 0xffffffffu, 0, 1);
	ret(bpf, ENOSYS_ACTION);
#if defined(__x86_64__)
	gg_bpf_jump(bpf, BPF_JMP | BPF_JGE | BPF_K, X32_BIT, 0, 1);
	ret(bpf, GG_SECCOMP_RET_KILL_PROCESS);
#endif
}

/* Numbers that no table knows are absent, so that programs made for newer kernels fall back: those
 * above the last, and the holes, chiefly the one below 424, where unified numbering begins. */
static void emit_unknown(struct gg_bpf *bpf)
{
	const char *names[GG_CALLS_MAX + 1];
	int max = gg_call_max(GG_ARCH_HERE);
	int nr, end;

	gg_call_names(GG_ARCH_HERE, GG_ARRAY_SIZE(names), names);

	gg_bpf_jump(bpf, BPF_JMP | BPF_JGT | BPF_K, (uint32_t)max, 0, 1);
	ret(bpf, ENOSYS_ACTION);
	for (nr = 0; nr < max; nr = end + 1) {
		for (end = nr; !names[end];)
			end++;
		if (end == nr)
			continue;
		gg_bpf_jump(bpf, BPF_JMP | BPF_JGE | BPF_K, (uint32_t)nr, 0, 2);
		gg_bpf_jump(bpf, BPF_JMP | BPF_JGE | BPF_K, (uint32_t)end, 1, 0);
		ret(bpf, ENOSYS_ACTION);
	}
}

static unsigned cond_size(const struct gg_check_cond *c)
{
	return c->mask == ~0u ? 2 : 3;
}

/* One row: load, mask, compare for each condition; the first that fails jumps behind the row. */
static void emit_conds(struct gg_bpf *bpf, const struct gg_check *row, unsigned behind)
{
	unsigned left = behind;
	unsigned i;

	for (i = 0; i < row->n; i++)
		left += cond_size(&row->conds[i]);
	for (i = 0; i < row->n; i++) {
		const struct gg_check_cond *c = &row->conds[i];

		load(bpf, OFF_ARG(c->arg, c->high));
		if (c->mask != ~0u)
			gg_bpf_stmt(bpf, BPF_ALU | BPF_AND | BPF_K, c->mask);
		left -= cond_size(c);
		gg_bpf_jump(bpf, BPF_JMP | BPF_JEQ | BPF_K, c->value, 0, left);
	}
}

/* Rows that are the supervisor's to answer, where there is one */
static bool asks(const struct gg_filter *filter, enum gg_check_action action)
{
	switch (action) {
	case GG_CHECK_WATCH:
	case GG_CHECK_SIGNAL:
		return true;
	case GG_CHECK_COUNT:
		return filter->counts_processes;
	case GG_CHECK_SOCKET:
		return filter->makes_sockets;
	case GG_CHECK_UNSCOPED:
		return !filter->scopes_signals;
	case GG_CHECK_WX_FILE:
		return filter->wx;
	case GG_CHECK_WX_SHARE:
		return filter->wx || filter->counts_processes;
	default:
		return false;
	}
}

static uint32_t action_of(const struct gg_filter *filter, const struct gg_check *row, bool *passes)
{
	*passes = false;
	if (filter->supervised && asks(filter, row->action))
		return GG_SECCOMP_RET_NOTIF;
	switch (row->action) {
	case GG_CHECK_ALLOW:
		return GG_SECCOMP_RET_ALLOW;
	case GG_CHECK_ERRNO:
		return GG_SECCOMP_RET_ERRNO | (uint32_t)row->err;
	case GG_CHECK_UNSCOPED_ERRNO:
		if (filter->supervised && !filter->scopes_signals)
			return GG_SECCOMP_RET_ERRNO | (uint32_t)row->err;
		break;
	case GG_CHECK_WX_MDWE:
		if (filter->wx && !filter->mdwe)
			return filter->denied;
		break;
	case GG_CHECK_WX:
		if (filter->wx)
			return filter->denied;
		break;
	case GG_CHECK_DEVICE:
		if (!filter->devices)
			return filter->denied;
		break;
	case GG_CHECK_JOIN:
		if (!filter->joins)
			return filter->denied;
		break;
	case GG_CHECK_DENY:
		return filter->denied;
	default:
		break;
	}
	*passes = true;
	return 0;
}

static unsigned row_size(const struct gg_check *row)
{
	unsigned size = 1;
	unsigned i;

	for (i = 0; i < row->n; i++)
		size += cond_size(&row->conds[i]);
	return size;
}

/* All rows of one call, @n of them: skipped unless the number is this one's; falling out of the
 * last row or passing leads behind them, where the number is loaded again. */
static void emit_call(const struct gg_filter *filter, struct gg_bpf *bpf, const struct gg_check *rows,
		      size_t n, int nr)
{
	unsigned size = 0;
	size_t i;

	for (i = 0; i < n; i++)
		size += row_size(&rows[i]);
	/* Too far for a conditional jump: jump over an unconditional one. */
	gg_bpf_jump(bpf, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)nr, 1, 0);
	gg_bpf_stmt(bpf, BPF_JMP | BPF_JA, size + 1);
	for (i = 0; i < n; i++) {
		bool passes;
		uint32_t action = action_of(filter, &rows[i], &passes);

		size -= row_size(&rows[i]);
		emit_conds(bpf, &rows[i], 1);
		if (passes)
			gg_bpf_stmt(bpf, BPF_JMP | BPF_JA, size);
		else
			ret(bpf, action);
	}
	load(bpf, OFF_NR);
}

/* With nothing but rows that pass, the call stays in the kernel's bitmap. */
static bool any_acts(const struct gg_filter *filter, const struct gg_check *rows, size_t n)
{
	bool passes = true;
	size_t i;

	for (i = 0; i < n && passes; i++)
		(void)action_of(filter, &rows[i], &passes);
	return !passes;
}

/* Checks of calls that are granted; what is not granted is denied anyway. */
static void emit_checks(const struct gg_filter *filter, struct gg_bpf *bpf)
{
	size_t first = 0;

	while (first < gg_checks_n) {
		int nr = gg_call_find(GG_ARCH_HERE, gg_checks[first].call);
		size_t n = 1;

		while (first + n < gg_checks_n &&
		       !strcmp(gg_checks[first].call, gg_checks[first + n].call))
			n++;
		if (nr >= 0 && filter->calls[nr] != GG_CALL_DENY &&
		    filter->calls[nr] != GG_CALL_REFUSED && filter->calls[nr] != GG_CALL_ABSENT &&
		    any_acts(filter, &gg_checks[first], n))
			emit_call(filter, bpf, &gg_checks[first], n, nr);
		first += n;
	}
}

/* A denial that arrives at the supervisor must not be taken for a call to be decided about. */
static uint32_t refine_action(const struct gg_filter *filter, int nr)
{
	const char *call = gg_call_name(GG_ARCH_HERE, nr);

	return call && gg_judged(call) ? filter->failed : filter->denied;
}

/* Before the checks: those may end with an answer of the supervisor. */
/* Mode audit refuses nothing that only the policy refuses. Where the supervisor decides by other
 * things, a condition on arguments could only refuse: it is left out. */
static bool audits_elsewhere(const struct gg_filter *filter, int nr)
{
	const char *call = gg_call_name(GG_ARCH_HERE, nr);

	return filter->audits && call && gg_judged(call);
}

static void emit_refines(const struct gg_filter *filter, struct gg_bpf *bpf)
{
	size_t i, v;

	for (i = 0; i < filter->n_refines; i++) {
		const struct gg_filter_refine *r = &filter->refines[i];

		if (filter->calls[r->nr] == GG_CALL_ABSENT || audits_elsewhere(filter, r->nr))
			continue;
		gg_bpf_jump(bpf, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)r->nr, 1, 0);
		gg_bpf_stmt(bpf, BPF_JMP | BPF_JA, (uint32_t)(2 + 2 * r->n));
		load(bpf, OFF_ARG(r->arg, false));
		for (v = 0; v < r->n; v++) {
			gg_bpf_jump(bpf, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)r->values[v], 0, 1);
			gg_bpf_stmt(bpf, BPF_JMP | BPF_JA, (uint32_t)(2 * (r->n - v - 1) + 1));
		}
		ret(bpf, refine_action(filter, r->nr));
		load(bpf, OFF_NR);
	}
}

/* Without a supervisor the knock is answered here; see plan/knock.h. */
static void emit_knock(const struct gg_filter *filter, struct gg_bpf *bpf)
{
	if (filter->supervised) {
		gg_bpf_jump(bpf, BPF_JMP | BPF_JEQ | BPF_K, GG_NR_seccomp, 0, 1);
		ret(bpf, GG_SECCOMP_RET_NOTIF);
		return;
	}
	gg_bpf_jump(bpf, BPF_JMP | BPF_JEQ | BPF_K, GG_NR_seccomp, 0, 4);
	load(bpf, OFF_ARG(0, false));
	gg_bpf_jump(bpf, BPF_JMP | BPF_JEQ | BPF_K, GG_KNOCK_HELLO, 0, 1);
	ret(bpf, GG_SECCOMP_RET_ERRNO | GG_KNOCK_ERRNO);
	ret(bpf, GG_SECCOMP_RET_ERRNO | EPERM);
}

/** gg_core_bpf() - see bpf.h; ends with the number loaded, ready for what follows */
void gg_core_bpf(const struct gg_filter *filter, struct gg_bpf *bpf)
{
	emit_arch(bpf);
	emit_unknown(bpf);
	emit_knock(filter, bpf);
	emit_refines(filter, bpf);
	emit_checks(filter, bpf);
}
