/*
 * enforce/core_bpf, enforce/seccomp_compile: policy x call x arguments -> action, in the simulator.
 *
 * The tables say in plain constants what the kernel must be told. Every row is tried again with
 * dirty upper halves, which must change nothing for arguments that are 32 bits wide.
 */
#include "plan_help.h"

#include <fcntl.h>
#include <linux/audit.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#include "base/kernel.h"
#include "plan/knock.h"
#include "plan/watch.h"
#include "policy/core.h"
#include "policy/groups.h"
#include "supervise/act.h"

#if defined(__x86_64__)
#define ARCH AUDIT_ARCH_X86_64
#define OTHER_ARCH AUDIT_ARCH_I386
#else
#define ARCH AUDIT_ARCH_AARCH64
#define OTHER_ARCH AUDIT_ARCH_ARM
#endif

#define ALLOW GG_SECCOMP_RET_ALLOW
#define NOTIF GG_SECCOMP_RET_NOTIF
#define KILL GG_SECCOMP_RET_KILL_PROCESS
#define TRAP GG_SECCOMP_RET_TRAP
#define FAIL(nr) (GG_SECCOMP_RET_ERRNO | (nr))
#define DENIED 1u /* stands for whatever the filter does with what is denied */
#define UNOFFERED 2u /* ENOSYS where denials are errors */

/* Everything that has checks, and some that have none */
#define CALLS "\"clone\", \"fork\", \"vfork\", \"ioctl\", \"personality\", \"prctl\", \"prlimit64\", "               \
	      "\"sched_setaffinity\", \"sched_setattr\", \"sched_setparam\", \"sched_setscheduler\", "               \
	      "\"setpriority\", \"ioprio_set\", \"sendto\", \"sendmsg\", \"sendmmsg\", \"socket\", \"socketpair\", " \
	      "\"open\", \"openat\", \"connect\", \"read\", \"getpid\", \"close_range\", \"renameat2\", \"setsockopt\""
#define NET "network = { connect = ( \"tcp://10.0.0.1:80\" ); listen = ( \"tcp://*:80\" ); };\n"
#define SUPERVISED "layers = { supervisor = \"require\"; };\n"
#define ALONE "layers = { supervisor = \"off\"; };\n"

static uint32_t run_as(const struct made *m, uint32_t arch, int nr, const uint64_t args[6])
{
	return gg_bpf_run(m->bpf.insns, m->bpf.n, arch, nr, args);
}

static uint32_t run(const struct made *m, const char *call, uint64_t a, uint64_t b, uint64_t c)
{
	const uint64_t args[6] = { a, b, c };
	int nr = gg_call_find(GG_ARCH_HERE, call);

	if (nr < 0)
		fail_msg("no such call: %s", call);
	return run_as(m, ARCH, nr, args);
}

static void expect(const struct made *m, const char *call, uint32_t action)
{
	uint32_t got = run(m, call, 0, 0, 0);

	if (got != action)
		fail_msg("%s: 0x%x, not 0x%x", call, got, action);
}

static void compile(const char *text, struct made *m)
{
	make_with(text, FULL, true, m);
}

struct row {
	const char *call;
	uint64_t args[6];
	uint32_t supervised, alone;
	bool wide; /* upper halves count */
};

#define THREAD 0x10000u
#define FILES_FS 0x600u
#define O_PATH_ 010000000u

