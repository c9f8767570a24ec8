/*
 * Mappings that may break.
 *
 * Owns a table of them, which one thread changes and a signal handler reads. The handler makes one system call;
 * it replaces all of a mapping, because pages that are replaced one by one are a mapping each, of which a process
 * may have so many.
 */
#include "base/mapped.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/common.h"
#include "base/sys.h"

static struct {
	_Atomic uintptr_t at; /* 0: free; set last */
	_Atomic size_t n;
} table[GG_MAPPED_MAX];

static pid_t gets_ours;

/** gg_mapped() - see mapped.h */
int gg_mapped(int fd, size_t n, const uint8_t **ret_bytes)
{
	void *map;
	size_t i;

	for (i = 0; i < GG_ARRAY_SIZE(table) && table[i].at; i++)
		;
	if (i == GG_ARRAY_SIZE(table))
		return -ENFILE;
	map = mmap(NULL, n, PROT_READ, MAP_PRIVATE, fd, 0);
	if (map == MAP_FAILED)
		return -errno;
	table[i].n = n;
	table[i].at = (uintptr_t)map;
	*ret_bytes = map;
	return 0;
}

/** gg_mapped_end() - see mapped.h */
void gg_mapped_end(const uint8_t *bytes, size_t n)
{
	for (size_t i = 0; i < GG_ARRAY_SIZE(table); i++)
		if (table[i].at == (uintptr_t)bytes)
			table[i].at = 0;
	(void)munmap((void *)(uintptr_t)bytes, n);
}

static bool replace(uintptr_t at)
{
	for (size_t i = 0; i < GG_ARRAY_SIZE(table); i++) {
		uintptr_t start = table[i].at;

		if (start && at >= start && at - start < table[i].n)
			return gg_sys(SYS_mmap, start, table[i].n, PROT_READ,
				      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0) == (long)start;
	}
	return false;
}

static void on_bus(int sig, siginfo_t *info, void *context)
{
	const struct sigaction by_default = { .sa_handler = SIG_DFL };

	(void)context;
	if (info->si_code <= 0) { /* sent by somebody */
		if (gets_ours && info->si_pid != gets_ours)
			(void)gg_sys(SYS_kill, gets_ours, sig);
		return;
	}
	if (!replace((uintptr_t)info->si_addr))
		(void)sigaction(sig, &by_default, NULL); /* it comes again, for good */
}

/** gg_mapped_survive() - see mapped.h */
int gg_mapped_survive(pid_t forward)
{
	struct sigaction act = { .sa_sigaction = on_bus, .sa_flags = SA_SIGINFO | SA_RESTART };
	sigset_t set;

	gets_ours = forward;
	if (sigfillset(&act.sa_mask) < 0 || sigaction(SIGBUS, &act, NULL) < 0 || sigemptyset(&set) < 0 ||
	    sigaddset(&set, SIGBUS) < 0)
		return -errno;
	return -pthread_sigmask(SIG_UNBLOCK, &set, NULL);
}
