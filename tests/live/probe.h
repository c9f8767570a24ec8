/*
 * What the probes share: one act a run, its errno as the exit status.
 *
 * Owns the command line: `probe [PREFIX...] ACT [WORD...]`. Prefixes change how the act is made:
 *   in DIR         after chdir to DIR       umask OCTAL    after umask
 *   thread         in a second thread       vfork          in a child made by vfork
 *   fork           in a child made by fork  chroot DIR     with another root
 *   last           in a second thread, when the first has ended
 *   vm             in a child that shares the memory, and does not stop its parent
 * Relies on a program defining acts[]. Does not decide anything: the tests know what to expect.
 * 99: wrong usage. With GG_CORPUS there is no main(), but a function of that name: the acts are
 * then part of tests/attacks/corpus.
 */
#ifndef GG_TESTS_PROBE_H
#define GG_TESTS_PROBE_H

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define USAGE 99

/* An act takes the words behind its name and returns 0 or a positive errno. */
struct act {
	const char *name;
	int words; /* at least */
	int (*run)(char **words);
};

static const struct act acts[];

/* of() - what a raw call returned, as the status of an act */
static inline int of(long ret)
{
	return ret < 0 ? errno : 0;
}

/* num() - decimal, octal or hexadecimal, all 64 bits */
static inline unsigned long num(const char *s)
{
	return s ? strtoul(s, NULL, 0) : 0;
}

/* word_bits() - the bits that a list like "creat,excl" names; ends the program for others */
struct word_bit {
	const char *word;
	unsigned long bits;
};

static inline unsigned long word_bits(const struct word_bit *table, const char *list)
{
	unsigned long bits = 0;
	size_t n;

	for (; *list; list += n + (list[n] == ',')) {
		const struct word_bit *b = table;

		n = strcspn(list, ",");
		while (b->word && (strlen(b->word) != n || strncmp(b->word, list, n)))
			b++;
		if (!b->word)
			exit(USAGE);
		bits |= b->bits;
	}
	return bits;
}

static int dispatch(char **words);

static int status_of(pid_t pid)
{
	int status;

	if (pid < 0)
		return errno;
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return errno;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void *thread_main(void *arg)
{
	return (void *)(long)dispatch(arg);
}

static int in_thread(char **words)
{
	pthread_t thread;
	void *ret;
	int err = pthread_create(&thread, NULL, thread_main, words);

	if (!err)
		err = pthread_join(thread, &ret);
	return err ? err : (int)(long)ret;
}

/* The child shares memory with a parent that stands still: the act must not return into it. */
static int in_vfork(char **words)
{
	pid_t pid = vfork();

	if (pid == 0)
		_exit(dispatch(words));
	return status_of(pid);
}

static int in_fork(char **words)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(dispatch(words));
	return status_of(pid);
}

static pthread_t first_thread;

static void *last_main(void *arg)
{
	char to[256];

	(void)pthread_join(first_thread, NULL);
	while (readlink("/proc/self/cwd", to, sizeof(to)) >= 0) /* what /proc says of the process is the first's */
		(void)sched_yield();
	_exit(dispatch(arg));
}

static int as_last(char **words)
{
	pthread_t thread;
	pid_t pid = fork();

	if (pid)
		return status_of(pid);
	first_thread = pthread_self();
	if (pthread_create(&thread, NULL, last_main, words))
		_exit(USAGE);
	(void)syscall(SYS_exit, 0);
	_exit(USAGE);
}

static int vm_main(void *words)
{
	_exit(dispatch(words));
}

static int in_vm(char **words)
{
	static char stack[262144] __attribute__((aligned(64)));

	return status_of(clone(vm_main, stack + sizeof(stack), CLONE_VM | SIGCHLD, words));
}

static int dispatch(char **w)
{
	const struct act *a = acts;

	if (w[0] && w[1] && !strcmp(w[0], "in"))
		return chdir(w[1]) < 0 ? errno : dispatch(w + 2);
	if (w[0] && w[1] && !strcmp(w[0], "chroot"))
		return chroot(w[1]) < 0 || chdir("/") < 0 ? errno : dispatch(w + 2);
	if (w[0] && w[1] && !strcmp(w[0], "umask")) {
		umask((mode_t)strtoul(w[1], NULL, 8));
		return dispatch(w + 2);
	}
	if (w[0] && !strcmp(w[0], "thread"))
		return in_thread(w + 1);
	if (w[0] && !strcmp(w[0], "vfork"))
		return in_vfork(w + 1);
	if (w[0] && !strcmp(w[0], "fork"))
		return in_fork(w + 1);
	if (w[0] && !strcmp(w[0], "last"))
		return as_last(w + 1);
	if (w[0] && !strcmp(w[0], "vm"))
		return in_vm(w + 1);
	for (; w[0] && a->name; a++) {
		int n = 0;

		if (strcmp(a->name, w[0]))
			continue;
		while (w[1 + n])
			n++;
		return n < a->words ? USAGE : a->run(w + 1);
	}
	return USAGE;
}

#ifdef GG_CORPUS
int GG_CORPUS(char **words);

int GG_CORPUS(char **words)
{
	return dispatch(words);
}
#else
int main(int argc, char **argv)
{
	int err;

	(void)argc;
	err = dispatch(argv + 1);
	if (err && err != USAGE)
		fprintf(stderr, "%s: %s\n", argv[1], strerror(err));
	if (fflush(stdout) != 0)
		return EIO;
	return err;
}
#endif

#endif
