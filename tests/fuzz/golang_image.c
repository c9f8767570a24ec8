/*
 * A Go program made by hand.
 *
 * Owns one of every table that lib/golang reads: pclntab with functions, files, values by program
 * counter and an inline tree, module data, build information, relocations, section headers. Relies on
 * the layouts that golang/functab.c and golang/module.c describe. Does not run.
 */
#include "golang_image.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "base/common.h"

const char *const gg_image_names[] = {
	"runtime.main", "main.main", "main.main.func1", "os.Open", "runtime.systemstack", "runtime.mcall",
	"runtime.asmcgocall", "example.com/dep%2eX.F[...]", "syscall.rawVforkSyscall", "runtime.sigpanic",
	"runtime.cgocallback", "example.com/dep%2eX.(*T).M-fm", "runtime.goexit",
};
const size_t gg_image_names_n = GG_ARRAY_SIZE(gg_image_names);

#define FUNCS GG_ARRAY_SIZE(gg_image_names)
#define TEXT_AT 0x1000u /* in the file too: a page is skipped, the text itself is one page of nothing */
#define BASE 0x400000ull
#define MODULE_WORDS 45

/* The file while it is written; everything lies in one segment, so an offset is an address */
struct writer {
	uint8_t *at;
	size_t n;
};

static size_t put(struct writer *w, const void *bytes, size_t n)
{
	size_t at = w->n;

	if (n > GG_IMAGE_MAX - w->n)
		abort();
	memcpy(w->at + w->n, bytes, n);
	w->n += n;
	return at;
}

static size_t put32(struct writer *w, uint32_t v)
{
	return put(w, &v, sizeof(v));
}

static size_t put64(struct writer *w, uint64_t v)
{
	return put(w, &v, sizeof(v));
}

static void set64(struct writer *w, size_t at, uint64_t v)
{
	memcpy(w->at + at, &v, sizeof(v));
}

static void align(struct writer *w, size_t to)
{
	while (w->n % to)
		put(w, "", 1);
}

/* pctab: what has one value, what has two, and an inline tree's turns; offsets from its start */
struct values {
	uint32_t sp, vfork, one, line, inlined;
};

static struct values put_values(struct writer *w, unsigned quantum)
{
	const uint8_t q = (uint8_t)quantum;
	const uint8_t all[] = {
		0,					   /* offset 0: no table */
		2, (uint8_t)(4 / q), 32, (uint8_t)(28 / q), 0, /* 0, then 16 */
		15, (uint8_t)(32 / q), 0,		   /* -9 + 1: -8 needs -7 from -1 */
		2, (uint8_t)(32 / q), 0,		   /* 0 */
		22, (uint8_t)(32 / q), 0,		   /* 10 */
		0, (uint8_t)(8 / q), 2, (uint8_t)(8 / q), 2, (uint8_t)(8 / q), 3, (uint8_t)(8 / q), 0,
	};

	put(w, all, sizeof(all));
	return (struct values){ 1, 6, 9, 12, 15 };
}

static uint8_t flags_of(const char *name)
{
	if (!strcmp(name, "runtime.goexit"))
		return 1; /* the top */
	if (!strcmp(name, "runtime.systemstack") || !strcmp(name, "runtime.mcall") ||
	    !strcmp(name, "runtime.cgocallback"))
		return 2 | 4; /* writes sp, assembly */
	return 0;
}

static void put_func(struct writer *w, size_t i, const uint32_t *names, const struct values *v, bool old)
{
	bool inlines = i % 3 == 1;
	const uint8_t tail[] = { (uint8_t)(i == 4 ? 20 : i == 1 ? 22 : 0), flags_of(gg_image_names[i]), 0,
				 inlines ? 4 : 0 };

	put32(w, (uint32_t)(i * GG_IMAGE_FUNC));
	put32(w, names[i]);
	put32(w, 0); /* args */
	put32(w, 0); /* deferreturn */
	put32(w, !strcmp(gg_image_names[i], "syscall.rawVforkSyscall") ? v->vfork : v->sp);
	put32(w, v->one);
	put32(w, v->line);
	put32(w, inlines ? 3 : 0);
	put32(w, (uint32_t)(i % 2)); /* unit */
	if (!old)
		put32(w, 1); /* start line */
	put(w, tail, sizeof(tail));
	for (unsigned d = 0; inlines && d < 3; d++)
		put32(w, d == 2 ? v->inlined : 0);
	for (unsigned d = 0; inlines && d < 4; d++)
		put32(w, d == 3 ? 0 : UINT32_MAX);
}

