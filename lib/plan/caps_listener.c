/*
 * Whether somebody listens to this process already.
 *
 * Owns that one question. The kernel gives a process and what it starts one listener, whoever asks
 * first: a second filter with one is EBUSY. It says so only when the filter is otherwise fine, and
 * then a free place is taken. So a child tries, and ends: it shares this memory, which saves a copy
 * of it, and neither its descriptors nor its filter are this process's. A process without a
 * filter has no listener, and needs no child to say so. Relies on prctl(2), seccomp(2), clone(2).
 */
#include <errno.h>
#include <linux/filter.h>
#include <sched.h>
#include <stdalign.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "base/kernel.h"
#include "base/sys.h"
#include "plan/caps.h"

#define STACK 16384

GG_FOREIGN_STACK static void try_it(void *ret_said)
{
	struct sock_filter allow = BPF_STMT(BPF_RET | BPF_K, GG_SECCOMP_RET_ALLOW);
	struct sock_fprog prog = { 1, &allow };
	long *said = ret_said;

	(void)gg_sys_prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	*said = gg_sys_seccomp(GG_SECCOMP_SET_MODE_FILTER, GG_SECCOMP_NEW_LISTENER, &prog);
	gg_sys_exit(0);
}

/** gg_caps_ask_free_listener() - see caps.h; where it cannot be tried, installing the filter will tell */
long gg_caps_ask_free_listener(void)
{
	alignas(16) char stack[STACK];
	long said = 0;
	long pid;

	if (gg_sys_prctl(PR_GET_SECCOMP, 0, 0, 0, 0) == 0 ||
	    gg_sys_seccomp(GG_SECCOMP_SET_MODE_FILTER, GG_SECCOMP_NEW_LISTENER, NULL) != -EFAULT)
		return 0;
	/* no signal at its end: it is no business of whatever waits for children here */
	pid = gg_sys_clone_vm(CLONE_VFORK, stack + STACK, try_it, &said);
	if (pid < 0)
		return 0;
	while (waitpid((pid_t)pid, NULL, __WALL) < 0 && errno == EINTR)
		;
	return said == -EBUSY ? said : 0;
}