static const struct row rows[] = {
	{ "read", { 0 }, ALLOW, ALLOW, 0 },
	{ "getpid", { 0 }, ALLOW, ALLOW, 0 },
	{ "gettid", { 0 }, DENIED, DENIED, 0 },
	{ "connect", { 3 }, NOTIF, ALLOW, 0 },
	/* clone: a process, a thread of Go, of glibc; and everything else */
	{ "clone", { 17 }, ALLOW, ALLOW, 0 },
	{ "clone", { CLONE_VM | CLONE_VFORK | 17 }, ALLOW, ALLOW, 0 },
	{ "clone", { 0x50f00 }, ALLOW, ALLOW, 0 },
	{ "clone", { 0x3d0f00 }, ALLOW, ALLOW, 0 },
	{ "clone", { CLONE_FILES | 17 }, ALLOW, ALLOW, 0 },
	{ "clone", { CLONE_FILES | CLONE_NEWNS | 17 }, DENIED, DENIED, 0 },
	{ "clone", { CLONE_NEWNS | 17 }, DENIED, DENIED, 0 },
	{ "clone", { CLONE_NEWUSER | 17 }, DENIED, DENIED, 0 },
	{ "clone", { CLONE_NEWCGROUP }, DENIED, DENIED, 0 },
	{ "clone", { CLONE_NEWUTS }, DENIED, DENIED, 0 },
	{ "clone", { CLONE_NEWIPC }, DENIED, DENIED, 0 },
	{ "clone", { CLONE_NEWPID }, DENIED, DENIED, 0 },
	{ "clone", { CLONE_NEWNET }, DENIED, DENIED, 0 },
	{ "clone", { 0x50f00 | CLONE_NEWNET }, DENIED, DENIED, 0 },
	{ "clone", { THREAD }, DENIED, DENIED, 0 },
	{ "clone", { THREAD | CLONE_FILES }, DENIED, DENIED, 0 },
	{ "clone", { THREAD | CLONE_FS }, DENIED, DENIED, 0 },
	{ "clone", { THREAD | FILES_FS }, ALLOW, ALLOW, 0 },
	{ "ioctl", { 0, 0x5401 }, ALLOW, ALLOW, 0 },
	{ "ioctl", { 0, 0x5412 }, DENIED, DENIED, 0 }, /* TIOCSTI */
	{ "ioctl", { 0, 0x541c }, DENIED, DENIED, 0 }, /* TIOCLINUX */
	{ "ioctl", { 0, 0x4b47 }, DENIED, DENIED, 0 }, /* KDSKBENT */
	{ "ioctl", { 0, 0xbad00004b49 }, DENIED, DENIED, 0 }, /* KDSKBSENT */
	{ "ioctl", { 0, 0x4b4b }, DENIED, DENIED, 0 }, /* KDSKBDIACR */
	{ "ioctl", { 0, 0x4bfb }, DENIED, DENIED, 0 }, /* KDSKBDIACRUC */
	{ "ioctl", { 0, 0x4b4d }, DENIED, DENIED, 0 }, /* KDSETKEYCODE */
	{ "ioctl", { 0, 0x4b46 }, ALLOW, ALLOW, 0 },   /* KDGKBENT */
	{ "ioctl", { 0x5412, 0x5413 }, ALLOW, ALLOW, 0 },
	{ "close_range", { 3, ~0u, 0 }, ALLOW, ALLOW, 0 },
	{ "close_range", { 3, ~0u, 4 }, ALLOW, ALLOW, 0 },
	{ "close_range", { 3, ~0u, 2 }, DENIED, DENIED, 0 }, /* CLOSE_RANGE_UNSHARE */
	{ "renameat2", { 0, 0, 0, 0, 1 }, NOTIF, ALLOW, 0 },
	{ "renameat2", { 0, 0, 0, 0, 4 }, FAIL(EINVAL), FAIL(EINVAL), 0 }, /* RENAME_WHITEOUT */
	{ "setsockopt", { 0, 41, 32 }, DENIED, DENIED, 0 },  /* IPV6_FLOWLABEL_MGR */
	{ "setsockopt", { 0, 6, 32 }, ALLOW, ALLOW, 0 },
	{ "setsockopt", { 0, 1, 25 }, DENIED, DENIED, 0 },   /* SO_BINDTODEVICE */
	{ "setsockopt", { 0, 1, 0xbad0000003e }, DENIED, DENIED, 0 }, /* SO_BINDTOIFINDEX */
	{ "setsockopt", { 0, 0xbad00000000, 50 }, DENIED, DENIED, 0 }, /* IP_UNICAST_IF */
	{ "setsockopt", { 0, 0, 15 }, DENIED, DENIED, 0 },   /* IP_FREEBIND */
	{ "setsockopt", { 0, 41, 0xbad0000004e }, DENIED, DENIED, 0 }, /* IPV6_FREEBIND */
	{ "setsockopt", { 0, 41, 15 }, ALLOW, ALLOW, 0 },
	{ "ioctl", { 0, 0x5423 }, DENIED, DENIED, 0 },     /* TIOCSETD */
	{ "ioctl", { 0, 0x40086602 }, DENIED, DENIED, 0 }, /* FS_IOC_SETFLAGS, and for 32 bits */
	{ "ioctl", { 0, 0x40046602 }, DENIED, DENIED, 0 },
	{ "ioctl", { 0, 0x80086601 }, ALLOW, ALLOW, 0 },   /* FS_IOC_GETFLAGS */
	{ "ioctl", { 0, 0x40087602 }, DENIED, DENIED, 0 }, /* FS_IOC_SETVERSION */
	{ "ioctl", { 0, 0x401c5820 }, DENIED, DENIED, 0 }, /* FS_IOC_FSSETXATTR */
	{ "ioctl", { 0, 0xc0045877 }, DENIED, DENIED, 0 }, /* FIFREEZE */
	{ "ioctl", { 0, 0xc020660b }, ALLOW, ALLOW, 0 },   /* FS_IOC_FIEMAP */
	{ "ioctl", { 0, 0x40049409 }, ALLOW, ALLOW, 0 },   /* FICLONE */
	{ "openat", { 0, 0, O_PATH_ | O_CLOEXEC }, ALLOW, ALLOW, 0 },
	{ "openat", { 0, 0, O_RDONLY }, NOTIF, ALLOW, 0 },
	{ "openat", { 0, 0, O_WRONLY | O_CREAT }, NOTIF, ALLOW, 0 },
	{ "personality", { 0 }, ALLOW, ALLOW, 0 },
	{ "personality", { 0xffffffff }, ALLOW, ALLOW, 0 },
	{ "personality", { 0x0400000 }, DENIED, DENIED, 0 }, /* READ_IMPLIES_EXEC */
	{ "personality", { 0x0040000 }, DENIED, DENIED, 0 }, /* ADDR_NO_RANDOMIZE */
	{ "prctl", { PR_SET_NAME }, ALLOW, ALLOW, 0 },
	{ "prctl", { PR_SET_PDEATHSIG }, ALLOW, ALLOW, 0 },
	{ "prctl", { 0x53564d41 }, ALLOW, ALLOW, 0 },
	{ "prctl", { PR_SET_NO_NEW_PRIVS }, ALLOW, ALLOW, 0 },
	{ "prctl", { PR_SET_DUMPABLE }, DENIED, DENIED, 0 },
	{ "prctl", { PR_SET_PTRACER }, DENIED, DENIED, 0 },
	{ "prctl", { PR_SET_SECCOMP }, DENIED, DENIED, 0 },
	{ "prctl", { PR_SET_MM }, DENIED, DENIED, 0 },
	{ "prctl", { 59 /* PR_SET_SYSCALL_USER_DISPATCH */ }, DENIED, DENIED, 0 },
	{ "prlimit64", { 0, 7 }, ALLOW, ALLOW, 0 },
	{ "prlimit64", { 1, 7 }, DENIED, DENIED, 0 },
	{ "sched_setaffinity", { 0 }, ALLOW, ALLOW, 0 },
	{ "sched_setaffinity", { 1 }, DENIED, DENIED, 0 },
	{ "sched_setattr", { 0 }, ALLOW, ALLOW, 0 },
	{ "sched_setattr", { 1 }, DENIED, DENIED, 0 },
	{ "sched_setparam", { 0 }, ALLOW, ALLOW, 0 },
	{ "sched_setparam", { 1 }, DENIED, DENIED, 0 },
	{ "sched_setscheduler", { 0 }, ALLOW, ALLOW, 0 },
	{ "sched_setscheduler", { 1 }, DENIED, DENIED, 0 },
	{ "setpriority", { 0, 0 }, ALLOW, ALLOW, 0 },
	{ "setpriority", { 0, 1 }, DENIED, DENIED, 0 },
	{ "setpriority", { 1, 0 }, DENIED, DENIED, 0 },
	{ "ioprio_set", { 1, 0 }, ALLOW, ALLOW, 0 },
	{ "ioprio_set", { 1, 1 }, DENIED, DENIED, 0 },
	{ "ioprio_set", { 3, 0 }, DENIED, DENIED, 0 },
	{ "sendmsg", { 3, 0, MSG_NOSIGNAL }, NOTIF, ALLOW, 0 },
	{ "sendmsg", { 3, 0, MSG_FASTOPEN }, DENIED, DENIED, 0 },
	{ "sendmmsg", { 3, 0, 1, 0 }, NOTIF, ALLOW, 0 },
	{ "sendmmsg", { 3, 0, 1, MSG_FASTOPEN | MSG_NOSIGNAL }, DENIED, DENIED, 0 },
	{ "sendto", { 3, 0, 0, 0, 0 }, ALLOW, ALLOW, 1 },
	{ "sendto", { 3, 0, 0, 0, 0x1000 }, NOTIF, ALLOW, 1 },
	{ "sendto", { 3, 0, 0, 0, 0x100000000 }, NOTIF, ALLOW, 1 },
	{ "sendto", { 3, 0, 0, MSG_FASTOPEN, 0 }, DENIED, DENIED, 1 },
	{ "sendto", { 3, 0, 0, MSG_FASTOPEN, 0x1000 }, DENIED, DENIED, 0 },
	{ "socket", { AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0 }, ALLOW, ALLOW, 0 },
	{ "socket", { AF_INET, SOCK_STREAM, 6 }, ALLOW, ALLOW, 0 },
	{ "socket", { AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 17 }, ALLOW, ALLOW, 0 },
	{ "socket", { AF_INET, SOCK_DGRAM, 0 }, ALLOW, ALLOW, 0 },
	{ "socket", { AF_INET6, SOCK_STREAM, 0 }, ALLOW, ALLOW, 0 },
	{ "socket", { AF_INET6, SOCK_STREAM, 6 }, ALLOW, ALLOW, 0 },
	{ "socket", { AF_INET6, SOCK_DGRAM, 0 }, ALLOW, ALLOW, 0 },
	{ "socket", { AF_INET6, SOCK_DGRAM, 17 }, ALLOW, ALLOW, 0 },
	{ "socket", { AF_INET, SOCK_STREAM, 262 }, FAIL(EPROTONOSUPPORT), FAIL(EPROTONOSUPPORT), 0 },
	{ "socket", { AF_INET6, SOCK_STREAM, 262 }, FAIL(EPROTONOSUPPORT), FAIL(EPROTONOSUPPORT), 0 },
	{ "socket", { AF_INET, SOCK_STREAM, 132 }, DENIED, DENIED, 0 }, /* SCTP */
	{ "socket", { AF_INET, SOCK_DGRAM, 1 }, DENIED, DENIED, 0 },    /* ping */
	{ "socket", { AF_INET, SOCK_DGRAM, 136 }, DENIED, DENIED, 0 },  /* UDP-Lite */
	{ "socket", { AF_INET, SOCK_STREAM, 17 }, DENIED, DENIED, 0 },
	{ "socket", { AF_INET, SOCK_RAW, 0 }, DENIED, DENIED, 0 },
	{ "socket", { AF_INET, SOCK_RAW, 1 }, DENIED, DENIED, 0 },
	{ "socket", { AF_UNIX, SOCK_STREAM, 0 }, ALLOW, ALLOW, 0 },
	{ "socket", { AF_UNIX, SOCK_DGRAM, 0 }, ALLOW, ALLOW, 0 },
	{ "socket", { AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0 }, ALLOW, ALLOW, 0 },
	{ "socket", { AF_UNIX, SOCK_RAW, 0 }, DENIED, DENIED, 0 },
	{ "socket", { AF_NETLINK, SOCK_RAW, 0 }, ALLOW, ALLOW, 0 },
	{ "socket", { AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, 0 }, ALLOW, ALLOW, 0 },
	{ "socket", { AF_NETLINK, SOCK_RAW, 9 }, DENIED, DENIED, 0 }, /* audit */
	{ "socket", { AF_NETLINK, SOCK_RAW, 15 }, DENIED, DENIED, 0 },
	{ "socket", { AF_PACKET, SOCK_RAW, 0 }, DENIED, DENIED, 0 },
	{ "socket", { 40 /* AF_VSOCK */, SOCK_STREAM, 0 }, DENIED, DENIED, 0 },
	{ "socket", { AF_ALG, SOCK_SEQPACKET, 0 }, DENIED, DENIED, 0 },
	{ "socket", { AF_UNSPEC, SOCK_STREAM, 0 }, DENIED, DENIED, 0 },
	{ "socketpair", { AF_UNIX, SOCK_STREAM, 0 }, ALLOW, ALLOW, 0 },
	{ "socketpair", { AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0 }, ALLOW, ALLOW, 0 },
	{ "socketpair", { AF_UNIX, SOCK_SEQPACKET, 0 }, ALLOW, ALLOW, 0 },
	{ "socketpair", { AF_INET, SOCK_STREAM, 0 }, DENIED, DENIED, 0 },
	{ "socketpair", { 30 /* AF_TIPC */, SOCK_SEQPACKET, 0 }, DENIED, DENIED, 0 },
	/* answered alike everywhere */
	{ "clone3", { 0 }, FAIL(ENOSYS), FAIL(ENOSYS), 0 },
	{ "setxattrat", { 0 }, FAIL(ENOSYS), FAIL(ENOSYS), 0 },
	{ "getrandom", { 0 }, FAIL(ENOSYS), FAIL(ENOSYS), 0 },
	{ "ptrace", { 0 }, DENIED, DENIED, 0 },
	/* not offered: the supervisor says so itself */
	{ "io_uring_setup", { 0 }, DENIED, UNOFFERED, 0 },
	{ "io_uring_enter", { 0 }, DENIED, UNOFFERED, 0 },
	/* goguard's own way out */
	{ "exit_group", { 0 }, ALLOW, ALLOW, 0 },
	{ "write", { 0 }, ALLOW, ALLOW, 0 },
	{ "rt_sigreturn", { 0 }, ALLOW, ALLOW, 0 },
};

