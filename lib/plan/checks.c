/*
 * Checks of register arguments that no policy switches off.
 *
 * Owns the table. Rows of one call stand together and are tried in order; conditions compare 32
 * bits, so that dirty upper halves of 32-bit arguments never matter. Relies on the kernel
 * truncating those arguments in the same way. Does not look into memory.
 */
#include <errno.h>
#include <linux/netlink.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#include "base/common.h"
#include "plan/watch.h"

#define LOW(arg_, mask_, value_) { .arg = (arg_), .mask = (mask_), .value = (uint32_t)(value_) }
#define HIGH(arg_, value_) { .arg = (arg_), .high = true, .mask = ~0u, .value = (value_) }
#define EQ(arg_, value_) LOW(arg_, ~0u, value_)

#define ROW0(call_, action_) { (call_), (action_), 0, 0, { { 0 } } }
#define ROW1(call_, action_, a) { (call_), (action_), 0, 1, { a } }
#define ROW2(call_, action_, a, b) { (call_), (action_), 0, 2, { a, b } }
#define ROW3(call_, action_, a, b, c) { (call_), (action_), 0, 3, { a, b, c } }
#define UNSCOPED0(call_, err_) { (call_), GG_CHECK_UNSCOPED_ERRNO, (err_), 0, { { 0 } } }
#define FAIL1(call_, err_, a) { (call_), GG_CHECK_ERRNO, (err_), 1, { a } }

#define TYPE(value_) LOW(1, 0xf, value_) /* without SOCK_CLOEXEC and SOCK_NONBLOCK */
#define INET(domain_)                                                              \
	ROW3("socket", GG_CHECK_SOCKET, EQ(0, domain_), TYPE(SOCK_STREAM), EQ(2, 0)), \
	ROW3("socket", GG_CHECK_SOCKET, EQ(0, domain_), TYPE(SOCK_STREAM), EQ(2, 6)), \
	ROW3("socket", GG_CHECK_SOCKET, EQ(0, domain_), TYPE(SOCK_DGRAM), EQ(2, 0)),  \
	ROW3("socket", GG_CHECK_SOCKET, EQ(0, domain_), TYPE(SOCK_DGRAM), EQ(2, 17))
#define UNIX(call_, action_)                                                                  \
	ROW2(call_, action_, EQ(0, AF_UNIX), LOW(1, 0xf, SOCK_STREAM)),         \
	ROW2(call_, action_, EQ(0, AF_UNIX), LOW(1, 0xf, SOCK_DGRAM)),          \
	ROW2(call_, action_, EQ(0, AF_UNIX), LOW(1, 0xf, SOCK_SEQPACKET))
#define JOIN(level_, option_) ROW2("setsockopt", GG_CHECK_JOIN, EQ(1, level_), EQ(2, option_))
#define PRCTL(op_) ROW1("prctl", GG_CHECK_PASS, EQ(0, op_))

/* Signal 0 asks whether somebody is there, and SIGURG, by which Go preempts its own threads all the
 * time, ends and stops nobody. */
#define SIGNAL(call_, sig_)                                   \
	ROW1(call_, GG_CHECK_PASS, EQ(sig_, 0)),              \
	ROW1(call_, GG_CHECK_PASS, EQ(sig_, SIGURG)),         \
	ROW0(call_, GG_CHECK_SIGNAL)
/* Requests of one driver that pass something in, as their numbers say */
#define WRITING_IOCTL(type_) ROW1("ioctl", GG_CHECK_DENY, LOW(1, 0x4000ff00, 0x40000000 | (type_) << 8))

#define PROT_BTI_ 0x10
#define PROTECT(call_)                                                                           \
	ROW1(call_, GG_CHECK_WX_MDWE, LOW(2, PROT_BTI_ | PROT_EXEC, PROT_BTI_ | PROT_EXEC)),         \
	ROW1(call_, GG_CHECK_WX, LOW(2, PROT_EXEC, PROT_EXEC))

/* Flags of clone(2); see gg_makes_plain_process() */
#define CLONE_NS 0x7e020000u /* NEWNS CGROUP UTS IPC USER PID NET */
#define CLONE_THREAD_ 0x10000u
#define CLONE_FILES_FS 0x600u
#define CLONE_FILES_ 0x400u

#define FASTOPEN 0x20000000u /* MSG_FASTOPEN: connects without connect(2) */
#define IPPROTO_MPTCP_ 262   /* not covered by Landlock's TCP rules */

