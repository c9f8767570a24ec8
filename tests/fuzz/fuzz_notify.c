/*
 * Fuzz target: notifications. Calls out of the input, of a sleeping process that holds descriptors of
 * every kind and memory of the input's making, are answered as the supervisor's loop would.
 *
 * Whatever is asked: each call gets one answer that is a possible one; nothing that the policy does
 * not grant is changed, and no descriptor of it is handed out; the kernel goes on with nothing whose
 * meaning is in memory; no descriptor stays open. Input: a byte of how, then up to 4 calls: number,
 * six arguments. Relies on target.h for what may be touched, and on the linker's --wrap=ioctl: what
 * would be asked of a listener is answered here.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/calls.h"
#include "base/kernel.h"
#include "plan/build.h"
#include "policy/read.h"
#include "supervise/acts.h"
#include "supervise/broker.h"
#include "supervise/exec_stop.h"
#include "supervise/go_caller.h"
#include "supervise/threads.h"
#include "supervise/wake.h"
#include "supervise/walk.h"
#include "supervise/wake.h"
#include "supervise/workers.h"
#include "target.h"
#include "tree.h"

#define CALLS_MAX 4

enum { AS_NOBODY = 1, WITH_BROKER = 2, AUDIT = 4, NO_INJECTION = 8 };

static const char text[] =
	"version = 1;\n"
	"syscalls = { allow = [ \"@go-runtime\", \"@file-read\", \"@file-write\", \"@net-client\", \"@net-server\", "
	"\"@process\", \"mknodat\", \"fchmodat\", \"fchownat\", \"setxattr\", \"fsetxattr\", \"removexattr\", \"execveat\" ]; };\n"
	"files = ( { path = \"/tmp/goguard-fuzz/rw\"; allow = \"read write create remove\"; },\n"
	"{ path = \"/tmp/goguard-fuzz/ro\"; allow = \"read\"; },\n"
	"{ path = \"/tmp/goguard-fuzz/rw/priv\"; deny = \"all\"; },\n"
	"{ path = \"/tmp/goguard-fuzz/**/*.txt\"; allow = \"read\"; } );\n"
	"exec = ( { path = \"/tmp/goguard-fuzz/rw/a\"; } );\n"
	"network = { connect = ( \"tcp://127.0.0.1\", \"udp://127.0.0.0/8:1-99\", \"unix:@granted\", "
	"\"unix:/tmp/goguard-fuzz/rw/*\" ); listen = ( \"tcp://127.0.0.1\", \"unix:/tmp/goguard-fuzz/rw/*\" ); };\n";

/* Inputs name calls by their place here, so that what was kept stays what it was: add at the end */
static const char *const calls[] = {
	"bind", "chmod", "chown", "clone", "connect", "creat", "execve", "execveat", "fchmod", "fchmodat",
	"fchmodat2", "fchown", "fchownat", "fork", "fremovexattr", "fsetxattr", "futimesat", "ioprio_set",
	"lchown", "link", "linkat", "listen", "lremovexattr", "lsetxattr", "mkdir", "mkdirat", "mknod",
	"mknodat", "open", "openat", "openat2", "prlimit64", "removexattr", "rename", "renameat", "renameat2",
	"rmdir", "sched_setaffinity", "sched_setattr", "sched_setparam", "sched_setscheduler", "seccomp",
	"sendmmsg", "sendmsg", "sendto", "setpriority", "setxattr", "socket", "symlink", "symlinkat",
	"truncate", "unlink", "unlinkat", "utime", "utimensat", "vfork", "utimes", "fcntl", "kill",
	"migrate_pages", "move_pages", "rt_sigqueueinfo", "rt_tgsigqueueinfo", "tgkill", "tkill",
	"memfd_create", "mmap", "mprotect", "pkey_mprotect", "shmat",
};

static const char top[] = "/tmp/goguard-fuzz";
static int top_fd, listener;
static struct gg_plan plans[2]; /* enforce, audit */
static struct gg_super *super;
static struct gg_broker broker;
static struct gg_stops stops;
static pid_t target;

/* The call that is being answered; workers answer as well */
static struct {
	unsigned replies; /* __atomic */
	unsigned alive;	  /* how often it is still said to be there; __atomic */
	bool injects;
	bool keeps; /* the kernel must not go on with it */
} now;

