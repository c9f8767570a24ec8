/*
 * Attacks by what is at hand: descriptors, ioctl, programs that hide their memory, other processes.
 *
 * Owns acts that end with 0 when they reached what the policy withholds. Relies on probe.h.
 */
#include "../live/probe.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/fs.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <sys/xattr.h>

#define NODUMP 0x40u /* FS_NODUMP_FL: an attribute that any owner may set */

extern char **environ;

static int reads(int fd)
{
	char c;

	return fd < 0 ? errno : of(read(fd, &c, 1));
}

/* Attributes by ioctl on a descriptor for reading only, as chattr does. Two spellings of the call. */
static int act_attributes(char **w) /* flags|extended|version PATH [HIGH]: HIGH is or-ed to the request */
{
	unsigned long high = num(w[2]);
	int fd = open(w[1], O_RDONLY);
	struct fsxattr x = { 0 };
	unsigned flags = 0;

	if (fd < 0)
		return errno;
	if (!strcmp(w[0], "version"))
		return of(syscall(SYS_ioctl, fd, high | FS_IOC_SETVERSION, &flags));
	if (!strcmp(w[0], "extended")) {
		if (ioctl(fd, FS_IOC_FSGETXATTR, &x) < 0)
			return errno;
		x.fsx_xflags ^= FS_XFLAG_NODUMP;
		return of(syscall(SYS_ioctl, fd, high | FS_IOC_FSSETXATTR, &x));
	}
	if (ioctl(fd, FS_IOC_GETFLAGS, &flags) < 0)
		return errno;
	flags ^= NODUMP;
	return of(syscall(SYS_ioctl, fd, high | FS_IOC_SETFLAGS, &flags));
}

/* The fourth access mode: neither for reading nor for writing, good for ioctl */
static int act_open3(char **w) /* PATH */
{
	return of(syscall(SYS_openat, AT_FDCWD, w[0], 3));
}

/* By an empty path below a handle */
static int act_empty(char **w) /* chmod2|chown|utimens|xattr|unlink PATH */
{
	int fd = open(w[1], strcmp(w[0], "xattr") ? O_PATH : O_RDONLY);
	struct { unsigned long value; unsigned size, flags; } x = { (unsigned long)"v", 1, 0 };

	if (fd < 0)
		return errno;
	if (!strcmp(w[0], "chmod2"))
		return of(syscall(452, fd, "", 0640, AT_EMPTY_PATH));
	if (!strcmp(w[0], "chown"))
		return of(syscall(SYS_fchownat, fd, "", getuid(), getgid(), AT_EMPTY_PATH));
	if (!strcmp(w[0], "utimens"))
		return of(syscall(SYS_utimensat, fd, "", NULL, AT_EMPTY_PATH));
	if (!strcmp(w[0], "xattr"))
		return of(syscall(463, fd, "", AT_EMPTY_PATH, "user.gg", &x, sizeof(x)));
	return USAGE;
}

static int act_passed(char **w) /* SOCKET: read what its listener hands to whoever connects */
{
	union {
		struct cmsghdr head;
		char space[CMSG_SPACE(sizeof(int))];
	} control = { .space = { 0 } };
	struct sockaddr_un un = { .sun_family = AF_UNIX };
	char byte;
	struct iovec iov = { &byte, 1 };
	struct msghdr m = { .msg_iov = &iov, .msg_iovlen = 1, .msg_control = &control,
			    .msg_controllen = sizeof(control) };
	int s = socket(AF_UNIX, SOCK_STREAM, 0), fd;

	(void)snprintf(un.sun_path, sizeof(un.sun_path), "%s", w[0]);
	if (connect(s, (struct sockaddr *)&un, sizeof(un)) < 0 || recvmsg(s, &m, 0) < 0)
		return errno;
	memcpy(&fd, CMSG_DATA(&control.head), sizeof(fd));
	return reads(fd);
}

static int act_inherited(char **w) /* NUMBER: read a descriptor from outside, whatever it is */
{
	return reads((int)num(w[0]));
}

