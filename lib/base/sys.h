/*
 * Raw system calls: the one door to the kernel that needs no libc.
 *
 * Owns gg_sys() and typed calls for what libc does not offer, or must not be asked for inside a
 * guarded process. All return the kernel's value: negative errno on failure, errno untouched.
 * Relies on base/kernel.h for constants. Does not retry.
 */
#ifndef GG_BASE_SYS_H
#define GG_BASE_SYS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct iovec;
struct stat;

long gg_sys6(long nr, long a, long b, long c, long d, long e, long f);

#define GG_SYS_PAD_(nr, a, b, c, d, e, f, ...) \
	gg_sys6((long)(nr), (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))
/* gg_sys(nr, args...) - up to six arguments, each converted to long */
#define gg_sys(...) GG_SYS_PAD_(__VA_ARGS__, 0, 0, 0, 0, 0, 0, 0)

long gg_sys_seccomp(unsigned op, unsigned flags, const void *args);
long gg_sys_prctl(int op, unsigned long a, unsigned long b, unsigned long c, unsigned long d);
long gg_sys_landlock_create(const void *attr, size_t size, unsigned flags);
long gg_sys_landlock_add(int ruleset, unsigned type, const void *attr, unsigned flags);
long gg_sys_landlock_restrict(int ruleset, unsigned flags);
long gg_sys_openat(int dir, const char *path, int flags, unsigned mode);
long gg_sys_close(int fd);
long gg_sys_close_range(unsigned first, unsigned last, unsigned flags);
/* gg_sys_close_between() - close @first to @last, also where close_range is not there */
void gg_sys_close_between(unsigned first, unsigned last);
long gg_sys_read(int fd, void *buf, size_t n);
long gg_sys_write(int fd, const void *buf, size_t n);
long gg_sys_readlinkat(int dir, const char *path, char *buf, size_t n);
long gg_sys_futex_wait(const uint32_t *word, uint32_t expected, int timeout_ms);
long gg_sys_futex_wake(uint32_t *word, int n);
long gg_sys_pidfd_open(pid_t pid, unsigned flags);
long gg_sys_pidfd_getfd(int pidfd, int fd);
long gg_sys_pidfd_kill(int pidfd, int sig);
long gg_sys_vm_read(pid_t pid, const void *addr, void *buf, size_t n);
long gg_sys_vm_write(pid_t pid, void *addr, const void *buf, size_t n);
long gg_sys_openat2(int dir, const char *path, uint64_t flags, uint64_t mode, uint64_t resolve);
void gg_sys_exit(int status) __attribute__((noreturn));

/* Code of a process that gg_sys_clone_vm() starts. AddressSanitizer keeps in thread-local storage what it knows of a
 * thread's stack, which is the other process's here: it would take frames from under it. */
#define GG_FOREIGN_STACK __attribute__((no_sanitize_address))

/* gg_sys_clone_vm() - start a process that shares all memory with this one, on a stack of its own. It takes no
 * signals: nobody's handler may run in memory that is not its process's
 * @flags: CLONE_ flags besides CLONE_VM
 * @stack: its upper end, aligned to 16 bytes
 * @run:   must not return. It has this thread's thread-local storage: raw calls only, GG_FOREIGN_STACK
 * Return: its number; -errno */
long gg_sys_clone_vm(unsigned long flags, void *stack, void (*run)(void *arg), void *arg);

#endif