static void check_rows(const struct made *m, bool supervised, uint32_t denied)
{
	for (size_t i = 0; i < GG_ARRAY_SIZE(rows); i++) {
		const struct row *r = &rows[i];
		uint32_t want = supervised ? r->supervised : r->alone, got;
		uint64_t args[6];
		int nr = gg_call_find(GG_ARCH_HERE, r->call);

		if (want == UNOFFERED)
			want = (denied & 0xffff0000u) == FAIL(0) ? FAIL(ENOSYS) : DENIED;
		want = want == DENIED ? denied : want;
		memcpy(args, r->args, sizeof(args));
		got = run_as(m, ARCH, nr, args);
		if (got != want)
			fail_msg("row %zu, %s: 0x%x, not 0x%x", i, r->call, got, want);
		if (r->wide)
			continue;
		for (unsigned a = 0; a < 6; a++) { /* the kernel cuts these, and so must the filter */
			args[a] |= 1ull << 32;
			got = run_as(m, ARCH, nr, args);
			if (got != want)
				fail_msg("row %zu, %s, bit 32 of %u: 0x%x, not 0x%x", i, r->call, a, got, want);
		}
	}
}

#define ALL_CALLS "syscalls = { allow = [ " CALLS " ]; };\n" NET

static void rows_supervised(void **state)
{
	struct made m;

	(void)state;
	compile(V SUPERVISED ALL_CALLS, &m);
	check_rows(&m, true, NOTIF);
	made_done(&m);
}