/* Is there a descriptor that nobody gave us: a listener, a socket to the supervisor, the plan? */
static int act_left(char **w)
{
	char link[40], to[256];
	int fd;

	(void)w;
	for (fd = 3; fd < 4096; fd++) {
		ssize_t n;

		(void)snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
		n = readlink(link, to, sizeof(to) - 1);
		if (n < 0)
			continue;
		to[n] = '\0';
		(void)fprintf(stderr, "%s: %s\n", link, to);
		if (strstr(to, "seccomp") || strstr(to, "socket:") || strstr(to, "memfd:"))
			return 0;
	}
	return ENOENT;
}

static int exec_to(const char *program, char **words, char **env)
{
	char *argv[16] = { (char *)"x" };
	int i;

	for (i = 0; words[i] && i < 14; i++)
		argv[i + 1] = words[i];
	(void)execve(program, argv, env);
	return errno;
}

static int act_bare_env(char **w) /* PROGRAM WORD...: executed with no environment at all */
{
	return exec_to(w[0], w + 1, (char *[]){ NULL });
}

static int act_unreadable(char **w) /* PROGRAM WORD...: which may be executed, not read: not dumpable */
{
	return chmod(w[0], 0111) < 0 ? errno : exec_to(w[0], w + 1, environ);
}

static int as_nobody(void)
{
	return setgroups(0, NULL) < 0 || setgid(65534) < 0 || setuid(65534) < 0 ? errno : 0;
}

static int act_setuid(char **w) /* PROGRAM: made set-user-id, executed by nobody; WORD... */
{
	int err = chmod(w[0], 04755) < 0 ? errno : as_nobody();

	return err ? err : exec_to(w[0], w + 1, environ);
}

static int act_is_root(char **w)
{
	(void)w;
	return geteuid() == 0 ? 0 : EPERM;
}

/* Files of /proc/self must be our own, although somebody else opens them */
static int act_own(char **w) /* NAME of /proc/self, FORMAT of a line with our pid */
{
	char path[64], text[4096] = "", line[64];
	int fd;

	(void)snprintf(path, sizeof(path), "/proc/%s", w[0]);
	(void)snprintf(line, sizeof(line), "%d", getpid());
	fd = open(path, O_RDONLY);
	if (fd < 0)
		return errno;
	if (read(fd, text, sizeof(text) - 1) < 0)
		return errno;
	return strstr(text, line) ? ENOENT : 0; /* 0: it is somebody else's */
}

/* A signal that does nothing, to a process outside of the guard */
static int act_signal(char **w) /* kill|tgkill|sigqueue|tgsigqueue|pidfd|tkill PID */
{
	pid_t pid = (pid_t)num(w[1]);
	siginfo_t info = { .si_signo = SIGCONT, .si_code = SI_QUEUE };

	if (!strcmp(w[0], "kill"))
		return of(kill(pid, SIGCONT));
	if (!strcmp(w[0], "tkill"))
		return of(syscall(SYS_tkill, pid, SIGCONT));
	if (!strcmp(w[0], "tgkill"))
		return of(syscall(SYS_tgkill, pid, pid, SIGCONT));
	if (!strcmp(w[0], "sigqueue"))
		return of(syscall(SYS_rt_sigqueueinfo, pid, SIGCONT, &info));
	if (!strcmp(w[0], "tgsigqueue"))
		return of(syscall(SYS_rt_tgsigqueueinfo, pid, pid, SIGCONT, &info));
	if (!strcmp(w[0], "pidfd"))
		return of(syscall(424, syscall(434, pid, 0), SIGCONT, NULL, 0));
	return USAGE;
}

static int act_flow_label(char **w) /* options of a packet, kept by the kernel under a label */
{
	struct {
		struct in6_addr dst;
		unsigned label;
		unsigned char action, share;
		unsigned short flags, expires, linger;
		unsigned pad;
	} request = { .dst = IN6ADDR_LOOPBACK_INIT, .share = 1, .flags = 1 };

	(void)w;
	return of(setsockopt(socket(AF_INET6, SOCK_DGRAM, 0), IPPROTO_IPV6, 32 /* FLOWLABEL_MGR */, &request,
			     sizeof(request)));
}

