/*
 * Fuzz target: executables of Go and stacks of their threads. A small program is made by hand, damaged
 * as the input says, and opened; what can be opened is asked everything, and a stack out of the input
 * is followed through it.
 *
 * Input: a byte that chooses the layout, a byte that says how many damages come, each of three bytes
 * (place, value), then program counter, stack pointer and stack as words of golang_word(). An input
 * that begins like an ELF file is one. Relies on libFuzzer or a driver that calls
 * LLVMFuzzerTestOneInput(). Without damage everything has to be understood.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/common.h"
#include "golang/image.h"
#include "golang/unwind.h"
#include "golang_image.h"
#include "input.h"

#define BIAS 0x10000000ull
#define STACK 0xc000100000ull
#define WORDS 512
#define SITES_PER_FUNC 16

struct stack {
	uint64_t words[WORDS];
	uint64_t size; /* bytes of it that can be read */
};

/* A word of a stack: anything, a place in a function, a place on the stack, a small number */
static uint64_t take_word(struct input *in)
{
	uint64_t kind = take(in, 1);

	switch (kind % 4) {
	case 0:
		return take(in, 8);
	case 1:
		return BIAS + GG_IMAGE_TEXT + take(in, 1) % gg_image_names_n * GG_IMAGE_FUNC + (kind >> 2) % GG_IMAGE_FUNC;
	case 2:
		return STACK + take(in, 1) * 8;
	default:
		return kind >> 2;
	}
}

static ssize_t read_stack(void *arg, uint64_t addr, void *buf, size_t n)
{
	const struct stack *s = arg;

	if (addr < STACK || addr - STACK >= s->size)
		return -1;
	n = GG_MIN(n, (size_t)(s->size - (addr - STACK)));
	memcpy(buf, (const uint8_t *)s->words + (addr - STACK), n);
	return (ssize_t)n;
}

static void check_chain(const struct gg_go_chain *c)
{
	if ((unsigned)c->end >= GG_GO_END_COUNT || c->n_frames > GG_GO_FRAMES || c->n_owners > GG_GO_OWNERS ||
	    c->physical > GG_GO_PHYSICAL_MAX || c->innermost >= (int)c->n_frames || !c->subject)
		abort();
	/* nobody's name may come out of a walk that did not end well */
	if (c->end != GG_GO_COMPLETE && strcmp(c->subject, "unknown") != 0 && strcmp(c->subject, "c") != 0)
		abort();
	for (unsigned i = 0; i < c->n_frames; i++)
		if (!c->frames[i].function || !c->frames[i].file)
			abort();
}

/* What is remembered of places changes no walk, and nothing of another program is */
static void check_memory(const struct gg_go *go, uint64_t pc, uint64_t sp, struct stack *stack)
{
	static struct gg_go_trail trails[3];
	static struct gg_go_places places;
	static uint64_t image;
	struct gg_go_code code = { .go = go, .bias = BIAS, .image = ++image };

	for (unsigned i = 0; i < 3; i++) {
		gg_go_follow(&code, pc, sp, read_stack, stack, &trails[i]);
		code.places = &places;
		if (trails[i].end != trails[0].end || trails[i].in_c != trails[0].in_c || trails[i].n != trails[0].n ||
		    memcmp(trails[i].at, trails[0].at, trails[0].n * sizeof(trails[0].at[0])) != 0)
			abort();
	}
}

static void follow(const struct gg_go *go, struct input *in)
{
	const struct gg_go_code code = { .go = go, .bias = BIAS };
	static struct stack stack;
	static struct gg_go_trail trail;
	static struct gg_go_chain chain;
	uint64_t pc = take_word(in), sp = take_word(in);
	size_t n;

	memset(&stack, 0, sizeof(stack));
	stack.size = sizeof(stack.words);
	for (n = 0; n < WORDS && in->left; n++)
		stack.words[n] = take_word(in);
	if (n % 5 == 0)
		stack.size = n * 8; /* the rest cannot be read */
	gg_go_follow(&code, pc, sp, read_stack, &stack, &trail);
	gg_go_chain_make(go, &trail, &chain);
	check_chain(&chain);
	check_memory(go, pc, sp, &stack);
}

static bool count(void *arg, const struct gg_go_package *package)
{
	unsigned *n = arg;

	if (!package->name[0])
		abort();
	return ++*n < 1000;
}

static void ask_about(const struct gg_go *go, const struct gg_go_func *f)
{
	struct gg_go_site sites[GG_GO_SITES];
	const struct gg_go_package *p;
	int32_t value;

	for (uint32_t i = 0; i < SITES_PER_FUNC && f->entry + 2 * i < f->end; i++) {
		int n = gg_go_sites(go, f, f->entry + 2 * i, sites);

		for (int s = 0; s < n; s++)
			(void)gg_go_index_file(go, sites[s].file, &p);
		(void)gg_go_value(go, f, f->pcsp, f->entry + 2 * i, &value);
	}
	if (gg_go_index_symbol(go, f->name, &p) == 0 && p)
		(void)gg_go_build_module(go, p->name);
}

/* Return: functions that are whole */
static unsigned ask(const struct gg_go *go)
{
	struct gg_go_func f, again;
	unsigned good = 0, packages = 0;
	uint64_t bias;

	for (uint32_t i = 0; i < go->nfunc && i < 64; i++) {
		if (!gg_go_func_at(go, i, &f))
			continue;
		good++;
		ask_about(go, &f);
		if (gg_go_func_find(go, f.entry, &again) && (f.entry < again.entry || f.entry >= again.end))
			abort();
	}
	gg_go_index_each(go, count, &packages);
	(void)gg_go_bias_map(go, 0x400000, 0, &bias);
	return good;
}

static int file_of(const uint8_t *bytes, size_t n)
{
	int fd = memfd_create("fuzz", MFD_CLOEXEC);

	if (fd < 0 || write(fd, bytes, n) != (ssize_t)n)
		abort();
	return fd;
}

/* Return: functions that are whole; 0: it was refused */
static unsigned use(int fd, struct input *in)
{
	struct gg_err err = { 0 };
	struct gg_go *go = NULL;
	unsigned good;

	if (gg_go_open(fd, &go, &err) < 0) {
		if (!err.code || !err.text[0] || go)
			abort();
		return 0;
	}
	good = ask(go);
	follow(go, in);
	gg_go_free(go);
	return good;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	uint8_t image[GG_IMAGE_MAX];
	size_t n, damages;
	unsigned good;
	int fd;

	if (size > 4 && memcmp(data, "\177ELF", 4) == 0) {
		fd = file_of(data, size);
		(void)use(fd, &in);
		close(fd);
		return 0;
	}
	n = (size_t)take(&in, 1);
	n = gg_image_make(n & 1, n & 2, image);
	damages = (size_t)take(&in, 1);
	for (size_t i = 0; i < damages && in.left >= 3; i++) {
		size_t place = (size_t)take(&in, 2) % n;

		image[place] = (uint8_t)take(&in, 1);
	}
	fd = file_of(image, n);
	good = use(fd, &in);
	if (!damages && good != gg_image_names_n)
		abort();
	close(fd);
	return 0;
}
