/*
 * The processes of a start by preload.
 *
 * Owns the command lines for goguard and the child's side of the handoff. Relies on enforce/ for
 * the guard itself. Raw calls only.
 */
#include "shim/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "base/sys.h"
#include "base/text.h"
#include "enforce/guard.h"
#include "plan/handoff.h"

#define ARGS_MAX 24
#define ENV_MAX 4096

/** gg_shim_above() - see child.h */
int gg_shim_above(int fd)
{
	long moved = fd > 2 ? fd : gg_sys(SYS_fcntl, fd, F_DUPFD_CLOEXEC, 3);

	if (moved == fd || moved < 0)
		return fd;
	(void)gg_sys_close(fd);
	return (int)moved;
}

/* The kernel's struct sigaction: handler (SIG_DFL is 0), flags, and two words more; 64 signals */
static void set_action(const unsigned long *action, unsigned long *ret_old)
{
	(void)gg_sys(SYS_rt_sigaction, SIGCHLD, action, ret_old, 8);
}

/** gg_helper_fork() - see child.h */
long gg_helper_fork(struct gg_helper *ret)
{
	static const unsigned long by_default[4];

	set_action(by_default, ret->action);
	ret->pid = gg_sys(SYS_clone, SIGCHLD, 0, 0, 0, 0);
	if (ret->pid < 0)
		set_action(ret->action, NULL);
	return ret->pid;
}

/** gg_helper_wait() - see child.h; setting an action that ignores discards what is pending */
int gg_helper_wait(const struct gg_helper *helper)
{
	int status = -1;
	long n;

	do
		n = gg_sys(SYS_wait4, helper->pid, &status, 0, NULL);
	while (n == -EINTR);
	set_action(helper->action, NULL);
	return n == helper->pid ? status : -1;
}

/* Give @fd to what is executed next. */
static void keep_open(int fd)
{
	(void)gg_sys(SYS_fcntl, fd, F_SETFD, 0);
}

/* goguard itself must not load the shim. It is static, but GOGUARD_BIN may be a script. */
static char **without_preload(char **envp)
{
	static char *copy[ENV_MAX + 1];
	size_t n = 0;

	for (; envp && *envp && n < ENV_MAX; envp++)
		if (strncmp(*envp, "LD_PRELOAD=", strlen("LD_PRELOAD=")))
			copy[n++] = *envp;
	copy[n] = NULL;
	return copy;
}

static size_t add(const char **argv, size_t n, const char *option, const char *value)
{
	if (!value[0])
		return n;
	argv[n++] = option;
	argv[n++] = value;
	return n;
}

static long run_goguard(const struct gg_settings *s, const char **argv)
{
	return gg_sys(SYS_execve, s->bin, argv, without_preload(s->envp));
}

/** gg_become_supervisor() - see child.h */
void gg_become_supervisor(const struct gg_settings *s, int sock, long child, struct gg_err *err)
{
	const char *argv[ARGS_MAX] = { "goguard", "supervise" };
	char sock_text[24], child_text[24];
	struct gg_text text;
	size_t n = 2;
	long ret;

	gg_text_init(&text, sock_text, sizeof(sock_text));
	gg_text_fmt(&text, "%d", sock);
	gg_text_init(&text, child_text, sizeof(child_text));
	gg_text_fmt(&text, "%ld", child);
	n = add(argv, n, "--policy", s->policy);
	n = add(argv, n, "--log", s->log);
	n = add(argv, n, "--mode", s->mode);
	n = add(argv, n, "--shim", s->shim);
	n = add(argv, n, "--sock", sock_text);
	n = add(argv, n, "--child", child_text);
	if (s->alone)
		argv[n++] = "--alone";
	argv[n] = NULL;
	keep_open(sock);
	ret = run_goguard(s, argv);
	gg_err_set(err, (int)ret, "cannot execute '%s': %s (set GOGUARD_BIN)", s->bin,
		   gg_err_reason((int)ret));
}

