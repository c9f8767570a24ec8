/*
 * What may come of a system call, for probe_fault.
 *
 * Owns the table of the calls that goguard makes and of what the kernel, or a filter around, may answer. A call
 * without an errno cannot fail, whatever the machine is short of: it has no memory to get and nobody to ask, or
 * what it says is that something has not come (or may fail only where an argument is wrong).
 */
#ifndef FAULT_CALLS_H
#define FAULT_CALLS_H

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>

#define FAULT_CODES 5

struct fault_call {
	const char *name;
	long nr;
	int op;    /* the argument that says what is done; -1: none */
	int brief; /* the argument that says how much; -1: what it returns is that, and can be less; 0: neither */
	long only; /* this is about this operation alone; -1: about all others */
	int codes[FAULT_CODES];
};

#define C(name, op, brief, ...) { #name, __NR_##name, op, brief, -1, { __VA_ARGS__ } }
#define ONE(name, nr, op, only, ...) { name, __NR_##nr, op, 0, only, { __VA_ARGS__ } }

static const struct fault_call fault_calls[] = {
	/* one of several */
	ONE("ioctl-recv", ioctl, 1, 0xc0502100, EINTR, ENOENT, EFAULT), ONE("ioctl-send", ioctl, 1, 0xc0182101, EINTR),
	ONE("ioctl-valid", ioctl, 1, 0x40082102, EINTR), ONE("ioctl-addfd", ioctl, 1, 0x40182103, EMFILE, ENOMEM),
	ONE("ioctl-flags", ioctl, 1, 0x40082104, EINVAL), ONE("futex-wait", futex, 1, 0, EINTR, EAGAIN),
	ONE("futex-private", futex, 1, 128, EINTR, EAGAIN), ONE("futex-until", futex, 1, 0x189, EINTR, EAGAIN),
	ONE("wait4-here", wait4, 2, 0, EINTR), ONE("wait4-all", wait4, 2, 0x40000000, EINTR),
	ONE("ptrace-seize", ptrace, 0, 0x4206, EPERM, ESRCH), ONE("write-event", write, 2, 8, EINTR),
	ONE("fcntl-dup", fcntl, 1, 1030, EMFILE), ONE("fcntl-seals", fcntl, 1, 1033, EPERM, EBUSY),
	/* memory */
	C(brk, -1, 0, ENOMEM), C(mmap, -1, 0, ENOMEM), C(mprotect, -1, 0, ENOMEM), C(mremap, -1, 0, ENOMEM),
	C(munmap, -1, 0, ENOMEM), C(madvise, -1, 0, EAGAIN),
	/* files */
	C(openat, -1, 0, EMFILE, ENOMEM, EIO, EINTR), C(openat2, -1, 0, EMFILE, ENOMEM, EIO, ENOSYS, EAGAIN),
	C(close, -1, 0, EINTR, EIO), C(close_range, -1, 0, ENOSYS, EPERM),
	C(read, -1, 2, EIO, EINTR), C(pread64, -1, 2, EIO, EINTR), C(write, -1, 2, ENOSPC, EIO, EINTR),
	C(writev, -1, 0, ENOSPC, EIO, EINTR), C(lseek, -1, 0, EPERM), C(newfstatat, -1, 0, ENOMEM, EIO),
	C(fstat, -1, 0, EIO), C(statx, -1, 0, ENOSYS, ENOMEM), C(fstatfs, -1, 0, EIO), C(readlinkat, -1, 0, ENOMEM, EIO),
	C(getdents64, -1, 0, EIO), C(faccessat, -1, 0, ENOMEM, EIO), C(faccessat2, -1, 0, ENOSYS, EIO),
	C(getcwd, -1, 0, ENOMEM), C(fcntl, 1, 0, EPERM), C(dup, -1, 0, EMFILE), C(dup3, -1, 0, EMFILE),
	C(memfd_create, -1, 0, EMFILE, ENOMEM, ENOSYS), C(pipe2, -1, 0, EMFILE), C(ftruncate, -1, 0, EIO),
	C(mkdirat, -1, 0, ENOSPC, EIO), C(unlinkat, -1, 0, EIO), C(renameat2, -1, 0, ENOSPC, EIO),
	C(linkat, -1, 0, EMLINK, EIO), C(symlinkat, -1, 0, ENOSPC, EIO), C(mknodat, -1, 0, ENOSPC, EIO),
	C(fchmod, -1, 0, EIO), C(fchmodat, -1, 0, EIO), C(fchownat, -1, 0, EIO), C(utimensat, -1, 0, EIO),
	/* sockets */
	C(socket, -1, 0, EMFILE, ENOBUFS), C(socketpair, -1, 0, EMFILE, ENOBUFS), C(connect, -1, 0, ENOMEM, EAGAIN),
	C(bind, -1, 0, ENOMEM), C(listen, -1, 0, ENOMEM), C(setsockopt, 2, 0, ENOMEM), C(getsockopt, 2, 0, ENOMEM),
	C(getsockname, -1, 0, ENOBUFS), C(getpeername, -1, 0, ENOBUFS), C(accept4, -1, 0, EMFILE),
	C(sendmsg, -1, 0, ENOBUFS, ETOOMANYREFS, EINTR), C(sendto, -1, 0, ENOBUFS, EINTR, EAGAIN),
	C(recvmsg, -1, 0, ENOMEM, EINTR), C(recvfrom, -1, 0, ENOMEM, EINTR), C(shutdown, -1, 0, ENOMEM),
	/* processes */
	C(clone, -1, 0, EAGAIN, ENOMEM), C(clone3, -1, 0, EAGAIN, ENOSYS), C(execve, -1, 0, ENOMEM, EIO, EMFILE),
	C(kill, 1, 0, EPERM, ESRCH), C(tgkill, 2, 0, EPERM, ESRCH, EAGAIN),
	C(pidfd_open, -1, 0, EMFILE, EPERM, ENOSYS, ESRCH), C(pidfd_getfd, -1, 0, EMFILE, EPERM, ENOSYS),
	C(pidfd_send_signal, 1, 0, EPERM, ENOSYS), C(setpgid, -1, 0, EPERM), C(prctl, 0, 0, EINVAL, EPERM),
	C(prlimit64, 1, 0, EPERM), C(personality, -1, 0, EPERM), C(unshare, -1, 0, EPERM, ENOMEM),
	C(capget, -1, 0, EPERM), C(capset, -1, 0, EPERM), C(setresuid, -1, 0, EAGAIN, EPERM),
	C(setresgid, -1, 0, EPERM), C(setgroups, -1, 0, ENOMEM, EPERM), C(getgroups, -1, 0, EPERM),
	C(process_vm_readv, -1, -1, EPERM, ENOMEM, EFAULT),
	C(process_vm_writev, -1, -1, EPERM, ENOMEM, EFAULT), C(sched_getaffinity, -1, 0, EPERM),
	/* waiting */
	C(nanosleep, -1, 0, EINTR), C(clock_nanosleep, -1, 0, EINTR), C(ppoll, -1, 0, EINTR, ENOMEM),
	C(timer_create, -1, 0, EAGAIN, ENOMEM), C(signalfd4, -1, 0, EMFILE, ENOMEM),
	C(eventfd2, -1, 0, EMFILE, ENOMEM), C(getrandom, -1, 1, ENOSYS, EINTR), C(sigaltstack, -1, 0, ENOMEM),
	/* the guard */
	C(seccomp, 0, 0, ENOMEM, EPERM, EINVAL, EBUSY, ENOSYS), C(ioctl, 1, 0, EPERM),
	C(landlock_create_ruleset, -1, 0, ENOMEM, EMFILE, EOPNOTSUPP, ENOSYS, EPERM),
	C(landlock_add_rule, -1, 0, ENOMEM, EPERM), C(landlock_restrict_self, -1, 0, ENOMEM, E2BIG, EPERM),
	/* never */
	C(futex, 1, 0, 0), C(wait4, 2, 0, 0), C(timer_settime, -1, 0, 0),
	C(ptrace, 0, 0, 0), /* who is traced and stands still may be gone by then, and nothing else */
	C(exit_group, -1, 0, 0), C(exit, -1, 0, 0), C(getpid, -1, 0, 0), C(getppid, -1, 0, 0), C(gettid, -1, 0, 0),
	C(getuid, -1, 0, 0), C(geteuid, -1, 0, 0), C(getgid, -1, 0, 0), C(getegid, -1, 0, 0), C(getsid, -1, 0, 0),
	C(getresuid, -1, 0, 0), C(getresgid, -1, 0, 0),
	C(umask, -1, 0, 0), C(setfsuid, -1, 0, 0), C(setfsgid, -1, 0, 0), C(sched_yield, -1, 0, 0),
	C(rt_sigaction, -1, 0, 0), C(rt_sigprocmask, -1, 0, 0), C(rt_sigreturn, -1, 0, 0), C(set_tid_address, -1, 0, 0),
	C(set_robust_list, -1, 0, 0), C(rseq, -1, 0, 0), C(restart_syscall, -1, 0, 0), C(uname, -1, 0, 0),
	C(timer_delete, -1, 0, 0), C(setitimer, -1, 0, 0), C(clock_gettime, -1, 0, 0), C(getrusage, -1, 0, 0),
#ifdef __x86_64__
	C(arch_prctl, -1, 0, 0), C(poll, -1, 0, EINTR, ENOMEM), C(readlink, -1, 0, ENOMEM, EIO),
	C(access, -1, 0, ENOMEM, EIO), C(dup2, -1, 0, EMFILE), C(mkdir, -1, 0, ENOSPC), C(unlink, -1, 0, EIO), C(chmod, -1, 0, EIO),
#endif
};
#undef C
#undef ONE

