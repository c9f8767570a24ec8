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

#endif
