/*
 * fault: runs a command, and one system call of goguard's in it fails.
 *
 *   fault REPORT list -- CMD...                       every call that goguard makes, a line each
 *   fault REPORT ROLE CALL N HOW -- CMD...            the Nth CALL of ROLE fails
 *
 * HOW is the name of an errno: the call is not made, and that is what comes of it (but of close(2), which closes
 * whatever it says). "short": it does half of what was asked for. "late": it is made once everything else has gone
 * as far as it can without it, or a while later. With "+" behind the name all later ones fail, too.
 *
 * Owns who is whose: ROLE is "goguard" (the program, all of its threads), "shim" (a program as long as libgoguard.so
 * has not made it goguard), "child" (what is guarded, until that has happened) and "helper" (that process's own).
 * Theory of operation: all of these are traced, and let go before anybody else may want to trace them: the child
 * with the call that it makes first once its filter is in force and the handshake is over. Of a program with the
 * library those calls count that come from within it, and its fork. Relies on ptrace(2) alone, needs nothing of
 * the tracee's memory, and ends as the command did, once all that it left behind has ended. In REPORT is what was
 * hit, or the list: ROLE PHASE CALL OPERATION N HOW...; the phase is "start" until the child is let go.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/elf.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fault_calls.h"

#define TASKS_MAX 512
#define LATE_US 150000

enum role { GOGUARD, SHIM, CHILD, HELPER, N_ROLES };
static const char *const role_names[N_ROLES] = { "goguard", "shim", "child", "helper" };

static struct task {
	pid_t tid, tgid;
	enum role role;
	bool known;   /* whose it is; until then it stands still */
	bool stopped; /* before it was known */
	bool armed;   /* its filter is in force */
	bool hit;     /* its call is the one that fails */
	bool held;    /* ... late */
	int changed;  /* the argument that was changed, and what it was; -1: none */
	unsigned long was, shares; /* shares: flags of the clone(2) that it is in */
	long nr, op;
	uint64_t from, to; /* where libgoguard.so is */
} tasks[TASKS_MAX];

static struct {
	bool list, on, late, brief;
	enum role role;
	const struct fault_call *call;
	unsigned long n, hits;
	int code;
} ask;

static unsigned long counts[N_ROLES][512];
static bool watching; /* the child was let go */
static FILE *report;
static pid_t first;
static volatile sig_atomic_t time_is_up;

static void die(const char *what)
{
	perror(what);
	_exit(99);
}

static struct task *find(pid_t tid)
{
	struct task *free_one = NULL;

	for (size_t i = 0; i < TASKS_MAX; i++) {
		if (tasks[i].tid == tid)
			return &tasks[i];
		if (!tasks[i].tid && !free_one)
			free_one = &tasks[i];
	}
	if (!free_one)
		_exit(98);
	*free_one = (struct task){ .tid = tid };
	return free_one;
}

/* --- what the tracee is told ------------------------------------------------------------------- */

#if defined(__x86_64__)
static void set(pid_t tid, int arg, unsigned long value) /* -1: what it returns, -2: its number */
{
	struct user_regs_struct r;
	unsigned long long *const args[] = { &r.rdi, &r.rsi, &r.rdx, &r.r10, &r.r8, &r.r9 };

	if (ptrace(PTRACE_GETREGS, tid, NULL, &r) < 0)
		return;
	*(arg == -1 ? &r.rax : arg == -2 ? &r.orig_rax : args[arg]) = value;
	(void)ptrace(PTRACE_SETREGS, tid, NULL, &r);
}
#else
static void set(pid_t tid, int arg, unsigned long value)
{
	struct user_regs_struct r;
	struct iovec iov = { &r, sizeof(r) };
	int nr = (int)value;
	struct iovec number = { &nr, sizeof(nr) };

	if (arg == -2) {
		(void)ptrace(PTRACE_SETREGSET, tid, 0x404 /* NT_ARM_SYSTEM_CALL */, &number);
		return;
	}
	if (ptrace(PTRACE_GETREGSET, tid, NT_PRSTATUS, &iov) < 0)
		return;
	r.regs[arg == -1 ? 0 : arg] = value;
	(void)ptrace(PTRACE_SETREGSET, tid, NT_PRSTATUS, &iov);
}
#endif

