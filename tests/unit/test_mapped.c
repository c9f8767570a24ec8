/* base/mapped: what cannot be read reads as zeros, and only where it was mapped for that. */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/mapped.h"

#define PAGES 8
#define SIZE ((size_t)PAGES * 4096)

static int some_file(void)
{
	static char bytes[SIZE];
	FILE *f = tmpfile();

	assert_non_null(f);
	memset(bytes, 'g', sizeof(bytes));
	assert_int_equal(fwrite(bytes, 1, sizeof(bytes), f), sizeof(bytes));
	assert_int_equal(fflush(f), 0);
	return fileno(f); /* open until the end */
}

static void a_file_that_is_cut_reads_as_zeros(void **state)
{
	int fd = some_file(), other_fd = some_file();
	const uint8_t *bytes, *other;

	(void)state;
	assert_int_equal(gg_mapped(fd, SIZE, &bytes), 0);
	assert_int_equal(gg_mapped(other_fd, SIZE, &other), 0);
	assert_int_equal(gg_mapped_survive(0), 0);
	assert_int_equal(bytes[SIZE - 1], 'g');
	assert_int_equal(ftruncate(fd, 0), 0);
	for (size_t i = 0; i < SIZE; i++)
		assert_int_equal(((const volatile uint8_t *)bytes)[i], 0);
	assert_int_equal(other[SIZE - 1], 'g');
	gg_mapped_end(bytes, SIZE);
	gg_mapped_end(other, SIZE);
}

static void all_others_end_the_process(void **state)
{
	int fd = some_file(), status;
	const uint8_t *bytes;
	pid_t pid;

	(void)state;
	assert_int_equal(gg_mapped(fd, SIZE, &bytes), 0);
	pid = fork();
	if (pid == 0) {
		const volatile uint8_t *mine = mmap(NULL, SIZE, PROT_READ, MAP_PRIVATE, fd, 0);

		if (gg_mapped_survive(0) < 0 || ftruncate(fd, 0) < 0)
			_exit(1);
		_exit(mine[SIZE - 1] ? 2 : 3);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGBUS);
	gg_mapped_end(bytes, SIZE);
}

static void what_is_sent_is_passed_on(void **state)
{
	int status;
	pid_t pid;

	(void)state;
	(void)signal(SIGBUS, SIG_DFL); /* the child's */
	pid = fork();
	if (pid == 0)
		for (;;)
			(void)pause();
	assert_int_equal(gg_mapped_survive(pid), 0);
	assert_int_equal(kill(getpid(), SIGBUS), 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGBUS);
	assert_int_equal(gg_mapped_survive(0), 0);
}

static void there_is_an_end_to_them(void **state)
{
	int fd = some_file();
	const uint8_t *bytes[GG_MAPPED_MAX + 1];
	size_t n = 0;

	(void)state;
	while (n <= GG_MAPPED_MAX && gg_mapped(fd, SIZE, &bytes[n]) == 0)
		n++;
	assert_int_equal(n, GG_MAPPED_MAX);
	assert_int_equal(gg_mapped(fd, SIZE, &bytes[n]), -ENFILE);
	while (n--)
		gg_mapped_end(bytes[n], SIZE);
	assert_int_equal(gg_mapped(-1, SIZE, &bytes[0]), -EBADF);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_that_is_cut_reads_as_zeros),
		cmocka_unit_test(all_others_end_the_process),
		cmocka_unit_test(what_is_sent_is_passed_on),
		cmocka_unit_test(there_is_an_end_to_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