/* The sorted list of functions, then what is known of each. Return: where it starts */
static size_t put_funcs(struct writer *w, const uint32_t *names, const struct values *v, bool old)
{
	size_t start, places[FUNCS];

	align(w, 8);
	start = w->n;
	for (size_t i = 0; i < FUNCS; i++) {
		put32(w, (uint32_t)(i * GG_IMAGE_FUNC));
		places[i] = put32(w, 0);
	}
	put32(w, FUNCS * GG_IMAGE_FUNC); /* where the last one ends */
	for (size_t i = 0; i < FUNCS; i++) {
		uint32_t offset = (uint32_t)(w->n - start);

		memcpy(w->at + places[i], &offset, sizeof(offset));
		put_func(w, i, names, v, old);
	}
	return start;
}

/* Return: where pclntab starts. @ret_parts: names, functions, inline trees */
static size_t put_pclntab(struct writer *w, bool old, unsigned quantum, size_t ret_parts[static 3])
{
	static const char files[] = "/src/main.go\0/go/src/os/file.go\0/src/dep/dep.go";
	const uint8_t rest[] = { 0, 0, (uint8_t)quantum, 8 };
	uint32_t names[FUNCS];
	struct values v;
	size_t start, words, at;

	align(w, 8);
	start = put32(w, old ? 0xfffffff0 : 0xfffffff1);
	put(w, rest, sizeof(rest));
	words = w->n;
	for (unsigned i = 0; i < 8; i++)
		put64(w, i == 0 ? FUNCS : i == 1 ? 3 : GG_IMAGE_TEXT);
	ret_parts[0] = at = w->n;
	set64(w, words + 3 * 8, at - start);
	for (size_t i = 0; i < FUNCS; i++)
		names[i] = (uint32_t)(put(w, gg_image_names[i], strlen(gg_image_names[i]) + 1) - at);
	align(w, 4);
	set64(w, words + 4 * 8, w->n - start);
	put32(w, 0);
	put32(w, 13);
	put32(w, 32);
	set64(w, words + 5 * 8, put(w, files, sizeof(files)) - start);
	set64(w, words + 6 * 8, w->n - start);
	v = put_values(w, quantum);
	ret_parts[1] = put_funcs(w, names, &v, old);
	set64(w, words + 7 * 8, ret_parts[1] - start);
	align(w, 8);
	ret_parts[2] = w->n;
	for (unsigned i = 0; i < 2; i++) { /* dep's function, and in it one of os */
		const uint32_t name = names[i ? 3 : 7], parent = i ? 4 : 16;
		const uint32_t now[] = { 0, name, parent, 1 }, then[] = { 0, 0, 0, name, parent };

		put(w, old ? then : now, old ? sizeof(then) : sizeof(now));
	}
	return start;
}

/* @table, @parts: from put_pclntab(). Return: where module data is */
static size_t put_module(struct writer *w, bool old, size_t table, const size_t parts[static 3])
{
	uint64_t words[MODULE_WORDS] = { 0 };

	words[0] = BASE + table;
	words[1] = BASE + parts[0];
	words[13] = words[16] = BASE + parts[1];
	words[17] = FUNCS + 1;
	words[22] = GG_IMAGE_TEXT;
	words[23] = GG_IMAGE_TEXT + FUNCS * GG_IMAGE_FUNC;
	words[old ? 38 : 40] = BASE + parts[2];
	align(w, 8);
	return put(w, words, sizeof(words));
}

static void put_string(struct writer *w, const char *s, size_t n)
{
	const uint8_t length[] = { (uint8_t)(n | 0x80), (uint8_t)(n >> 7) };

	put(w, length, sizeof(length));
	put(w, s, n);
}