static void go_on(pid_t tid, int sig)
{
	(void)ptrace(PTRACE_SYSCALL, tid, NULL, (void *)(long)sig);
}

static void let_go(struct task *t)
{
	(void)ptrace(PTRACE_DETACH, t->tid, NULL, NULL);
	if (t->role == CHILD || t->role == SHIM)
		watching = true;
	t->tid = 0;
}

/* --- who it is ---------------------------------------------------------------------------------- */

static pid_t group_of(pid_t tid)
{
	char path[64], line[128];
	pid_t tgid = tid;
	FILE *f;

	(void)snprintf(path, sizeof(path), "/proc/%d/status", tid);
	f = fopen(path, "re");
	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "Tgid: %d", &tgid) == 1)
			break;
	if (f)
		(void)fclose(f);
	return tgid;
}

static void find_shim(struct task *t)
{
	char path[64], line[PATH_MAX + 128];
	unsigned long from, to;
	FILE *f;

	(void)snprintf(path, sizeof(path), "/proc/%d/maps", t->tgid);
	f = fopen(path, "re");
	while (f && fgets(line, sizeof(line), f)) {
		if (!strstr(line, "/libgoguard.so") || sscanf(line, "%lx-%lx", &from, &to) != 2)
			continue;
		t->from = t->from ? t->from : from;
		t->to = to;
	}
	if (f)
		(void)fclose(f);
}

/* A program has been executed. */
static void executed(struct task *t)
{
	char path[64], exe[PATH_MAX];
	const char *name;
	ssize_t n;

	(void)snprintf(path, sizeof(path), "/proc/%d/exe", t->tid);
	n = readlink(path, exe, sizeof(exe) - 1);
	exe[n > 0 ? n : 0] = '\0';
	name = strrchr(exe, '/');
	t->tgid = t->tid;
	t->from = t->to = 0;
	t->hit = false;
	t->role = name && !strcmp(name, "/goguard") ? GOGUARD : SHIM;
}

static void born(const struct task *parent, struct task *t)
{
	t->tgid = group_of(t->tid);
	t->from = parent->from;
	t->to = parent->to;
	t->known = true;
	t->role = parent->role;
	if (t->tgid != t->tid)
		return; /* a thread */
	if (parent->role == CHILD || parent->shares & CLONE_VM)
		t->role = HELPER;
	else
		t->role = CHILD;
}

/* --- calls ---------------------------------------------------------------------------------------- */

static bool counts_for(struct task *t, long nr, uint64_t pc)
{
	if (t->role == GOGUARD || !t->known)
		return t->known;
	if (!t->from && t->role != HELPER)
		find_shim(t);
	if (!t->from) /* no library: the child, or the helper, of goguard; a program that has not loaded it yet */
		return t->role != SHIM;
	return nr == __NR_clone || (pc >= t->from && pc < t->to);
}

/* What is called between the filter and the program, see lib/enforce/guard.c */
static bool is_handshake(long nr)
{
	return nr == __NR_futex || nr == __NR_wait4 || nr == __NR_close || nr == __NR_munmap || nr == __NR_read ||
	       nr == __NR_rt_sigreturn || nr == __NR_exit_group || nr == __NR_clone || nr == __NR_rt_sigprocmask;
}

static void tell(const struct task *t, const struct fault_call *call, long op, unsigned long n)
{
	fprintf(report, "%s %s %s %lx %lu", role_names[t->role], watching ? "watch" : "start", call->name, op, n);
	for (size_t i = 0; i < FAULT_CODES && call->codes[i]; i++)
		fprintf(report, " %s", fault_code_name(call->codes[i]));
	if (call->brief)
		fputs(" short", report);
	fputs("\n", report);
}

