/*
 * Acting with the rights of the caller.
 *
 * Owns the switch of fsuid, fsgid, groups and effective capabilities of the calling thread: the
 * caller may have given up some, binding to low ports and file capabilities among them. Only a
 * supervisor that runs as root has anything to switch; for any other, its own rights are the
 * caller's. Raw calls, because libc's would change all threads.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/calls.h"
#include "base/privileges.h"
#include "base/sys.h"
#include "supervise/proc.h"
#include "supervise/target.h"

/* What looking at a caller, ending it, and the way back need; no act is made with these. */
#define KEPT ((1u << CAP_SYS_PTRACE) | (1u << CAP_KILL) | (1u << CAP_SETUID) | (1u << CAP_SETGID))

typedef struct __user_cap_data_struct cap_halves[2];

static struct __user_cap_header_struct cap_header(void)
{
	return (struct __user_cap_header_struct){ .version = _LINUX_CAPABILITY_VERSION_3 };
}

/** gg_super_give_up() - see target.h */
int gg_super_give_up(const struct gg_plan *plan)
{
	return gg_privileges_keep(plan->head->privileges | KEPT);
}

/** gg_own_caps() - see target.h */
uint64_t gg_own_caps(void)
{
	struct __user_cap_header_struct head = cap_header();
	cap_halves caps = { { 0 } };

	if (gg_sys(SYS_capget, &head, caps) < 0)
		return 0;
	return (uint64_t)caps[1].effective << 32 | caps[0].effective;
}

static long set_caps(uint64_t effective)
{
	struct __user_cap_header_struct head = cap_header();
	cap_halves caps;
	long ret = gg_sys(SYS_capget, &head, caps);

	if (ret < 0)
		return ret;
	caps[0].effective = (uint32_t)effective;
	caps[1].effective = (uint32_t)(effective >> 32);
	return gg_sys(SYS_capset, &head, caps);
}

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

/* By what a process changes its ids, groups and user namespace; set-user-ID programs are no_new_privs' matter.
 * Capabilities it can lose in more ways, execve among them: they are asked for each time. */
static const char *const changers[] = { "setuid",    "setgid",	  "setreuid", "setregid", "setresuid", "setresgid",
					"setfsuid", "setfsgid", "setgroups", "unshare",  "setns" };

static bool same_groups(const struct gg_super *s, const struct gg_creds *creds)
{
	if (s->n_groups != creds->n_groups)
		return false;
	for (int i = 0; i < s->n_groups; i++)
		if (s->groups[i] != creds->groups[i])
			return false;
	return true;
}

/** gg_ids_stay() - see target.h */
bool gg_ids_stay(struct gg_super *s)
{
	const struct gg_call first = { .super = s, .tid = s->child };
	struct gg_creds creds;

	if (s->plan->head->mode != GG_MODE_ENFORCE)
		return false;
	for (size_t i = 0; i < GG_ARRAY_SIZE(changers); i++) {
		int nr = gg_call_find(GG_ARCH_HERE, changers[i]);

		if (nr < 0 || nr >= GG_PLAN_CALLS ||
		    (s->plan->calls[nr] != GG_CALL_DENY && s->plan->calls[nr] != GG_CALL_REFUSED &&
		     s->plan->calls[nr] != GG_CALL_ABSENT))
			return false;
	}
	return gg_target_creds(&first, &creds) == 0 && creds.fsuid == geteuid() && creds.fsgid == getegid() &&
	       same_groups(s, &creds);
}

/* Has the caller our ids and all our capabilities? One call of the kernel, where reading status is three. */
static bool is_like_us(const struct gg_call *c)
{
	struct __user_cap_header_struct head = { _LINUX_CAPABILITY_VERSION_3, c->tid };
	cap_halves caps = { { 0 } };

	if (!c->super->ids_stay || gg_sys(SYS_capget, &head, caps) < 0)
		return false;
	return !(c->super->caps & ~((uint64_t)caps[1].effective << 32 | caps[0].effective));
}

static int lower(const struct gg_call *c, const struct gg_creds *creds)
{
	long ret = set_ids(creds->fsuid, creds->fsgid, creds->groups, creds->n_groups);

	return (int)(ret < 0 ? ret : set_caps(c->super->caps & (creds->caps | KEPT)));
}

/* A supervisor that cannot return to its own rights ends. */
static void raise_again(const struct gg_super *s)
{
	if (set_ids(geteuid(), getegid(), s->groups, s->n_groups) < 0 || set_caps(s->caps) < 0)
		gg_sys_exit(125);
}

/* What this thread acts with. Return: 0; negative errno */
static int own_creds(struct gg_creds *ret_creds)
{
	long n = gg_sys(SYS_getgroups, (int)GG_ARRAY_SIZE(ret_creds->groups), ret_creds->groups);

	ret_creds->n_groups = (int)n;
	ret_creds->fsuid = (uid_t)gg_sys(SYS_setfsuid, -1);
	ret_creds->fsgid = (gid_t)gg_sys(SYS_setfsgid, -1);
	ret_creds->caps = gg_own_caps();
	return n < 0 ? (int)n : 0;
}

/** gg_target_mem() - see target.h; nor does one that cannot give them up again go on */
int gg_target_mem(const struct gg_call *c)
{
	struct gg_creds creds;
	int fd, ret = c->lowered ? own_creds(&creds) : 0;

	if (ret < 0)
		return ret;
	if (c->lowered)
		raise_again(c->super);
	fd = gg_proc_open(c->tid, "mem", O_RDONLY);
	if (c->lowered && lower(c, &creds) < 0)
		gg_sys_exit(125);
	return fd;
}

/** gg_target_become() - see target.h */
int gg_target_become(struct gg_call *c)
{
	struct gg_creds creds;
	int ret;

	if (!c->super->privileged || is_like_us(c))
		return 0;
	ret = gg_target_creds(c, &creds);
	if (ret < 0)
		return ret;
	if (creds.fsuid == 0 && creds.fsgid == 0 && !(c->super->caps & ~creds.caps))
		return 0;
	c->lowered = true;
	ret = lower(c, &creds);
	if (ret < 0)
		gg_target_back(c);
	return ret < 0 ? -EACCES : 0;
}

/** gg_target_seem() - see target.h; real ids stay, so that the caller cannot send signals */
int gg_target_seem(struct gg_call *c)
{
	long ret;

	if (!c->lowered)
		return 0;
	ret = gg_sys(SYS_setresgid, -1, gg_sys(SYS_setfsgid, -1), -1);
	if (ret == 0)
		ret = gg_sys(SYS_setresuid, -1, gg_sys(SYS_setfsuid, -1), -1);
	return (int)ret;
}

/** gg_umask_begin() - see target.h */
void gg_umask_begin(const struct gg_creds *creds)
{
	(void)umask((mode_t)creds->umask);
}

/** gg_umask_end() - see target.h */
void gg_umask_end(void)
{
	(void)umask(0);
}

/** gg_target_back() - see target.h */
void gg_target_back(struct gg_call *c)
{
	if (!c->lowered)
		return;
	raise_again(c->super);
	c->lowered = false;
}