static void fail(const char *what, const char *object)
{
	fprintf(stderr, "%s: %s\n", what, object);
	abort();
}

/* --- the listener ------------------------------------------------------------------------------ */

static bool starts(const char *path, const char *rest)
{
	size_t n = strlen(top), m = strlen(rest);

	return !strncmp(path, top, n) && !strncmp(path + n, rest, m) && (!path[n + m] || path[n + m] == '/');
}

/* A descriptor that is handed out: of the plan, of a socket, or of a file that is granted so wide */
static void check_injected(int fd)
{
	char link[40], path[PATH_MAX];
	ssize_t n;
	int flags = fcntl(fd, F_GETFL);
	bool writes = (flags & O_ACCMODE) != O_RDONLY;

	gg_proc_link(fd, link);
	n = readlink(link, path, sizeof(path) - 1);
	path[n > 0 ? n : 0] = '\0';
	if (flags < 0 || n < 0 || (flags & O_PATH))
		fail("injected", "no descriptor");
	if (path[0] != '/' || !strncmp(path, "/memfd:", 7) || !strncmp(path, "/dev/null", 9))
		return;
	if (starts(path, "/rw/priv") || !(starts(path, "/rw") || (starts(path, "/ro") && !writes) ||
					  (!writes && strstr(path, ".txt") && starts(path, ""))))
		fail("injected", path);
}

static void check_reply(const struct seccomp_notif_resp *r)
{
	bool goes_on = r->flags & SECCOMP_USER_NOTIF_FLAG_CONTINUE;

	if (r->flags & ~SECCOMP_USER_NOTIF_FLAG_CONTINUE || (goes_on && (r->error || r->val)) ||
	    r->error > 0 || r->error < -4095 || (r->error && r->val))
		fail("reply", "one that the kernel does not take");
	if (goes_on && now.keeps)
		fail("reply", "the kernel goes on with what is in memory");
}

int __real_ioctl(int fd, unsigned long request, void *arg);
int __wrap_ioctl(int fd, unsigned long request, void *arg);

int __wrap_ioctl(int fd, unsigned long request, void *arg)
{
	if (fd != listener)
		return __real_ioctl(fd, request, arg);
	if (request == SECCOMP_IOCTL_NOTIF_ID_VALID) {
		unsigned left = __atomic_load_n(&now.alive, __ATOMIC_RELAXED);

		if (left)
			__atomic_store_n(&now.alive, left - 1, __ATOMIC_RELAXED);
		else
			errno = ENOENT;
		return left ? 0 : -1;
	}
	if (request == SECCOMP_IOCTL_NOTIF_ADDFD) {
		const struct seccomp_notif_addfd *add = arg;

		check_injected((int)add->srcfd);
		if (!now.injects) {
			errno = EMFILE;
			return -1;
		}
	} else {
		check_reply(arg);
	}
	__atomic_fetch_add(&now.replies, 1, __ATOMIC_RELAXED);
	return 20;
}

/* --- calls -------------------------------------------------------------------------------------- */

/* Where in the arena the next thing of memory is put */
struct maker {
	struct input *in;
	size_t used;
};

static uint64_t keep(struct maker *m, const void *bytes, size_t n)
{
	uint8_t *at = gg_target_arena + m->used;

	if (m->used + n > GG_TARGET_ARENA)
		return 0;
	memcpy(at, bytes, n);
	m->used += (n + 7) & ~(size_t)7;
	return (uint64_t)(uintptr_t)at;
}

static uint64_t make_path(struct maker *m)
{
	char path[PATH_MAX];
	size_t n = gg_tree_path(m->in, top, path);

	return keep(m, path, n + 1);
}

static uint64_t make_bytes(struct maker *m)
{
	size_t n = (size_t)take(m->in, 1);
	uint64_t at;

	n = GG_MIN(n, m->in->left);
	at = keep(m, m->in->bytes, n);
	m->in->bytes += n;
	m->in->left -= n;
	return at;
}