static void rows_alone(void **state)
{
	struct made m;

	(void)state;
	compile(V ALONE ALL_CALLS, &m);
	check_rows(&m, false, FAIL(EPERM));
	made_done(&m);
	compile(V ALONE "syscalls = { allow = [ " CALLS " ]; otherwise = \"EACCES\"; };\n" NET, &m);
	check_rows(&m, false, FAIL(EACCES));
	made_done(&m);
}

static void otherwise_kills_or_traps(void **state)
{
	struct made m;

	(void)state;
	compile(V ALONE "syscalls = { allow = [ " CALLS " ]; otherwise = \"kill\"; };\n" NET, &m);
	check_rows(&m, false, KILL);
	made_done(&m);
	compile(V ALONE "syscalls = { allow = [ " CALLS " ]; otherwise = \"trap\"; };\n" NET, &m);
	check_rows(&m, false, TRAP);
	made_done(&m);
	/* a supervisor kills by itself, and says so; a trap is the program's own */
	compile(V SUPERVISED "syscalls = { allow = [ " CALLS " ]; otherwise = \"kill\"; };\n" NET, &m);
	check_rows(&m, true, NOTIF);
	made_done(&m);
	compile(V SUPERVISED "syscalls = { allow = [ " CALLS " ]; otherwise = \"trap\"; };\n" NET, &m);
	check_rows(&m, true, TRAP);
	expect(&m, "execve", NOTIF); /* the command itself is executed by it */
	expect(&m, "execveat", TRAP);
	made_done(&m);
	/* mode audit only logs, and only the supervisor can */
	compile(V SUPERVISED "mode = \"audit\"; syscalls = { allow = [ " CALLS " ]; otherwise = \"trap\"; };\n" NET, &m);
	check_rows(&m, true, NOTIF);
	made_done(&m);
}

