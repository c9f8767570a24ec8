/* golang/unwind: stacks made up out of the functions of a real program, good ones and bad ones. */
#include "golang_help.h"

#include <elf.h>

#include "base/common.h"
#include "golang/unwind.h"

#define BIAS 0x10000000ull
#define STACK 0xc000100000ull
#define WORDS 8192
#define NOWHERE 0x123456789000ull

/* A stack and how much of it can be read; @whole: only reads that fit succeed, as some kernels have it;
 * @endless: it begins again where it ends */
struct memory {
	uint64_t words[WORDS];
	uint64_t size;
	unsigned reads;
	bool whole, endless;
};

static struct gg_go *go;
static unsigned machine; /* that its functions are for */
static struct memory stack;
static struct gg_go_chain chain;

static ssize_t peek(void *arg, uint64_t addr, void *buf, size_t n)
{
	struct memory *m = arg;
	uint64_t left;

	m->reads++;
	if (m->endless && addr >= STACK)
		addr = STACK + (addr - STACK) % m->size;
	if (addr < STACK || addr >= STACK + m->size)
		return -EFAULT;
	left = m->size - (addr - STACK);
	if (left < n && m->whole)
		return -EFAULT;
	n = GG_MIN(left, n);
	memcpy(buf, (uint8_t *)m->words + (addr - STACK), n);
	return (ssize_t)n;
}

static int setup(void **state)
{
	(void)state;
	go = go_open("acts.pie");
	machine = go ? go->elf.machine : EM_NONE;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	gg_go_free(go);
	return 0;
}

static void clear(void)
{
	memset(&stack, 0, sizeof(stack));
	stack.size = sizeof(stack.words);
	if (!go)
		skip();
	go->elf.machine = EM_X86_64;
}

static struct gg_go_func function(const char *name)
{
	struct gg_go_func f;

	for (uint32_t i = 0; i < go->nfunc; i++)
		if (gg_go_func_at(go, i, &f) && strcmp(f.name, name) == 0)
			return f;
	fail_msg("no %s", name);
	return f;
}

/* A place in @name where it has put @d bytes on the stack */
static uint64_t place(const char *name, int32_t *ret_d)
{
	struct gg_go_func f = function(name);
	uint32_t off;

	/* behind the prologue: where its depth is greatest */
	*ret_d = 0;
	off = f.entry + 1;
	for (uint32_t o = f.entry + 1; o < f.end; o++) {
		int32_t d;

		if (gg_go_value(go, &f, f.pcsp, o, &d) && d > *ret_d) {
			*ret_d = d;
			off = o;
		}
	}
	return BIAS + go->text + off;
}

static uint64_t entry(const char *name)
{
	return BIAS + go->text + function(name).entry;
}

static bool same(const struct gg_go_trail *a, const struct gg_go_trail *b)
{
	return a->end == b->end && a->in_c == b->in_c && a->n == b->n && !memcmp(a->at, b->at, a->n * sizeof(a->at[0]));
}

/* What is remembered of places, by this walk and those before, changes nothing */
static void unwind(uint64_t pc, uint64_t sp)
{
	static struct gg_go_trail plain, trail;
	static struct gg_go_places places;
	struct gg_go_code code = { .go = go, .bias = BIAS };
	const unsigned before = stack.reads;

	gg_go_follow(&code, pc, sp, peek, &stack, &plain);
	code.places = &places;
	code.image = 1;
	for (unsigned i = 0; i < 2; i++) {
		gg_go_follow(&code, pc, sp, peek, &stack, &trail);
		assert_true(same(&trail, &plain));
	}
	stack.reads = before;
	code.places = NULL;
	gg_go_follow(&code, pc, sp, peek, &stack, &trail);
	gg_go_chain_make(go, &trail, &chain);
}