/** gg_child_ask() - see child.h */
void gg_child_ask(const struct gg_settings *s, int out)
{
	const char *argv[ARGS_MAX] = { "goguard", "supervise", "--target" };
	size_t n = 3;

	n = add(argv, n, "--policy", s->policy);
	n = add(argv, n, "--mode", s->mode);
	argv[n] = NULL;
	if (gg_sys(SYS_dup3, out, 1, 0) == 1)
		(void)run_goguard(s, argv);
	gg_sys_exit(127); /* not GG_SHIM_EXIT: nobody said why */
}

static long receive(int sock, struct gg_hand_plan *msg, int *ret_fd)
{
	union {
		struct cmsghdr head;
		char space[CMSG_SPACE(sizeof(int))];
	} control = { 0 };
	struct iovec iov = { msg, sizeof(*msg) };
	struct msghdr m = { .msg_iov = &iov,
			    .msg_iovlen = 1,
			    .msg_control = &control,
			    .msg_controllen = sizeof(control.space) };
	long n;

	do
		n = gg_sys(SYS_recvmsg, sock, &m, MSG_CMSG_CLOEXEC);
	while (n == -EINTR);
	if (n == (long)sizeof(*msg) && m.msg_controllen >= CMSG_LEN(sizeof(int)) &&
	    control.head.cmsg_type == SCM_RIGHTS)
		memcpy(ret_fd, CMSG_DATA(&control.head), sizeof(*ret_fd));
	return n;
}

static void tell(int sock, const struct gg_err *err)
{
	static struct gg_hand_failed msg = { .version = GG_HAND_VERSION, .kind = GG_HAND_FAILED };

	msg.err = *err;
	(void)gg_sys(SYS_sendto, sock, &msg, sizeof(msg), MSG_NOSIGNAL, NULL, 0);
}

static int take_plan(int sock, struct gg_plan *ret_plan, struct gg_err *err)
{
	static struct gg_hand_plan msg;
	int fd = -1;
	long n = receive(sock, &msg, &fd);
	int ret;

	if (n == 0)
		return gg_err_set(err, -ESRCH, "cannot arm the guard: the supervisor ended");
	if (n != (long)sizeof(msg) || msg.version != GG_HAND_VERSION || msg.kind != GG_HAND_PLAN ||
	    fd < 0)
		return gg_err_set(err, -EPROTO,
				  "cannot arm the guard: goguard and libgoguard.so are not of the "
				  "same version");
	ret = gg_plan_map(fd, ret_plan, err);
	(void)gg_sys_close(fd);
	return ret;
}

/* Without a terminal the function has a process group of its own, and that before it can execute
 * anything: what is sent to the group of its supervisor reaches it once, forwarded. */
static void own_group(void)
{
	long fd = gg_sys_openat(AT_FDCWD, "/dev/tty", O_RDONLY | O_NOCTTY | O_CLOEXEC, 0);

	if (fd >= 0)
		(void)gg_sys_close((int)fd);
	else
		(void)gg_sys(SYS_setpgid, 0, 0);
}

/** gg_child_arm() - see child.h */
int gg_child_arm(int sock, pid_t supervisor, const struct gg_settings *s, struct gg_plan *ret_plan,
		 struct gg_err *err)
{
	struct gg_guard guard = { .plan = ret_plan, .sock = sock, .supervisor = supervisor };
	int ret = take_plan(sock, ret_plan, err);

	guard.entry[0] = s->exe;
	if (!s->alone)
		own_group();
	if (ret == 0 && s->alone != !(ret_plan->head->flags & GG_PLAN_NEEDS_SUPERVISOR))
		ret = gg_err_set(err, -ESTALE, "cannot arm the guard: the policy has just changed");
	if (s->alone) {
		(void)gg_sys_close(sock);
		guard.sock = -1;
	}
	if (ret == 0)
		ret = gg_guard_arm(&guard, err);
	if (s->alone)
		return ret;
	if (ret < 0)
		tell(sock, err);
	(void)gg_sys_close(sock);
	return ret;
}
