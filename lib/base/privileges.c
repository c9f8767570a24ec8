/*
 * Giving up privileges.
 *
 * Owns the order: first what an exec may give back (the bounding set, which takes CAP_SETPCAP), then
 * what there is. The kernel takes ambient ones away together with permitted and inheritable ones.
 * Raw calls only. Relies on a single thread, or on being told for one thread.
 */
#include "base/privileges.h"

#include <errno.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "base/sys.h"

/* Until the kernel knows no more of them */
static int lower_bound(uint64_t kept)
{
	unsigned i;
	long ret = 0;

	for (i = 0; i < 64 && ret != -EINVAL; i++) {
		if (kept & GG_PRIVILEGE(i))
			continue;
		ret = gg_sys_prctl(PR_CAPBSET_READ, i, 0, 0, 0);
		if (ret == 1)
			ret = gg_sys_prctl(PR_CAPBSET_DROP, i, 0, 0, 0);
		if (ret < 0 && ret != -EINVAL && ret != -EPERM)
			return (int)ret;
	}
	return 0;
}

static bool narrow(uint32_t *half, uint32_t kept)
{
	bool wider = *half & ~kept;

	*half &= kept;
	return wider;
}

/** gg_privileges_keep() - see privileges.h */
int gg_privileges_keep(uint64_t kept)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct now[2] = { { 0 } };
	bool wider = false;
	long ret = lower_bound(kept);
	unsigned i;

	if (ret == 0)
		ret = gg_sys(SYS_capget, &head, now);
	for (i = 0; ret == 0 && i < 2; i++) {
		uint32_t half = (uint32_t)(kept >> (32 * i));

		wider |= narrow(&now[i].effective, half);
		wider |= narrow(&now[i].permitted, half);
		wider |= narrow(&now[i].inheritable, half);
	}
	if (ret == 0 && wider)
		ret = gg_sys(SYS_capset, &head, now);
	return (int)ret;
}