static void foreign_architectures_end_the_process(void **state)
{
	const uint64_t args[6] = { 0 };
	struct made m;

	(void)state;
	for (int supervised = 0; supervised < 2; supervised++) {
		compile(supervised ? V SUPERVISED ALL_CALLS : V ALONE ALL_CALLS, &m);
		for (int nr = -1; nr < 500; nr++) {
			assert_int_equal(run_as(&m, OTHER_ARCH, nr, args), KILL);
			assert_int_equal(run_as(&m, 0, nr, args), KILL);
			assert_int_equal(run_as(&m, ARCH ^ 1, nr, args), KILL);
#if defined(__x86_64__)
			if (nr >= 0)
				assert_int_equal(run_as(&m, ARCH, nr | 0x40000000, args), KILL);
#endif
		}
		made_done(&m);
	}
}

static void numbers_nobody_knows_are_absent(void **state)
{
	static const int odd[] = { -1, 470, 471, 511, 512, 513, 1000, 0x3fffffff };
	const uint64_t args[6] = { 0 };
	struct gg_request r = { .op = GG_OP_SYSCALL };
	struct gg_answer a;
	struct made m;

	(void)state;
	compile(V SUPERVISED ALL_CALLS, &m);
	for (size_t i = 0; i < GG_ARRAY_SIZE(odd); i++) {
		assert_int_equal(run_as(&m, ARCH, odd[i], args), FAIL(ENOSYS));
		r.call = odd[i];
		gg_decide(&m.plan, &r, &a);
		assert_int_equal(a.err, ENOSYS);
	}
	for (int nr = 0; nr < 512; nr++) {
		r.call = nr;
		gg_decide(&m.plan, &r, &a);
		if (!gg_call_name(GG_ARCH_HERE, nr)) {
			assert_int_equal(run_as(&m, ARCH, nr, args), FAIL(ENOSYS));
			assert_int_equal(a.err, ENOSYS);
		} else if (a.err == ENOSYS) {
			assert_int_equal(run_as(&m, ARCH, nr, args), FAIL(ENOSYS));
		}
	}
	made_done(&m);
}

static void the_knock(void **state)
{
	struct made m;

	(void)state;
	compile(V SUPERVISED "syscalls = { allow = [ \"seccomp\" ]; };", &m);
	assert_int_equal(run(&m, "seccomp", GG_KNOCK_HELLO, 0, 0), NOTIF);
	assert_int_equal(run(&m, "seccomp", 1, 0, 0), NOTIF);
	made_done(&m);
	compile(V ALONE "syscalls = { allow = [ \"seccomp\" ]; otherwise = \"kill\"; };", &m);
	assert_int_equal(run(&m, "seccomp", GG_KNOCK_HELLO, 0, 0), FAIL(GG_KNOCK_ERRNO));
	assert_int_equal(run(&m, "seccomp", GG_KNOCK_HELLO | 1ull << 32, 0, 0), FAIL(GG_KNOCK_ERRNO));
	assert_int_equal(run(&m, "seccomp", GG_KNOCK_REPORT, 0, 0), FAIL(EPERM));
	assert_int_equal(run(&m, "seccomp", 1, 0, 0), FAIL(EPERM));
	made_done(&m);
}