/* To take away what is not there changes nothing: who may not do that is told so before */
static int act_route(char **w)
{
	struct {
		struct nlmsghdr head;
		struct rtmsg route;
		struct rtattr dst;
		unsigned char ip[4];
	} request = {
		.head = { sizeof(request), RTM_DELROUTE, NLM_F_REQUEST | NLM_F_ACK, 1, 0 },
		.route = { .rtm_family = AF_INET, .rtm_dst_len = 32, .rtm_table = RT_TABLE_MAIN },
		.dst = { sizeof(request.dst) + 4, RTA_DST },
		.ip = { 203, 0, 113, 77 },
	};
	struct {
		struct nlmsghdr head;
		struct nlmsgerr err;
	} reply = { .head = { 0 } };
	int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);

	(void)w;
	if (fd < 0 || write(fd, &request, sizeof(request)) < 0 || read(fd, &reply, sizeof(reply)) < 0)
		return errno;
	return reply.err.error == -EPERM ? EPERM : 0;
}

static int act_interface(char **w) /* an interface that is not there is switched off */
{
	struct ifreq request = { .ifr_name = "goguard-none" };

	(void)w;
	if (ioctl(socket(AF_INET, SOCK_DGRAM, 0), SIOCSIFFLAGS, &request) < 0 && errno != ENODEV)
		return errno;
	return 0;
}

static int act_lift(char **w) /* a hard limit, of queues that nobody has, is raised by one */
{
	struct rlimit limit;

	(void)w;
	if (getrlimit(RLIMIT_MSGQUEUE, &limit) < 0)
		return errno;
	limit.rlim_max++;
	return of(setrlimit(RLIMIT_MSGQUEUE, &limit));
}

static int act_file_privileges(char **w) /* FILE: whoever executes it outside may bind low ports */
{
	struct vfs_cap_data data = { .magic_etc = VFS_CAP_REVISION_2, .data = { { 1 << 10, 0 } } };

	return of(setxattr(w[0], "security.capability", &data, sizeof(data), 0));
}

static int act_again(char **w) /* FILE: of this program, which is executed as FILE: what does that get back? */
{
	char *argv[] = { w[0], (char *)"route", NULL };
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		execv(w[0], argv);
		_exit(errno);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return errno;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 99;
}

static int act_control(char **w) /* LEVEL TYPE BYTES IP PORT: control data of a message */
{
	char space[256] = { 0 };
	struct cmsghdr *head = (struct cmsghdr *)(void *)space;
	struct sockaddr_in v4 = { .sin_family = AF_INET, .sin_port = htons((uint16_t)num(w[4])) };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6, .sin6_port = htons((uint16_t)num(w[4])) };
	int is4 = inet_pton(AF_INET, w[3], &v4.sin_addr) == 1;
	struct iovec iov = { (void *)"x", 1 };
	struct msghdr m = { .msg_iov = &iov, .msg_iovlen = 1, .msg_control = space };

	(void)inet_pton(AF_INET6, w[3], &v6.sin6_addr);
	m.msg_name = is4 ? (void *)&v4 : (void *)&v6;
	m.msg_namelen = is4 ? sizeof(v4) : sizeof(v6);
	*head = (struct cmsghdr){ CMSG_LEN(num(w[2])), (int)num(w[0]), (int)num(w[1]) };
	m.msg_controllen = CMSG_SPACE(num(w[2]));
	if (num(w[0]) == IPPROTO_IP) { /* loose source route by 127.0.0.2 */
		unsigned char *option = CMSG_DATA(head);

		memcpy(option, (unsigned char[]){ 0x83, 7, 4, 127, 0, 0, 2, 0 }, 8);
	}
	return of(sendmsg(socket(is4 ? AF_INET : AF_INET6, SOCK_DGRAM, 0), &m, 0));
}

static int act_autobind(char **w) /* a unix socket that listens by a name the kernel chose */
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	(void)w;
	if (bind(fd, (struct sockaddr *)&name, sizeof(name.sun_family)) < 0)
		return errno;
	return of(listen(fd, 8));
}

