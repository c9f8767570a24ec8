/*
 * Arming this process.
 *
 * Owns the order. Relies on the files of each stage. After gg_seccomp_load() there is no way
 * back, and only the calls named after "#syscalls" are made until the program runs. The kernel
 * itself makes a process call some: on the way back from a signal or an interrupted sleep, and
 * at its end.
 * #syscalls rt_sigreturn restart_syscall exit write read
 */
#include "enforce/guard.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include "base/kernel.h"
#include "base/privileges.h"
#include "base/sys.h"
#include "enforce/harden.h"
#include "enforce/limits.h"
#include "enforce/seccomp_load.h"
#include "plan/knock.h"

/* Die with the supervisor. Should: - notice a supervisor that is dead already */
static int die_with(pid_t supervisor, struct gg_err *err)
{
	long ret;

	if (supervisor == 0)
		return 0;
	ret = gg_sys_prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	if (ret < 0)
		return gg_err_set(err, (int)ret, "cannot ask to die with the supervisor: %s",
				  gg_err_reason((int)ret));
	if (gg_sys(SYS_getppid) != supervisor)
		return gg_err_set(err, -ESRCH, "cannot arm the guard: the supervisor is gone");
	return 0;
}

static int no_new_privs(struct gg_err *err)
{
	long ret = gg_sys_prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);

	if (ret < 0)
		return gg_err_set(err, (int)ret, "cannot set no_new_privs: %s",
				  gg_err_reason((int)ret));
	return 0;
}

/* After all that takes a privilege, before all that may take none */
static int give_up(const struct gg_plan *plan, struct gg_err *err)
{
	int ret = gg_privileges_keep(plan->head->privileges);

	if (ret < 0)
		return gg_err_set(err, ret, "cannot give up capabilities: %s", gg_err_reason(ret));
	return 0;
}

/* A policy that only prefers its layers may be left with none: said in the posture, not here. */
static bool arms_anything(const struct gg_plan *plan)
{
	return plan->count[GG_SECT_BPF] || (plan->head->flags & GG_PLAN_LANDLOCK);
}

static bool keeps(const struct gg_plan *plan, int spare, unsigned fd)
{
	uint32_t i;

	if ((int)fd == spare)
		return true;
	for (i = 0; i < plan->count[GG_SECT_KEEP_FDS]; i++)
		if ((unsigned)plan->keep_fds[i] == fd)
			return true;
	return false;
}

/** gg_guard_close_fds() - see guard.h */
void gg_guard_close_fds(const struct gg_plan *plan, int spare)
{
	unsigned highest = spare > 2 ? (unsigned)spare : 2;
	unsigned first = 3;
	unsigned fd;
	uint32_t i;

	for (i = 0; i < plan->count[GG_SECT_KEEP_FDS]; i++)
		if ((unsigned)plan->keep_fds[i] > highest && plan->keep_fds[i] >= 0)
			highest = (unsigned)plan->keep_fds[i];
	for (fd = 3; fd <= highest && fd < 1048576; fd++) {
		if (!keeps(plan, spare, fd))
			continue;
		gg_sys_close_between(first, fd - 1);
		first = fd + 1;
	}
	gg_sys_close_between(first, ~0u);
}

static int enter_domain(const struct gg_guard *g, uint8_t *installed, struct gg_err *err)
{
	if (!(g->plan->head->flags & GG_PLAN_LANDLOCK))
		return 0;
	return gg_landlock_enforce(g->plan, g->entry, installed, err);
}

/* The supervisor may still find that it cannot do what was asked: nothing runs before it says so. */
static int wait_for_go(int sock, struct gg_err *err)
{
	char word = 0;
	long n;

	do
		n = gg_sys_read(sock, &word, 1);
	while (n == -EINTR);
	if (n == 1 && word == GG_HAND_GO)
		return 0;
	return gg_err_set(err, -ESRCH, "cannot arm the guard: the supervisor gave up");
}

/**
 * gg_guard_arm() - see guard.h
 *
 * The order matters: closing descriptors needs none of the later stages, Landlock and seccomp
 * need no_new_privs, and Landlock opens paths, which the filter would notify.
 */
int gg_guard_arm(const struct gg_guard *g, struct gg_err *err)
{
	size_t bytes = (g->plan->count[GG_SECT_LL_PATHS] + 7) / 8 + 1;
	long at = gg_sys(SYS_mmap, NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			 -1, 0);
	uint8_t *installed = (uint8_t *)at;
	int ret;

	if (at < 0 && at > -4096)
		return gg_err_set(err, (int)at, "cannot map memory: %s", gg_err_reason((int)at));
	ret = die_with(g->supervisor, err);
	if (ret == 0) {
		gg_guard_close_fds(g->plan, g->sock);
		ret = gg_limits_enforce(g->plan, err);
	}
	if (ret == 0)
		ret = gg_harden_enforce(g->plan, err);
	if (ret == 0)
		ret = give_up(g->plan, err);
	if (ret == 0)
		ret = arms_anything(g->plan) ? no_new_privs(err) : 0;
	if (ret == 0)
		ret = enter_domain(g, installed, err);
	/* Point of no return. */
	if (ret == 0 && g->plan->count[GG_SECT_BPF])
		ret = gg_seccomp_load(g->plan, g->sock, installed, err);
	if (ret == 0 && g->sock >= 0)
		ret = wait_for_go(g->sock, err);
	gg_sys(SYS_munmap, installed, bytes);
	return ret;
}

/** gg_guarded() - see guard.h */
bool gg_guarded(int *ret_plan_fd)
{
	long ret = gg_sys_seccomp(GG_KNOCK_HELLO, 0, NULL);

	*ret_plan_fd = ret >= 0 ? (int)ret : -1;
	return ret >= 0 || ret == -GG_KNOCK_ERRNO;
}
