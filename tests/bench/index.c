/*
 * Opening what goguard knows of a Go program, once: index PROGRAM [ready]
 *
 * Prints ns=, measured inside. "ready" is as far as the first chain gets: functions are sorted by folder,
 * and the folders of a file of main, of the runtime and of two packages more are voted on. "deep" asks
 * for a folder that only inlined code could be in.
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

#define ASKED 5

static const char *const names[ASKED] = { "main.main", "runtime.main", "runtime.goexit", "os.open", "syscall.open" };

/* Numbers of these functions. Return: those that are there */
static unsigned find(int fd, uint32_t ret[ASKED])
{
	unsigned n = 0;
	struct gg_go *go;
	struct gg_go_func f;

	if (gg_go_open(fd, &go, NULL) < 0)
		return 0;
	for (uint32_t i = 0; i < go->nfunc && n < ASKED; i++)
		for (unsigned k = 0; k < ASKED && n < ASKED && gg_go_func_at(go, i, &f); k++)
			if (strcmp(f.name, names[k]) == 0)
				ret[n++] = i;
	gg_go_free(go);
	return n;
}

static int ask(const struct gg_go *go, uint32_t i)
{
	struct gg_go_owner owner;
	struct gg_go_func f;

	return gg_go_func_at(go, i, &f) ? gg_go_index_owner(go, f.name, gg_go_file(go, &f, f.entry), &owner) : -1;
}

int main(int argc, char **argv)
{
	const char *how = argc > 2 ? argv[2] : "";
	const struct gg_go_package *p;
	struct gg_go *go;
	uint32_t at[ASKED];
	int fd = argc > 1 ? open(argv[1], O_RDONLY | O_CLOEXEC) : -1;
	unsigned n = fd < 0 ? 0 : find(fd, at);
	long begin = now_ns();

	if (n < 3 || gg_go_open(fd, &go, NULL) < 0)
		return 1;
	for (unsigned i = 0; *how && i < n; i++)
		if (ask(go, at[i]) < 0)
			return 1;
	if (!strcmp(how, "deep") && gg_go_index_file(go, "/nowhere/x.go", &p) < 0)
		return 1;
	printf("ns=%ld\n", now_ns() - begin);
	gg_go_free(go);
	return 0;
}