#define REFINE "syscalls = { allow = [ \"ioctl\", \"fcntl\", \"openat\", \"prlimit64\", \"sendto\", \"madvise\" ];\n"        \
	       "refine = ( { call = \"ioctl\"; arg = 1; in = [ 0x5401, 0x541b ]; },\n"                              \
	       "{ call = \"ioctl\"; arg = 0; in = [ 0, 1, 2 ]; },\n"                                               \
	       "{ call = \"openat\"; arg = 2; in = [ 0, 0x80000 ]; },\n"                                           \
	       "{ call = \"prlimit64\"; arg = 1; in = [ 7 ]; },\n"                                                 \
	       "{ call = \"sendto\"; arg = 3; in = [ 0 ]; },\n"                                                    \
	       "{ call = \"clone3\"; arg = 1; in = [ 88 ]; },\n"                                                   \
	       "{ call = \"getpid\"; arg = 0; in = [ 1 ]; } ); };\n" NET

static void check_refines(const struct made *m, uint32_t denied, uint32_t failed, uint32_t watched)
{
	const uint64_t send[6] = { 3, 0, 0, 0x40, 0x1000 }, plain[6] = { 3, 0, 0, 0, 0x1000 };
	int sendto_nr = gg_call_find(GG_ARCH_HERE, "sendto");

	assert_int_equal(run(m, "ioctl", 0, 0x5401, 0), ALLOW);
	assert_int_equal(run(m, "ioctl", 2, 0x541b, 9), ALLOW);
	assert_int_equal(run(m, "ioctl", 2 | 7ull << 32, 0x541b | 1ull << 32, 9), ALLOW);
	assert_int_equal(run(m, "ioctl", 0, 0x5402, 0), denied);
	assert_int_equal(run(m, "ioctl", 0, 0x5412, 0), denied);
	assert_int_equal(run(m, "ioctl", 3, 0x5401, 0), denied);
	assert_int_equal(run(m, "fcntl", 3, 0x5401, 0), ALLOW);
	assert_int_equal(run(m, "madvise", 3, 0x5401, 0), ALLOW);
	/* the supervisor decides about these by other things than the argument that failed */
	assert_int_equal(run(m, "openat", 0, 0, 0), watched);
	assert_int_equal(run(m, "openat", 0, 0, 0x80000), watched);
	assert_int_equal(run(m, "openat", 0, 0, 1), failed);
	assert_int_equal(run(m, "openat", 0, 0, 010000000), failed);
	assert_int_equal(run(m, "prlimit64", 0, 7, 0), ALLOW);
	assert_int_equal(run(m, "prlimit64", 0, 8, 0), failed);
	assert_int_equal(run(m, "prlimit64", 1, 8, 0), failed);
	assert_int_equal(run(m, "prlimit64", 1, 7, 0), denied);
	assert_int_equal(run_as(m, ARCH, sendto_nr, plain), watched);
	assert_int_equal(run_as(m, ARCH, sendto_nr, send), failed);
	assert_int_equal(run(m, "clone3", 0, 1, 0), FAIL(ENOSYS));
	assert_int_equal(run(m, "getpid", 1, 0, 0), denied);
}

static void refined_arguments(void **state)
{
	struct made m;

	(void)state;
	compile(V SUPERVISED REFINE, &m);
	check_refines(&m, NOTIF, FAIL(EPERM), NOTIF);
	made_done(&m);
	compile(V ALONE REFINE, &m);
	check_refines(&m, FAIL(EPERM), FAIL(EPERM), ALLOW);
	made_done(&m);
}

/* A denial of the filter must not look to the supervisor like something to decide about */
static void what_the_supervisor_decides_about_is_known(void **state)
{
	(void)state;
	for (size_t i = 0; i < gg_shapes_n; i++)
		if (!gg_judged(gg_shapes[i].name))
			fail_msg("the supervisor decides about '%s', and gg_judged() does not know", gg_shapes[i].name);
	for (size_t i = 0; gg_watched_at(i); i++)
		assert_true(gg_judged(gg_watched_at(i)));
	assert_false(gg_judged("ioctl"));
	assert_false(gg_judged("prctl"));
}

static void deny_wins_over_allow(void **state)
{
	struct made m;

	(void)state;
	compile(V SUPERVISED "syscalls = { allow = [ \"@io\", \"chmod\", \"openat\", \"close\", \"getrandom\" ]; "
			     "deny = [ \"pread64\", \"openat\", \"close\", \"getrandom\" ]; };", &m);
	expect(&m, "read", ALLOW);
	expect(&m, "pread64", NOTIF);
	expect(&m, "openat", NOTIF);
	assert_int_equal(m.plan.calls[gg_call_find(GG_ARCH_HERE, "openat")], GG_CALL_REFUSED);
	assert_int_equal(m.plan.calls[gg_call_find(GG_ARCH_HERE, "pread64")], GG_CALL_REFUSED);
	expect(&m, "close", ALLOW); /* goguard itself needs it */
	expect(&m, "getrandom", NOTIF);
	made_done(&m);
	compile(V ALONE "syscalls = { allow = [ \"@io\", \"openat\" ]; deny = [ \"@io\", \"openat\" ]; };", &m);
	expect(&m, "pread64", FAIL(EPERM));
	expect(&m, "openat", FAIL(EPERM));
	made_done(&m);
}

