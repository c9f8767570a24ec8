/* golang/build: build information, true and damaged. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/common.h"
#include "golang/build.h"

#define AT 128 /* where it lies in the made-up program */
#define FRAME "0123456789abcdef"

static uint8_t file[65536];
static struct gg_go go;

static void put_string(size_t *at, const char *s)
{
	size_t n = strlen(s);

	file[(*at)++] = (uint8_t)(n % 128 | 128);
	file[(*at)++] = (uint8_t)(n / 128);
	memcpy(file + *at, s, n);
	*at += n;
}

/* A program of one segment with this information in it */
static void program(const char *version, const char *modules)
{
	char text[16384];
	size_t at = AT + 32;

	memset(file, 0, sizeof(file));
	memset(&go, 0, sizeof(go));
	memcpy(file + AT, "\xff Go buildinf:\x08\x02", 16);
	snprintf(text, sizeof(text), FRAME "%s" FRAME, modules);
	put_string(&at, version);
	put_string(&at, text);
	go.elf.map = (struct gg_go_bytes){ file, sizeof(file) };
	go.elf.n_segments = 1;
	go.elf.segments[0] = (struct gg_go_segment){ .vaddr = 0x400000, .size = sizeof(file), .writable = true };
}

static const char *module(const char *package)
{
	const struct gg_go_module *m = gg_go_build_module(&go, package);

	return m ? m->path : NULL;
}

static void modules_and_versions(void **state)
{
	(void)state;
	program("go1.26.8", "path\texample.com/fn/cmd/fn\nmod\texample.com/fn\t(devel)\t\n"
			    "dep\texample.com/a\tv1.2.3\th1:x=\ndep\texample.com/a/b\tv0.1.0\th1:y=\n"
			    "dep\tgopkg.in/yaml.v3\tv3.0.1\n=>\t../yaml\t(devel)\t\ndep\tplain\tv1.0.0\n"
			    "build\t-compiler=gc\nbuild\tGOOS=linux\n");
	assert_int_equal(gg_go_build_read(&go), 0);
	assert_non_null(go.build);
	assert_string_equal(go.build->version, "go1.26.8");
	assert_string_equal(go.build->path, "example.com/fn/cmd/fn");
	assert_true(go.build->has_main);
	assert_int_equal(go.build->n_modules, 5);
	assert_string_equal(module("main"), "example.com/fn");
	assert_string_equal(module("example.com/fn/x"), "example.com/fn");
	assert_string_equal(module("example.com/a"), "example.com/a");
	assert_string_equal(module("example.com/a/c"), "example.com/a");
	assert_string_equal(module("example.com/a/b/c"), "example.com/a/b");
	assert_string_equal(module("plain/x"), "plain");
	assert_null(module("example.com/ab"));
	assert_null(module("example.com"));
	assert_null(module("os"));
	assert_string_equal(gg_go_build_module(&go, "example.com/a/b")->version, "v0.1.0");
	assert_string_equal(gg_go_build_module(&go, "gopkg.in/yaml.v3")->version, "(devel)");
	gg_go_build_free(go.build);
}

static void what_is_missing_or_odd(void **state)
{
	(void)state;
	program("go1.26.8", "nothing that ends in a line break");
	assert_int_equal(gg_go_build_read(&go), 0);
	assert_string_equal(go.build->version, "go1.26.8");
	assert_int_equal(go.build->n_modules, 0);
	assert_null(module("main"));
	gg_go_build_free(go.build);
	program("go1.26.8", "mod\ndep\n=>\n\t\t\t\ndep\tx\n");
	assert_int_equal(gg_go_build_read(&go), 0);
	assert_string_equal(module("x/y"), "x");
	assert_string_equal(gg_go_build_module(&go, "x")->version, "");
	gg_go_build_free(go.build);
	program("", "mod\tx\n");
	assert_int_equal(gg_go_build_read(&go), 0);
	assert_null(go.build);
	program("go1.17", "mod\tx\n");
	file[AT + 15] = 0; /* pointers, as Go 1.17 wrote them */
	assert_int_equal(gg_go_build_read(&go), 0);
	assert_null(go.build);
	assert_null(module("main"));
	gg_go_build_free(NULL);
}

static void every_length_is_checked(void **state)
{
	(void)state;
	for (size_t size = AT; size < AT + 400; size++) {
		program("go1.26.8", "path\tp\nmod\tm\tv1\ndep\td\tv2\n");
		go.elf.map.n = go.elf.segments[0].size = size;
		/* so that a sanitizer sees what is read behind the end */
		uint8_t *cut = malloc(size);

		memcpy(cut, file, size);
		go.elf.map.p = cut;
		assert_int_equal(gg_go_build_read(&go), 0);
		gg_go_build_free(go.build);
		free(cut);
	}
	for (int i = 0; i < 256; i++) {
		program("go1.26.8", "path\tp\nmod\tm\tv1\ndep\td\tv2\n");
		memset(file + AT + 32 + i % 8, i, 6);
		assert_int_equal(gg_go_build_read(&go), 0);
		gg_go_build_free(go.build);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(modules_and_versions),
		cmocka_unit_test(what_is_missing_or_odd),
		cmocka_unit_test(every_length_is_checked),
	};

	return cmocka_run_group_tests_name("golang/build", tests, NULL, NULL);
}
