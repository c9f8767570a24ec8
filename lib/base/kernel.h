/*
 * Kernel constants that the host's headers may not know yet, each with the version that
 * brought it.
 *
 * Owns the numbers goguard needs of seccomp, Landlock, pidfds and openat2. Relies on the kernel
 * never changing them. Does not probe: see plan/caps.h.
 */
#ifndef GG_BASE_KERNEL_H
#define GG_BASE_KERNEL_H

#include <stdint.h>

/* The same on every architecture since the numbers were unified (Linux 5.1), but seccomp */
#if defined(__x86_64__)
#define GG_NR_seccomp 317
#else
#define GG_NR_seccomp 277
#endif
#define GG_NR_pidfd_send_signal 424       /* 5.1 */
#define GG_NR_pidfd_open 434              /* 5.3 */
#define GG_NR_close_range 436             /* 5.9 */
#define GG_NR_openat2 437                 /* 5.6 */
#define GG_NR_pidfd_getfd 438             /* 5.6 */
#define GG_NR_landlock_create_ruleset 444 /* 5.13 */
#define GG_NR_landlock_add_rule 445
#define GG_NR_landlock_restrict_self 446

/* seccomp(2) */
#define GG_SECCOMP_SET_MODE_FILTER 1u
#define GG_SECCOMP_GET_ACTION_AVAIL 2u
#define GG_SECCOMP_GET_NOTIF_SIZES 3u
#define GG_SECCOMP_SPEC_ALLOW (1u << 2)
#define GG_SECCOMP_NEW_LISTENER (1u << 3)  /* 5.0 */
#define GG_SECCOMP_WAIT_KILLABLE (1u << 5) /* 5.19 */
#define GG_SECCOMP_RET_KILL_PROCESS 0x80000000u
#define GG_SECCOMP_RET_TRAP 0x00030000u
#define GG_SECCOMP_RET_ERRNO 0x00050000u
#define GG_SECCOMP_RET_NOTIF 0x7fc00000u
#define GG_SECCOMP_RET_ALLOW 0x7fff0000u
#define GG_ERESTARTSYS 512                 /* what a call that a signal interrupts fails with */
#define GG_SECCOMP_CONTINUE 1u             /* 5.5, notification response flag */
#define GG_SECCOMP_ADDFD_SETFD 1u          /* 5.9 */
#define GG_SECCOMP_ADDFD_SEND 2u           /* 5.14 */
#define GG_SECCOMP_IOCTL_SET_FLAGS 0x40082104ul /* 6.6: _IOW('!', 4, __u64), by value */
#define GG_SECCOMP_SYNC_WAKE_UP 1ul

/* Landlock, rights on files with the ABI that brought them */
#define GG_LL_EXECUTE (1u << 0) /* ABI 1, Linux 5.13, to MAKE_SYM */
#define GG_LL_WRITE_FILE (1u << 1)
#define GG_LL_READ_FILE (1u << 2)
#define GG_LL_READ_DIR (1u << 3)
#define GG_LL_REMOVE_DIR (1u << 4)
#define GG_LL_REMOVE_FILE (1u << 5)
#define GG_LL_MAKE_CHAR (1u << 6)
#define GG_LL_MAKE_DIR (1u << 7)
#define GG_LL_MAKE_REG (1u << 8)
#define GG_LL_MAKE_SOCK (1u << 9)
#define GG_LL_MAKE_FIFO (1u << 10)
#define GG_LL_MAKE_BLOCK (1u << 11)
#define GG_LL_MAKE_SYM (1u << 12)
#define GG_LL_REFER (1u << 13)     /* ABI 2, 5.19 */
#define GG_LL_TRUNCATE (1u << 14)  /* ABI 3, 6.2 */
#define GG_LL_IOCTL_DEV (1u << 15) /* ABI 5, 6.10 */
/* those that a rule on something that is not a directory may carry */
#define GG_LL_ON_FILES \
	(GG_LL_EXECUTE | GG_LL_WRITE_FILE | GG_LL_READ_FILE | GG_LL_TRUNCATE | GG_LL_IOCTL_DEV)
#define GG_LL_NET_BIND_TCP (1u << 0) /* ABI 4, 6.7 */
#define GG_LL_NET_CONNECT_TCP (1u << 1)
#define GG_LL_SCOPE_ABSTRACT_UNIX (1u << 0) /* ABI 6, 6.12 */
#define GG_LL_SCOPE_SIGNAL (1u << 1)
#define GG_LL_CREATE_VERSION 1u
#define GG_LL_CREATE_ERRATA 2u /* 6.15 */
#define GG_LL_RULE_PATH 1u
#define GG_LL_RULE_PORT 2u

struct gg_ll_ruleset {
	uint64_t fs;
	uint64_t net;
	uint64_t scoped;
};

struct gg_ll_path {
	uint64_t rights;
	int32_t fd;
} __attribute__((packed));

struct gg_ll_port {
	uint64_t rights;
	uint64_t port;
};

struct gg_open_how {
	uint64_t flags;
	uint64_t mode;
	uint64_t resolve;
};

#define GG_RESOLVE_NO_MAGICLINKS 0x02u
#define GG_RESOLVE_NO_SYMLINKS 0x04u
#define GG_RESOLVE_BENEATH 0x08u
#define GG_RESOLVE_IN_ROOT 0x10u

#define GG_SO_BINDTOIFINDEX 62    /* 5.1 */
#define GG_CLOSE_RANGE_CLOEXEC 4u /* 5.11 */
#define GG_PIDFD_THREAD 00000200u /* O_EXCL, 6.9 */
#define GG_PR_SET_MDWE 65         /* 6.3 */
#define GG_PR_GET_MDWE 66
#define GG_PR_GET_SPECULATION_CTRL 52 /* 4.17 */
#define GG_PR_SET_SPECULATION_CTRL 53
#define GG_SPEC_INDIRECT_BRANCH 1 /* 4.20; 0 is the bypass of stores */
#define GG_SPEC_PRCTL 1           /* bits of the answer */
#define GG_SPEC_ENABLE 2
#define GG_SPEC_FORCE_DISABLE 8
#define GG_PR_SCHED_CORE 62       /* 5.14 */
#define GG_MSG_FASTOPEN 0x20000000
#define GG_IPPROTO_MPTCP 262      /* 5.6 */

#endif
