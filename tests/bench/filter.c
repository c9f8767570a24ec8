/*
 * The filter in a plan, as bytes for seccomp(2): filter PLAN [allow|errno] >FILE
 *
 * Where it would notify, the copy allows or answers EPERM instead, for programs that have no listener.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "plan/format.h"

int main(int argc, char **argv)
{
	uint32_t instead = 0;
	const struct gg_plan_head *h;
	struct stat st;
	uint32_t i;
	int fd;

	if (argc < 2)
		return 2;
	if (argc > 2)
		instead = !strcmp(argv[2], "allow") ? SECCOMP_RET_ALLOW : SECCOMP_RET_ERRNO | EPERM;
	fd = open(argv[1], O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) < 0 || st.st_size < (off_t)sizeof(*h))
		return 1;
	h = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (h == MAP_FAILED || memcmp(h->magic, GG_PLAN_MAGIC, sizeof(h->magic)) != 0 ||
	    h->version != GG_PLAN_VERSION)
		return 1;
	for (i = 0; i < h->sects[GG_SECT_BPF].count; i++) {
		struct sock_filter f;

		memcpy(&f, (const char *)h + h->sects[GG_SECT_BPF].offset + i * sizeof(f), sizeof(f));
		if (argc > 2 && f.code == (BPF_RET | BPF_K) && f.k == SECCOMP_RET_USER_NOTIF)
			f.k = instead;
		fwrite(&f, sizeof(f), 1, stdout);
	}
	return fflush(stdout) ? 1 : 0;
}
