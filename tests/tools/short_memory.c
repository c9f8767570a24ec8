/*
 * A goguard that runs short of memory: one allocation of it gives NULL.
 *
 * Linked with goguard's objects and libraries, whose malloc(3), calloc(3) and realloc(3) come here (--wrap), libc's own
 * calls included. Owns which one fails: that of number GG_SHORT (from 1; 0 or unset: none), counted over the process
 * and its child. In the file GG_SITES, if there is one, is left from where each was asked for, a word each, the first
 * word being how many. Does not fail what is asked for before constructors run.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define SITES_MAX 65536u

void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *old, size_t n);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *old, size_t n);
extern const char __executable_start;

static uint32_t own[1], *sites = own; /* shared with the child */
static uint32_t nth, most;

__attribute__((constructor)) static void begin(void)
{
	const char *number = getenv("GG_SHORT"), *path = getenv("GG_SITES");
	int fd = path ? open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600) : -1;
	size_t size = (SITES_MAX + 1) * sizeof(*sites);
	void *at;

	if (fd >= 0 && ftruncate(fd, (off_t)size) < 0)
		_exit(99);
	at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | (fd < 0 ? MAP_ANONYMOUS : 0), fd, 0);
	if (fd >= 0)
		(void)close(fd);
	if (at == MAP_FAILED)
		_exit(99);
	sites = at;
	most = SITES_MAX;
	nth = number ? (uint32_t)strtoul(number, NULL, 10) : 0;
}

static int is_short(const void *from)
{
	uint32_t n = __atomic_add_fetch(&sites[0], 1, __ATOMIC_RELAXED);

	if (n <= most)
		sites[n] = (uint32_t)((uintptr_t)from - (uintptr_t)&__executable_start);
	if (!nth || n != nth)
		return 0;
	errno = ENOMEM;
	return 1;
}

void *__wrap_malloc(size_t n)
{
	return is_short(__builtin_return_address(0)) ? NULL : __real_malloc(n);
}

void *__wrap_calloc(size_t n, size_t size)
{
	return is_short(__builtin_return_address(0)) ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *old, size_t n)
{
	return is_short(__builtin_return_address(0)) ? NULL : __real_realloc(old, n);
}
