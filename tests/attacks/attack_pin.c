/*
 * Attacks on argv and sha256 of exec rules, by exchange.
 *
 * Owns races over the arguments, and over the content and the name of a program with a digest. The
 * forbidden program, the one with forbidden arguments, and the one whose stack runs, ends with 42. Relies on race.h. Unlike
 * the others these acts need a folder to write to.
 */
#include "race.h"

#include <elf.h>
#include <stddef.h>
#include <sys/mman.h>

/* The byte that makes the difference between a good program and an evil one */
static const volatile char evil[] = "whether this program is evil: 0";

static char *volatile *argv_now;
static char text[8];
static int (*start)(void);

/* In a child that shares this memory. Return: 0 when it was the forbidden one */
static int in_child(void)
{
	int status;
	pid_t pid = vfork();

	if (pid == 0) {
		syscall(SYS_execve, shared.words[0], argv_now, NULL);
		_exit(1);
	}
	if (pid < 0 || waitpid(pid, &status, 0) < 0)
		return EACCES;
	return WIFEXITED(status) && WEXITSTATUS(status) == 42 ? 0 : EACCES;
}

/* While the caller waits for a parent that goes on running */
static int child_main(void *unused)
{
	(void)unused;
	syscall(SYS_execve, shared.words[0], argv_now, NULL);
	_exit(1);
}

static int in_sibling(void)
{
	static char stack[65536] __attribute__((aligned(64)));
	pid_t pid = clone(child_main, stack + sizeof(stack), CLONE_VM | SIGCHLD, NULL);

	return status_of(pid) == 42 ? 0 : EACCES;
}

static void flip_pointer(int odd)
{
	argv_now[1] = odd ? (char *)"evil" : (char *)"good";
}

static void flip_bytes(int odd)
{
	const char *now = odd ? "evil" : "good";
	int i;

	for (i = 0; i < 4; i++)
		((volatile char *)text)[i] = now[i];
}

/* One more argument, or one less */
static void flip_end(int odd)
{
	argv_now[2] = odd ? (char *)"evil" : NULL;
}

static const struct {
	const char *name;
	void (*flip)(int);
} flips[] = { { "pointer", flip_pointer }, { "bytes", flip_bytes }, { "end", flip_end } };

static int act_argv(char **w) /* PROGRAM pointer|bytes|end vfork|vm */
{
	static char *volatile argv[4];
	size_t i;

	snprintf(shared.words[0], sizeof(shared.words[0]), "%s", w[0]);
	argv_now = argv;
	memcpy(text, "good", 5);
	argv[0] = w[0];
	argv[1] = text;
	start = strcmp(w[2], "vm") ? in_child : in_sibling;
	for (i = 0; i < sizeof(flips) / sizeof(flips[0]); i++)
		if (!strcmp(w[1], flips[i].name))
			return race(flips[i].flip, start, EACCES);
	return USAGE;
}

static int act_good(char **w)
{
	return w[0] && !strcmp(w[0], "evil") ? 42 : 0;
}

static int act_evil(char **w)
{
	(void)w;
	return 42;
}

static int act_itself(char **w)
{
	(void)w;
	return evil[sizeof(evil) - 2] == '0' ? 0 : 42;
}

/* Where in the file that byte is */
static off_t find_byte(const char *path)
{
	static char bytes[4 << 20];
	int fd = open(path, O_RDONLY);
	ssize_t n = fd < 0 ? -1 : read(fd, bytes, sizeof(bytes));
	char *at = n < 0 ? NULL : memmem(bytes, (size_t)n, (const char *)evil, sizeof(evil) - 2);

	close(fd);
	return at ? at - bytes + (off_t)sizeof(evil) - 2 : -1;
}

static off_t byte_at;

/* Nobody can while it is executed: ETXTBSY */
static void flip_content(int odd)
{
	int fd = open(shared.words[0], O_WRONLY);

	if (fd < 0)
		return;
	(void)!pwrite(fd, odd ? "1" : "0", 1, byte_at);
	close(fd);
}

static void flip_mapping(int odd)
{
	int fd = open(shared.words[0], O_RDWR);
	off_t page = byte_at & ~4095;
	char *map = fd < 0 ? MAP_FAILED : mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, page);
	int i;

	if (fd >= 0)
		close(fd);
	if (map == MAP_FAILED)
		return;
	for (i = 0; i < 100; i++)
		((volatile char *)map)[byte_at - page] = (i + odd) & 1 ? '1' : '0';
	((volatile char *)map)[byte_at - page] = odd ? '1' : '0';
	munmap(map, 4096);
}

static void flip_names(int odd)
{
	(void)odd;
	(void)syscall(SYS_renameat2, AT_FDCWD, shared.words[0], AT_FDCWD, shared.words[1], 2 /* RENAME_EXCHANGE */);
}