const struct gg_check gg_checks[] = {
	/* Namespaces would change what paths and pids mean. A thread with its own table of
	 * descriptors or own working directory would make /proc/PID lie to the supervisor. One table for two
	 * processes would let one exchange what the other one maps to be executed. */
	ROW1("clone", GG_CHECK_WX_SHARE, LOW(0, CLONE_NS | CLONE_THREAD_ | CLONE_FILES_, CLONE_FILES_)),
	ROW1("clone", GG_CHECK_COUNT, LOW(0, CLONE_NS | CLONE_THREAD_, 0)),
	ROW1("clone", GG_CHECK_PASS,
	     LOW(0, CLONE_NS | CLONE_THREAD_ | CLONE_FILES_FS, CLONE_THREAD_ | CLONE_FILES_FS)),
	ROW0("clone", GG_CHECK_DENY),
	ROW0("fork", GG_CHECK_COUNT),
	ROW0("vfork", GG_CHECK_COUNT),

	/* A table of descriptors of one's own, see clone: CLOSE_RANGE_UNSHARE. */
	ROW1("close_range", GG_CHECK_DENY, LOW(2, 2, 2)),

	/* Faked terminal input, console selections pasted into one, drivers put behind one, and what the keys of a
	 * console say, to whoever presses them next. */
	ROW1("ioctl", GG_CHECK_DENY, EQ(1, 0x5412)),
	ROW1("ioctl", GG_CHECK_DENY, EQ(1, 0x541c)),
	ROW1("ioctl", GG_CHECK_DENY, EQ(1, 0x4b47 /* KDSKBENT */)),
	ROW1("ioctl", GG_CHECK_DENY, EQ(1, 0x4b49 /* KDSKBSENT */)),
	ROW1("ioctl", GG_CHECK_DENY, EQ(1, 0x4b4b /* KDSKBDIACR */)),
	ROW1("ioctl", GG_CHECK_DENY, EQ(1, 0x4bfb /* KDSKBDIACRUC */)),
	ROW1("ioctl", GG_CHECK_DENY, EQ(1, 0x4b4d /* KDSETKEYCODE */)),
	/* FIOSETOWN and SIOCSPGRP: as F_SETOWN, below */
	ROW1("ioctl", GG_CHECK_UNSCOPED, EQ(1, 0x8901)),
	ROW1("ioctl", GG_CHECK_UNSCOPED, EQ(1, 0x8902)),
	ROW1("ioctl", GG_CHECK_DENY, EQ(1, 0x5423)),
	/* Attributes, labels and whole file systems, changed by whoever holds a descriptor, be it for
	 * reading only. Where a file lies may be asked; to share its blocks needs one for writing. */
	ROW1("ioctl", GG_CHECK_PASS, EQ(1, 0xc020660b /* FS_IOC_FIEMAP */)),
	ROW1("ioctl", GG_CHECK_PASS, EQ(1, 0x40049409 /* FICLONE */)),
	ROW1("ioctl", GG_CHECK_PASS, EQ(1, 0x4020940d /* FICLONERANGE */)),
	ROW1("ioctl", GG_CHECK_PASS, EQ(1, 0xc0189436 /* FIDEDUPERANGE */)),
	WRITING_IOCTL('f'), /* FS_IOC_SETFLAGS, fs-verity, ext4, f2fs */
	WRITING_IOCTL('v'), /* FS_IOC_SETVERSION */
	WRITING_IOCTL('X'), /* FS_IOC_FSSETXATTR, FIFREEZE, FITRIM, xfs */
	WRITING_IOCTL('r'), /* FAT_IOCTL_SET_ATTRIBUTES */
	WRITING_IOCTL(0x94), /* btrfs, FS_IOC_SETFSLABEL */
	ROW1("ioctl", GG_CHECK_DENY, EQ(1, 0x800c6613 /* FS_IOC_SET_ENCRYPTION_POLICY */)),
	ROW1("ioctl", GG_CHECK_DENY, EQ(1, 0x6609 /* EXT4_IOC_MIGRATE */)),

	/* Moving with RENAME_WHITEOUT leaves a device node behind. Landlock asks for MAKE_CHAR since its
	 * erratum 4 only. */
	FAIL1("renameat2", EINVAL, LOW(4, 4, 4)),

	/* O_PATH gives a handle whose every use is looked at again. */
	ROW1("open", GG_CHECK_ALLOW, LOW(1, 010000000, 010000000)),
	ROW1("openat", GG_CHECK_ALLOW, LOW(2, 010000000, 010000000)),

	/* A personality could make readable memory executable. 0: PER_LINUX; ~0: a query. */
	ROW1("personality", GG_CHECK_PASS, EQ(0, 0)),
	ROW1("personality", GG_CHECK_PASS, EQ(0, ~0u)),
	ROW0("personality", GG_CHECK_DENY),

	/* Everything else could blind the supervisor or loosen the guard. */
	PRCTL(PR_SET_PDEATHSIG),
	PRCTL(PR_GET_PDEATHSIG),
	PRCTL(PR_GET_DUMPABLE),
	PRCTL(PR_GET_KEEPCAPS),
	PRCTL(PR_SET_NAME),
	PRCTL(PR_GET_NAME),
	PRCTL(PR_GET_SECCOMP),
	PRCTL(PR_CAPBSET_READ),
	PRCTL(PR_GET_SECUREBITS),
	PRCTL(PR_SET_TIMERSLACK),
	PRCTL(PR_GET_TIMERSLACK),
	PRCTL(PR_SET_CHILD_SUBREAPER),
	PRCTL(PR_GET_CHILD_SUBREAPER),
	PRCTL(PR_SET_NO_NEW_PRIVS),
	PRCTL(PR_GET_NO_NEW_PRIVS),
	PRCTL(PR_GET_TID_ADDRESS),
	PRCTL(PR_SET_THP_DISABLE),
	PRCTL(PR_GET_THP_DISABLE),
	PRCTL(65 /* PR_SET_MDWE, Linux 6.3: only tightens */),
	PRCTL(66 /* PR_GET_MDWE */),
	PRCTL(0x53564d41 /* PR_SET_VMA: names of mappings, Go 1.25 */),
	PRCTL(0x41555856 /* PR_GET_AUXV, Linux 6.4 */),
	ROW0("prctl", GG_CHECK_DENY),

	/* Limits, priorities and processors of others, the supervisor's among them, are not the
	 * function's. What arrives here with a number may still be one of its own threads. */
	ROW1("prlimit64", GG_CHECK_PASS, EQ(0, 0)),
	ROW0("prlimit64", GG_CHECK_DENY),
	ROW1("sched_setaffinity", GG_CHECK_PASS, EQ(0, 0)),
	ROW0("sched_setaffinity", GG_CHECK_DENY),
	ROW1("sched_setattr", GG_CHECK_PASS, EQ(0, 0)),
	ROW0("sched_setattr", GG_CHECK_DENY),
	ROW1("sched_setparam", GG_CHECK_PASS, EQ(0, 0)),
	ROW0("sched_setparam", GG_CHECK_DENY),
	ROW1("sched_setscheduler", GG_CHECK_PASS, EQ(0, 0)),
	ROW0("sched_setscheduler", GG_CHECK_DENY),
	ROW2("setpriority", GG_CHECK_PASS, EQ(0, 0), EQ(1, 0)),
	ROW0("setpriority", GG_CHECK_DENY),
	ROW2("ioprio_set", GG_CHECK_PASS, EQ(0, 1), EQ(1, 0)),
	ROW0("ioprio_set", GG_CHECK_DENY),

	ROW1("migrate_pages", GG_CHECK_PASS, EQ(0, 0)),
	ROW0("migrate_pages", GG_CHECK_DENY),
	ROW1("move_pages", GG_CHECK_PASS, EQ(0, 0)),
	ROW0("move_pages", GG_CHECK_DENY),

	/* Signals to others, and by way of descriptors that somebody else's input or output will send.
	 * Descriptors for processes may be exchanged while they are looked at: runtimes fall back on
	 * numbers when they are not offered. */
	SIGNAL("kill", 1),
	SIGNAL("rt_sigqueueinfo", 1),
	SIGNAL("rt_tgsigqueueinfo", 2),
	SIGNAL("tgkill", 2),
	SIGNAL("tkill", 1),
	UNSCOPED0("pidfd_send_signal", ENOSYS),
	ROW1("fcntl", GG_CHECK_UNSCOPED, EQ(1, 8 /* F_SETOWN */)),
	ROW1("fcntl", GG_CHECK_UNSCOPED, EQ(1, 10 /* F_SETSIG */)),
	ROW1("fcntl", GG_CHECK_UNSCOPED, EQ(1, 15 /* F_SETOWN_EX */)),

	/* Memory that is both written and executed, now or by turns; what may be mapped to be executed
	 * is a file. With PROT_BTI (arm64) a loader protects what is executable already, and goes on
	 * when it may not: the kernel can tell that from others (MDWE). Elsewhere no such bit is known. */
	ROW1("mmap", GG_CHECK_WX, LOW(2, PROT_WRITE | PROT_EXEC, PROT_WRITE | PROT_EXEC)),
	ROW2("mmap", GG_CHECK_WX, LOW(2, PROT_EXEC, PROT_EXEC), LOW(3, MAP_ANONYMOUS, MAP_ANONYMOUS)),
	ROW1("mmap", GG_CHECK_WX_FILE, LOW(2, PROT_EXEC, PROT_EXEC)),
	PROTECT("mprotect"),
	PROTECT("pkey_mprotect"),
	ROW1("shmat", GG_CHECK_WX, LOW(2, 0100000 /* SHM_EXEC */, 0100000)),
	ROW1("memfd_create", GG_CHECK_PASS, LOW(1, 0x18, 0x8 /* MFD_NOEXEC_SEAL, Linux 6.3 */)),
	ROW0("memfd_create", GG_CHECK_WX),

	ROW1("sendmmsg", GG_CHECK_DENY, LOW(3, FASTOPEN, FASTOPEN)),
	ROW1("sendmsg", GG_CHECK_DENY, LOW(2, FASTOPEN, FASTOPEN)),
	ROW1("sendto", GG_CHECK_DENY, LOW(3, FASTOPEN, FASTOPEN)),
	ROW2("sendto", GG_CHECK_PASS, EQ(4, 0), HIGH(4, 0)),
	ROW0("sendto", GG_CHECK_WATCH),

	/* Source routes: the packet goes to the first hop, not to the address that was judged. IPv4
	 * options, the routing header of IPv6, the older form that can hold one, and flow labels, which
	 * can have one. */
	ROW2("setsockopt", GG_CHECK_DENY, EQ(1, 0), EQ(2, 4)),
	ROW2("setsockopt", GG_CHECK_DENY, EQ(1, 41), EQ(2, 57)),
	ROW2("setsockopt", GG_CHECK_DENY, EQ(1, 41), EQ(2, 6)),
	ROW2("setsockopt", GG_CHECK_DENY, EQ(1, 41), EQ(2, 32)),
	/* By a device that has no route to it, any IPv4 address is taken for one of the very next machines, 127.0.0.1
	 * too: whoever answers there for it would be reached. SO_BINDTODEVICE, SO_BINDTOIFINDEX, IP_UNICAST_IF */
	ROW2("setsockopt", GG_CHECK_DEVICE, EQ(1, SOL_SOCKET), EQ(2, 25)),
	ROW2("setsockopt", GG_CHECK_DEVICE, EQ(1, SOL_SOCKET), EQ(2, 62)),
	ROW2("setsockopt", GG_CHECK_DEVICE, EQ(1, 0), EQ(2, 50)),
	/* From an address of somebody else, which IPv6 lets everybody send from who may bind to it, be it by control
	 * data: who is sent to answers there. IP_FREEBIND, IPV6_FREEBIND, either of which is for both */
	ROW2("setsockopt", GG_CHECK_DEVICE, EQ(1, 0), EQ(2, 15)),
	ROW2("setsockopt", GG_CHECK_DEVICE, EQ(1, 41), EQ(2, 78)),
	/* Of a new member the kernel tells the network: a message to whoever listens there, whose content, the group,
	 * is the caller's to choose (IGMP, MLD). By address alone, and with one of who sends to it */
	JOIN(0, 35), JOIN(0, 39), JOIN(0, 42), JOIN(0, 46), JOIN(41, 20), JOIN(41, 27), JOIN(41, 42), JOIN(41, 46),

	/* Families and protocols whose peers the supervisor can name, and routing netlink, which
	 * net.Interfaces and getaddrinfo ask. Go falls back from MPTCP on this errno. */
	FAIL1("socket", EPROTONOSUPPORT, EQ(2, IPPROTO_MPTCP_)),
	INET(AF_INET),
	INET(AF_INET6),
	UNIX("socket", GG_CHECK_SOCKET),
	ROW3("socket", GG_CHECK_SOCKET, EQ(0, AF_NETLINK), TYPE(SOCK_RAW), EQ(2, NETLINK_ROUTE)),
	ROW3("socket", GG_CHECK_SOCKET, EQ(0, AF_NETLINK), TYPE(SOCK_DGRAM), EQ(2, NETLINK_ROUTE)),
	ROW0("socket", GG_CHECK_DENY),
	UNIX("socketpair", GG_CHECK_PASS),
	ROW0("socketpair", GG_CHECK_DENY),
};

static bool holds(const struct gg_check *row, const uint64_t args[static 6])
{
	unsigned i;

	for (i = 0; i < row->n; i++) {
		const struct gg_check_cond *c = &row->conds[i];
		uint32_t half = (uint32_t)(c->high ? args[c->arg] >> 32 : args[c->arg]);

		if ((half & c->mask) != c->value)
			return false;
	}
	return true;
}

/** gg_check_args() - see watch.h */
enum gg_check_action gg_check_args(const char *call, const uint64_t args[static 6])
{
	size_t i;

	for (i = 0; i < gg_checks_n; i++)
		if (!strcmp(gg_checks[i].call, call) && holds(&gg_checks[i], args))
			return gg_checks[i].action;
	return GG_CHECK_PASS;
}

/** gg_makes_plain_process() - see watch.h */
bool gg_makes_plain_process(uint32_t flags)
{
	return !(flags & (CLONE_NS | CLONE_THREAD_));
}

const size_t gg_checks_n = GG_ARRAY_SIZE(gg_checks);
