/*
 * Runs commands in turn, A B C B C A C A B, and says what each run took or printed.
 *
 * Usage: interleave [-r ROUNDS] [-w WARMUPS] [-t SECONDS] [-l LIMIT] <CASES
 * CASES has a line for each command, fields between tabs: its name, then words. Leading words may be
 * +NAME=VALUE (environment), @FD=PATH (a file, open to read at that descriptor) and "%": it measures
 * itself, and each word K=V that it prints is a value. What is left is the command. Comes out: a JSON
 * object a line, {"case":…,"values":{"ns":[…]},"failed":…}. A command that fails in a round is not run
 * again, and its last words become the reason.
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define CASES 64
#define WORDS 96
#define KEYS 8
#define OUTPUT 8192
#define ENVS 256

struct values {
	char key[32];
	double *of; /* a round each */
	unsigned n;
};

struct test {
	const char *name;
	char *word[WORDS + 1];
	bool prints;
	struct values values[KEYS];
	unsigned n_values;
	char failed[300];
};

static struct test tests[CASES];
static unsigned n_tests, rounds = 20, warmups = 2, limit_s = 30;
static double most_s = 1e9;
static sigset_t chld;

static void die(const char *what)
{
	fprintf(stderr, "interleave: cannot %s: %s\n", what, strerror(errno));
	exit(1);
}

static double now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e9 + t.tv_nsec;
}

static void read_cases(FILE *f)
{
	char *line = NULL;
	size_t size = 0;

	while (getline(&line, &size, f) > 0 && n_tests < CASES) {
		struct test *t = &tests[n_tests++];
		char *rest = strdup(line), *word;
		unsigned n = 0;

		rest[strcspn(rest, "\n")] = '\0';
		t->name = strsep(&rest, "\t");
		while ((word = strsep(&rest, "\t")) && n < WORDS) {
			if (!strcmp(word, "%"))
				t->prints = true;
			else
				t->word[n++] = word;
		}
	}
	free(line);
}

/* In the child, which shares our memory: what is set must not stay */
static void start(const struct test *t, int out, int err)
{
	char *env[ENVS + 1];
	char *const *word = t->word;
	char **e;
	unsigned n_env = 0;
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (null < 0 || dup2(null, 0) < 0 || dup2(t->prints ? out : null, 1) < 0 || dup2(err, 2) < 0)
		_exit(121);
	for (; *word && (**word == '+' || **word == '@'); word++) {
		char *value = strchr(*word, '=');

		if (value && **word == '+') {
			n_env = n_env < ENVS ? n_env : ENVS - 1;
			env[n_env++] = *word + 1;
		} else if (value) {
			int fd = open(value + 1, O_RDONLY);

			if (fd < 0 || dup2(fd, atoi(*word + 1)) < 0)
				_exit(122);
			if (fd != atoi(*word + 1))
				close(fd);
		}
	}
	setpgid(0, 0);
	sigprocmask(SIG_UNBLOCK, &chld, NULL);
	for (e = environ; *e && n_env < ENVS; e++)
		env[n_env++] = *e;
	env[n_env] = NULL;
	execvpe(*word, word, env);
	dprintf(2, "cannot run '%s': %s\n", *word, strerror(errno));
	_exit(127);
}

static int wait_for(pid_t pid, bool *late)
{
	const struct timespec step = { limit_s, 0 };
	int status;
	pid_t got;

	*late = false;
	while ((got = waitpid(pid, &status, WNOHANG)) == 0)
		if (sigtimedwait(&chld, NULL, &step) < 0 && errno == EAGAIN) {
			*late = true;
			kill(-pid, SIGKILL);
			kill(pid, SIGKILL);
			waitpid(pid, &status, 0);
			break;
		}
	kill(-pid, SIGKILL); /* what it left behind shall not disturb the others */
	return got < 0 ? -1 : status;
}

static void add(struct test *t, const char *key, double value)
{
	struct values *v = t->values;

	while (v < t->values + t->n_values && strcmp(v->key, key))
		v++;
	if (v == t->values + t->n_values) {
		if (t->n_values == KEYS)
			return;
		t->n_values++;
		snprintf(v->key, sizeof(v->key), "%s", key);
		v->of = calloc(rounds, sizeof(*v->of));
	}
	if (v->n < rounds)
		v->of[v->n++] = value;
}

