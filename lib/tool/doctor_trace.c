/*
 * Probes of what a supervisor may do with a child.
 *
 * Owns a child that waits, and the looks into it. Relies on PTRACE_O_EXITKILL and the process group
 * for its end. The supervisor is the parent of what it watches, as here, so that Yama's scope 1 is
 * tried the way it will matter.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/scope.h"
#include "base/sys.h"
#include "tool/doctor_probes.h"

static char word = 'p';

/* A child that reads one byte, then executes this program again (if it is ever let to).
 * Return: pid, with the pipe's write end in @ret_go; -1: said in @f */
static pid_t start(int *ret_go, int *ret_kept, struct gg_sight *f)
{
	static char self[] = "/proc/self/exe", verb[] = "--version";
	char *argv[] = { self, verb, NULL };
	int fds[2];
	pid_t pid;
	char c;

	if (pipe2(fds, O_CLOEXEC) < 0) {
		gg_sight_say(f, GG_GRANT_UNKNOWN, "pipe2() said %s", gg_code_name(-errno));
		return -1;
	}
	word = 'c';
	pid = fork();
	if (pid == 0) {
		(void)close(fds[1]);
		if (read(fds[0], &c, 1) != 1)
			_exit(1);
		(void)close(STDOUT_FILENO); /* it is not to speak if nothing stops it */
		execve(self, argv, environ);
		_exit(2);
	}
	word = 'p';
	(void)close(fds[0]);
	*ret_kept = fds[0]; /* the number of the child's end */
	*ret_go = fds[1];
	if (pid < 0)
		gg_sight_say(f, GG_GRANT_UNKNOWN, "fork() said %s", gg_code_name(-errno));
	return pid;
}

/* Without kill(2) it ends as well: nothing will ever come through the pipe. */
static void end(pid_t pid, int go)
{
	(void)kill(pid, SIGKILL);
	(void)close(go);
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
}

/* The other way into memory. Return: bytes or negative errno */
static long read_mem(pid_t pid, char *ret)
{
	char path[64];
	struct gg_text text;
	gg_close int fd = -1;

	gg_text_init(&text, path, sizeof(path));
	gg_text_fmt(&text, "/proc/%d/mem", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	return pread(fd, ret, 1, (off_t)(uintptr_t)&word) == 1 ? 1 : -errno;
}

/** gg_probe_child_memory() - the memory of a child can be read */
void gg_probe_child_memory(const struct gg_probe *probe, struct gg_sight *f)
{
	int go = -1, kept;
	pid_t pid = start(&go, &kept, f);
	char got = 0;
	long ret;

	(void)probe;
	if (pid < 0)
		return;
	ret = gg_sys_vm_read(pid, &word, &got, 1);
	if (ret == 1 && got == 'c')
		gg_sight_code(f, true, "process_vm_readv() of a child", 0);
	else if (read_mem(pid, &got) == 1 && got == 'c')
		gg_sight_say(f, GG_GRANT_YES, "process_vm_readv() of a child said %s, /proc/PID/mem went well",
			     gg_code_name(ret));
	else
		gg_sight_say(f, GG_GRANT_NO, "process_vm_readv() of a child said %s, /proc/PID/mem no better",
			     gg_code_name(ret));
	end(pid, go);
}

/** gg_probe_child_fd() - descriptors of a child can be duplicated */
void gg_probe_child_fd(const struct gg_probe *probe, struct gg_sight *f)
{
	int go = -1, kept;
	pid_t pid = start(&go, &kept, f);
	gg_close int pidfd = -1;
	long ret;

	(void)probe;
	if (pid < 0)
		return;
	pidfd = (int)gg_sys_pidfd_open(pid, 0);
	ret = pidfd < 0 ? pidfd : gg_sys_pidfd_getfd(pidfd, kept);
	gg_sight_code(f, ret >= 0, pidfd < 0 ? "pidfd_open() of a child" : "pidfd_getfd() of a child's descriptor",
		      ret);
	end(pid, go);
}

/** gg_probe_exec_stop() - a program can be stopped and looked at before it runs */
void gg_probe_exec_stop(const struct gg_probe *probe, struct gg_sight *f)
{
	int go = -1, kept, status = 0;
	pid_t pid = start(&go, &kept, f);
	bool stopped;

	(void)probe;
	if (pid < 0)
		return;
	if (ptrace(PTRACE_SEIZE, pid, NULL, PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL) < 0) {
		gg_sight_code(f, false, "ptrace(PTRACE_SEIZE) of a child", -errno);
		end(pid, go);
		return;
	}
	if (write(go, "!", 1) != 1 || waitpid(pid, &status, __WALL) != pid)
		status = 0;
	stopped = WIFSTOPPED(status) && status >> 16 == PTRACE_EVENT_EXEC;
	gg_sight_say(f, stopped ? GG_GRANT_YES : GG_GRANT_NO,
		     stopped ? "a seized child stopped after its exec, before the program ran" :
			       "a seized child did not stop after its exec");
	end(pid, go);
}
