/*
 * A program before its own code runs.
 *
 * Owns the two numbers of /proc/TID/stat that tell. Relies on their places in the line. Does not promise
 * anything of programs whose code runs on the first stack, alone, too.
 */
#include "supervise/first_thread.h"

#include <stdlib.h>
#include <string.h>

#include "supervise/proc.h"

/* Number @skip, counted from 0, of the words in @line */
static const char *word(const char *line, int skip)
{
	for (; skip > 0; skip--) {
		line += strcspn(line, " ");
		line += strspn(line, " ");
	}
	return line;
}

#define STACK_MAX (64u << 20) /* what the first stack may hold while libraries are loaded */

/** gg_first_thread() - see first_thread.h */
bool gg_first_thread(pid_t tid, uint64_t sp)
{
	char line[1024];
	const char *at;
	uint64_t stack;

	if (gg_proc_read(tid, "stat", line, sizeof(line)) <= 0)
		return false;
	at = strrchr(line, ')'); /* the name before it may hold anything */
	if (!at || strtol(word(at, 18), NULL, 10) != 1)
		return false;
	stack = strtoul(word(at, 26), NULL, 10);
	return sp <= stack && stack - sp < STACK_MAX;
}
