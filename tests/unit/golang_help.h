/* What the tests of golang/ share: the Go programs that the Makefile built, opened. */
#ifndef GG_TESTS_GOLANG_HELP_H
#define GG_TESTS_GOLANG_HELP_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "golang/image.h"

/* The folder that holds this test, and go/ with the programs; the tests run from anywhere */
static inline const char *go_program(const char *name)
{
	static char path[2 * PATH_MAX];
	char self[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);

	if (n < 0)
		n = 0;
	self[n] = '\0';
	if (name[0] == '/')
		snprintf(path, sizeof(path), "%s", name);
	else
		snprintf(path, sizeof(path), "%s/go/%s", dirname(self), name);
	return path;
}

/* Return: NULL: the program was not built, which is said */
static inline struct gg_go *go_open(const char *name)
{
	const char *path = go_program(name);
	struct gg_err err = { 0 };
	struct gg_go *go = NULL;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int ret;

	if (fd < 0) {
		print_message("# %s was not built\n", name);
		return NULL;
	}
	ret = gg_go_open(fd, &go, &err);
	close(fd);
	if (ret < 0)
		print_message("# %s: %s\n", name, err.text);
	assert_int_equal(ret, 0);
	return go;
}

/* A copy of a program that was built, *@ret_n bytes at *@ret, to be damaged there. Return: its descriptor */
static inline int go_copy(const char *name, uint8_t **ret, size_t *ret_n)
{
	int from = open(go_program(name), O_RDONLY | O_CLOEXEC), fd = memfd_create("copy", MFD_CLOEXEC);
	struct stat st;
	void *p;

	assert_true(from >= 0 && fd >= 0);
	assert_int_equal(fstat(from, &st), 0);
	*ret_n = (size_t)st.st_size;
	assert_int_equal(ftruncate(fd, st.st_size), 0);
	p = mmap(NULL, *ret_n, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	assert_ptr_not_equal(p, MAP_FAILED);
	assert_int_equal(pread(from, p, *ret_n, 0), st.st_size);
	close(from);
	*ret = p;
	return fd;
}

#endif
