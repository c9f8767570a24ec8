/*
 * Attacks with code of one's own: memory that is written, then executed.
 *
 * Owns the ways there. Each ends with 0 when the code ran and said what it should, otherwise with
 * the errno of what was refused. "call" runs code that makes a system call, for harden.origin.
 * Relies on amd64 and on probe.h for the command line.
 */
#include "../live/probe.h"

#include <elf.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <time.h>

#define PAGE 4096
#define RW (PROT_READ | PROT_WRITE)
#define RX (PROT_READ | PROT_EXEC)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

/* mov rax, rdi; mov rdi, rsi; mov rsi, rdx; mov rdx, rcx; mov r10, r8; syscall; ret */
static const unsigned char code[] = { 0x48, 0x89, 0xf8, 0x48, 0x89, 0xf7, 0x48, 0x89, 0xd6,
				      0x48, 0x89, 0xca, 0x4d, 0x89, 0xc2, 0x0f, 0x05, 0xc3 };

typedef long call_t(long nr, long a, long b, long c, long d);

static int is_mine(const void *at)
{
	return !memcmp(at, code, sizeof(code));
}

/* Run what was written at @at: it asks for the process, which nobody supervises */
static int ran(void *at)
{
	call_t *call = (call_t *)at;

	return call(SYS_getpid, 0, 0, 0, 0) == getpid() ? 0 : EIO;
}

static int filled(void *at)
{
	if (at == MAP_FAILED)
		return errno;
	memcpy(at, code, sizeof(code));
	return 0;
}

static void *anon(int prot)
{
	return mmap(NULL, PAGE, prot, ANON, -1, 0);
}

static int act_rwx(char **w)
{
	void *at = anon(RW | PROT_EXEC);
	int err = filled(at);

	(void)w;
	return err ? err : ran(at);
}

static int act_rwx_high(char **w) /* dirty upper halves */
{
	void *at = (void *)syscall(SYS_mmap, NULL, PAGE, 0x7700000000ul | RW | PROT_EXEC,
				   0x3300000000ul | ANON, -1, 0);
	int err = filled(at);

	(void)w;
	return err ? err : ran(at);
}

static int turned(void *at, long nr, long extra)
{
	int err = filled(at);

	if (err)
		return err;
	return syscall(nr, at, PAGE, RX, extra) < 0 ? errno : ran(at);
}

static int act_mprotect(char **w)
{
	(void)w;
	return turned(anon(RW), SYS_mprotect, 0);
}

static int act_pkey(char **w)
{
	(void)w;
	return turned(anon(RW), SYS_pkey_mprotect, -1);
}

static int act_heap(char **w) /* brk */
{
	char *at = sbrk(3 * PAGE);

	(void)w;
	return turned((void *)(((unsigned long)at + PAGE) & ~(PAGE - 1ul)), SYS_mprotect, 0);
}

static int act_stack(char **w)
{
	volatile char here[4 * PAGE];

	(void)w;
	here[0] = 0; /* what the kernel adds below to the stack is as its lowest page */
	return turned((void *)(((unsigned long)here + 2 * PAGE) & ~(PAGE - 1ul)), SYS_mprotect, 0);
}

static int act_anon(char **w) /* executable before it is written */
{
	void *at = anon(RX);

	(void)w;
	if (at == MAP_FAILED || mprotect(at, PAGE, RW) < 0)
		return errno;
	return turned(at, SYS_mprotect, 0);
}

/* The program's own text, made writable for a moment */
__attribute__((aligned(PAGE), noinline)) static void text(void)
{
	__asm__ volatile(".fill 4096, 1, 0x90");
}

static int act_text(char **w)
{
	void *at = (void *)text;

	(void)w;
	if (mprotect(at, PAGE, RW) < 0)
		return errno;
	return turned(at, SYS_mprotect, 0);
}

static int act_written_text(char **w) /* it is writable, as the program's file asked */
{
	(void)w;
	memcpy((void *)text, code, sizeof(code));
	return ran((void *)text);
}

static int act_own_memory(char **w) /* PATH of /proc/.../mem */
{
	int fd = open(w[0], O_RDWR);

	if (fd < 0)
		return errno;
	if (pwrite(fd, code, sizeof(code), (long)text) != sizeof(code))
		return errno;
	return ran((void *)text);
}