static size_t put_build(struct writer *w)
{
	static const char modules[] = "0123456789abcdefpath\texample.com/fn\nmod\texample.com/fn\t(devel)\t\n"
				      "dep\texample.com/dep.X\tv1.2.3\th1:x=\n=>\t./dep\tv0.0.1\t\n"
				      "build\tGOOS=linux\n0123456789abcdef";
	size_t at;

	align(w, 16);
	at = put(w, "\xff Go buildinf:\x08\x02", 16);
	put64(w, 0);
	put64(w, 0);
	put_string(w, "go1.26.1", 8);
	put_string(w, modules, sizeof(modules) - 1);
	return at;
}

static void put_sections(struct writer *w, Elf64_Ehdr *head, size_t table, size_t build, size_t end)
{
	static const char names[] = "\0.gopclntab\0.go.buildinfo\0.shstrtab";
	const size_t text = put(w, names, sizeof(names));
	const Elf64_Shdr sections[] = {
		{ .sh_type = SHT_NULL },
		{ .sh_name = 1, .sh_type = SHT_PROGBITS, .sh_addr = BASE + table, .sh_offset = table,
		  .sh_size = end - table },
		{ .sh_name = 12, .sh_type = SHT_PROGBITS, .sh_addr = BASE + build, .sh_offset = build,
		  .sh_size = 400 },
		{ .sh_name = 26, .sh_type = SHT_STRTAB, .sh_offset = text, .sh_size = sizeof(names) },
	};

	align(w, 8);
	head->e_shoff = put(w, sections, sizeof(sections));
	head->e_shnum = GG_ARRAY_SIZE(sections);
	head->e_shstrndx = GG_ARRAY_SIZE(sections) - 1;
}

static size_t put_dynamic(struct writer *w, size_t module, bool arm64)
{
	/* the word behind the module's first is put right by the loader */
	const Elf64_Rela rela = { BASE + module + 8,
				  ELF64_R_INFO(0, arm64 ? R_AARCH64_RELATIVE : R_X86_64_RELATIVE), 0 };
	Elf64_Rela one = rela;
	Elf64_Dyn dynamic[3] = { { .d_tag = DT_RELA }, { .d_tag = DT_RELASZ, .d_un.d_val = sizeof(rela) } };

	memcpy(&one.r_addend, w->at + module + 8, sizeof(one.r_addend));
	align(w, 8);
	dynamic[0].d_un.d_ptr = BASE + put(w, &one, sizeof(one));
	return put(w, dynamic, sizeof(dynamic));
}

/** gg_image_make() - see golang_image.h */
size_t gg_image_make(bool old, bool arm64, uint8_t image[static GG_IMAGE_MAX])
{
	Elf64_Ehdr head = { .e_ident = ELFMAG, .e_type = ET_EXEC, .e_machine = arm64 ? EM_AARCH64 : EM_X86_64,
			    .e_entry = GG_IMAGE_TEXT, .e_phoff = sizeof(head), .e_ehsize = sizeof(head),
			    .e_phentsize = sizeof(Elf64_Phdr), .e_phnum = 2, .e_shentsize = sizeof(Elf64_Shdr) };
	Elf64_Phdr p[2] = { { .p_type = PT_LOAD, .p_flags = PF_R | PF_W | PF_X, .p_vaddr = BASE },
			    { .p_type = PT_DYNAMIC } };
	struct writer w = { image, sizeof(head) + sizeof(p) };
	size_t parts[3], table, module, build, dynamic;

	memset(image, 0, GG_IMAGE_MAX);
	head.e_ident[EI_CLASS] = ELFCLASS64;
	head.e_ident[EI_DATA] = ELFDATA2LSB;
	table = put_pclntab(&w, old, arm64 ? 4 : 1, parts);
	module = put_module(&w, old, table, parts);
	build = put_build(&w);
	dynamic = put_dynamic(&w, module, arm64);
	put_sections(&w, &head, table, build, module);
	if (w.n > TEXT_AT)
		abort();
	w.n = TEXT_AT + FUNCS * GG_IMAGE_FUNC;
	p[0].p_filesz = p[0].p_memsz = w.n;
	p[1].p_offset = dynamic;
	p[1].p_filesz = 3 * sizeof(Elf64_Dyn);
	memcpy(image, &head, sizeof(head));
	memcpy(image + sizeof(head), p, sizeof(p));
	return w.n;
}
