/* golang/image, functab, index, build: what is known of real programs, and damaged ones. */
#include "golang_help.h"

#include <elf.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "base/common.h"
#include "base/fd.h"
#include "golang/chain.h"

#if defined(__x86_64__)
#define ARCH "amd64"
#define LINKED_AT 0x400000
#else
#define ARCH "arm64"
#define LINKED_AT 0x10000
#endif

static const char *const programs[] = { "acts.static", "acts.stripped", "acts.pie", "acts.cgo", "everything.static",
					"everything.stripped", "everything.pie", "everything.cgo", "cgo.cgo",
					"cgo.cgo-static", "stacks.static", "stacks.pie", "stacks.cgo" };

static bool function(const struct gg_go *go, const char *name, struct gg_go_func *ret)
{
	for (uint32_t i = 0; i < go->nfunc; i++)
		if (gg_go_func_at(go, i, ret) && strcmp(ret->name, name) == 0)
			return true;
	return false;
}

static bool ends(const char *s, const char *tail)
{
	size_t n = strlen(s), t = strlen(tail);

	return n >= t && strcmp(s + n - t, tail) == 0;
}

static void check_main(const struct gg_go *go)
{
	const struct gg_go_package *p = NULL;
	struct gg_go_site sites[GG_GO_SITES];
	struct gg_go_func f, again;
	int n;

	assert_true(function(go, "main.main", &f));
	assert_true(gg_go_func_find(go, f.entry, &again));
	assert_ptr_equal(again.name, f.name);
	assert_true(gg_go_func_find(go, f.end - 1, &again));
	assert_int_equal(again.entry, f.entry);
	n = gg_go_sites(go, &f, f.entry, sites);
	assert_true(n >= 1);
	assert_string_equal(sites[n - 1].name, "main.main");
	assert_true(ends(sites[n - 1].file, "/main.go"));
	assert_true(sites[n - 1].line > 0);
	assert_int_equal(gg_go_index_symbol(go, f.name, &p), 0);
	assert_string_equal(p->name, "main");
	assert_false(p->std);
	assert_non_null(p->module);
	assert_string_equal(p->module->path, "goguard.test/live");
	assert_int_equal(gg_go_index_file(go, sites[n - 1].file, &p), 0);
	assert_string_equal(p->name, "main");
}

static void check_runtime(const struct gg_go *go)
{
	const struct gg_go_package *p = NULL;
	struct gg_go_func f;

	assert_true(function(go, "runtime.goexit", &f));
	assert_true(f.flags & GG_GO_TOPFRAME);
	assert_true(function(go, "runtime.systemstack", &f));
	assert_true(f.flags & GG_GO_SPWRITE);
	assert_true(ends(gg_go_file(go, &f, f.entry), "runtime/asm_" ARCH ".s"));
	assert_int_equal(gg_go_index_file(go, gg_go_file(go, &f, f.entry), &p), 0);
	assert_string_equal(p->name, "runtime");
	assert_true(p->std);
	assert_null(p->module);
}

/* Every function can be found by its address, with file and line, and is in one piece */
static void check_all(const struct gg_go *go)
{
	struct gg_go_site sites[GG_GO_SITES];
	unsigned with_file = 0, inlined = 0;
	struct gg_go_func f, again;

	for (uint32_t i = 0; i < go->nfunc; i++) {
		uint32_t middle;
		int n;

		assert_true(gg_go_func_at(go, i, &f));
		middle = f.entry + (f.end - f.entry) / 2;
		assert_true(gg_go_func_find(go, middle, &again));
		assert_int_equal(again.entry, f.entry);
		n = gg_go_sites(go, &f, f.entry, sites);
		assert_true(n >= 1);
		with_file += sites[0].file[0] && sites[0].line;
		n = gg_go_sites(go, &f, middle, sites);
		assert_true(n >= 1);
		inlined += n > 1;
	}
	assert_true(with_file > go->nfunc / 10 * 9);
	assert_true(inlined > go->nfunc / 50);
	assert_false(gg_go_func_find(go, f.end, &again));
	assert_false(gg_go_func_find(go, UINT64_MAX, &again));
}

