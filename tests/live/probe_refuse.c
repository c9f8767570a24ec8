/*
 * refuse: runs a command under a filter that refuses one or more things goguard relies on.
 *
 *   refuse NAME[,NAME...] -- CMD...
 *
 * Owns the table of what can be refused. The filter answers as an old kernel or a strict
 * container would. "busy" has a listener, as a container runtime's may: the kernel gives a process
 * no second one. Relies on no_new_privs, or on root for refusing no_new_privs itself.
 */
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define LOW(i) (uint32_t)(offsetof(struct seccomp_data, args) + 8 * (i))
#define NR (uint32_t)offsetof(struct seccomp_data, nr)

/* Refuse @nr when the low half of argument @arg, masked, is @value; @arg -1: always */
static const struct {
	const char *name;
	int nr;
	int arg;
	uint32_t mask, value;
	int err;
} table[] = {
	{ "landlock", 444, -1, 0, 0, ENOSYS },
	{ "landlock", 445, -1, 0, 0, ENOSYS },
	{ "landlock", 446, -1, 0, 0, ENOSYS },
	{ "listener", __NR_seccomp, 1, 8, 8, EINVAL },
	{ "wait_killable", __NR_seccomp, 1, 32, 32, EINVAL },
	{ "sync_wake_up", __NR_ioctl, 1, ~0u, 0x40082104, EINVAL },
	{ "addfd", __NR_ioctl, 1, ~0u, 0x40182103, EINVAL },
	{ "pidfd_getfd", 438, -1, 0, 0, EPERM },
	{ "process_vm_readv", __NR_process_vm_readv, -1, 0, 0, EPERM },
	{ "process_vm_readv", __NR_process_vm_writev, -1, 0, 0, EPERM },
	{ "ptrace", __NR_ptrace, -1, 0, 0, EPERM },
	{ "no_new_privs", __NR_prctl, 0, ~0u, PR_SET_NO_NEW_PRIVS, EPERM },
	{ "seccomp", __NR_seccomp, -1, 0, 0, EPERM },
	{ "mdwe", __NR_prctl, 0, ~0u, 65, EINVAL },
	{ "mdwe", __NR_prctl, 0, ~0u, 66, EINVAL },
	{ "close_range", 436, -1, 0, 0, ENOSYS },
	{ "pidfd_open", 434, -1, 0, 0, ENOSYS },
};

static struct sock_filter prog[256];
static unsigned n;
static int busy;

static void put(uint16_t code, uint8_t jt, uint8_t jf, uint32_t k)
{
	prog[n++] = (struct sock_filter){ code, jt, jf, k };
}

static int add(const char *name, size_t len)
{
	int found = 0;

	if (len == strlen("busy") && !strncmp(name, "busy", len))
		return busy = 1; /* the kernel itself refuses */
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		uint32_t ret = SECCOMP_RET_ERRNO | (uint32_t)table[i].err;

		if (strlen(table[i].name) != len || strncmp(table[i].name, name, len))
			continue;
		found = 1;
		put(BPF_LD | BPF_W | BPF_ABS, 0, 0, NR);
		if (table[i].arg < 0) {
			put(BPF_JMP | BPF_JEQ | BPF_K, 0, 1, (uint32_t)table[i].nr);
			put(BPF_RET | BPF_K, 0, 0, ret);
			continue;
		}
		put(BPF_JMP | BPF_JEQ | BPF_K, 0, 4, (uint32_t)table[i].nr);
		put(BPF_LD | BPF_W | BPF_ABS, 0, 0, LOW(table[i].arg));
		put(BPF_ALU | BPF_AND | BPF_K, 0, 0, table[i].mask);
		put(BPF_JMP | BPF_JEQ | BPF_K, 0, 1, table[i].value);
		put(BPF_RET | BPF_K, 0, 0, ret);
	}
	return found;
}

/* Whoever listens, out of sight of the process @pidfd, until that ends */
static void keep_listener(int listener, int pidfd)
{
	struct pollfd ended = { .fd = 1, .events = POLLIN };

	if (fork() == 0) {
		if (fork() == 0 && dup2(listener, 0) == 0 && dup2(pidfd, 1) == 1) {
			for (int fd = 2; fd < 1024; fd++)
				(void)close(fd);
			while (poll(&ended, 1, -1) < 0 && errno == EINTR)
				;
		}
		_exit(0);
	}
	(void)wait(NULL);
}

static int install(void)
{
	struct sock_fprog f = { (unsigned short)n, prog };
	int pidfd = (int)syscall(SYS_pidfd_open, getpid(), 0);
	int ret = (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
			       busy ? SECCOMP_FILTER_FLAG_NEW_LISTENER : 0, &f);

	if (busy && ret >= 0)
		keep_listener(ret, pidfd);
	return ret;
}

int main(int argc, char **argv)
{
	const char *p = argc > 1 ? argv[1] : "";

	if (argc < 4 || strcmp(argv[2], "--"))
		return fprintf(stderr, "usage: refuse NAME[,NAME...] -- CMD...\n"), 2;
	while (*p) {
		size_t len = strcspn(p, ",");

		if (!add(p, len))
			return fprintf(stderr, "refuse: unknown: %s\n", p), 2;
		p += len + (p[len] == ',');
	}
	put(BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW);
	if (geteuid() != 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return perror("refuse: no_new_privs"), 2;
	if (install() < 0)
		return perror("refuse: seccomp"), 2;
	execvp(argv[3], argv + 3);
	return perror(argv[3]), 127;
}
