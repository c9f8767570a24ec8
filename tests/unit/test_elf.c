/* base/elf: kinds of programs, and files that only look like one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/common.h"
#include "base/elf.h"
#include "base/fd.h"

/* What gg_elf_program() says of these bytes */
static int program_of(const void *bytes, size_t n, char *interp, size_t size)
{
	int fd = memfd_create("program", MFD_CLOEXEC);
	int ret;

	assert_true(fd >= 0);
	assert_int_equal(gg_fd_write_all(fd, bytes, n), 0);
	memset(interp, 'Z', size);
	ret = gg_elf_program(fd, interp, size);
	close(fd);
	return ret;
}

static void expect_script(const char *text, int ret, const char *interp)
{
	char out[32];

	assert_int_equal(program_of(text, strlen(text), out, sizeof(out)), ret);
	if (ret >= 0)
		assert_string_equal(out, interp);
}

/* A program with one segment beside its header: PT_GNU_STACK with @flags, or of another type */
static bool stack_of(unsigned type, unsigned flags, size_t bytes)
{
	struct {
		Elf64_Ehdr head;
		Elf64_Phdr ph[2];
	} file = { .head = { .e_ident = ELFMAG, .e_phentsize = sizeof(Elf64_Phdr), .e_phnum = 2,
			     .e_phoff = sizeof(Elf64_Ehdr) },
		   .ph = { { .p_type = PT_LOAD, .p_flags = PF_R | PF_X }, { .p_type = type, .p_flags = flags } } };
	int fd = memfd_create("program", MFD_CLOEXEC);
	bool runs;

	file.head.e_ident[EI_CLASS] = ELFCLASS64;
	assert_true(fd >= 0);
	assert_int_equal(gg_fd_write_all(fd, &file, bytes ? bytes : sizeof(file)), 0);
	runs = gg_elf_memory_runs(fd);
	close(fd);
	return runs;
}

static void files_ask_for_a_stack_that_runs(void **state)
{
	(void)state;
	assert_true(stack_of(PT_GNU_STACK, PF_R | PF_W | PF_X, 0));
	assert_true(stack_of(PT_GNU_STACK, PF_X, 0));
	assert_true(stack_of(PT_LOAD, PF_R | PF_W | PF_X, 0)); /* nor for a segment of that kind */
	assert_false(stack_of(PT_LOAD, PF_R | PF_W, 0));
	assert_false(stack_of(PT_LOAD, PF_R | PF_X, 0));
	assert_false(stack_of(PT_GNU_STACK, PF_R | PF_W, 0));
	assert_false(stack_of(PT_NOTE, PF_R | PF_W | PF_X, 0)); /* it does not ask */
	assert_false(stack_of(PT_GNU_STACK, PF_X, 100)); /* cut off: the kernel takes no such program */
}

static void scripts_name_their_interpreter(void **state)
{
	char text[300];

	(void)state;
	expect_script("#!/bin/sh\n", GG_PROGRAM_SCRIPT, "/bin/sh");
	expect_script("#!/bin/sh", GG_PROGRAM_SCRIPT, "/bin/sh");
	expect_script("#! \t/bin/sh -eu\n", GG_PROGRAM_SCRIPT, "/bin/sh");
	expect_script("#!/bin/sh\t-x\n", GG_PROGRAM_SCRIPT, "/bin/sh");
	expect_script("#!/bin/sh\r\n", GG_PROGRAM_SCRIPT, "/bin/sh\r"); /* so the kernel looks for it, too */
	expect_script("#!\n/bin/sh", -ENOEXEC, "");
	expect_script("#!", -ENOEXEC, "");
	expect_script("#!   ", -ENOEXEC, "");
	expect_script("# !/bin/sh\n", -ENOEXEC, "");
	expect_script("", -ENOEXEC, "");
	expect_script("x", -ENOEXEC, "");
	memset(text, 'a', sizeof(text) - 1);
	text[299] = '\0';
	memcpy(text, "#!/", 3);
	expect_script(text, -ENOEXEC, ""); /* longer than there is room for */
}