static int act_personality(char **w)
{
	void *at;
	int err;

	(void)w;
	if (personality(READ_IMPLIES_EXEC) < 0)
		return errno;
	at = anon(RW);
	err = filled(at);
	return err ? err : ran(at);
}

static int mapped(int fd, int flags)
{
	void *at = mmap(NULL, PAGE, RX, flags, fd, 0);

	return at == MAP_FAILED ? errno : ran(at);
}

static int written(int fd)
{
	if (fd < 0 || write(fd, code, sizeof(code)) != sizeof(code) || ftruncate(fd, PAGE) < 0)
		return errno ? errno : EIO;
	return 0;
}

static int act_file(char **w) /* FILE [shared|gone] */
{
	int fd = open(w[0], O_RDWR | O_CREAT | O_TRUNC, 0700);
	int shared = w[1] && !strcmp(w[1], "shared");
	int err = written(fd);

	if (w[1] && !strcmp(w[1], "gone") && unlink(w[0]) < 0)
		return errno;
	return err ? err : mapped(fd, shared ? MAP_SHARED : MAP_PRIVATE);
}

static int act_given(char **w) /* FILE: standard output is it, open for writing */
{
	int fd = open(w[0], O_RDONLY);

	if (ftruncate(1, 0) < 0 || written(1))
		return errno;
	return fd < 0 ? errno : mapped(fd, MAP_PRIVATE);
}

static int act_as_self(char **w) /* a file whose name is what /proc makes of this program's, when that is gone */
{
	static char exe[4096 + 16];
	char *words[] = { exe, NULL };
	ssize_t n = readlink("/proc/self/exe", exe, 4096);

	(void)w;
	if (n < 0 || unlink(exe) < 0)
		return errno;
	strcpy(exe + n, " (deleted)");
	return act_file(words);
}

/* A file that the kernel maps beside a program that calls it its loader, and begins with: it ends with 42 */
static int act_loader(char **w) /* FILE PROGRAM */
{
	static const struct {
		Elf64_Ehdr head;
		Elf64_Phdr segment;
		unsigned char code[12];
	} file = { .head = { .e_ident = { 0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB, EV_CURRENT },
			     .e_type = ET_EXEC, .e_machine = EM_X86_64, .e_version = EV_CURRENT,
			     .e_entry = 0x600000 + sizeof(Elf64_Ehdr) + sizeof(Elf64_Phdr),
			     .e_phoff = sizeof(Elf64_Ehdr), .e_ehsize = sizeof(Elf64_Ehdr),
			     .e_phentsize = sizeof(Elf64_Phdr), .e_phnum = 1 },
		   .segment = { .p_type = PT_LOAD, .p_flags = PF_R | PF_X, .p_vaddr = 0x600000,
				.p_filesz = sizeof(file), .p_memsz = sizeof(file), .p_align = PAGE },
		   /* mov eax, SYS_exit_group; mov edi, 42; syscall */
		   .code = { 0xb8, 231, 0, 0, 0, 0xbf, 42, 0, 0, 0, 0x0f, 0x05 } };
	int fd = open(w[0], O_WRONLY | O_CREAT | O_TRUNC, 0755);
	int status;
	pid_t pid;

	if (fd < 0 || write(fd, &file, sizeof(file)) != sizeof(file) || close(fd) < 0)
		return errno;
	pid = fork();
	if (pid == 0) {
		execl(w[1], w[1], (char *)NULL);
		_exit(errno);
	}
	status = status_of(pid);
	return status == 42 ? 0 : status;
}

static int act_go_on(char **w) /* FILE: a program that was taken away goes on opening files */
{
	char exe[4096] = "";

	if (readlink("/proc/self/exe", exe, sizeof(exe) - 1) < 0 || unlink(exe) < 0)
		return errno;
	return open(w[0], O_RDONLY) < 0 ? errno : 0;
}

static int act_twice(char **w) /* FILE: written through one mapping, executed through another */
{
	int fd = open(w[0], O_RDWR | O_CREAT | O_TRUNC, 0700);
	void *rw;

	if (fd < 0 || ftruncate(fd, PAGE) < 0)
		return errno;
	rw = mmap(NULL, PAGE, RW, MAP_SHARED, fd, 0);
	if (filled(rw))
		return errno;
	return mapped(fd, MAP_SHARED);
}

static int act_nameless(char **w) /* FOLDER: O_TMPFILE */
{
	int fd = open(w[0], O_RDWR | O_TMPFILE, 0700);
	int err = written(fd);

	return err ? err : mapped(fd, MAP_PRIVATE);
}