/* Put a frame of @name on an amd64 stack at word @at. Return: the word where its caller's begins */
static size_t frame(size_t at, const char *name, uint64_t *ret_pc, uint64_t caller)
{
	int32_t d;

	*ret_pc = place(name, &d);
	at += (size_t)d / 8;
	stack.words[at] = caller;
	return at + 1;
}

static void places_are_of_one_program(void **state)
{
	static struct gg_go_trail mine, other;
	static struct gg_go_places places;
	struct gg_go_code code = { .go = go, .bias = BIAS, .places = &places, .image = 1 };
	uint64_t pc;
	size_t at;

	(void)state;
	clear();
	at = frame(0, "os.Exit", &pc, entry("runtime.goexit") + 1);
	assert_true(at > 1);
	gg_go_follow(&code, pc, STACK, peek, &stack, &mine);
	assert_int_equal(mine.n, 2);
	/* as another program would have it that has no code there */
	for (size_t i = 0; i < GG_GO_PLACES; i++)
		places.of[i].bits = places.of[i].image == 1 ? 0 : places.of[i].bits;
	code.image = 2;
	gg_go_follow(&code, pc, STACK, peek, &stack, &other);
	assert_true(same(&other, &mine));
	code.image = 1;
	gg_go_follow(&code, pc, STACK, peek, &stack, &other);
	assert_true(same(&other, &mine)); /* the places are the other's by now, and were looked up anew */
}

static bool has(unsigned i, const char *name)
{
	return i < chain.n_frames && strcmp(chain.frames[i].function, name) == 0;
}

static bool anywhere(const char *name)
{
	for (unsigned i = 0; i < chain.n_frames; i++)
		if (has(i, name))
			return true;
	return false;
}

static uint64_t goexit_pc(void)
{
	return entry("runtime.goexit") + 1;
}

static void a_goroutine_that_is_complete(void **state)
{
	uint64_t pc;
	size_t at;

	(void)state;
	clear();
	at = frame(0, "main.main", &pc, entry("runtime.main") + 1);
	stack.words[at] = goexit_pc(); /* nothing is on the stack at the start of runtime.main */
	unwind(pc, STACK);
	assert_int_equal(chain.end, GG_GO_COMPLETE);
	assert_string_equal(chain.subject, "main");
	assert_true(anywhere("runtime.goexit"));
	assert_int_equal(chain.physical, 3);
	assert_false(chain.cut);
}

static void nobody_stands_behind_the_standard_library_alone(void **state)
{
	uint64_t pc;

	(void)state;
	clear();
	frame(0, "os.Exit", &pc, goexit_pc());
	unwind(pc, STACK);
	assert_int_equal(chain.end, GG_GO_ORPHAN);
	assert_string_equal(chain.subject, "unknown");
	assert_int_equal(chain.innermost, -1);
}

static void after_vfork_the_return_address_is_below(void **state)
{
	struct gg_go_func f;
	uint64_t pc = 0;
	int32_t d;

	(void)state;
	clear();
	if (machine != EM_X86_64) /* elsewhere a register has it */
		skip();
	f = function("syscall.rawVforkSyscall");
	for (uint32_t o = f.entry; o < f.end && !pc; o++)
		if (gg_go_value(go, &f, f.pcsp, o, &d) && d == -8)
			pc = BIAS + go->text + o;
	assert_true(pc != 0);
	stack.words[99] = entry("main.main") + 1;
	stack.words[100] = goexit_pc();
	unwind(pc, STACK + 800);
	assert_int_equal(chain.end, GG_GO_COMPLETE);
	assert_true(has(0, "syscall.rawVforkSyscall"));
	assert_string_equal(chain.subject, "main");
}