#define N_FAULT_CALLS (sizeof(fault_calls) / sizeof(fault_calls[0]))

/* What is not in the table is told by its number, for the test to complain about. */
static inline const struct fault_call *fault_call_find(long nr, const uint64_t args[6])
{
	for (size_t i = 0; i < N_FAULT_CALLS; i++) {
		const struct fault_call *c = &fault_calls[i];

		if (c->nr == nr && (c->only < 0 || (args[c->op] & 0xffffffff) == (uint64_t)c->only))
			return c;
	}
	return NULL;
}

static inline const struct fault_call *fault_call_named(const char *name)
{
	for (size_t i = 0; i < N_FAULT_CALLS; i++)
		if (!strcmp(fault_calls[i].name, name))
			return &fault_calls[i];
	return NULL;
}

#define E(name) { #name, name }
static const struct {
	const char *name;
	int code;
} fault_codes[] = {
	E(EPERM), E(ENOENT), E(ESRCH), E(EINTR), E(EIO), E(E2BIG), E(ECHILD), E(EAGAIN), E(ENOMEM), E(EACCES), E(EFAULT),
	E(EBUSY), E(EINVAL), E(ENFILE), E(EMFILE), E(ENOSPC), E(EMLINK), E(ENOSYS), E(EOPNOTSUPP), E(ENOBUFS),
	E(ETOOMANYREFS),
};
#undef E

static inline int fault_code(const char *name)
{
	for (size_t i = 0; i < sizeof(fault_codes) / sizeof(fault_codes[0]); i++)
		if (!strcmp(fault_codes[i].name, name))
			return fault_codes[i].code;
	return 0;
}

static inline const char *fault_code_name(int code)
{
	for (size_t i = 0; i < sizeof(fault_codes) / sizeof(fault_codes[0]); i++)
		if (fault_codes[i].code == code)
			return fault_codes[i].name;
	return "?";
}

#endif
