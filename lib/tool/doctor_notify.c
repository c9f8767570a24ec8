/*
 * Probes that install a filter, and answer what it notifies of.
 *
 * Owns a small play with two processes: the actor sets no_new_privs, loads a filter that notifies
 * of getppid(2) alone, hands the listener over and calls getppid(); the probe answers it in the way
 * that is tried, and the actor's exit status says what came of it. Relies on nobody else calling
 * getppid() in the actor. Every wait is bounded.
 */
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "base/fd.h"
#include "base/kernel.h"
#include "base/scope.h"
#include "base/sys.h"
#include "tool/doctor_probes.h"

#define ANSWER 4242 /* what getppid() is made to return */
#define WAIT_MS 1000
#define ACTOR_OK 0
#define ACTOR_WRONG 1 /* getppid() returned something else */
#define ACTOR_NO_FILTER 2

static long load(struct sock_filter *insns, unsigned short n, unsigned flags)
{
	struct sock_fprog prog = { n, insns };

	return gg_sys_seccomp(GG_SECCOMP_SET_MODE_FILTER, flags, &prog);
}

static long load_notifying(void)
{
	struct sock_filter insns[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getppid, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, GG_SECCOMP_RET_NOTIF),
		BPF_STMT(BPF_RET | BPF_K, GG_SECCOMP_RET_ALLOW),
	};

	return load(insns, GG_ARRAY_SIZE(insns), GG_SECCOMP_NEW_LISTENER);
}

/** gg_probe_filter() - a filter that allows everything can really be loaded */
void gg_probe_filter(const struct gg_probe *probe, struct gg_sight *f)
{
	struct sock_filter allow = BPF_STMT(BPF_RET | BPF_K, GG_SECCOMP_RET_ALLOW);
	long ret = gg_sys_prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);

	(void)probe;
	if (ret < 0) {
		gg_sight_code(f, false, "prctl(PR_SET_NO_NEW_PRIVS)", ret);
		return;
	}
	ret = load(&allow, 1, 0);
	gg_sight_code(f, ret == 0, "loading a filter that allows everything", ret);
}

static void actor(enum gg_notify_act act, int sock) __attribute__((noreturn));
static void actor(enum gg_notify_act act, int sock)
{
	pid_t parent = getppid();
	int32_t listener;
	long got;

	(void)gg_sys_prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	listener = (int32_t)load_notifying();
	if (gg_fd_send(sock, &listener, sizeof(listener), listener >= 0 ? listener : -1) < 0 || listener < 0)
		gg_sys_exit(ACTOR_NO_FILTER);
	gg_sys_close(listener);
	got = gg_sys(SYS_getppid);
	if (act == GG_NOTIFY_ADDFD || act == GG_NOTIFY_ADDFD_SEND)
		gg_sys_exit(got >= 0 && gg_sys_write((int)got, "!", 1) == 1 ? ACTOR_OK : ACTOR_WRONG);
	gg_sys_exit(got == (act == GG_NOTIFY_CONTINUE ? parent : ANSWER) ? ACTOR_OK : ACTOR_WRONG);
}

/* The listener, or what loading the filter said. Return: descriptor or negative errno */
static int listener_from(int sock)
{
	struct pollfd pfd = { .fd = sock, .events = POLLIN };
	int32_t said = -ECHILD;
	int fd = -1;

	if (poll(&pfd, 1, WAIT_MS) != 1)
		return -ETIMEDOUT;
	if (gg_fd_recv(sock, &said, sizeof(said), &fd) != (ssize_t)sizeof(said))
		return -ECHILD;
	if (said < 0)
		return said;
	return fd < 0 ? -ECHILD : fd;
}

/* Buffers may have to be larger than this kernel's headers say */
union notification {
	struct seccomp_notif n;
	char space[512];
};

union reply {
	struct seccomp_notif_resp r;
	char space[512];
};

static long send_reply(int listener, const struct seccomp_notif *n, long val, unsigned flags)
{
	union reply reply;

	memset(&reply, 0, sizeof(reply));
	reply.r.id = n->id;
	reply.r.val = val;
	reply.r.flags = flags;
	return ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &reply) < 0 ? -errno : 0;
}

