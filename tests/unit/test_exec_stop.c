/*
 * supervise/act_exec: a program is started only when somebody looks at what became of it, or Landlock holds the same.
 * A child makes a real call and waits in a real notification, so that the act is seen to answer as it does for a
 * function.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/kernel.h"
#include "plan_help.h"
#include "supervise/acts.h"
#include "supervise/exec_stop.h"
#include "supervise/go_caller.h"
#include "supervise/stops.h"
#include "supervise/super.h"

#define PLAIN                                                                              \
	"version = 1; extends = ( \"go-base\" ); syscalls = { allow = [ \"@process\" ]; };" \
	"exec = ( { path = \"/usr\"; }, { path = \"/bin\"; } );"
#define HARDENED PLAIN " harden = { wx = true; };"
#define SOFT PLAIN " harden = { wx = false; };"

static struct gg_stops stops;
static struct gg_super super;

/* What a child tells: its listener, whose number holds here too; or why there is none */
static volatile int *told;

static int listen_to_execve(void)
{
	struct sock_filter insns[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_execve, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, GG_SECCOMP_RET_NOTIF),
		BPF_STMT(BPF_RET | BPF_K, GG_SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog filter = { GG_ARRAY_SIZE(insns), insns };
	long ret = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);

	if (ret == 0)
		ret = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &filter);
	return ret < 0 ? -errno : (int)ret;
}

static int start_program(void *unused)
{
	char *argv[] = { (char *)"true", NULL };

	(void)unused;
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	*told = listen_to_execve();
	(void)execve("/bin/true", argv, NULL);
	_exit(errno);
}

/* A child that shares our descriptors until it is another program. Return: -1: there are no listeners here */
static pid_t start(void)
{
	static char stack[65536] __attribute__((aligned(64)));
	pid_t pid;

	*told = 0;
	pid = clone(start_program, stack + sizeof(stack), CLONE_FILES | SIGCHLD, NULL);
	assert_true(pid > 0);
	while (*told == 0)
		(void)sched_yield();
	if (*told > 0)
		return pid;
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	return -1;
}

static void receive(struct gg_call *c)
{
	struct seccomp_notif n = { 0 };

	assert_int_equal(ioctl(super.listener, SECCOMP_IOCTL_NOTIF_RECV, &n), 0);
	*c = (struct gg_call){ .super = &super, .id = n.id, .tid = (pid_t)n.pid, .nr = n.data.nr };
	memcpy(c->args, n.data.args, sizeof(c->args));
	c->reply.error = -EPERM;
	for (size_t i = 0; i < gg_shapes_n; i++)
		if (!strcmp(gg_shapes[i].name, "execve"))
			c->shape = &gg_shapes[i];
}

/* Let it do what it was told, and look at it as the loop does. Return: its status */
static int end_of(pid_t pid, struct gg_call *c)
{
	int status;

	if (!c->done) {
		c->reply.id = c->id;
		assert_int_equal(ioctl(super.listener, SECCOMP_IOCTL_NOTIF_SEND, &c->reply), 0);
	}
	for (;;) {
		assert_int_equal(waitpid(pid, &status, __WALL), pid);
		if (!WIFSTOPPED(status))
			return status;
		assert_true(gg_exec_stop_seen(&super, pid, status));
	}
}

enum outcome { SKIPPED, REFUSED, SEEN, UNSEEN };

/* What becomes of a program, when @places are taken, and Landlock holds the same if @landlock */
static enum outcome starts(const char *policy, size_t places, bool landlock)
{
	static uint8_t all[4096] = { 0xff };
	enum outcome outcome = UNSEEN;
	struct made made;
	struct gg_call c;
	pid_t pid = start();
	int status;

	if (pid < 0)
		return SKIPPED;
	make_with(policy, FULL, false, &made);
	super = (struct gg_super){ .plan = &made.plan, .listener = *told, .stops = &stops, .started = true,
				   .installed = landlock ? all : NULL, .fds = -1, .caller = gg_caller_new() };
	super.root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	memset(&stops, 0, sizeof(stops));
	for (size_t i = 0; i < places; i++)
		stops.items[i].tid = -1;
	receive(&c);
	gg_act_exec(&c);
	assert_true(gg_stop_executes(&stops, pid, 0) == c.done);
	if (c.done)
		outcome = SEEN;
	else if (c.reply.error)
		outcome = REFUSED;
	status = end_of(pid, &c);
	assert_int_equal(status, outcome == REFUSED ? EACCES << 8 : 0);
	free(super.caller);
	(void)close(super.root);
	(void)close(super.listener);
	made_done(&made);
	return outcome;
}

static void check(const char *policy, size_t places, bool landlock, enum outcome outcome)
{
	enum outcome got = starts(policy, places, landlock);

	if (got == SKIPPED)
		skip();
	assert_int_equal(got, outcome);
}

static void test_is_looked_at(void **state)
{
	(void)state;
	check(HARDENED, 0, true, SEEN);
	check(HARDENED, GG_STOPS_MAX - 1, true, SEEN);
	check(SOFT, GG_STOPS_MAX - 1, false, SEEN);
}

/* Nobody is free: Landlock knows which file it is, not what stack it would have. */
static void test_nobody_is_free(void **state)
{
	(void)state;
	check(HARDENED, GG_STOPS_MAX, true, REFUSED);
	check(HARDENED, GG_STOPS_MAX, false, REFUSED);
	check(SOFT, GG_STOPS_MAX, true, UNSEEN);
	check(SOFT, GG_STOPS_MAX, false, REFUSED);
}

/* Who is killed while it executes has taken the number of the first thread by then, and nobody hears of its own. */
static void test_is_forgotten(void **state)
{
	(void)state;
	super = (struct gg_super){ .stops = &stops };
	memset(&stops, 0, sizeof(stops));
	stops.items[0] = (struct gg_stop){ .tid = 12, .tgid = 11 };
	stops.items[1] = (struct gg_stop){ .tid = 22, .tgid = 21 };
	assert_true(gg_stop_executes(&stops, 11, 0));
	assert_false(gg_exec_stop_seen(&super, 11, SIGKILL));
	assert_false(gg_stop_executes(&stops, 11, 0));
	assert_true(gg_stop_executes(&stops, 21, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_is_looked_at),
		cmocka_unit_test(test_nobody_is_free),
		cmocka_unit_test(test_is_forgotten),
	};

	told = mmap(NULL, sizeof(*told), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (told == MAP_FAILED)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
