/*
 * The corpus of attacks as one program.
 *
 *   corpus setup ROOT <catalogue                        make what the attacks need
 *   corpus serve ROOT PORT                              be the peers, and the process outside
 *   corpus run ROOT PORT OTHER yes|no [NAME...] <catalogue    yes: the parent is the supervisor
 *   corpus MODULE ACT...                                one act, as its probe makes it
 *
 * Owns the catalogue's reading and one process per attack, named after its line, so that its events
 * can be found. Prints "LINE NAME STATUS". Relies on the probes' own files, which it links. It is
 * also the program that the attacks try to have executed: run with "-c" it ends with 42.
 */
#include "corpus.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define SECONDS 30 /* a safety net: who waits longer hangs */

#define MODULES(each) \
	each(probe_call) each(probe_file) each(probe_net) each(attack_escape) each(attack_kernel) each(attack_listen) \
	each(attack_name) each(attack_net) each(attack_pin) each(attack_race) each(attack_swap)

#define DECLARE(name) int name(char **words);
#define ROW(name) { #name, name },
MODULES(DECLARE)

static const struct {
	const char *name;
	int (*run)(char **words);
} modules[] = { MODULES(ROW) };

static int (*module(const char *name))(char **words)
{
	size_t i;

	for (i = 0; i < sizeof(modules) / sizeof(modules[0]); i++)
		if (!strcmp(strchr(modules[i].name, '_') + 1, name) || !strcmp(modules[i].name, name))
			return modules[i].run;
	return NULL;
}

static int cut(char *line, char **words, int max)
{
	char *save = NULL;
	char *word = strtok_r(line, " \t", &save);
	int n = 0;

	for (; word && n < max; word = strtok_r(NULL, " \t", &save))
		words[n++] = word;
	words[n] = NULL;
	return word ? -1 : n;
}

int corpus_read(struct attack *attacks)
{
	char *words[WORDS_MAX + 8];
	char line[512];
	int at = 0;
	int n = 0;

	while (fgets(line, sizeof(line), stdin)) {
		struct attack *a = &attacks[n];
		int k;

		at++;
		line[strcspn(line, "\n")] = '\0';
		if (!line[strspn(line, " \t")] || line[0] == '#' || line[0] == '=')
			continue;
		a->line = strdup(line);
		k = a->line && n < ATTACKS_MAX ? cut(a->line, words, WORDS_MAX + 7) : -1;
		if (k < 8 || !module(words[6])) {
			fprintf(stderr, "corpus: line %d of the catalogue is none\n", at);
			return -1;
		}
		a->row = words[0];
		a->name = words[1];
		a->module = words[6];
		memcpy(a->words, words + 7, sizeof(words[0]) * (size_t)(k - 7 + 1));
		n++;
	}
	return n;
}

/* "{no}": this attack's folder with that right; other words in braces are numbers and names */
static void put_word(const struct world *w, const struct attack *a, const char *word, char *out, size_t size)
{
	if (!strcmp(word, "root"))
		(void)snprintf(out, size, "%s", w->root);
	else if (!strcmp(word, "name"))
		(void)snprintf(out, size, "%s", a->name);
	else if (!strcmp(word, "other"))
		(void)snprintf(out, size, "%d", w->other);
	else if (!strcmp(word, "watcher"))
		(void)snprintf(out, size, "%d", w->watcher);
	else if (word[0] == 'p' && word[1] >= '0' && word[1] <= '9' && !word[2])
		(void)snprintf(out, size, "%u", w->port + (unsigned)(word[1] - '0'));
	else
		(void)snprintf(out, size, "%s/%s/%s", w->root, word, a->name);
}

static char *expand(const struct world *w, const struct attack *a, const char *word)
{
	static char all[WORDS_MAX][512];
	static int used;
	char *out = all[used++ % WORDS_MAX];
	size_t n = 0;

	while (*word && n < sizeof(all[0]) - 1) {
		size_t len = strcspn(word + 1, "}");
		char name[32] = "";

		if (*word != '{' || len >= sizeof(name) || word[1 + len] != '}') {
			out[n++] = *word++;
			continue;
		}
		memcpy(name, word + 1, len);
		put_word(w, a, name, out + n, sizeof(all[0]) - n);
		n += strlen(out + n);
		word += len + 2;
	}
	out[n] = '\0';
	return out;
}

static void attack(const struct world *w, const struct attack *a, int at)
{
	char *words[WORDS_MAX + 1] = { NULL };
	char name[16];
	int i;

	(void)snprintf(name, sizeof(name), "attack.%u", (unsigned)at % 10000u);
	(void)prctl(PR_SET_NAME, name);
	(void)setpgid(0, 0);
	(void)alarm(SECONDS);
	for (i = 0; a->words[i]; i++)
		words[i] = expand(w, a, a->words[i]);
	_exit(module(a->module)(words));
}

static int one(const struct world *w, const struct attack *a, int at)
{
	pid_t pid = fork();
	int status;

	if (pid == 0)
		attack(w, a, at);
	if (pid < 0 || waitpid(pid, &status, 0) < 0)
		return errno;
	(void)kill(-pid, SIGKILL); /* who is left of it */
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int wanted(const char *name, char **names)
{
	if (!*names)
		return 1;
	for (; *names; names++)
		if (!strcmp(name, *names))
			return 1;
	return 0;
}

static int run(char **argv, const struct attack *attacks, int n)
{
	struct world w = { argv[0], (unsigned)atoi(argv[1]), atoi(argv[2]), atoi(argv[2]) };
	int i;

	if (!strcmp(argv[3], "yes"))
		w.watcher = getppid();
	for (i = 0; i < n; i++) {
		if (!wanted(attacks[i].name, argv + 4))
			continue;
		(void)printf("%d %s %d\n", i, attacks[i].name, one(&w, &attacks[i], i));
		(void)fflush(stdout);
	}
	return 0;
}

int main(int argc, char **argv)
{
	static struct attack attacks[ATTACKS_MAX + 1];
	int n;

	if (argc > 1 && !strcmp(argv[1], "-c"))
		return 42;
	if (argc > 1 && (!strcmp(argv[1], "reached") || !strcmp(argv[1], "exit")))
		return 0;
	if (argc == 4 && !strcmp(argv[1], "serve"))
		return corpus_serve(argv[2], (unsigned)atoi(argv[3]));
	if (argc > 2 && module(argv[1]))
		return module(argv[1])(argv + 2);
	if (argc < 3)
		return fprintf(stderr, "usage: corpus setup|serve|run ROOT ... <catalogue\n"), 99;
	n = corpus_read(attacks);
	if (n < 0)
		return 99;
	if (!strcmp(argv[1], "setup"))
		return corpus_setup(argv[2], attacks, n);
	if (!strcmp(argv[1], "run") && argc >= 6)
		return run(argv + 2, attacks, n);
	return 99;
}
