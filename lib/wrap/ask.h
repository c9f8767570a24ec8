/*
 * The decision of a wrapper: ask the plan, tell the supervisor of a denial.
 *
 * Owns the early denial. Relies on the plan in the context; without one, or whenever anything
 * about the call is not plain, the answer is "go on" and the kernel layers decide. Keeps errno.
 * Does not promise to deny: see DESIGN, "What enforces what".
 *
 * All return 0: make the call; positive errno: fail with it, the denial is reported.
 * @call is the libc function, @ret the address that it returns to.
 */
#ifndef GG_WRAP_ASK_H
#define GG_WRAP_ASK_H

#include <sys/socket.h>

/* gg_ask_open() - may @path below @dir be opened with these open(2) @flags? */
int gg_ask_open(const char *call, const void *ret, int dir, const char *path, int flags);

/* gg_ask_exec() - may the program at @path below @dir be executed? @at_flags: of execveat(2)
 * @argv: NULL: libc makes them up, rules that ask for them are not decided here
 * Return: as above; negative errno: no such program, or nothing to be said about it: go on */
int gg_ask_exec(const char *call, const void *ret, int dir, const char *path, int at_flags,
		char *const *argv);

/* gg_ask_connect() - may socket @fd be connected to @sa? */
int gg_ask_connect(const char *call, const void *ret, int fd, const struct sockaddr *sa,
		   socklen_t len);

/* gg_ask_bind() - may socket @fd be bound to @sa? */
int gg_ask_bind(const char *call, const void *ret, int fd, const struct sockaddr *sa, socklen_t len);

#endif