static void groups_never_switch_on_what_the_core_denies(void **state)
{
	char text[8192];
	struct gg_text out;
	const char *call;
	struct made m;

	(void)state;
	gg_text_init(&out, text, sizeof(text));
	gg_text_str(&out, V SUPERVISED "syscalls = { allow = [ ");
	for (size_t i = 0; gg_group_at(i); i++)
		gg_text_fmt(&out, "%s\"%s\"", i ? ", " : "", gg_group_at(i)->name);
	gg_text_str(&out, " ]; };");
	assert_false(out.cut);
	compile(text, &m);
	for (size_t i = 0; (call = gg_core_denied_at(i)); i++)
		if (gg_call_find(GG_ARCH_HERE, call) >= 0 && !gg_absent(call))
			expect(&m, call, NOTIF);
	expect(&m, "clone3", FAIL(ENOSYS));
	expect(&m, "getrandom", ALLOW);
	made_done(&m);
}

static void names_do_but_some_never(void **state)
{
	char text[8192];
	struct gg_text out;
	const char *call;
	struct made m;

	(void)state;
	gg_text_init(&out, text, sizeof(text));
	gg_text_str(&out, V SUPERVISED "syscalls = { allow = [ \"clone3\"");
	for (size_t i = 0; (call = gg_core_denied_at(i)); i++)
		gg_text_fmt(&out, ", \"%s\"", call);
	gg_text_str(&out, " ]; };");
	compile(text, &m);
	for (size_t i = 0; (call = gg_core_denied_at(i)); i++)
		if (gg_call_find(GG_ARCH_HERE, call) >= 0)
			expect(&m, call, gg_never(call) ? NOTIF : ALLOW);
	expect(&m, "clone3", FAIL(ENOSYS));
	made_done(&m);
}

static void processes_are_counted_only_when_limited(void **state)
{
	static const char *const limits[] = {
		V SUPERVISED "limits = { processes = 4; };\n" ALL_CALLS,
		V SUPERVISED "limits = { memory_mb = 4; };\n" ALL_CALLS,
		V SUPERVISED "limits = { wall_s = 4.0; };\n" ALL_CALLS,
	};
	struct made m;

	(void)state;
	for (size_t i = 0; i < GG_ARRAY_SIZE(limits); i++) {
		compile(limits[i], &m);
		assert_int_equal(run(&m, "clone", 17, 0, 0), NOTIF);
		assert_int_equal(run(&m, "clone", 0x50f00, 0, 0), ALLOW);
#if defined(__x86_64__)
		expect(&m, "fork", NOTIF);
		expect(&m, "vfork", NOTIF);
#endif
		made_done(&m);
	}
	compile(V SUPERVISED ALL_CALLS, &m);
	assert_int_equal(run(&m, "clone", 17, 0, 0), ALLOW);
#if defined(__x86_64__)
	expect(&m, "fork", ALLOW);
#endif
	made_done(&m);
}

static void devices_are_for_who_keeps_the_privilege(void **state)
{
	struct made m;

	(void)state;
	compile(V SUPERVISED "capabilities = [ \"CAP_NET_RAW\" ];\n" ALL_CALLS, &m);
	assert_int_equal(run(&m, "setsockopt", 3, 1, 25), ALLOW);
	assert_int_equal(run(&m, "setsockopt", 3, 1, 62), ALLOW);
	assert_int_equal(run(&m, "setsockopt", 3, 0, 50), ALLOW);
	made_done(&m);
}

/* The kernel tells the network of a new member of a group, and of which */
static void groups_are_joined_by_who_listens(void **state)
{
	static const struct {
		const char *listen;
		bool joins;
	} rules[] = {
		{ "", false },
		{ "\"udp://127.0.0.1:5\", \"tcp://*:5\", \"tcp://239.1.1.1:5\"", false },
		{ "\"udp://10.0.0.1:5\", \"udp://[2001:db8::1]:5\"", false },
		{ "\"udp://239.1.1.1:5\"", true },
		{ "\"udp://239.0.0.0/8:5\"", true },
		{ "\"udp://[ff02::fb]:5353\"", true },
		{ "\"udp://0.0.0.0:5\"", true },
		{ "\"udp://[::]:5\"", true },
		{ "\"udp://*:5\"", true },
	};
	static const uint64_t options[][2] = { { 0, 35 }, { 0, 39 }, { 0, 42 }, { 0, 0xbad0000002e }, { 41, 20 }, { 41, 27 },
					       { 0xbad00000029, 42 }, { 41, 46 } };
	struct made m;

	(void)state;
	for (size_t i = 0; i < GG_ARRAY_SIZE(rules); i++) {
		char text[1024];

		(void)snprintf(text, sizeof(text), V SUPERVISED "syscalls = { allow = [ \"setsockopt\" ]; };\n"
			       "network = { listen = ( %s ); };", rules[i].listen);
		compile(text, &m);
		for (size_t k = 0; k < GG_ARRAY_SIZE(options); k++)
			assert_int_equal(run(&m, "setsockopt", 3, options[k][0], options[k][1]),
					 rules[i].joins ? ALLOW : NOTIF);
		assert_int_equal(run(&m, "setsockopt", 3, 0, 36), ALLOW); /* leaving is fine */
		made_done(&m);
	}
}

