/*
 * The probe.
 *
 * Owns one question to the kernel per capability. Each is free of side effects on this process.
 * Relies on the order in which the kernel checks arguments: seccomp(2) looks at its flags before
 * it reads the filter, so a NULL filter gives EFAULT for flags that are known and EINVAL for
 * others. Does not fork.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/common.h"
#include "base/kernel.h"
#include "base/scope.h"
#include "base/sys.h"
#include "plan/caps.h"

static int has_flags(unsigned flags)
{
	return gg_sys_seccomp(GG_SECCOMP_SET_MODE_FILTER, flags, NULL) == -EFAULT;
}

static int has_seccomp(void)
{
	return has_flags(0);
}

static int has_no_new_privs(void)
{
	/* Arguments that must be zero are not: EINVAL from a kernel that got to look at them. */
	return gg_sys_prctl(PR_SET_NO_NEW_PRIVS, 1, 1, 1, 1) == -EINVAL &&
	       gg_sys_prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) >= 0;
}

static int has_listener(void)
{
	uint32_t notify = GG_SECCOMP_RET_NOTIF;

	return has_flags(GG_SECCOMP_NEW_LISTENER) &&
	       gg_sys_seccomp(GG_SECCOMP_GET_ACTION_AVAIL, 0, &notify) == 0;
}

static int has_wait_killable(void)
{
	return has_flags(GG_SECCOMP_NEW_LISTENER | GG_SECCOMP_WAIT_KILLABLE);
}

static int has_pidfd_getfd(void)
{
	gg_close int pidfd = (int)gg_sys_pidfd_open(getpid(), 0);
	gg_close int copy = -1;

	if (pidfd < 0)
		return 0;
	copy = (int)gg_sys_pidfd_getfd(pidfd, pidfd);
	return copy >= 0;
}

static int has_vm_read(void)
{
	char from = 'g';
	char to = 0;

	return gg_sys_vm_read(getpid(), &from, &to, 1) == 1 && to == from;
}

static int has_openat2(void)
{
	gg_close int fd = (int)gg_sys_openat2(AT_FDCWD, "/", O_PATH | O_CLOEXEC, 0,
					      GG_RESOLVE_NO_SYMLINKS);

	return fd >= 0;
}

static int (*const probes[GG_CAP_COUNT])(void) = {
	[GG_CAP_SECCOMP] = has_seccomp,
	[GG_CAP_NO_NEW_PRIVS] = has_no_new_privs,
	[GG_CAP_LISTENER] = has_listener,
	[GG_CAP_WAIT_KILLABLE] = has_wait_killable,
	[GG_CAP_PIDFD_GETFD] = has_pidfd_getfd,
	[GG_CAP_VM_READ] = has_vm_read,
	[GG_CAP_OPENAT2] = has_openat2,
};

/**
 * gg_caps_probe() - ask the kernel
 * @ret_caps: what it grants to this process
 */
void gg_caps_probe(struct gg_plan_caps *ret_caps)
{
	long abi = gg_sys_landlock_create(NULL, 0, GG_LL_CREATE_VERSION);
	unsigned cap;

	ret_caps->bits = 0;
	ret_caps->landlock_abi = abi > 0 ? (uint32_t)abi : 0;
	for (cap = 0; cap < GG_CAP_COUNT; cap++)
		if (probes[cap]())
			ret_caps->bits |= 1u << cap;
}
