/*
 * The probe.
 *
 * Owns one question to the kernel per capability. Each is free of side effects on this process.
 * Relies on the order in which the kernel checks arguments: seccomp(2) looks at its flags before
 * it reads the filter, so a NULL filter gives EFAULT for flags that are known and EINVAL for
 * others. Does not fork, but for the listener: see caps_listener.c.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <unistd.h>

#include "base/common.h"
#include "base/kernel.h"
#include "base/scope.h"
#include "base/sys.h"
#include "plan/caps.h"

static long ask_flags(unsigned flags)
{
	return gg_sys_seccomp(GG_SECCOMP_SET_MODE_FILTER, flags, NULL);
}

static long ask_seccomp(void)
{
	return ask_flags(0);
}

static long ask_no_new_privs(void)
{
	/* Arguments that must be zero are not: EINVAL from a kernel that got to look at them. */
	long got = gg_sys_prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0);

	/* an EINVAL from the first is no grant */
	if (got < 0)
		return got == -EINVAL ? -ENOSYS : got;
	return gg_sys_prctl(PR_SET_NO_NEW_PRIVS, 1, 1, 1, 1);
}

static long ask_listener(void)
{
	uint32_t notify = GG_SECCOMP_RET_NOTIF;
	long got = gg_sys_seccomp(GG_SECCOMP_GET_ACTION_AVAIL, 0, &notify);

	return got < 0 ? got : ask_flags(GG_SECCOMP_NEW_LISTENER);
}

static long ask_wait_killable(void)
{
	return ask_flags(GG_SECCOMP_NEW_LISTENER | GG_SECCOMP_WAIT_KILLABLE);
}

static long ask_pidfd_getfd(void)
{
	gg_close int pidfd = (int)gg_sys_pidfd_open(getpid(), 0);
	gg_close int copy = -1;

	if (pidfd < 0)
		return pidfd;
	copy = (int)gg_sys_pidfd_getfd(pidfd, pidfd);
	return GG_MIN(copy, 0);
}

static long ask_vm_read(void)
{
	char from = 'g';
	char to = 0;
	gg_close int mem = -1;
	long got = gg_sys_vm_read(getpid(), &from, &to, 1);

	if (got == 1 && to == from)
		return 1;
	mem = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
	if (mem >= 0 && pread(mem, &to, 1, (off_t)(uintptr_t)&from) == 1 && to == from)
		return 1;
	return GG_MIN(got, 0);
}

static long ask_openat2(void)
{
	gg_close int fd = (int)gg_sys_openat2(AT_FDCWD, "/", O_PATH | O_CLOEXEC, 0,
					      GG_RESOLVE_NO_SYMLINKS);

	return GG_MIN(fd, 0);
}

static long ask_ptrace(void)
{
	/* a process that cannot be: looked for only by a kernel that lets ptrace through */
	return ptrace(PTRACE_SEIZE, INT_MAX, NULL, NULL) < 0 ? -errno : 0;
}

static long ask_mdwe(void)
{
	return GG_MIN(gg_sys_prctl(GG_PR_GET_MDWE, 0, 0, 0, 0), 0);
}

/* Not affected, restricted already, or the process's own to restrict */
static long ask_speculation(void)
{
	unsigned long which;

	for (which = 0; which <= GG_SPEC_INDIRECT_BRANCH; which++) {
		long got = gg_sys_prctl(GG_PR_GET_SPECULATION_CTRL, which, 0, 0, 0);

		if (got < 0)
			return got;
		if ((got & GG_SPEC_ENABLE) && !(got & GG_SPEC_PRCTL))
			return -ENXIO;
	}
	return 0;
}

static long ask_core_sched(void)
{
	uint64_t cookie = 0;

	return gg_sys_prctl(GG_PR_SCHED_CORE, 0 /* get */, 0, 0, (unsigned long)&cookie);
}

/* What is asked, and the answer that grants */
static const struct {
	long (*ask)(void);
	long granted;
	const char *question;
} probes[GG_CAP_COUNT] = {
	[GG_CAP_SECCOMP] = { ask_seccomp, -EFAULT, "seccomp(SET_MODE_FILTER, 0, NULL)" },
	[GG_CAP_NO_NEW_PRIVS] = { ask_no_new_privs, -EINVAL, "prctl(PR_SET_NO_NEW_PRIVS, 1, 1, 1, 1)" },
	[GG_CAP_LISTENER] = { ask_listener, -EFAULT, "seccomp(SET_MODE_FILTER, NEW_LISTENER, NULL)" },
	[GG_CAP_FREE_LISTENER] = { gg_caps_ask_free_listener, 0,
				   "seccomp(SET_MODE_FILTER, NEW_LISTENER) in a child" },
	[GG_CAP_WAIT_KILLABLE] = { ask_wait_killable, -EFAULT,
				   "seccomp(SET_MODE_FILTER, NEW_LISTENER | WAIT_KILLABLE_RECV, NULL)" },
	[GG_CAP_PIDFD_GETFD] = { ask_pidfd_getfd, 0, "pidfd_getfd() of its own descriptor" },
	[GG_CAP_VM_READ] = { ask_vm_read, 1, "process_vm_readv() or /proc/self/mem of itself" },
	[GG_CAP_OPENAT2] = { ask_openat2, 0, "openat2(\"/\", RESOLVE_NO_SYMLINKS)" },
	[GG_CAP_PTRACE] = { ask_ptrace, -ESRCH, "ptrace(PTRACE_SEIZE) of no process" },
	[GG_CAP_MDWE] = { ask_mdwe, 0, "prctl(PR_GET_MDWE)" },
	[GG_CAP_SPECULATION] = { ask_speculation, 0, "prctl(PR_GET_SPECULATION_CTRL)" },
	[GG_CAP_CORE_SCHED] = { ask_core_sched, 0, "prctl(PR_SCHED_CORE, PR_SCHED_CORE_GET)" },
};

/** gg_cap_ask() - see caps.h */
void gg_cap_ask(enum gg_cap cap, struct gg_cap_answer *ret_answer)
{
	ret_answer->question = probes[cap].question;
	ret_answer->code = probes[cap].ask();
	ret_answer->granted = ret_answer->code == probes[cap].granted;
}

/**
 * gg_caps_probe() - ask the kernel
 * @ret_caps: what it grants to this process
 */
void gg_caps_probe(struct gg_plan_caps *ret_caps)
{
	long abi = gg_sys_landlock_create(NULL, 0, GG_LL_CREATE_VERSION);
	struct gg_cap_answer answer;
	unsigned cap;

	ret_caps->bits = 0;
	ret_caps->landlock_abi = abi > 0 ? (uint32_t)abi : 0;
	for (cap = 0; cap < GG_CAP_COUNT; cap++) {
		gg_cap_ask((enum gg_cap)cap, &answer);
		if (answer.granted)
			ret_caps->bits |= 1u << cap;
	}
}