static long add_fd(int listener, const struct seccomp_notif *n, int fd, bool at_once)
{
	struct seccomp_notif_addfd add = { .id = n->id,
					   .flags = at_once ? GG_SECCOMP_ADDFD_SEND : 0,
					   .srcfd = (uint32_t)fd };
	int got = ioctl(listener, SECCOMP_IOCTL_NOTIF_ADDFD, &add);
	long ret = got < 0 ? -errno : 0;

	if (got < 0)
		(void)send_reply(listener, n, -1, 0);
	else if (!at_once)
		ret = send_reply(listener, n, got, 0);
	return ret;
}

static long answer(enum gg_notify_act act, int listener, int fd)
{
	struct pollfd pfd = { .fd = listener, .events = POLLIN };
	union notification u;

	if (poll(&pfd, 1, WAIT_MS) != 1)
		return -ETIMEDOUT;
	memset(&u, 0, sizeof(u));
	if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &u) < 0)
		return -errno;
	if (act == GG_NOTIFY_ADDFD || act == GG_NOTIFY_ADDFD_SEND)
		return add_fd(listener, &u.n, fd, act == GG_NOTIFY_ADDFD_SEND);
	if (act == GG_NOTIFY_CONTINUE)
		return send_reply(listener, &u.n, 0, GG_SECCOMP_CONTINUE);
	return send_reply(listener, &u.n, ANSWER, 0);
}

static const char *const questions[] = {
	[GG_NOTIFY_ANSWER] = "answering getppid() of a filtered child",
	[GG_NOTIFY_CONTINUE] = "letting getppid() of a filtered child go on",
	[GG_NOTIFY_ADDFD] = "giving a filtered child a descriptor, then an answer",
	[GG_NOTIFY_ADDFD_SEND] = "giving a filtered child a descriptor as the answer",
	[GG_NOTIFY_WAKE] = "ioctl(NOTIF_SET_FLAGS, SYNC_WAKE_UP) on a listener",
};

static int end_of(pid_t pid, int listener)
{
	int status = -1;

	if (listener >= 0)
		(void)close(listener); /* what is still waiting gets ENOSYS */
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* Play with the actor @pid. Return: 0: it came to what was tried */
static long play(enum gg_notify_act act, pid_t pid, int sock)
{
	int listener = listener_from(sock);
	long ret = listener;
	int end;

	if (listener >= 0 && act == GG_NOTIFY_WAKE)
		ret = ioctl(listener, GG_SECCOMP_IOCTL_SET_FLAGS, GG_SECCOMP_SYNC_WAKE_UP) < 0 ? -errno : 0;
	if (listener >= 0 && ret >= 0)
		ret = answer(act, listener, sock);
	if (ret < 0)
		(void)kill(pid, SIGKILL);
	end = end_of(pid, listener);
	return ret < 0 ? ret : end == ACTOR_OK ? 0 : -EPROTO;
}

/** gg_probe_notify() - one way to answer a notification, see enum gg_notify_act */
void gg_probe_notify(const struct gg_probe *probe, struct gg_sight *f)
{
	enum gg_notify_act act = (enum gg_notify_act)probe->arg;
	int sv[2];
	pid_t pid;
	long ret;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sv) < 0) {
		gg_sight_say(f, GG_GRANT_UNKNOWN, "socketpair() said %s", gg_code_name(-errno));
		return;
	}
	pid = fork();
	if (pid == 0)
		actor(act, sv[1]);
	if (pid < 0) {
		gg_sight_say(f, GG_GRANT_UNKNOWN, "fork() said %s", gg_code_name(-errno));
		return;
	}
	(void)close(sv[1]);
	ret = play(act, pid, sv[0]);
	if (ret == -EPROTO)
		gg_sight_say(f, GG_GRANT_NO, "%s was taken, but did not reach the child", questions[act]);
	else
		gg_sight_code(f, ret == 0, questions[act], ret);
}
