/*
 * Raw system calls.
 *
 * Owns the instruction that enters the kernel. Relies on the calling conventions of amd64 and
 * arm64. Does not touch errno.
 */
#include "base/sys.h"

#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>

#include "base/kernel.h"

/** gg_sys6() - make system call @nr with six arguments. Return: as the kernel says */
long gg_sys6(long nr, long a, long b, long c, long d, long e, long f)
{
#if defined(__x86_64__)
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	register long r9 __asm__("r9") = f;
	long ret;

	__asm__ volatile("syscall"
			 : "=a"(ret)
			 : "a"(nr), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
			 : "rcx", "r11", "memory");
	return ret;
#else
	register long x8 __asm__("x8") = nr;
	register long x0 __asm__("x0") = a;
	register long x1 __asm__("x1") = b;
	register long x2 __asm__("x2") = c;
	register long x3 __asm__("x3") = d;
	register long x4 __asm__("x4") = e;
	register long x5 __asm__("x5") = f;

	__asm__ volatile("svc #0"
			 : "+r"(x0)
			 : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5)
			 : "memory");
	return x0;
#endif
}

/* What to run and its argument are on the new stack, since the new process comes back from the call there,
 * where nothing else is. */
static long clone_vm(unsigned long flags, void *stack, void (*run)(void *arg), void *arg)
{
	uintptr_t *top = (uintptr_t *)stack - 2;

	top[0] = (uintptr_t)run;
	top[1] = (uintptr_t)arg;
	flags |= CLONE_VM;
#if defined(__x86_64__)
	register long r10 __asm__("r10") = 0;
	register long r8 __asm__("r8") = 0;
	long ret;

	__asm__ volatile("syscall\n\t"
			 "test %%rax, %%rax\n\t"
			 "jnz 1f\n\t"
			 "xor %%ebp, %%ebp\n\t"
			 "pop %%rax\n\t"
			 "pop %%rdi\n\t"
			 "call *%%rax\n\t"
			 "ud2\n"
			 "1:"
			 : "=a"(ret)
			 : "a"(SYS_clone), "D"(flags), "S"(top), "d"(0L), "r"(r10), "r"(r8)
			 : "rcx", "r11", "memory", "cc");
	return ret;
#else
	register long x8 __asm__("x8") = SYS_clone;
	register long x0 __asm__("x0") = (long)flags;
	register uintptr_t *x1 __asm__("x1") = top;
	register long x2 __asm__("x2") = 0;
	register long x3 __asm__("x3") = 0;
	register long x4 __asm__("x4") = 0;

	__asm__ volatile("svc #0\n\t"
			 "cbnz x0, 1f\n\t"
			 "mov x29, #0\n\t"
			 "ldp x1, x0, [sp], #16\n\t"
			 "blr x1\n\t"
			 "brk #0\n"
			 "1:"
			 : "+r"(x0)
			 : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4)
			 : "memory", "cc");
	return x0;
#endif
}

/** gg_sys_clone_vm() - see sys.h */
long gg_sys_clone_vm(unsigned long flags, void *stack, void (*run)(void *arg), void *arg)
{
	const uint64_t all = ~(uint64_t)0;
	uint64_t old = 0;
	long ret;

	gg_sys(SYS_rt_sigprocmask, SIG_SETMASK, &all, &old, sizeof(all));
	ret = clone_vm(flags, stack, run, arg);
	gg_sys(SYS_rt_sigprocmask, SIG_SETMASK, &old, NULL, sizeof(old));
	return ret;
}

/** gg_sys_seccomp() - seccomp(2) */
long gg_sys_seccomp(unsigned op, unsigned flags, const void *args)
{
	return gg_sys(GG_NR_seccomp, op, flags, args);
}

/** gg_sys_prctl() - prctl(2) */
long gg_sys_prctl(int op, unsigned long a, unsigned long b, unsigned long c, unsigned long d)
{
	return gg_sys(SYS_prctl, op, a, b, c, d);
}

/** gg_sys_landlock_create() - landlock_create_ruleset(2), Linux 5.13. Return: descriptor */
long gg_sys_landlock_create(const void *attr, size_t size, unsigned flags)
{
	return gg_sys(GG_NR_landlock_create_ruleset, attr, size, flags);
}