static void from_the_system_stack_to_the_goroutine(void **state)
{
	const size_t goroutine = 500;
	uint64_t pc;
	size_t at;

	(void)state;
	clear();
	at = frame(0, "runtime.newosproc", &pc, entry("runtime.systemstack") + 1);
	stack.words[at - 2] = STACK + 8 * goroutine; /* the frame pointer that it saved */
	stack.words[goroutine + 1] = entry("main.main") + 1;
	stack.words[goroutine + 2] = goexit_pc();
	unwind(pc, STACK);
	assert_int_equal(chain.end, GG_GO_COMPLETE);
	assert_true(anywhere("runtime.systemstack"));
	assert_string_equal(chain.subject, "main");
	/* and the scheduler, which has no goroutine behind it */
	frame(0, "runtime.newosproc", &pc, entry("runtime.mcall") + 1);
	unwind(pc, STACK);
	assert_int_equal(chain.end, GG_GO_ORPHAN);
}

static void c_that_nobody_called(void **state)
{
	(void)state;
	clear();
	unwind(NOWHERE, STACK);
	assert_int_equal(chain.end, GG_GO_C_THREAD);
	assert_string_equal(chain.subject, "c");
	assert_int_equal(chain.n_frames, 0);
	/* a stale return address with nonsense beside it does not help */
	for (size_t i = 0; i < 100; i++)
		stack.words[i] = entry("runtime.asmcgocall") + 1;
	unwind(NOWHERE, STACK);
	assert_int_equal(chain.end, GG_GO_C_THREAD);
}

/* @g and @depth: words behind the return address */
static void c_called_by_go(size_t g, size_t depth)
{
	clear();
	stack.words[20] = entry("runtime.asmcgocall") + 1;
	stack.words[21 + g] = STACK + 8 * 1000;
	stack.words[21 + depth] = 64;
	stack.words[1000] = STACK + 8 * 2000;	     /* g.stack.lo */
	stack.words[1001] = STACK + 8 * 3000;	     /* g.stack.hi */
	stack.words[1007] = STACK + 8 * 2500;	     /* g.sched.sp */
	stack.words[1008] = entry("main.main");	     /* g.sched.pc */
	stack.words[2500] = goexit_pc();
	unwind(NOWHERE, STACK);
	assert_int_equal(chain.end, GG_GO_COMPLETE);
	assert_true(chain.in_c);
	assert_string_equal(chain.subject, "main");
	stack.words[21 + depth] = 8001; /* deeper than its stack */
	unwind(NOWHERE, STACK);
	assert_int_equal(chain.end, GG_GO_C_THREAD);
}

static void c_that_go_called(void **state)
{
	(void)state;
	c_called_by_go(1, 0);
	c_called_by_go(6, 5);
}

static void what_cannot_be_read(void **state)
{
	uint64_t pc;
	size_t at;

	(void)state;
	clear();
	unwind(NOWHERE, STACK - 8192);
	assert_int_equal(chain.end, GG_GO_UNREADABLE);
	unwind(entry("main.main"), STACK - 8192);
	assert_int_equal(chain.end, GG_GO_UNREADABLE);
	assert_string_equal(chain.subject, "unknown");
	unwind(entry("main.main"), STACK + 4); /* not aligned */
	assert_int_equal(chain.end, GG_GO_UNREADABLE);
	unwind(entry("main.main"), UINT64_MAX - 7);
	assert_int_equal(chain.end, GG_GO_UNREADABLE);
	/* the end of a mapping is near: the rest of the page will do */
	stack.whole = true;
	stack.size = 4096;
	at = frame(0, "main.main", &pc, goexit_pc());
	assert_true(at < 512);
	unwind(pc, STACK);
	assert_int_equal(chain.end, GG_GO_COMPLETE);
}

