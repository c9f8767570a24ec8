/*
 * The same by ptrace: what a tracer costs that learns which Go code makes each open.
 *
 * tracer [-w|-W] COMMAND…: COMMAND stops at each openat(2) and only there (a filter says so), the fastest
 * way that ptrace has. The tracer reads the registers and the path, and with -w follows the Go stack
 * by the very code that goguard does it with, and remembers as much of it; then the call goes on. With -w it believes that there is
 * only one program, loaded at one place; with -W it finds out which, and where, each time. Decides nothing.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include "golang/image.h"
#include "golang/unwind.h"
#include "supervise/chains.h"

static const struct gg_go *image;
static uint64_t bias;
static bool known, anew;
static struct gg_go_places places;
static struct gg_go_trail trail;
static struct gg_go_chain chain;
static struct gg_chains chains;
static unsigned long incomplete;

static void child(char **command)
{
	struct sock_filter insns[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog prog = { sizeof(insns) / sizeof(insns[0]), insns };

	if (ptrace(PTRACE_TRACEME, 0, 0, 0) < 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		_exit(125);
	raise(SIGSTOP);
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &prog) < 0)
		_exit(125);
	execv(command[0], command);
	_exit(127);
}

static ssize_t peek(void *arg, uint64_t addr, void *buf, size_t n)
{
	struct iovec here = { buf, n }, there = { (void *)(uintptr_t)addr, n };
	ssize_t got = process_vm_readv(*(pid_t *)arg, &here, 1, &there, 1, 0);

	return got < 0 ? -errno : got;
}

static void walk(pid_t tid, const struct user_regs_struct *regs)
{
	const struct gg_known *who;
	struct gg_known made = { 0 };
	struct gg_go_code code;
	char path[32];
	struct stat st;

	snprintf(path, sizeof(path), "/proc/%d/exe", tid);
	if (anew && stat(path, &st) < 0)
		return;
	if (!known || anew)
		known = gg_go_bias_pid(image, tid, &bias) == 0;
	code = (struct gg_go_code){ image, bias, &places, 1 };
	gg_go_follow(&code, regs->rip, regs->rsp, peek, &tid, &trail);
	who = gg_chains_find(&chains, 1, &trail);
	if (!who) {
		gg_go_chain_make(image, &trail, &chain);
		made.subject = chain.subject;
		made.end = chain.end;
		(void)gg_chains_add(&chains, 1, &trail, &made);
		who = &made;
	}
	if (who->end != GG_GO_COMPLETE)
		incomplete++;
}

static void look(pid_t tid)
{
	struct user_regs_struct regs;
	char path[256];

	if (ptrace(PTRACE_GETREGS, tid, 0, &regs) < 0)
		return;
	(void)peek(&tid, regs.rsi, path, sizeof(path));
	if (image)
		walk(tid, &regs);
}

/* Return: the exit status of @first */
static int trace(pid_t first)
{
	int status;
	pid_t tid;

	while ((tid = waitpid(-1, &status, __WALL)) > 0) {
		int event = status >> 16, sig = 0;

		if (WIFEXITED(status) || WIFSIGNALED(status)) {
			if (tid == first)
				return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
			continue;
		}
		if (event == PTRACE_EVENT_SECCOMP)
			look(tid);
		else if (!event && WSTOPSIG(status) != SIGSTOP && WSTOPSIG(status) != SIGTRAP)
			sig = WSTOPSIG(status);
		ptrace(PTRACE_CONT, tid, 0, sig);
	}
	return 125;
}

int main(int argc, char **argv)
{
	const long options = PTRACE_O_TRACESECCOMP | PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK |
			     PTRACE_O_TRACEVFORK | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL;
	bool walks = argc > 1 && !strcasecmp(argv[1], "-w");
	int at = walks ? 2 : 1, status, ret;
	struct gg_go *go = NULL;
	pid_t pid;

	if (at >= argc)
		return 2;
	if (walks) {
		int fd = open(argv[at], O_RDONLY | O_CLOEXEC);

		if (gg_go_open(fd, &go, NULL) < 0)
			return 125;
		image = go;
		anew = argv[1][1] == 'W';
	}
	pid = fork();
	if (pid == 0)
		child(argv + at);
	if (waitpid(pid, &status, 0) != pid || ptrace(PTRACE_SETOPTIONS, pid, 0, options) < 0)
		return 125;
	ptrace(PTRACE_CONT, pid, 0, 0);
	ret = trace(pid);
	if (incomplete > 20) /* what the runtime opens at its start is nobody's */
		fprintf(stderr, "tracer: %lu chains are not complete\n", incomplete);
	gg_go_free(go);
	return ret;
}