static int act_memfd(char **w) /* FLAGS */
{
	int fd = (int)syscall(SYS_memfd_create, "x", num(w[0]));
	int err = written(fd);

	return err ? err : mapped(fd, MAP_PRIVATE);
}

static int act_shm(char **w)
{
	int id = shmget(IPC_PRIVATE, PAGE, IPC_CREAT | 0700);
	void *rw = shmat(id, NULL, 0);
	void *rx = shmat(id, NULL, SHM_RDONLY | SHM_EXEC);
	int err = rx == (void *)-1 ? errno : 0;

	(void)w;
	shmctl(id, IPC_RMID, NULL);
	if (id < 0 || rw == (void *)-1)
		return errno;
	memcpy(rw, code, sizeof(code));
	return err ? err : ran(rx);
}

/* The descriptor is that of a good file when it is looked at, and of a written one when it is mapped */
static int fds[3];
static volatile int stop;

static void *flip_fd(void *unused)
{
	unsigned i;

	(void)unused;
	for (i = 0; !stop; i++)
		dup2(fds[i & 1], fds[2]);
	return NULL;
}

static int act_exchange(char **w) /* FILE GOOD-FILE: the first holds the code */
{
	time_t end = time(NULL) + 3;
	int err = EACCES;
	pthread_t thread;

	fds[0] = open(w[1], O_RDONLY);
	fds[1] = open(w[0], O_RDWR | O_CREAT | O_TRUNC, 0700);
	if (fds[0] < 0 || written(fds[1]))
		return errno;
	fds[2] = dup(fds[0]);
	if (pthread_create(&thread, NULL, flip_fd, NULL))
		return USAGE;
	while (err && time(NULL) < end) {
		void *at = mmap(NULL, PAGE, RX, MAP_PRIVATE, fds[2], 0);

		if (at == MAP_FAILED)
			continue;
		if (is_mine(at))
			err = ran(at);
		munmap(at, PAGE);
	}
	stop = 1;
	pthread_join(thread, NULL);
	return err;
}

/* The same, where who maps it may be ended at once: somebody else has the code by then. Tries that end so cost
 * a process each; all others are counted, and go on for a moment, however fast they are. */
#define CHILDREN 40
#define MAPPINGS 400

static char *const here = (char *)0x600000000000, *const there = (char *)0x10000000;
static struct outcome {
	volatile int won, mapped;
	time_t end;
} *outcome;

static int goes_on(void)
{
	return !outcome->won && (outcome->mapped < MAPPINGS || time(NULL) < outcome->end);
}

static void map_here(void)
{
	outcome->mapped++;
	(void)!mmap(here, PAGE, RX, MAP_PRIVATE | MAP_FIXED, fds[2], 0);
}

static void *fork_on(void *unused) /* a child has the memory of this moment */
{
	while (!stop) {
		long pid = syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);

		if (pid == 0) {
			if (is_mine(here) && usleep(20000) == 0 && !ran(here))
				outcome->won = 1;
			_exit(0);
		}
		if (pid > 0)
			(void)syscall(SYS_wait4, pid, NULL, 0, NULL);
	}
	return unused;
}

static void by_fork(void)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, fork_on, NULL))
		_exit(USAGE);
	while (goes_on())
		map_here();
}

static void *move_on(void *unused) /* to where somebody who looks has been already */
{
	char *from = here, *to = there, *was;

	while (!stop) {
		if (mremap(from, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, to) == MAP_FAILED)
			continue;
		was = from;
		from = to;
		to = was;
	}
	return unused;
}

/* Looked at by a call, which says where nothing is */
static int lies_at(const char *at)
{
	char got[sizeof(code)] = "";
	int ends[2], ret;

	if (pipe(ends) < 0)
		_exit(USAGE);
	ret = write(ends[1], at, sizeof(got)) == sizeof(got) && read(ends[0], got, sizeof(got)) > 0 && is_mine(got);
	close(ends[0]);
	close(ends[1]);
	return ret;
}

