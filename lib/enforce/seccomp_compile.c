/*
 * From filter to BPF by libseccomp.
 *
 * Owns the only use of libseccomp. Relies on it for the search tree over call numbers; checks of
 * arguments are in the core, so that every rule here is about a number alone. Does not load:
 * libseccomp 2.5 does not know all flags, see enforce/seccomp_load.c.
 */
#include <errno.h>
#include <seccomp.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/calls.h"
#include "base/fd.h"
#include "base/kernel.h"
#include "base/scope.h"
#include "enforce/bpf.h"

static void scope_release(scmp_filter_ctx *ctx)
{
	if (*ctx)
		seccomp_release(*ctx);
}

/* BPF action of one call. @starts: by which the command itself is executed; whatever it gets later,
 * the first time has to arrive where it is let through, and a trap would not. */
static uint32_t action_of(const struct gg_filter *filter, unsigned kind, bool starts)
{
	switch (kind) {
	case GG_CALL_ALLOW:
	case GG_CALL_CHECKED:
		return SCMP_ACT_ALLOW;
	case GG_CALL_WATCH:
		return filter->supervised ? SCMP_ACT_NOTIFY : SCMP_ACT_ALLOW;
	case GG_CALL_ABSENT:
		return SCMP_ACT_ERRNO(ENOSYS);
	default:
		return starts && filter->supervised ? SCMP_ACT_NOTIFY : filter->denied;
	}
}

/* Of every number. What has no name is answered by the core. */
static void find_actions(const struct gg_filter *filter, uint32_t ret_actions[GG_CALLS_MAX])
{
	const char *names[GG_CALLS_MAX];
	int nr, execve = gg_call_find(GG_ARCH_HERE, "execve");

	gg_call_names(GG_ARCH_HERE, GG_CALLS_MAX, names);
	for (nr = 0; nr < GG_CALLS_MAX; nr++)
		ret_actions[nr] = names[nr] ? action_of(filter, filter->calls[nr], nr == execve) : filter->denied;
}

static int add_rules(scmp_filter_ctx ctx, const struct gg_filter *filter, const uint32_t *actions)
{
	int ret = 0, nr;

	for (nr = 0; ret == 0 && nr < GG_CALLS_MAX; nr++)
		if (actions[nr] != filter->denied) /* the default */
			ret = seccomp_rule_add_exact(ctx, actions[nr], nr, 0);
	return ret;
}

/* libseccomp 2.5 leaves out what it had no memory for, and says that all is well. */
static int check(const struct gg_plan_insn *insns, size_t n, const uint32_t *actions)
{
	const uint64_t args[6] = { 0 };
	int nr;

	for (nr = 0; nr < GG_CALLS_MAX; nr++)
		if (gg_bpf_run(insns, n, seccomp_arch_native(), nr, args) != actions[nr])
			return -ENOMEM;
	return 0;
}

/* Export into a memory file and back: libseccomp 2.5 knows no other way. */
static int append_export(scmp_filter_ctx ctx, struct gg_bpf *bpf)
{
	gg_close int fd = memfd_create("goguard-bpf", MFD_CLOEXEC);
	size_t room = (GG_BPF_MAX - bpf->n) * sizeof(bpf->insns[0]);
	struct rlimit most;
	ssize_t got;
	int ret;

	if (fd < 0)
		return -errno;
	/* A memory file is limited as any other, and a write that was cut is none to libseccomp. */
	if (getrlimit(RLIMIT_FSIZE, &most) == 0 && most.rlim_cur < room)
		return -EFBIG;
	ret = seccomp_export_bpf(ctx, fd);
	if (ret < 0)
		return ret;
	if (lseek(fd, 0, SEEK_SET) < 0)
		return -errno;
	got = gg_fd_read_all(fd, &bpf->insns[bpf->n], room);
	if (got < 0)
		return (int)got;
	if ((size_t)got == room || (size_t)got % sizeof(bpf->insns[0]))
		return -E2BIG;
	bpf->n += (size_t)got / sizeof(bpf->insns[0]);
	return 0;
}

#define API_NOTIFY 5u /* level of libseccomp at which filters can notify, version 2.5 */

static int compile(const struct gg_filter *filter, struct gg_bpf *bpf)
{
	GG_CLEANUP(scope_release) scmp_filter_ctx ctx = NULL;
	uint32_t actions[GG_CALLS_MAX];
	size_t core = bpf->n;
	int ret;

	/* Otherwise it asks the kernel at hand, which may refuse seccomp and is not the one meant. */
	ret = seccomp_api_set(API_NOTIFY);
	if (ret < 0)
		return ret;
	ctx = seccomp_init(filter->denied);
	if (!ctx)
		return -ENOMEM;
	find_actions(filter, actions);
	ret = seccomp_attr_set(ctx, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
	if (ret == 0)
		ret = seccomp_attr_set(ctx, SCMP_FLTATR_CTL_OPTIMIZE, 2); /* binary tree */
	if (ret == 0)
		ret = add_rules(ctx, filter, actions);
	if (ret == 0)
		ret = append_export(ctx, bpf);
	if (ret == 0)
		ret = check(&bpf->insns[core], bpf->n - core, actions);
	return ret;
}

/** gg_seccomp_compile() - see bpf.h */
int gg_seccomp_compile(const struct gg_filter *filter, struct gg_bpf *bpf, struct gg_err *err)
{
	int ret;

	bpf->n = 0;
	bpf->full = 0;
	gg_core_bpf(filter, bpf);
	ret = compile(filter, bpf);
	if (ret == 0 && bpf->full)
		ret = -E2BIG;
	if (ret < 0)
		return gg_err_set(err, ret, "cannot compile the filter: %s", gg_err_reason(ret));
	return 0;
}