static size_t fill_address(struct maker *m, struct sockaddr_storage *sa)
{
	struct sockaddr_un un = { .sun_family = AF_UNIX };
	struct sockaddr_in in = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT };
	char path[PATH_MAX];
	unsigned kind = (unsigned)take(m->in, 1);

	switch (kind % 4) {
	case 0:
		in.sin_port = htons((uint16_t)take(m->in, 1));
		if (kind & 0x80)
			in.sin_addr.s_addr = (uint32_t)take(m->in, 4);
		memcpy(sa, &in, sizeof(in));
		return sizeof(in);
	case 1:
		in6.sin6_port = htons((uint16_t)take(m->in, 1));
		for (unsigned i = 0; (kind & 0x80) && i < 16; i++)
			in6.sin6_addr.s6_addr[i] = (uint8_t)take(m->in, 1);
		memcpy(sa, &in6, sizeof(in6));
		return sizeof(in6);
	case 2:
		snprintf(un.sun_path + 1, 20, "%s", kind & 0x80 ? "granted" : "other");
		memcpy(sa, &un, sizeof(un));
		return 3 + strlen(un.sun_path + 1);
	default:
		(void)gg_tree_path(m->in, top, path);
		snprintf(un.sun_path, sizeof(un.sun_path), "%.100s", path);
		memcpy(sa, &un, sizeof(un));
		return kind & 0x80 ? sizeof(un) : offsetof(struct sockaddr_un, sun_path) + strlen(un.sun_path) + 1;
	}
}

static uint64_t make_address(struct maker *m)
{
	struct sockaddr_storage sa = { 0 };
	size_t n = fill_address(m, &sa);

	return keep(m, &sa, n);
}

/* One struct mmsghdr, which begins with a struct msghdr */
static uint64_t make_message(struct maker *m)
{
	struct mmsghdr msg = { .msg_len = 0 };
	struct sockaddr_storage sa = { 0 };
	struct iovec iov[2] = { { 0 } };
	union {
		char space[256];
		struct cmsghdr head;
	} control = { .head = { .cmsg_level = SOL_SOCKET } };
	unsigned kind = (unsigned)take(m->in, 1);

	for (unsigned i = 0; i < 2; i++) {
		iov[i].iov_len = (size_t)take(m->in, kind & 0x40 ? 4 : 1);
		iov[i].iov_base = gg_target_arena + take(m->in, 2);
	}
	msg.msg_hdr.msg_iovlen = kind % 4;
	msg.msg_hdr.msg_iov = (struct iovec *)(uintptr_t)keep(m, iov, sizeof(iov));
	if (kind & 4) {
		msg.msg_hdr.msg_namelen = (socklen_t)fill_address(m, &sa);
		msg.msg_hdr.msg_name = (void *)(uintptr_t)keep(m, &sa, sizeof(sa));
	}
	if (kind & 8) {
		control.head.cmsg_type = (int)take(m->in, 1);
		control.head.cmsg_len = CMSG_LEN((size_t)take(m->in, 1) % 200);
		for (unsigned i = 0; i < 12; i++)
			control.space[sizeof(control.head) + 4 * i] = (char)take(m->in, 1);
		msg.msg_hdr.msg_controllen = kind & 0x80 ? (size_t)take(m->in, 2) : CMSG_ALIGN(control.head.cmsg_len);
		msg.msg_hdr.msg_control = (void *)(uintptr_t)keep(m, &control, sizeof(control));
	}
	return keep(m, &msg, sizeof(msg));
}

static uint64_t make_open_how(struct maker *m)
{
	const struct gg_open_how how = { .flags = take(m->in, 3), .mode = take(m->in, 2), .resolve = take(m->in, 1) };

	return keep(m, &how, sizeof(how));
}

/* Pointers to pointers, such as arguments of a program */
static uint64_t make_list(struct maker *m)
{
	uint64_t list[3] = { 0 };

	list[0] = make_path(m);
	list[1] = make_bytes(m);
	return keep(m, list, sizeof(list));
}