static void what_makes_no_sense(void **state)
{
	static struct gg_go_trail trail;
	uint64_t pc;
	int n = 0;

	(void)state;
	clear();
	frame(0, "main.main", &pc, NOWHERE); /* a caller that is no code */
	unwind(pc, STACK);
	assert_int_equal(chain.end, GG_GO_TRUNCATED);
	assert_string_equal(chain.subject, "unknown");
	assert_int_equal(chain.n_owners, 1);
	for (size_t i = 0; i < WORDS; i++) /* callers without end */
		stack.words[i] = entry("main.main") + 1;
	stack.endless = true;
	unwind(entry("main.main"), STACK);
	stack.endless = false;
	assert_int_equal(chain.end, GG_GO_TRUNCATED);
	assert_true(chain.cut);
	assert_int_equal(chain.n_frames, GG_GO_FRAMES);
	assert_int_equal(chain.physical, GG_GO_PHYSICAL_MAX);
	for (enum gg_go_end e = 0; e < GG_GO_END_COUNT; e++)
		n += strlen(gg_go_end_name(e)) > 0;
	assert_int_equal(n, GG_GO_END_COUNT);
	gg_go_follow(&(struct gg_go_code){ .go = NULL }, 0, 0, peek, &stack, &trail);
	gg_go_chain_make(NULL, &trail, &chain);
	assert_int_equal(chain.end, GG_GO_NOT_GO);
	assert_string_equal(chain.subject, "unknown");
}

/* Random words, most of them addresses of code or of the stack: anything but a crash or a loop */
static void system_stacks_that_lead_to_each_other(void **state)
{
	uint64_t pc;

	(void)state;
	clear();
	if (machine != EM_X86_64) /* where words stand depends on the depth of its frames */
		skip();
	for (size_t i = 0; i + 1 < WORDS; i += 2) {
		stack.words[i] = STACK;
		stack.words[i + 1] = entry("runtime.systemstack") + 1;
	}
	frame(0, "runtime.newosproc", &pc, entry("runtime.systemstack") + 1);
	unwind(pc, STACK);
	assert_int_equal(chain.end, GG_GO_TRUNCATED);
}

static void noise(void **state)
{
	uint64_t dice = 88172645463325252u;

	(void)state;
	clear();
	for (int round = 0; round < 300; round++) {
		go->elf.machine = round % 2 ? EM_X86_64 : EM_AARCH64;
		for (size_t i = 0; i < WORDS; i++) {
			dice ^= dice << 13;
			dice ^= dice >> 7;
			dice ^= dice << 17;
			stack.words[i] = dice % 4 ? BIAS + go->text + dice % (1u << 20) :
						    STACK + 8 * (dice / 4 % WORDS);
		}
		unwind(stack.words[0], STACK + 8 * (dice % 64));
		assert_true(chain.end < GG_GO_END_COUNT);
		assert_true(chain.physical <= GG_GO_PHYSICAL_MAX);
	}
	go->elf.machine = EM_X86_64;
}

/* Main calls itself for ever. Return: frames of machine code that are walked */
static unsigned recursion(void)
{
	int32_t d;
	uint64_t pc = place("main.main", &d);
	size_t at = 0;

	clear();
	for (; at + (size_t)d / 8 < WORDS; at++) {
		at += (size_t)d / 8;
		stack.words[at] = pc;
	}
	stack.size = 8 * at;
	stack.endless = true;
	unwind(pc, STACK);
	assert_int_equal(chain.end, GG_GO_TRUNCATED);
	return chain.physical;
}

#define LONG 65536u

/* Where each frame has its line at the end of a long table, fewer are walked */
static void what_is_read_for_a_chain_has_an_end(void **state)
{
	struct gg_go *whole = go, *damaged = NULL;
	struct gg_go_func f;
	uint8_t *copy;
	uint32_t i = 0, at;
	size_t n;
	int fd;

	(void)state;
	clear();
	assert_int_equal(recursion(), GG_GO_PHYSICAL_MAX);
	fd = go_copy("acts.pie", &copy, &n);
	at = (uint32_t)go->pctab.n / 2;
	assert_true(at > LONG);
	for (size_t k = 0; k < LONG; k++)
		copy[(size_t)(go->pctab.p - go->elf.map.p) + at + k] = k % 2 ? 0 : 2;
	while (!gg_go_func_at(go, i, &f) || strcmp(f.name, "main.main") != 0)
		i++;
	memcpy(copy + (go->funcs.p - go->elf.map.p) + gg_go_u32(go->funcs.p + 8 * (size_t)i + 4) + 24, &at, 4);
	assert_int_equal(gg_go_open(fd, &damaged, NULL), 0);
	go = damaged;
	assert_in_range(recursion(), 100, (64u << 20) / LONG);
	go = whole;
	gg_go_free(damaged);
	munmap(copy, n);
	close(fd);
}