static int act_mode_of_dir(char **w) /* DIR: what may only be read, by a descriptor of the folder */
{
	int fd = open(w[0], O_RDONLY | O_DIRECTORY);

	return fd < 0 ? errno : of(fchmod(fd, 0750));
}

/* Who is it that sends, or listens, when root's rights were given up? Whoever asks must hear: nobody */
static int act_seen_as(char **w) /* NAME sender|listener: without a path */
{
	struct sockaddr_un un = { .sun_family = AF_UNIX };
	union {
		struct cmsghdr head;
		char space[CMSG_SPACE(sizeof(struct ucred))];
	} control = { .space = { 0 } };
	struct iovec iov = { (char[]){ 'x' }, 1 };
	struct msghdr m = { .msg_iov = &iov, .msg_iovlen = 1 };
	struct ucred seen = { 0 };
	socklen_t n = sizeof(seen);
	int pair[2], on = 1, err = as_nobody();
	int s = socket(AF_UNIX, SOCK_STREAM, 0);

	memcpy(un.sun_path + 1, w[0], strlen(w[0]));
	if (err || socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) < 0)
		return err ? err : errno;
	if (!strcmp(w[1], "listener")) {
		n = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + strlen(w[0]));
		if (bind(s, (struct sockaddr *)&un, n) < 0 || listen(s, 1) < 0)
			return errno;
		n = sizeof(seen);
		(void)getsockopt(s, SOL_SOCKET, SO_PEERCRED, &seen, &n); /* of a listener: what others are told */
	} else {
		(void)setsockopt(pair[1], SOL_SOCKET, SO_PASSCRED, &on, sizeof(on));
		if (sendmsg(pair[0], &m, 0) < 0)
			return errno;
		m.msg_control = &control;
		m.msg_controllen = sizeof(control);
		if (recvmsg(pair[1], &m, 0) < 0)
			return errno;
		memcpy(&seen, CMSG_DATA(&control.head), sizeof(seen));
	}
	return seen.uid == 65534 && seen.gid == 65534 ? 0 : EPERM;
}

/* A name that the kernel gave, for it wants one for who asks from whom messages are; then others may connect */
static int act_listen_named(char **w) /* PATH of a stream socket that may be connected to: but not by this kind */
{
	int s = socket(AF_UNIX, SOCK_SEQPACKET, 0);
	struct sockaddr_un un = { .sun_family = AF_UNIX };
	socklen_t n = sizeof(un);
	int on = 1;

	(void)snprintf(un.sun_path, sizeof(un.sun_path), "%s", w[0]);
	if (setsockopt(s, SOL_SOCKET, SO_PASSCRED, &on, sizeof(on)) < 0 ||
	    connect(s, (struct sockaddr *)&un, sizeof(un)) == 0 || errno != EPROTOTYPE)
		return USAGE;
	(void)getsockname(s, (struct sockaddr *)&un, &n);
	return n <= sizeof(un.sun_family) ? USAGE : of(listen(s, 1));
}

/* clang-format off */
static const struct act acts[] = {
	{ "attributes", 2, act_attributes }, { "open3", 1, act_open3 }, { "empty", 2, act_empty },
	{ "passed", 1, act_passed }, { "inherited", 1, act_inherited }, { "left", 0, act_left },
	{ "bare-env", 2, act_bare_env }, { "unreadable", 2, act_unreadable }, { "setuid", 2, act_setuid },
	{ "is-root", 0, act_is_root }, { "own", 1, act_own }, { "signal", 2, act_signal },
	{ "flow-label", 0, act_flow_label }, { "control", 5, act_control }, { "autobind", 0, act_autobind },
	{ "mode-of-dir", 1, act_mode_of_dir }, { "route", 0, act_route },
	{ "lift", 0, act_lift }, { "file-privileges", 1, act_file_privileges }, { "again", 1, act_again },
	{ "interface", 0, act_interface }, { "seen-as", 2, act_seen_as }, { "listen-named", 1, act_listen_named },
	{ NULL, 0, NULL },
};
/* clang-format on */