static uint64_t make_argument(struct maker *m)
{
	static uint64_t (*const makers[])(struct maker *m) = { make_path, make_bytes, make_address, make_message,
							       make_open_how, make_list };
	unsigned kind = (unsigned)take(m->in, 1);

	switch (kind % 16) {
	case 0: /* anything */
		return take(m->in, 8);
	case 1:
		return (uint64_t)(int64_t)AT_FDCWD;
	case 2:
		return kind / 16; /* a descriptor, or any small number */
	case 3:
		return take(m->in, 2);
	case 4:
		return (uint64_t)(uintptr_t)gg_target_arena + take(m->in, 2);
	case 5: /* flags of open */
		return take(m->in, 3) & 037777777;
	case 6:
		return 1ull << take(m->in, 1) % 64;
	case 7:
		return (uint64_t)target;
	case 8: /* the size of what stands at the end of the memory */
		return GG_TARGET_ARENA - m->used;
	default:
		return makers[kind / 16 % GG_ARRAY_SIZE(makers)](m);
	}
}

/* What of a call is in registers alone, so that the kernel may go on with it */
static bool keeps(const struct gg_call *c)
{
	void (*const registers[])(struct gg_call *call) = { gg_act_denied, gg_act_own_task, gg_act_fork, gg_act_exec,
							    gg_act_knock, gg_act_socket, gg_act_signal,
							    gg_act_map };
	int flags = c->shape && c->shape->flags >= 0 ? (int)c->args[c->shape->flags] : 0;

	for (size_t i = 0; i < GG_ARRAY_SIZE(registers); i++)
		if (!c->shape || c->shape->act == registers[i])
			return false;
	return !(c->shape->act == gg_act_open && (flags & O_PATH));
}

static void settle(void)
{
	int status;

	__atomic_store_n(&now.alive, 0, __ATOMIC_RELAXED); /* whoever waits, waits for nobody */
	while (gg_workers_sweep())
		(void)poll(NULL, 0, 1);
	while (waitpid(target, &status, WNOHANG | WUNTRACED | __WALL) > 0)
		(void)gg_exec_stop_seen(super, target, status);
}

static const struct gg_shape *shape_of(const char *call)
{
	for (size_t i = 0; i < gg_shapes_n; i++)
		if (!strcmp(gg_shapes[i].name, call))
			return &gg_shapes[i];
	return NULL;
}

static void check_calls(void)
{
	for (size_t i = 0; i < gg_shapes_n; i++) {
		size_t k = 0;

		while (k < GG_ARRAY_SIZE(calls) && strcmp(calls[k], gg_shapes[i].name) != 0)
			k++;
		if (k == GG_ARRAY_SIZE(calls))
			fail("not among the calls here", gg_shapes[i].name);
	}
}

static void answer(struct maker *m)
{
	static uint64_t id;
	struct gg_call c = { .super = super, .id = ++id, .tid = target, .pc = 0x1000 };
	unsigned number = (unsigned)take(m->in, 1);

	c.nr = (int)(number + (number == 255 ? take(m->in, 2) : 0));
	if (number < GG_ARRAY_SIZE(calls)) {
		c.shape = shape_of(calls[number]);
		c.nr = gg_call_find(GG_ARCH_HERE, calls[number]);
	}
	for (unsigned i = 0; i < 6; i++)
		c.args[i] = make_argument(m);
	if (c.nr < 0)
		return; /* not of this machine */
	c.reply.error = -EPERM;
	now.replies = 0;
	now.alive = 3 + (unsigned)take(m->in, 1) % 8;
	now.keeps = super->plan == &plans[0] && keeps(&c);
	if (c.shape)
		c.shape->act(&c);
	else
		gg_act_denied(&c);
	if (c.lowered)
		fail("answered", "with the rights of the caller");
	gg_send_reply(&c);
	settle();
	if (now.replies != 1)
		fail("answered", now.replies ? "more than once" : "not at all");
}

/* --- one round ---------------------------------------------------------------------------------- */

/* What is not granted, as it was made */
struct untouched {
	struct stat st[6];
};

static void look(struct untouched *u)
{
	static const char *const names[] = { "ro", "ro/f", "ro/a/f", "no", "no/f", "rw/priv" };

	memset(u, 0, sizeof(*u));
	for (size_t i = 0; i < GG_ARRAY_SIZE(names); i++) {
		if (fstatat(top_fd, names[i], &u->st[i], AT_SYMLINK_NOFOLLOW) < 0)
			fail("gone", names[i]);
		u->st[i].st_atim = (struct timespec){ 0, 0 };
	}
}

