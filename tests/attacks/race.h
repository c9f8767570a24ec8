/*
 * What the races share: a thread that exchanges something as fast as it can, and a bounded number
 * of tries.
 *
 * Owns the flipper, the two paths and the two ports between which it changes. Relies on probe.h.
 * An act ends with 0 as soon as one try did what it should not, otherwise with the errno of the
 * refusals, after ROUNDS tries, or as many as GG_TRIES says.
 */
#ifndef GG_TESTS_RACE_H
#define GG_TESTS_RACE_H

#include "../live/probe.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/socket.h>
#include <sys/un.h>

#define ROUNDS 1000

static struct {
	volatile int stop, runs;
	void (*flip)(int odd);
	volatile char path[256];
	char words[2][256];
	size_t n;
	volatile struct open_how how;
	volatile struct sockaddr_in sa;
	int fds[3];
} shared;

static inline void *flipper(void *unused)
{
	unsigned i;

	(void)unused;
	for (i = 0; !shared.stop; i++) {
		shared.flip((int)(i & 1));
		shared.runs = 1;
	}
	return NULL;
}

/* Runs @once until it returns 0, one try of every @each that there are. Return: 0, or @err */
static inline int race_each(int each, void (*flip)(int), int (*once)(void), int err)
{
	const char *tries = getenv("GG_TRIES");
	int rounds = (tries ? (int)num(tries) : ROUNDS) / each;
	pthread_t thread;
	int won = 0;
	int i;

	shared.flip = flip;
	flip(0);
	if (pthread_create(&thread, NULL, flipper, NULL))
		return USAGE;
	while (!shared.runs)
		sched_yield();
	for (i = 0; i < rounds && !won; i++) {
		won = once() == 0;
		if (i % 16 == 0)
			sched_yield();
	}
	shared.stop = 1;
	pthread_join(thread, NULL);
	if (!won) { /* at last without a race, and no try: the log has its very name, where others were torn */
		flip(1);
		(void)once();
	}
	return won ? 0 : err;
}

static inline int race(void (*flip)(int), int (*once)(void), int err)
{
	return race_each(1, flip, once, err);
}

/* Both words have the same length and differ in some bytes only. */
static inline void flip_path(int odd)
{
	size_t i;

	for (i = 0; i < shared.n; i++)
		shared.path[i] = shared.words[odd][i];
}

static inline int two_paths(char **w)
{
	shared.n = strlen(w[0]) + 1;
	if (strlen(w[1]) + 1 != shared.n || shared.n > sizeof(shared.path))
		return USAGE;
	memcpy(shared.words[0], w[0], shared.n);
	memcpy(shared.words[1], w[1], shared.n);
	return 0;
}

/* The port changes: both are on 127.0.0.1, where the second must not be reached */
static unsigned ports[2];

static inline void flip_port(int odd)
{
	shared.sa.sin_port = htons((uint16_t)ports[odd]);
}

static inline int two_ports(char **w)
{
	ports[0] = (unsigned)num(w[0]);
	ports[1] = (unsigned)num(w[1]);
	shared.sa.sin_family = AF_INET;
	shared.sa.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return 0;
}

#endif