/* Where descriptors cannot be fetched, the supervisor makes the sockets: the good ones only */
static void sockets_of_the_supervisor(void **state)
{
	struct gg_plan_caps caps = { CAPS_ALL & ~CAP(PIDFD_GETFD), 7 };
	struct made m;

	(void)state;
	make_with(V SUPERVISED ALL_CALLS, caps, true, &m);
	for (size_t i = 0; i < GG_ARRAY_SIZE(rows); i++) {
		bool is_socket = !strcmp(rows[i].call, "socket");
		uint32_t want = rows[i].supervised;
		uint32_t got = run_as(&m, ARCH, gg_call_find(GG_ARCH_HERE, rows[i].call), rows[i].args);

		want = want == DENIED || (is_socket && want == ALLOW) ? NOTIF : want;
		if (got != want)
			fail_msg("row %zu, %s: 0x%x, not 0x%x", i, rows[i].call, got, want);
		if (is_socket)
			assert_int_equal(gg_check_args("socket", rows[i].args) == GG_CHECK_SOCKET,
					 rows[i].supervised == ALLOW);
	}
	made_done(&m);
}

/* The kernel takes no more than 4096, and every instruction costs time */
static void programs_are_short_and_end(void **state)
{
	struct made m;

	(void)state;
	compile(V SUPERVISED "extends = ( \"go-base\" );", &m);
	print_message("go-base: %zu instructions\n", m.bpf.n);
	assert_in_range(m.bpf.n, 100, 1200);
	for (size_t i = 0; i < m.bpf.n; i++) { /* no jump beyond the end */
		const struct gg_plan_insn *insn = &m.bpf.insns[i];

		if ((insn->code & 7) == 5)
			assert_true(i + 1 + ((insn->code & 0xf0) ? (insn->jt > insn->jf ? insn->jt : insn->jf) : insn->k) < m.bpf.n);
	}
	assert_int_equal(m.bpf.insns[m.bpf.n - 1].code & 7, 6);
	made_done(&m);
}

/* What a loader does to what is executable already looks like what makes code: only PR_SET_MDWE can tell */
static void code_that_is_guarded(void **state)
{
	static const struct gg_plan_caps older = { CAPS_ALL & ~CAP(MDWE), GG_LANDLOCK_ABI_KNOWN };
	const char *hardened = "version = 1; syscalls = { allow = [ \"mprotect\", \"pkey_mprotect\" ]; };\n"
			       "harden = { wx = true; };";
	const uint64_t guarded = PROT_READ | PROT_EXEC | 0x10;
	struct made m;

	(void)state;
	make_with(hardened, FULL, true, &m);
	assert_int_equal(run(&m, "mprotect", 0, 4096, guarded), ALLOW);
	assert_int_equal(run(&m, "pkey_mprotect", 0, 4096, guarded), ALLOW);
	assert_int_equal(run(&m, "mprotect", 0, 4096, PROT_READ | PROT_EXEC), NOTIF);
	made_done(&m);
	make_with(hardened, older, true, &m);
	assert_int_equal(run(&m, "mprotect", 0, 4096, guarded), NOTIF);
	assert_int_equal(run(&m, "pkey_mprotect", 0, 4096, guarded), NOTIF);
	assert_int_equal(run(&m, "mprotect", 0, 4096, PROT_READ | 0x10), ALLOW);
	made_done(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_supervised),
		cmocka_unit_test(rows_alone),
		cmocka_unit_test(otherwise_kills_or_traps),
		cmocka_unit_test(foreign_architectures_end_the_process),
		cmocka_unit_test(numbers_nobody_knows_are_absent),
		cmocka_unit_test(the_knock),
		cmocka_unit_test(refined_arguments),
		cmocka_unit_test(what_the_supervisor_decides_about_is_known),
		cmocka_unit_test(deny_wins_over_allow),
		cmocka_unit_test(groups_never_switch_on_what_the_core_denies),
		cmocka_unit_test(names_do_but_some_never),
		cmocka_unit_test(processes_are_counted_only_when_limited),
		cmocka_unit_test(devices_are_for_who_keeps_the_privilege),
		cmocka_unit_test(groups_are_joined_by_who_listens),
		cmocka_unit_test(sockets_of_the_supervisor),
		cmocka_unit_test(programs_are_short_and_end),
		cmocka_unit_test(code_that_is_guarded),
	};

	return cmocka_run_group_tests_name("filter", tests, NULL, NULL);
}
