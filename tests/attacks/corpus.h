/*
 * The corpus: one line of tests/attacks/catalogue is one attack.
 *
 * Owns the form of a line and the names of modules. Relies on lines being short. A line is
 *   ROW NAME BARE WANT EVENT GAP MODULE ACT...
 * as explained at the head of the catalogue; MODULE and ACT are what a probe is told, with words
 * in braces replaced.
 */
#ifndef GG_TESTS_CORPUS_H
#define GG_TESTS_CORPUS_H

#include <sys/types.h>

#define ATTACKS_MAX 1024
#define WORDS_MAX 24

struct attack {
	char *line; /* cut into words, which are borrowed from it */
	char *row, *name, *module;
	char *words[WORDS_MAX + 1];
};

struct world {
	const char *root;
	unsigned port;  /* the first of ten of this user's own */
	pid_t other;    /* a process of the same user, not guarded */
	pid_t watcher;  /* the supervisor, or @other */
};

/* corpus_read() - the catalogue from standard input. Return: how many, or -1 */
int corpus_read(struct attack *attacks);

/* corpus_setup() - make the folders of each attack. Return: 0 or errno */
int corpus_setup(const char *root, const struct attack *attacks, int n);

/* corpus_serve() - be the peers outside, until ended. Return: errno */
int corpus_serve(const char *root, unsigned port);

#endif