/** gg_sys_landlock_add() - landlock_add_rule(2) */
long gg_sys_landlock_add(int ruleset, unsigned type, const void *attr, unsigned flags)
{
	return gg_sys(GG_NR_landlock_add_rule, ruleset, type, attr, flags);
}

/** gg_sys_landlock_restrict() - landlock_restrict_self(2) */
long gg_sys_landlock_restrict(int ruleset, unsigned flags)
{
	return gg_sys(GG_NR_landlock_restrict_self, ruleset, flags);
}

/** gg_sys_openat() - openat(2) */
long gg_sys_openat(int dir, const char *path, int flags, unsigned mode)
{
	return gg_sys(SYS_openat, dir, path, flags, mode);
}

/** gg_sys_close() - close(2) */
long gg_sys_close(int fd)
{
	return gg_sys(SYS_close, fd);
}

/** gg_sys_close_range() - close_range(2), Linux 5.9 */
long gg_sys_close_range(unsigned first, unsigned last, unsigned flags)
{
	return gg_sys(GG_NR_close_range, first, last, flags);
}

/** gg_sys_read() - read(2) */
long gg_sys_read(int fd, void *buf, size_t n)
{
	return gg_sys(SYS_read, fd, buf, n);
}

/** gg_sys_write() - write(2) */
long gg_sys_write(int fd, const void *buf, size_t n)
{
	return gg_sys(SYS_write, fd, buf, n);
}

/** gg_sys_readlinkat() - readlinkat(2); no NUL is added */
long gg_sys_readlinkat(int dir, const char *path, char *buf, size_t n)
{
	return gg_sys(SYS_readlinkat, dir, path, buf, n);
}

/** gg_sys_futex_wait() - wait while *@word is @expected, at most @timeout_ms (-1: for ever) */
long gg_sys_futex_wait(const uint32_t *word, uint32_t expected, int timeout_ms)
{
	struct timespec ts = { timeout_ms / 1000, (timeout_ms % 1000) * 1000000L };

	return gg_sys(SYS_futex, word, 0, expected, timeout_ms < 0 ? NULL : &ts);
}

/** gg_sys_futex_wake() - wake @n waiters of @word */
long gg_sys_futex_wake(uint32_t *word, int n)
{
	return gg_sys(SYS_futex, word, 1, n);
}

/** gg_sys_pidfd_open() - pidfd_open(2), Linux 5.3. Return: descriptor, CLOEXEC */
long gg_sys_pidfd_open(pid_t pid, unsigned flags)
{
	return gg_sys(GG_NR_pidfd_open, pid, flags);
}

/** gg_sys_pidfd_getfd() - pidfd_getfd(2), Linux 5.6. Return: descriptor, CLOEXEC */
long gg_sys_pidfd_getfd(int pidfd, int fd)
{
	return gg_sys(GG_NR_pidfd_getfd, pidfd, fd, 0);
}

/** gg_sys_pidfd_kill() - pidfd_send_signal(2), Linux 5.1 */
long gg_sys_pidfd_kill(int pidfd, int sig)
{
	return gg_sys(GG_NR_pidfd_send_signal, pidfd, sig, NULL, 0);
}

/** gg_sys_vm_read() - @n bytes at @addr of process or thread @pid. Return: bytes read */
long gg_sys_vm_read(pid_t pid, const void *addr, void *buf, size_t n)
{
	struct iovec here = { buf, n };
	struct iovec there = { (void *)(uintptr_t)addr, n };

	return gg_sys(SYS_process_vm_readv, pid, &here, 1, &there, 1, 0);
}

/** gg_sys_vm_write() - @n bytes to @addr of process or thread @pid. Return: bytes written */
long gg_sys_vm_write(pid_t pid, void *addr, const void *buf, size_t n)
{
	struct iovec here = { (void *)(uintptr_t)buf, n };
	struct iovec there = { addr, n };

	return gg_sys(SYS_process_vm_writev, pid, &here, 1, &there, 1, 0);
}

/** gg_sys_openat2() - openat2(2), Linux 5.6. Return: descriptor */
long gg_sys_openat2(int dir, const char *path, uint64_t flags, uint64_t mode, uint64_t resolve)
{
	struct gg_open_how how = { flags, mode, resolve };

	return gg_sys(GG_NR_openat2, dir, path, &how, sizeof(how));
}

/** gg_sys_exit() - end the process at once: no handlers, no buffers */
void gg_sys_exit(int status)
{
	for (;;)
		gg_sys(SYS_exit_group, status);
}