static void every_program_is_understood(void **state)
{
	unsigned seen = 0;

	(void)state;
	for (size_t i = 0; i < GG_ARRAY_SIZE(programs); i++) {
		struct gg_go *go = go_open(programs[i]);

		if (!go)
			continue;
		seen++;
		check_main(go);
		check_runtime(go);
		check_all(go);
		assert_non_null(go->build);
		assert_memory_equal(go->build->version, "go1.", 4);
		assert_true(go->build->has_main);
		assert_true(strncmp(go->build->path, "goguard.test/live/", 18) == 0);
		gg_go_free(go);
	}
	if (!seen)
		skip();
}

static const uint8_t *map_program(const char *name, size_t *ret_n)
{
	int fd = open(go_program(name), O_RDONLY | O_CLOEXEC);
	struct stat st;
	void *p;

	if (fd < 0)
		return NULL;
	assert_int_equal(fstat(fd, &st), 0);
	p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	assert_ptr_not_equal(p, MAP_FAILED);
	*ret_n = (size_t)st.st_size;
	return p;
}

static int copy_of(const uint8_t *p, size_t n)
{
	int fd = memfd_create("copy", MFD_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(gg_fd_write_all(fd, p, n), 0);
	return fd;
}

/* Without section headers everything has to be found by looking at what is loaded */
static void section_headers_are_not_needed(void **state)
{
	static const uint8_t none[8];
	unsigned seen = 0;

	(void)state;
	for (size_t i = 0; i < GG_ARRAY_SIZE(programs); i++) {
		struct gg_err err = { 0 };
		struct gg_go *go = NULL;
		const uint8_t *p;
		size_t n;
		int fd;

		p = map_program(programs[i], &n);
		if (!p)
			continue;
		fd = copy_of(p, n);
		assert_int_equal(pwrite(fd, none, 8, offsetof(Elf64_Ehdr, e_shoff)), 8);
		assert_int_equal(gg_go_open(fd, &go, &err), 0);
		close(fd);
		check_main(go);
		check_runtime(go);
		assert_non_null(go->build);
		gg_go_free(go);
		munmap((void *)(uintptr_t)p, n);
		seen++;
	}
	if (!seen)
		skip();
}

/* A program whose tables cannot be found must not pass for one that is not Go's */
static void disguised_tables_are_no_other_language(void **state)
{
	static const uint8_t none[8];
	unsigned seen = 0;

	(void)state;
	for (size_t i = 0; i < GG_ARRAY_SIZE(programs); i++) {
		struct gg_go *go = go_open(programs[i]), *disguised = NULL;
		struct gg_err err = { 0 };
		const uint8_t *p;
		size_t n;
		int fd;

		if (!go)
			continue;
		p = map_program(programs[i], &n);
		fd = copy_of(p, n);
		assert_int_equal(pwrite(fd, none, 4, go->table.p - go->elf.map.p), 4);
		assert_int_equal(pwrite(fd, none, 8, offsetof(Elf64_Ehdr, e_shoff)), 8);
		assert_int_equal(gg_go_open(fd, &disguised, &err), -EBADMSG);
		close(fd);
		gg_go_free(go);
		munmap((void *)(uintptr_t)p, n);
		seen++;
	}
	if (!seen)
		skip();
}

static void other_files_are_no_go_programs(void **state)
{
	static const char *const paths[] = { "/proc/self/exe", "/dev/null", "/etc/passwd", "/" };

	(void)state;
	for (size_t i = 0; i < GG_ARRAY_SIZE(paths); i++) {
		struct gg_err err = { 0 };
		struct gg_go *go = NULL;
		int fd = open(paths[i], O_RDONLY | O_CLOEXEC);

		assert_true(fd >= 0);
		assert_int_equal(gg_go_open(fd, &go, &err), -ENOEXEC);
		assert_int_equal(err.code, -ENOEXEC);
		assert_null(go);
		close(fd);
	}
}

/* A file whose parts are more than is searched could be Go's: it is not taken for another's */
static void what_is_too_big_to_search_is_not_another_language(void **state)
{
	Elf64_Phdr p = { .p_type = PT_LOAD, .p_flags = PF_R | PF_W, .p_vaddr = 0x400000, .p_filesz = 1u << 30 };
	Elf64_Ehdr h = { .e_ident = ELFMAG, .e_type = ET_EXEC, .e_machine = EM_X86_64, .e_phoff = sizeof(h),
			 .e_phentsize = sizeof(p) };
	int fd = copy_of((const uint8_t *)&h, sizeof(h));

	(void)state;
	for (uint64_t bytes = 1u << 20; bytes <= 1u << 30; bytes <<= 10) {
		struct gg_err err = { 0 };
		struct gg_go *go = NULL;
		int want = bytes == 1u << 20 ? -ENOEXEC : -EFBIG;

		h.e_ident[EI_CLASS] = ELFCLASS64;
		h.e_ident[EI_DATA] = ELFDATA2LSB;
		h.e_phnum = 1;
		p.p_filesz = bytes;
		assert_int_equal(ftruncate(fd, (off_t)bytes), 0);
		assert_int_equal(pwrite(fd, &h, sizeof(h), 0), sizeof(h));
		assert_int_equal(pwrite(fd, &p, sizeof(p), sizeof(h)), sizeof(p));
		assert_int_equal(gg_go_open(fd, &go, &err), want);
		assert_int_equal(err.code, want);
		assert_null(go);
	}
	close(fd);
}

/* The same bytes, named by many headers, are searched no more often than as many bytes once */
static void segments_on_segments_are_searched_once(void **state)
{
	Elf64_Ehdr h = { .e_ident = ELFMAG, .e_type = ET_EXEC, .e_machine = EM_X86_64, .e_phoff = sizeof(h),
			 .e_phentsize = sizeof(Elf64_Phdr), .e_phnum = GG_GO_SEGMENTS };
	struct gg_err err = { 0 };
	struct gg_go *go = NULL;
	int fd = copy_of((const uint8_t *)&h, sizeof(h));

	(void)state;
	h.e_ident[EI_CLASS] = ELFCLASS64;
	h.e_ident[EI_DATA] = ELFDATA2LSB;
	assert_int_equal(ftruncate(fd, 32 << 20), 0);
	assert_int_equal(pwrite(fd, &h, sizeof(h), 0), sizeof(h));
	for (unsigned i = 0; i < GG_GO_SEGMENTS; i++) {
		const Elf64_Phdr p = { .p_type = PT_LOAD, .p_flags = PF_R | PF_W, .p_vaddr = 0x400000,
				       .p_filesz = 32u << 20 };

		assert_int_equal(pwrite(fd, &p, sizeof(p), (off_t)(sizeof(h) + i * sizeof(p))), sizeof(p));
	}
	assert_int_equal(gg_go_open(fd, &go, &err), -EFBIG);
	close(fd);
}

static uint64_t dice = 88172645463325252u;

static uint64_t roll(uint64_t n)
{
	dice ^= dice << 13;
	dice ^= dice >> 7;
	dice ^= dice << 17;
	return dice % n;
}

/* Ask everything of what may be nonsense */
static void use(const struct gg_go *go)
{
	struct gg_go_site sites[GG_GO_SITES];
	const struct gg_go_package *p;
	struct gg_go_func f;
	int32_t value;

	for (int i = 0; i < 200; i++) {
		if (!gg_go_func_find(go, roll(1u << 22), &f) && !gg_go_func_at(go, (uint32_t)roll(go->nfunc), &f))
			continue;
		(void)gg_go_value(go, &f, f.pcsp, f.entry + (uint32_t)roll(64), &value);
		(void)gg_go_sites(go, &f, f.entry + (uint32_t)roll(256), sites);
		(void)gg_go_index_symbol(go, f.name, &p);
	}
}

static bool open_and_use(int fd, bool whole)
{
	struct gg_err err = { 0 };
	struct gg_go *go = NULL;
	int ret = gg_go_open(fd, &go, &err);
	const struct gg_go_package *p;

	if (ret < 0) {
		assert_true(ret == -ENOEXEC || ret == -EBADMSG || ret == -ENOTSUP);
		assert_int_equal(err.code, ret);
		return false;
	}
	use(go);
	if (whole)
		(void)gg_go_index_file(go, "/nowhere/x.go", &p); /* looks at everything */
	gg_go_free(go);
	return true;
}

/* Damage is made and undone in one writable copy */
static void damaged_programs_are_refused_or_survived(void **state)
{
	struct gg_go *go = go_open("acts.pie");
	uint64_t table, header = 4096;
	unsigned opened = 0;
	size_t n;
	const uint8_t *p = map_program("acts.pie", &n);
	uint8_t *copy;
	int fd;

	(void)state;
	if (!go || !p)
		skip();
	table = (uint64_t)(go->table.p - go->elf.map.p);
	fd = copy_of(p, n);
	copy = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	assert_ptr_not_equal(copy, MAP_FAILED);
	for (int round = 0; round < 3000; round++) {
		/* by turns: ELF headers, the header of the table, anywhere in it, section headers */
		const struct {
			uint64_t from, size;
		} where[] = { { 0, 600 }, { table, 72 }, { table, go->table.n }, { n - header, header },
			      { table + (uint64_t)(go->funcs.p - go->table.p), go->funcs.n } };
		unsigned flips = 1 + (unsigned)roll(round % 10 == 9 ? 400 : 4);
		uint64_t at[401];

		for (unsigned i = 0; i < flips; i++) {
			at[i] = where[round % 5].from + roll(where[round % 5].size);
			copy[at[i]] = (uint8_t)roll(256);
		}
		opened += open_and_use(fd, round % 50 == 0);
		for (unsigned i = 0; i < flips; i++)
			copy[at[i]] = p[at[i]];
	}
	assert_true(opened > 100);
	assert_true(opened < 3000);
	assert_true(open_and_use(fd, true));
	for (int round = 0; round < 150; round++) {
		assert_int_equal(ftruncate(fd, (off_t)(n - n / 150 * (uint64_t)round)), 0);
		(void)open_and_use(fd, false);
	}
	munmap(copy, n);
	munmap((void *)(uintptr_t)p, n);
	close(fd);
	gg_go_free(go);
}

static void the_bias_is_worked_out_from_a_mapping(void **state)
{
	struct gg_go *go = go_open("acts.static");
	uint64_t bias = 1;

	(void)state;
	if (!go)
		skip();
	assert_true(gg_go_bias_map(go, LINKED_AT, 0, &bias));
	assert_int_equal(bias, 0);
	assert_false(gg_go_bias_map(go, LINKED_AT, UINT64_MAX & ~4095ull, &bias));
	assert_int_equal(gg_go_bias_pid(go, getpid(), &bias), 0);
	gg_go_free(go);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_program_is_understood),
		cmocka_unit_test(section_headers_are_not_needed),
		cmocka_unit_test(disguised_tables_are_no_other_language),
		cmocka_unit_test(other_files_are_no_go_programs),
		cmocka_unit_test(what_is_too_big_to_search_is_not_another_language),
		cmocka_unit_test(segments_on_segments_are_searched_once),
		cmocka_unit_test(damaged_programs_are_refused_or_survived),
		cmocka_unit_test(the_bias_is_worked_out_from_a_mapping),
	};

	return cmocka_run_group_tests_name("golang/image", tests, NULL, NULL);
}