static void add_printed(struct test *t, char *text)
{
	char *word, *save = NULL;

	for (word = strtok_r(text, " \n", &save); word; word = strtok_r(NULL, " \n", &save)) {
		char *eq = strchr(word, '=');

		if (!eq)
			continue;
		*eq = '\0';
		add(t, word, strtod(eq + 1, NULL));
	}
}

/* The last line of @text that says something, as text of JSON */
static void fail(struct test *t, const char *what, char *text)
{
	char *line, *save = NULL, *last = NULL, *p;

	for (line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
		if (*line)
			last = line;
	snprintf(t->failed, sizeof(t->failed), "%s%s%.200s", what, last ? ": " : "", last ? last : "");
	for (p = t->failed; *p; p++)
		if (*p == '"' || *p == '\\' || !isprint((unsigned char)*p))
			*p = '\'';
}

static size_t contents(int fd, char *buf)
{
	ssize_t n = pread(fd, buf, OUTPUT - 1, 0);

	buf[n > 0 ? n : 0] = '\0';
	return n > 0 ? (size_t)n : 0;
}

static void run(struct test *t, int out, int err, bool counts)
{
	char text[OUTPUT], what[64];
	double begin, took;
	int status;
	bool late;
	pid_t pid;

	if (ftruncate(out, 0) < 0 || ftruncate(err, 0) < 0)
		die("truncate a file");
	begin = now_ns();
	pid = vfork();
	if (pid < 0)
		die("fork");
	if (pid == 0)
		start(t, out, err);
	status = wait_for(pid, &late);
	took = now_ns() - begin;
	if (status == 0 && !late) {
		contents(out, text);
		if (counts && t->prints)
			add_printed(t, text);
		else if (counts)
			add(t, "ns", took);
		return;
	}
	snprintf(what, sizeof(what), late ? "ran for %d s and was ended" : WIFSIGNALED(status) ?
		 "ended by signal %d" : "exit status %d",
		 late ? (int)limit_s : WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
	if (!contents(err, text))
		contents(out, text);
	fail(t, what, text);
}

static void print(const struct test *t)
{
	unsigned i, j;

	printf("{\"case\":\"%s\",\"values\":{", t->name);
	for (i = 0; i < t->n_values; i++) {
		printf("%s\"%s\":[", i ? "," : "", t->values[i].key);
		for (j = 0; j < t->values[i].n; j++)
			printf("%s%.10g", j ? "," : "", t->values[i].of[j]);
		printf("]");
	}
	printf("},\"failed\":%s%s%s}\n", t->failed[0] ? "\"" : "", t->failed[0] ? t->failed : "null",
	       t->failed[0] ? "\"" : "");
}

int main(int argc, char **argv)
{
	char name_out[] = "/tmp/interleave.XXXXXX", name_err[] = "/tmp/interleave.XXXXXX";
	int out = mkostemp(name_out, O_APPEND | O_CLOEXEC), err = mkostemp(name_err, O_APPEND | O_CLOEXEC);
	double begin = now_ns();
	unsigned i, r;
	int o;

	if (out < 0 || err < 0)
		die("make a file");
	unlink(name_out);
	unlink(name_err);
	while ((o = getopt(argc, argv, "r:w:t:l:")) != -1)
		switch (o) {
		case 'r': rounds = (unsigned)atoi(optarg); break;
		case 'w': warmups = (unsigned)atoi(optarg); break;
		case 't': most_s = atof(optarg); break;
		case 'l': limit_s = (unsigned)atoi(optarg); break;
		default: return 2;
		}
	sigemptyset(&chld);
	sigaddset(&chld, SIGCHLD);
	sigprocmask(SIG_BLOCK, &chld, NULL);
	read_cases(stdin);
	for (r = 0; r < warmups + rounds; r++) {
		if (r > warmups + 2 && now_ns() - begin > most_s * 1e9)
			break;
		for (i = 0; i < n_tests; i++) { /* another one first each time: what runs behind whom matters */
			struct test *t = &tests[(i + r) % n_tests];

			if (!t->failed[0])
				run(t, out, err, r >= warmups);
		}
	}
	for (i = 0; i < n_tests; i++)
		print(&tests[i]);
	return 0;
}
