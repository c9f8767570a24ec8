/*
 * Privileges: what Linux calls capabilities(7).
 *
 * Owns their names, what of a policy is about each, and giving up the others. Called so here
 * because caps are what the kernel grants goguard. Relies on numbers that the kernel never gives
 * to another one. Does not raise anything.
 */
#ifndef GG_BASE_PRIVILEGES_H
#define GG_BASE_PRIVILEGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct gg_privilege - one of them
 * @name:  as in capabilities(7)
 * @help:  what it permits
 * @ruled: rules about paths, addresses, signals or calls are asked about all of it
 * @calls: NULL-terminated; granted, each of them is about it. NULL: no call is
 */
struct gg_privilege {
	const char *name, *help;
	bool ruled;
	const char *const *calls;
};

#define GG_PRIVILEGE(number) (UINT64_C(1) << (number))

/* By number; those that the table does not know are nobody's */
extern const struct gg_privilege gg_privileges[];
extern const size_t gg_n_privileges;

/* gg_privilege_find() - number of a name; -1: there is none of that name */
int gg_privilege_find(const char *name);

/* gg_privileges_keep() - give up all but @kept, for ever; a program that is executed later gets them
 * back from nowhere but a user namespace of its own. Raw calls only: runs in the shim
 * Return: 0; negative errno. Who may not lower what an exec gains (no CAP_SETPCAP) is left with
 *         what no_new_privs holds back */
int gg_privileges_keep(uint64_t kept);

#endif