/* Until it returns: registers of arguments are kept over a call. */
static void change(struct task *t, const struct __ptrace_syscall_info *info, int arg, unsigned long value)
{
	t->changed = arg;
	t->was = info->entry.args[arg];
	set(t->tid, arg, value);
}

static void spoil(struct task *t, const struct __ptrace_syscall_info *info)
{
	int arg = ask.call->brief;

	if (ask.brief && arg > 0)
		change(t, info, arg, (info->entry.args[arg] + 1) / 2);
	else if (t->nr == __NR_brk)
		change(t, info, 0, 0); /* says where the end is, which is where it was */
	else if (!ask.brief && t->nr != __NR_close)
		set(t->tid, -2, __NR_getpid);
}

static void entered(struct task *t, const struct __ptrace_syscall_info *info)
{
	const struct fault_call *call = fault_call_find((long)info->entry.nr, (const uint64_t *)info->entry.args);
	unsigned long n;
	long op;

	t->nr = (long)info->entry.nr;
	if (t->nr == __NR_clone)
		t->shares = info->entry.args[0];
	t->hit = false;
	t->changed = -1;
	op = !call || call->op < 0 ? 0 : (long)(info->entry.args[call->op] & 0xffffffff);
	t->op = op;
	if (counts_for(t, t->nr, info->instruction_pointer) && !call) {
		if (ask.list)
			fprintf(report, "%s ? %ld 0 0\n", role_names[t->role], t->nr);
	} else if (call && counts_for(t, t->nr, info->instruction_pointer)) {
		n = ++counts[t->role][call - fault_calls];
		if (ask.list)
			tell(t, call, op, n);
		else if (t->role == ask.role && call == ask.call && (n == ask.n || (ask.on && n > ask.n)))
			t->hit = true;
	}
	if (!t->hit && t->armed && !is_handshake(t->nr)) {
		let_go(t);
		return;
	}
	if (t->hit && !ask.hits++) {
		tell(t, call, op, ask.n);
		(void)fflush(report);
	}
	if (t->hit && ask.late) {
		const struct itimerval when = { { 0, LATE_US }, { 0, LATE_US } }; /* again, if nobody waited yet */

		t->held = true;
		(void)setitimer(ITIMER_REAL, &when, NULL);
		return;
	}
	if (t->hit)
		spoil(t, info);
	go_on(t->tid, 0);
}

static void left(struct task *t, const struct __ptrace_syscall_info *info)
{
	if (t->hit && t->changed >= 0)
		set(t->tid, t->changed, t->was);
	if (t->hit && ask.brief && ask.call->brief < 0 && info->exit.rval > 1)
		set(t->tid, -1, (unsigned long)info->exit.rval / 2);
	else if (t->hit && !ask.brief && !ask.late && t->nr != __NR_brk)
		set(t->tid, -1, (unsigned long)-ask.code);
	else if (t->nr == __NR_seccomp && t->op == 1 && info->exit.rval >= 0 && t->role != GOGUARD)
		t->armed = true;
	t->hit = false;
	go_on(t->tid, 0);
}

/* --- stops ---------------------------------------------------------------------------------------- */

static void met(struct task *parent)
{
	unsigned long tid = 0;
	struct task *t;

	if (ptrace(PTRACE_GETEVENTMSG, parent->tid, NULL, &tid) < 0)
		return;
	t = find((pid_t)tid);
	born(parent, t);
	if (t->stopped)
		go_on(t->tid, 0);
}

