/*
 * The reader of loaded objects, tried on the objects of this program.
 *
 * The sources are included because wrap/ is linked into the shim alone.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/common.h"
#include "wrap/image.c"
#include "wrap/image_hash.c"

#include <dlfcn.h>
#include <gnu/lib-names.h>

/* The object that holds @addr, as the loader describes it. */
struct held {
	uintptr_t addr;
	struct dl_phdr_info info;
	bool found;
};

static int keep(struct dl_phdr_info *info, size_t size, void *data)
{
	struct held *held = data;

	(void)size;
	if (!gg_image_holds(info, held->addr))
		return 0;
	held->info = *info;
	held->found = true;
	return 1;
}

static struct dl_phdr_info object_of(void *addr)
{
	struct held held = { .addr = (uintptr_t)addr };

	dl_iterate_phdr(keep, &held);
	assert_true(held.found);
	return held.info;
}

/* A function of libc itself, whatever interposes it. */
static void *of_libc(const char *name)
{
	void *libc = dlopen(LIBC_SO, RTLD_LAZY | RTLD_NOLOAD);
	void *fn = libc ? dlsym(libc, name) : NULL;

	assert_non_null(fn);
	dlclose(libc);
	return fn;
}

static void test_find_is_what_dlsym_finds(void **state)
{
	static const char *const names[] = { "open",        "openat64", "execve", "fopen",
					     "posix_spawn", "connect",  "strlen" };
	struct dl_phdr_info info = object_of(of_libc("posix_spawn"));
	struct gg_image image;

	(void)state;
	assert_true(gg_image_init(&image, &info));
	for (size_t i = 0; i < GG_ARRAY_SIZE(names); i++)
		assert_ptr_equal(gg_image_find(&image, names[i]), of_libc(names[i]));
	assert_null(gg_image_find(&image, "gg_no_such_function"));
}

static void test_find_takes_the_linear_way_without_gnu_hash(void **state)
{
	struct dl_phdr_info info = object_of(of_libc("posix_spawn"));
	struct gg_image image;

	(void)state;
	assert_true(gg_image_init(&image, &info));
	image.gnu_hash = NULL;
	assert_ptr_equal(gg_image_find(&image, "posix_spawn"), of_libc("posix_spawn"));
}

static void test_near_is_the_function_that_covers_the_address(void **state)
{
	void *fn = of_libc("qsort");
	struct dl_phdr_info info = object_of(fn);
	struct gg_image image;

	(void)state;
	assert_true(gg_image_init(&image, &info));
	assert_string_equal(gg_image_near(&image, (uintptr_t)fn), "qsort");
	assert_string_equal(gg_image_near(&image, (uintptr_t)fn + 1), "qsort");
	assert_string_equal(gg_image_near(&image, image.lo), "");
}

static void test_init_refuses_tables_that_leave_the_object(void **state)
{
	struct dl_phdr_info info = object_of(of_libc("posix_spawn"));
	ElfW(Phdr) phdrs[32];
	struct gg_image image;
	size_t i;

	(void)state;
	assert_in_range(info.dlpi_phnum, 1, GG_ARRAY_SIZE(phdrs));
	memcpy(phdrs, info.dlpi_phdr, info.dlpi_phnum * sizeof(phdrs[0]));
	info.dlpi_phdr = phdrs;
	for (i = 0; i < info.dlpi_phnum; i++)
		if (phdrs[i].p_type == PT_LOAD && phdrs[i].p_vaddr)
			phdrs[i].p_memsz = 0; /* now all but the first segment are outside */
	assert_false(gg_image_init(&image, &info));
	info.dlpi_phnum = 0;
	assert_false(gg_image_init(&image, &info));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_find_is_what_dlsym_finds),
		cmocka_unit_test(test_find_takes_the_linear_way_without_gnu_hash),
		cmocka_unit_test(test_near_is_the_function_that_covers_the_address),
		cmocka_unit_test(test_init_refuses_tables_that_leave_the_object),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