static int content(char **w, void (*flip)(int))
{
	static char *volatile argv[3];

	snprintf(shared.words[0], sizeof(shared.words[0]), "%s", w[0]);
	snprintf(shared.words[1], sizeof(shared.words[1]), "%s", w[1] ? w[1] : "");
	argv_now = argv;
	argv[0] = w[0];
	argv[1] = (char *)"itself";
	byte_at = find_byte(w[0]);
	/* a try means that the whole file is read */
	return byte_at < 0 ? USAGE : race_each(10, flip, in_child, EACCES);
}

static int act_content(char **w) /* PROGRAM: a copy of this one */
{
	return content(w, flip_content);
}

static int act_mapping(char **w)
{
	return content(w, flip_mapping);
}

static int act_names(char **w) /* PROGRAM OTHER */
{
	return content(w, flip_names);
}

static int act_taint(char **w) /* PROGRAM: make it evil */
{
	snprintf(shared.words[0], sizeof(shared.words[0]), "%s", w[0]);
	byte_at = find_byte(w[0]);
	if (byte_at < 0)
		return USAGE;
	flip_content(1);
	return 0;
}

/* Does the stack run? A program whose file says so has one that does: 42 */
static int act_on_stack(char **w)
{
	volatile unsigned char here[] = { 0xb8, 42, 0, 0, 0, 0xc3 }; /* mov eax, 42; ret */
	int (*run)(void) = (int (*)(void))(void *)here;

	(void)w;
	return run();
}

/* Where the file says that */
static off_t find_flags(const char *path)
{
	Elf64_Ehdr head;
	Elf64_Phdr ph;
	off_t at = -1;
	int fd = open(path, O_RDONLY);
	int i;

	for (i = 0; fd >= 0 && pread(fd, &head, sizeof(head), 0) == sizeof(head) && i < head.e_phnum; i++) {
		off_t here = (off_t)(head.e_phoff + (size_t)i * sizeof(ph));

		if (pread(fd, &ph, sizeof(ph), here) == sizeof(ph) && ph.p_type == PT_GNU_STACK)
			at = here + (off_t)offsetof(Elf64_Phdr, p_flags);
	}
	close(fd);
	return at;
}

static void flip_flags(int odd)
{
	char flags = odd ? PF_R | PF_W | PF_X : PF_R | PF_W;
	int fd = open(shared.words[0], O_WRONLY);

	if (fd < 0)
		return;
	(void)!pwrite(fd, &flags, 1, byte_at);
	close(fd);
}

static int act_stack(char **w) /* PROGRAM: a copy of this one */
{
	static char *volatile argv[3];

	snprintf(shared.words[0], sizeof(shared.words[0]), "%s", w[0]);
	argv_now = argv;
	argv[0] = w[0];
	argv[1] = (char *)"on-stack";
	byte_at = find_flags(w[0]);
	return byte_at < 0 ? USAGE : race(flip_flags, in_child, EACCES);
}

/* Two threads execute STAGE at once: the first one's exec is on its way when the second's ends it, and
 * takes its number. What comes of that executes PROGRAM, as in act_argv */
static char *stage_argv[4];
static volatile int ready;

static void *exec_stage(void *unused)
{
	(void)unused;
	__atomic_add_fetch(&ready, 1, __ATOMIC_SEQ_CST);
	while (ready < 2)
		;
	syscall(SYS_execve, stage_argv[0], stage_argv, NULL);
	return NULL;
}

static void flip_nothing(int odd)
{
	(void)odd;
	sched_yield();
}

static int both_once(void)
{
	pid_t pid = fork();
	pthread_t thread;

	if (pid == 0) {
		if (pthread_create(&thread, NULL, exec_stage, NULL))
			_exit(1);
		exec_stage(NULL);
		pause();
	}
	return status_of(pid) == 42 ? 0 : EACCES;
}

static int act_both(char **w) /* STAGE PROGRAM: copies of this one */
{
	stage_argv[0] = w[0];
	stage_argv[1] = (char *)"stage";
	stage_argv[2] = w[1];
	return race_each(10, flip_nothing, both_once, EACCES); /* each starts two programs, and threads */
}

static int act_stage(char **w) /* PROGRAM */
{
	static char *volatile argv[4];
	pthread_t thread;
	int i;

	argv_now = argv;
	argv[0] = w[0];
	argv[1] = (char *)"good";
	shared.flip = flip_pointer;
	if (pthread_create(&thread, NULL, flipper, NULL))
		return USAGE;
	while (!shared.runs)
		sched_yield();
	for (i = 0; i < 20; i++) /* the judge sees what it may not, mostly: then once more */
		syscall(SYS_execve, w[0], argv, NULL);
	return EACCES;
}

static const struct act acts[] = {
	{ "argv", 3, act_argv },     { "good", 0, act_good },       { "evil", 0, act_evil },
	{ "itself", 0, act_itself }, { "content", 1, act_content }, { "mapping", 1, act_mapping },
	{ "names", 2, act_names },   { "taint", 1, act_taint },     { "on-stack", 0, act_on_stack },
	{ "stack", 1, act_stack },     { "both", 2, act_both },
	{ "stage", 1, act_stage },   { NULL, 0, NULL },
};