/* Addresses of functions with long names, all over the stack of C: there is more to read than is read */
static void the_search_below_c_has_an_end(void **state)
{
	struct gg_go *whole = go, *damaged = NULL;
	struct gg_go_func f;
	uint8_t *copy, *names;
	uint32_t i = 0;
	size_t n;
	int fd;

	(void)state;
	clear();
	fd = go_copy("acts.pie", &copy, &n);
	names = copy + (go->names.p - go->elf.map.p);
	memset(names, 'x', go->names.n);
	for (size_t at = 60000; at < go->names.n; at += 60000)
		names[at] = '\0';
	assert_int_equal(gg_go_open(fd, &damaged, NULL), 0);
	while (!gg_go_func_at(damaged, i, &f) || strlen(f.name) < 30000)
		i++;
	for (size_t k = 0; k < WORDS; k++)
		stack.words[k] = BIAS + go->text + f.entry + 1;
	stack.endless = true;
	unwind(NOWHERE, STACK);
	assert_int_equal(chain.end, GG_GO_C_THREAD);
	go = damaged;
	unwind(NOWHERE, STACK);
	assert_int_equal(chain.end, GG_GO_UNREADABLE);
	go = whole;
	gg_go_free(damaged);
	munmap(copy, n);
	close(fd);
}

static void a_stack_of_arm64(void **state)
{
	uint64_t pc, outer;
	int32_t d, outer_d;
	size_t at = 10;

	(void)state;
	clear();
	go->elf.machine = EM_AARCH64;
	/* a leaf without a frame: its caller is left out, that one's caller is at [sp] */
	pc = place("main.main", &d);
	stack.words[at] = pc;
	stack.words[at - 1] = STACK + 8 * (at + 5) - 8; /* saved x29: 8 below the caller's sp */
	outer = place("runtime.main", &outer_d);
	stack.words[at + 5] = outer; /* into the caller of main.main, whose frame has d bytes */
	at += 5 + (size_t)d / 8;
	stack.words[at] = goexit_pc();
	unwind(entry("syscall.rawSyscallNoError"), STACK + 80);
	assert_int_equal(chain.end, GG_GO_COMPLETE);
	assert_true(has(0, "syscall.rawSyscallNoError"));
	assert_string_equal(chain.subject, "main");
	assert_true(anywhere("runtime.main"));
	go->elf.machine = EM_X86_64;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(places_are_of_one_program),
		cmocka_unit_test(a_goroutine_that_is_complete),
		cmocka_unit_test(nobody_stands_behind_the_standard_library_alone),
		cmocka_unit_test(after_vfork_the_return_address_is_below),
		cmocka_unit_test(from_the_system_stack_to_the_goroutine),
		cmocka_unit_test(c_that_nobody_called),
		cmocka_unit_test(c_that_go_called),
		cmocka_unit_test(what_cannot_be_read),
		cmocka_unit_test(what_makes_no_sense),
		cmocka_unit_test(system_stacks_that_lead_to_each_other),
		cmocka_unit_test(noise),
		cmocka_unit_test(a_stack_of_arm64),
		cmocka_unit_test(what_is_read_for_a_chain_has_an_end),
		cmocka_unit_test(the_search_below_c_has_an_end),
	};

	return cmocka_run_group_tests_name("golang/unwind, made-up stacks", tests, setup, teardown);
}
