/*
 * Opening what goguard knows of a Go program, once: index PROGRAM [ready]
 *
 * Prints ns=, measured inside. "ready" is as far as the first chain gets: every function was looked at
 * for the vote on folders.
 */
#include <fcntl.h>
#include <stdio.h>
#include <time.h>

#include "golang/image.h"
#include "golang/index.h"

static long now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000L + t.tv_nsec;
}

int main(int argc, char **argv)
{
	struct gg_go *go;
	long begin = now_ns();
	int fd = argc > 1 ? open(argv[1], O_RDONLY | O_CLOEXEC) : -1;

	if (fd < 0 || gg_go_open(fd, &go, NULL) < 0)
		return 1;
	if (argc > 2)
		gg_go_index_prepare(go);
	printf("ns=%ld\n", now_ns() - begin);
	gg_go_free(go);
	return 0;
}