static void by_moving(void)
{
	size_t pages = 20000, i;
	char *between = mmap((void *)0x20000000000, pages * PAGE, PROT_READ, ANON | MAP_NORESERVE, -1, 0);
	pthread_t thread;

	for (i = 0; i < pages; i += 2) /* much to be looked at */
		mprotect(between + i * PAGE, PAGE, RW);
	if (pthread_create(&thread, NULL, move_on, NULL))
		_exit(USAGE);
	while (goes_on()) {
		map_here();
		if ((lies_at(here) || lies_at(there)) && usleep(50000) == 0)
			outcome->won = 1;
	}
}

static int map_on(void *unused)
{
	(void)unused;
	while (goes_on() && !is_mine(here))
		map_here();
	_exit(0);
}

static void by_sharing(void) /* memory and descriptors, with a process that is ended */
{
	static char stack[65536] __attribute__((aligned(64)));
	pid_t pid = clone(map_on, stack + sizeof(stack), CLONE_VM | CLONE_FILES | SIGCHLD, NULL);

	if (pid < 0)
		_exit(errno);
	(void)waitpid(pid, NULL, 0);
	if (is_mine(here) && !ran(here))
		outcome->won = 1;
}

static int in_child(void (*act)(void))
{
	pid_t pid = fork();
	pthread_t thread;

	if (pid)
		return status_of(pid);
	if (mmap(here, PAGE, PROT_READ, ANON | MAP_FIXED, -1, 0) == MAP_FAILED ||
	    pthread_create(&thread, NULL, flip_fd, NULL))
		_exit(USAGE);
	act();
	_exit(0);
}