static void stopped(struct task *t, int status)
{
	struct __ptrace_syscall_info info = { 0 };
	int sig = WSTOPSIG(status), event = status >> 16;

	if (sig == (SIGTRAP | 0x80)) {
		(void)ptrace(PTRACE_GET_SYSCALL_INFO, t->tid, (void *)sizeof(info), &info);
		if (info.op == PTRACE_SYSCALL_INFO_ENTRY)
			entered(t, &info);
		else if (info.op == PTRACE_SYSCALL_INFO_EXIT)
			left(t, &info);
		else
			go_on(t->tid, 0);
		return;
	}
	if (event == PTRACE_EVENT_FORK || event == PTRACE_EVENT_VFORK || event == PTRACE_EVENT_CLONE)
		met(t);
	else if (event == PTRACE_EVENT_EXEC)
		executed(t);
	if (event == PTRACE_EVENT_STOP && sig != SIGTRAP)
		(void)ptrace(PTRACE_LISTEN, t->tid, NULL, NULL);
	else if (t->known)
		go_on(t->tid, event ? 0 : sig);
	else
		t->stopped = true;
}

static void release_held(void)
{
	const struct itimerval never = { .it_value = { 0, 0 } };

	(void)setitimer(ITIMER_REAL, &never, NULL);
	time_is_up = 0;
	for (size_t i = 0; i < TASKS_MAX; i++)
		if (tasks[i].tid && tasks[i].held) {
			tasks[i].held = false;
			go_on(tasks[i].tid, 0);
		}
}

/* Until nobody is left. Return: exit status of the command */
static int trace(void)
{
	int status, result = 99;
	pid_t tid;

	for (;;) {
		if (time_is_up)
			release_held();
		tid = waitpid(-1, &status, __WALL);
		if (tid < 0 && errno != EINTR)
			return result;
		if (tid <= 0)
			continue;
		if (WIFSTOPPED(status)) {
			stopped(find(tid), status);
			continue;
		}
		if (tid == first)
			result = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
		find(tid)->tid = 0;
	}
}

static void on_time(int sig)
{
	(void)sig;
	time_is_up = 1;
}

static void start(char **argv)
{
	const unsigned long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
				      PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL;
	int ready[2];
	char word;

	if (pipe2(ready, O_CLOEXEC) < 0 || prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) < 0)
		die("fault: start");
	first = fork();
	if (first == 0) {
		(void)close(ready[1]);
		(void)!read(ready[0], &word, 1);
		execvp(argv[0], argv);
		perror(argv[0]);
		_exit(127);
	}
	*find(first) = (struct task){ .tid = first, .tgid = first, .role = SHIM, .known = true };
	if (ptrace(PTRACE_SEIZE, first, NULL, options) < 0 || ptrace(PTRACE_INTERRUPT, first, NULL, NULL) < 0)
		die("fault: ptrace");
	(void)close(ready[0]);
	(void)close(ready[1]);
}

static bool parse(char **words)
{
	char *plus = strchr(words[3], '+');

	for (ask.role = GOGUARD; ask.role < N_ROLES && strcmp(role_names[ask.role], words[0]) != 0;)
		ask.role++;
	ask.call = fault_call_named(words[1]);
	ask.n = strtoul(words[2], NULL, 10);
	ask.on = plus;
	if (plus)
		*plus = '\0';
	ask.late = !strcmp(words[3], "late");
	ask.brief = !strcmp(words[3], "short");
	ask.code = fault_code(words[3]);
	return ask.role < N_ROLES && ask.call && ask.n && (ask.late || ask.brief || ask.code);
}

int main(int argc, char **argv)
{
	struct sigaction act = { .sa_handler = on_time };
	int at = 2;

	ask.list = argc > 4 && !strcmp(argv[2], "list");
	at += ask.list ? 1 : 4;
	if (argc < at + 2 || strcmp(argv[at], "--") || (!ask.list && !parse(argv + 2)))
		return fprintf(stderr, "usage: fault REPORT list|ROLE CALL N HOW -- CMD...\n"), 2;
	report = fopen(argv[1], "we");
	if (!report)
		die(argv[1]);
	(void)sigaction(SIGALRM, &act, NULL);
	start(argv + at + 1);
	at = trace();
	return fclose(report) ? 99 : at;
}
