/*
 * Acting with the rights of the caller.
 *
 * Owns the switch of fsuid, fsgid and groups of the calling thread. Relies on the kernel dropping
 * the capabilities over files together with fsuid 0. Only a supervisor that runs as root has
 * anything to switch; for any other, its own rights are the caller's. Raw calls, because libc's
 * would change all threads.
 */
#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/sys.h"
#include "supervise/target.h"

static long set_ids(uid_t uid, gid_t gid, const gid_t *groups, int n)
{
	long ret = gg_sys(SYS_setgroups, n, groups);

	if (ret < 0 && ret != -EPERM) /* EPERM: no CAP_SETGID, then the caller has no other groups */
		return ret;
	gg_sys(SYS_setfsgid, gid);
	gg_sys(SYS_setfsuid, uid);
	/* setfsuid() reports no failure: asking with an invalid id returns the present one. */
	if ((uid_t)gg_sys(SYS_setfsuid, -1) != uid || (gid_t)gg_sys(SYS_setfsgid, -1) != gid)
		return -EPERM;
	return 0;
}

/** gg_target_become() - see target.h */
int gg_target_become(struct gg_call *c)
{
	struct gg_creds creds;
	int ret;

	if (!c->super->privileged)
		return 0;
	ret = gg_target_creds(c, &creds);
	if (ret < 0)
		return ret;
	if (creds.fsuid == 0 && creds.fsgid == 0)
		return 0;
	ret = (int)set_ids(creds.fsuid, creds.fsgid, creds.groups, creds.n_groups);
	if (ret < 0)
		gg_target_back(c);
	return ret < 0 ? -EACCES : 0;
}

/** gg_target_back() - see target.h; a supervisor that cannot return to its own rights ends */
void gg_target_back(struct gg_call *c)
{
	if (!c->super->privileged)
		return;
	if ((uid_t)gg_sys(SYS_setfsuid, -1) == geteuid() && (gid_t)gg_sys(SYS_setfsgid, -1) == getegid())
		return;
	if (set_ids(geteuid(), getegid(), c->super->groups, c->super->n_groups) < 0)
		gg_sys_exit(125);
}