static int act_exchange_by(char **w) /* FILE GOOD-FILE fork|move|share */
{
	void (*act)(void) = !strcmp(w[2], "fork") ? by_fork : !strcmp(w[2], "move") ? by_moving : by_sharing;
	int i, ret = 0;

	outcome = mmap(NULL, PAGE, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	fds[0] = open(w[1], O_RDONLY);
	fds[1] = open(w[0], O_RDWR | O_CREAT | O_TRUNC, 0700);
	if (fds[0] < 0 || written(fds[1]))
		return errno;
	fds[2] = dup(fds[0]);
	outcome->end = time(NULL) + 2;
	for (i = 0; i < CHILDREN && goes_on() && (!ret || ret > 128); i++)
		ret = in_child(act);
	return outcome->won ? 0 : ret && ret < 128 ? ret : EACCES;
}

/* No attack: several threads map a good file again and again, and all others get on with what they do meanwhile */
#define TIMES 60

static volatile int handled, sent, err_of_company;

static void on_signal(int sig)
{
	(void)sig;
	(void)__sync_fetch_and_add(&handled, 1);
}

static void *map_good(void *unused)
{
	for (int i = 0; i < TIMES; i++)
		if (mmap(NULL, PAGE, RX, MAP_PRIVATE, fds[0], 0) == MAP_FAILED)
			err_of_company = errno;
	return unused;
}

static void *sleep_on(void *unused)
{
	const struct timespec pause = { .tv_nsec = 1000000 };

	while (!stop)
		if (nanosleep(&pause, NULL) < 0)
			err_of_company = errno;
	return unused;
}

static void *spin_on(void *unused)
{
	while (!stop)
		;
	return unused;
}

static void *send_on(void *to)
{
	const union sigval none = { 0 };

	while (!stop) {
		sent += pthread_sigqueue(*(pthread_t *)to, SIGRTMIN, none) == 0;
		sched_yield();
	}
	return NULL;
}

static int act_company(char **w) /* FILE */
{
	static void *(*const does[])(void *) = { map_good, map_good, map_good, spin_on, sleep_on, send_on };
	struct sigaction sa = { .sa_handler = on_signal, .sa_flags = SA_RESTART };
	pthread_t threads[6], self = pthread_self();
	int i;

	fds[0] = open(w[0], O_RDONLY);
	if (fds[0] < 0 || sigaction(SIGRTMIN, &sa, NULL) < 0)
		return errno;
	for (i = 0; i < 6; i++)
		if (pthread_create(&threads[i], NULL, does[i], &self))
			return USAGE;
	for (i = 0; i < 6; i++) {
		stop = i > 2;
		pthread_join(threads[i], NULL);
	}
	if (err_of_company)
		return err_of_company;
	return handled == sent ? 0 : EIO; /* every one has come */
}

/* No attack: threads map, and execute this very program, all at once, until it has been started often enough. Execs
 * that fail are made besides. */
static char *again[6];

static void *map_for_ever(void *unused)
{
	for (;;) {
		void *at = mmap(NULL, PAGE, RX, MAP_PRIVATE, fds[0], 0);

		if (at == MAP_FAILED)
			_exit(errno);
		(void)munmap(at, PAGE); /* there is a limit to how many there may be */
	}
	return unused;
}

static void *fail_for_ever(void *unused)
{
	for (;;)
		if (execl("/nowhere", "nowhere", (char *)NULL) == 0)
			return unused;
}

static void *execute_again(void *unused)
{
	usleep(2000);
	execv(again[0], again);
	_exit(errno);
	return unused;
}

static int act_generations(char **w) /* PROGRAM FILE NUMBER */
{
	static void *(*const does[])(void *) = { map_for_ever, fail_for_ever, execute_again, execute_again,
						 map_for_ever, execute_again };
	static char left[16];
	pthread_t thread;
	size_t i;

	if (!num(w[2]))
		return 0;
	fds[0] = open(w[1], O_RDONLY);
	(void)snprintf(left, sizeof(left), "%lu", num(w[2]) - 1);
	again[0] = w[0];
	again[1] = (char *)"generations";
	again[2] = w[0];
	again[3] = w[1];
	again[4] = left;
	for (i = 0; i < 6; i++)
		while (pthread_create(&thread, NULL, does[i], NULL)) /* while another one executes there can be none */
			sched_yield();
	if (num(w[2]) & 1)
		pthread_exit(NULL); /* the first thread has ended */
	for (;;)
		pause();
}

/* What code of one's own calls. Where it lies: anon | file:FILE | memfd | text */
static void *placed(const char *where)
{
	void *at = MAP_FAILED;
	int fd = -1;

	if (!strcmp(where, "text"))
		return (void *)syscall;
	if (!strcmp(where, "anon")) {
		at = anon(RW | PROT_EXEC);
		return filled(at) ? MAP_FAILED : at;
	}
	if (!strcmp(where, "memfd"))
		fd = (int)syscall(SYS_memfd_create, "x", 0);
	else
		fd = open(strchr(where, ':') + 1, O_RDWR | O_CREAT | O_TRUNC, 0700);
	if (!written(fd))
		at = mmap(NULL, PAGE, RX, MAP_PRIVATE, fd, 0);
	return at;
}

static int act_call(char **w) /* WHERE open|connect|exec|unlink PATH */
{
	struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = htons(9),
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	char *argv[] = { w[2], NULL };
	call_t *call = (call_t *)placed(w[0]);
	long ret = 0;
	int fd;

	if (call == MAP_FAILED)
		return errno;
	if (!strcmp(w[1], "open"))
		ret = call(SYS_openat, AT_FDCWD, (long)w[2], O_RDONLY, 0);
	else if (!strcmp(w[1], "unlink"))
		ret = call(SYS_unlinkat, AT_FDCWD, (long)w[2], 0, 0);
	else if (!strcmp(w[1], "exec"))
		ret = call(SYS_execve, (long)w[2], (long)argv, 0, 0);
	else if (!strcmp(w[1], "connect")) {
		fd = socket(AF_INET, SOCK_DGRAM, 0);
		ret = call(SYS_connect, fd, (long)&in, sizeof(in), 0);
	}
	if (!strcmp(w[0], "text"))
		return ret < 0 ? errno : 0;
	return ret < 0 ? (int)-ret : 0;
}

static const struct act acts[] = {
	{ "rwx", 0, act_rwx },		 { "mprotect", 0, act_mprotect },
	{ "rwx-high", 0, act_rwx_high }, { "pkey", 0, act_pkey },
	{ "heap", 0, act_heap },	 { "stack", 0, act_stack },
	{ "anon", 0, act_anon },	 { "text", 0, act_text },
	{ "written-text", 0, act_written_text },
	{ "own-memory", 1, act_own_memory }, { "personality", 0, act_personality },
	{ "file", 1, act_file },	 { "twice", 1, act_twice },
	{ "given", 1, act_given },
	{ "as-self", 0, act_as_self },	 { "go-on", 1, act_go_on },
	{ "nameless", 1, act_nameless }, { "memfd", 1, act_memfd },
	{ "shm", 0, act_shm },		 { "exchange", 2, act_exchange },
	{ "exchange-by", 3, act_exchange_by },
	{ "company", 1, act_company },
	{ "loader", 2, act_loader },
	{ "generations", 3, act_generations },
	{ "call", 3, act_call },	 { NULL, 0, NULL },
};