/* A file about a thread, which is kept for its next call: see supervise/threads.h */
static bool is_kept(int fd)
{
	char link[40], to[128];
	const char *file;
	ssize_t n;

	gg_proc_link(fd, link);
	n = readlink(link, to, sizeof(to) - 1);
	to[n > 0 ? n : 0] = '\0';
	file = strrchr(to, '/');
	return !strncmp(to, "/proc/", 6) && (!strcmp(file, "/comm") || !strcmp(file, "/syscall"));
}

static unsigned open_descriptors(void)
{
	unsigned n = 0;

	for (int fd = 3; fd < 200 + GG_THREADS * GG_THREAD_FILES; fd++)
		n += fcntl(fd, F_GETFD) >= 0 && !is_kept(fd);
	return n;
}

static void make_plan(struct gg_plan *plan, enum gg_mode mode)
{
	const struct gg_plan_caps caps = { ~0u, 0 };
	const struct gg_world world = { 0 };
	struct gg_findings findings = { 0 };
	struct gg_policy *policy = NULL;
	struct gg_draft *draft = NULL;
	struct gg_err err = { 0 };
	void *bytes = NULL;
	size_t size;

	if (gg_policy_read_text(text, strlen(text), "fuzz.cfg", NULL, &findings, &policy) != 0)
		fail("policy", findings.first ? findings.first->text : "?");
	policy->mode = mode;
	if (gg_plan_build(policy, &caps, &world, &draft, &err) != 0 || gg_plan_pack(draft, &bytes, &size, &err) != 0 ||
	    gg_plan_view(bytes, size, plan, &err) != 0)
		fail("plan", err.text);
	gg_draft_free(draft);
	gg_policy_free(policy);
	gg_findings_done(&findings);
}

static void at_end(void)
{
	(void)umount2(top, MNT_DETACH);
	(void)rmdir(top);
}

static void setup(void)
{
	static struct gg_super s;
	struct gg_err err = { 0 };

	super = &s;
	check_calls();
	if (mkdir(top, 0755) < 0 && errno != EEXIST)
		fail("cannot make", top);
	gg_target_isolate(top);
	make_plan(&plans[0], GG_MODE_ENFORCE);
	make_plan(&plans[1], GG_MODE_AUDIT);
	top_fd = open(top, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	listener = eventfd(0, EFD_CLOEXEC);
	s = (struct gg_super){ .listener = listener, .root = open("/", O_PATH | O_CLOEXEC), .started = true,
			       .privileged = geteuid() == 0, .caps = gg_own_caps(), .stops = &stops,
			       .fds = open("/proc/self/fd", O_PATH | O_CLOEXEC),
			       .plan_fd = memfd_create("plan", MFD_CLOEXEC), .caller = gg_caller_new() };
	s.n_groups = getgroups((int)GG_ARRAY_SIZE(s.groups), s.groups);
	if (gg_sink_open(NULL, 0, &s.sink, &err) < 0 || gg_wake_init(0) < 0)
		fail("sink", err.text);
	(void)umask(0);
	atexit(at_end);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	struct maker m = { .in = &in };
	unsigned how = (unsigned)take(&in, 1);
	struct untouched before, after;
	unsigned held;

	if (!super)
		setup();
	gg_tree_clear(top_fd);
	gg_tree_make(top_fd, top);
	target = gg_target_start(top_fd, (how & AS_NOBODY) && super->privileged);
	super->child = target;
	super->plan = &plans[how & AUDIT ? 1 : 0];
	super->injects = now.injects = !(how & NO_INJECTION);
	gg_broker_init(&broker);
	super->broker = how & WITH_BROKER ? &broker : NULL;
	look(&before);
	held = open_descriptors();
	for (unsigned i = 0; i < CALLS_MAX && in.left; i++)
		answer(&m);
	for (unsigned i = 0; i < GG_BROKER_MAX && broker.n; i++)
		if (broker.items[i].fd >= 0)
			gg_broker_drop_inode(&broker, broker.items[i].inode);
	look(&after);
	if (memcmp(&before, &after, sizeof(before)) != 0)
		fail("changed", "what is not granted");
	if (open_descriptors() != held)
		fail("left open", "a descriptor");
	gg_target_end(target);
	return 0;
}