static void expect_argument(const char *text, const char *argument)
{
	char out[64] = "untouched";
	int fd = memfd_create("script", MFD_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(gg_fd_write_all(fd, text, strlen(text)), 0);
	assert_int_equal(gg_elf_script_argument(fd, out, sizeof(out)), argument ? 0 : -ENOEXEC);
	assert_string_equal(out, argument ? argument : "untouched");
	close(fd);
}

/* As fs/binfmt_script.c does it: one word, blanks and all, but for those around it */
static void scripts_have_one_argument(void **state)
{
	(void)state;
	expect_argument("#!/bin/sh\n", "");
	expect_argument("#!/bin/sh  \t\nx", "");
	expect_argument("#!/bin/sh -eu\n", "-eu");
	expect_argument("#! /usr/bin/env\t -S  a b  \nx", "-S  a b");
	expect_argument("#!/bin/sh -e", "-e");
	expect_argument("#!/bin/sh -e\r\n", "-e\r");
	expect_argument("#!\n/bin/sh", NULL);
	expect_argument("#/bin/sh\n", NULL);
	expect_argument("", NULL);
}

struct image {
	Elf64_Ehdr head;
	Elf64_Phdr ph[4];
	char interp[32];
};

static struct image dynamic_image(void)
{
	struct image e = { .head = { .e_ident = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64, ELFDATA2LSB },
				     .e_phoff = offsetof(struct image, ph),
				     .e_phentsize = sizeof(Elf64_Phdr),
				     .e_phnum = 4 },
			   .interp = "/lib/ld.so" };

	e.ph[0].p_type = PT_LOAD;
	e.ph[2].p_type = PT_INTERP;
	e.ph[2].p_offset = offsetof(struct image, interp);
	e.ph[2].p_filesz = sizeof("/lib/ld.so");
	return e;
}

static int image_is(const struct image *e, size_t n)
{
	char out[32];
	int ret = program_of(e, n, out, sizeof(out));

	assert_non_null(memchr(out, '\0', sizeof(out)));
	if (ret == GG_PROGRAM_DYNAMIC)
		assert_string_equal(out, "/lib/ld.so");
	return ret;
}

static void elf_files(void **state)
{
	struct image e = dynamic_image();

	(void)state;
	assert_int_equal(image_is(&e, sizeof(e)), GG_PROGRAM_DYNAMIC);
	e.ph[2].p_type = PT_NOTE;
	assert_int_equal(image_is(&e, sizeof(e)), GG_PROGRAM_STATIC);
	e.head.e_phnum = 0;
	assert_int_equal(image_is(&e, sizeof(e)), GG_PROGRAM_STATIC);
}

static void damaged_elf_files(void **state)
{
	struct image e = dynamic_image();

	(void)state;
	for (size_t n = 0; n < offsetof(struct image, interp) + 10; n += 3)
		assert_int_equal(image_is(&e, n), -ENOEXEC);
	e.head.e_ident[EI_CLASS] = ELFCLASS32;
	assert_int_equal(image_is(&e, sizeof(e)), -ENOEXEC);
	e = dynamic_image();
	e.head.e_ident[0] = 'x';
	assert_int_equal(image_is(&e, sizeof(e)), -ENOEXEC);
	e = dynamic_image();
	e.head.e_phentsize = 32;
	assert_int_equal(image_is(&e, sizeof(e)), -ENOEXEC);
	e = dynamic_image();
	e.head.e_phoff = UINT64_MAX - 8;
	assert_int_equal(image_is(&e, sizeof(e)), -ENOEXEC);
	e = dynamic_image();
	e.head.e_phnum = UINT16_MAX;
	assert_int_equal(image_is(&e, sizeof(e)), -ENOEXEC);
	for (unsigned i = 0; i < 4; i++) {
		static const uint64_t sizes[] = { 0, 1, 33, UINT64_MAX };

		e = dynamic_image();
		e.ph[2].p_filesz = sizes[i];
		assert_int_equal(image_is(&e, sizeof(e)), -ENOEXEC);
	}
	e = dynamic_image();
	e.ph[2].p_offset = UINT64_MAX;
	assert_int_equal(image_is(&e, sizeof(e)), -ENOEXEC);
	e = dynamic_image();
	e.ph[2].p_offset = sizeof(e);
	assert_int_equal(image_is(&e, sizeof(e)), -ENOEXEC);
}

static void this_very_program_is_dynamic_or_static(void **state)
{
	char out[256];
	int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	int ret = gg_elf_program(fd, out, sizeof(out));

	(void)state;
	assert_true(ret == GG_PROGRAM_DYNAMIC ? out[0] == '/' : ret == GG_PROGRAM_STATIC && !out[0]);
	close(fd);
	assert_int_equal(gg_elf_program(-1, out, sizeof(out)), -EBADF);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_ask_for_a_stack_that_runs),
		cmocka_unit_test(scripts_name_their_interpreter),
		cmocka_unit_test(scripts_have_one_argument),
		cmocka_unit_test(elf_files),
		cmocka_unit_test(damaged_elf_files),
		cmocka_unit_test(this_very_program_is_dynamic_or_static),
	};

	return cmocka_run_group_tests_name("elf", tests, NULL, NULL);
}
