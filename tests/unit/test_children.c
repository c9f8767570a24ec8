/* supervise/children: waiting for a process that says something, or ends. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "supervise/children.h"

static void stay(pid_t parent)
{
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	while (getppid() == parent)
		(void)pause();
	_exit(0);
}

/* What a supervisor does with a child that @tells: in a process of its own, since all signals are blocked there.
 * Another one holds the other end for longer. Return: 0 when it can read, 1 when it cannot */
static int supervise(bool tells)
{
	struct gg_children k = { .signals = -1 };
	const pid_t self = getpid();
	sigset_t old;
	int pair[2];
	pid_t child;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0 || gg_children_block(&old) < 0)
		return 2;
	if (fork() == 0)
		stay(self);
	child = fork();
	if (child == 0)
		_exit(tells && write(pair[1], "x", 1) != 1);
	if (child < 0 || gg_children_init(&k, child) < 0)
		return 2;
	if (gg_children_wait(&k, pair[0]))
		return 0;
	return k.ended && WIFEXITED(k.status) && WEXITSTATUS(k.status) == 0 ? 1 : 2;
}

static int outcome(bool tells)
{
	pid_t pid = fork();
	int status = -1;

	if (pid == 0)
		_exit(supervise(tells));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static void a_word_is_waited_for(void **state)
{
	(void)state;
	assert_int_equal(outcome(true), 0);
}

static void an_end_is_noticed(void **state)
{
	(void)state;
	assert_int_equal(outcome(false), 1 << 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_word_is_waited_for),
		cmocka_unit_test(an_end_is_noticed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
