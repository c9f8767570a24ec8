/*
 * Capabilities: what this kernel and container grant.
 *
 * Owns the plain struct that planning works from, its text form and the probe. Relies on asking
 * the kernel for each thing, never on version numbers. Does not promise what only an armed
 * filter can show (descriptor injection): the supervisor looks at that when it has the listener.
 */
#ifndef GG_PLAN_CAPS_H
#define GG_PLAN_CAPS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/err.h"
#include "base/names.h"
#include "plan/format.h"

enum gg_cap {
	GG_CAP_SECCOMP,       /* filters can be installed */
	GG_CAP_NO_NEW_PRIVS,  /* prctl(PR_SET_NO_NEW_PRIVS) is let through */
	GG_CAP_LISTENER,      /* SECCOMP_FILTER_FLAG_NEW_LISTENER, Linux 5.0 */
	GG_CAP_FREE_LISTENER, /* nobody else has the one listener that a process can have */
	GG_CAP_WAIT_KILLABLE, /* SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV, Linux 5.19 */
	GG_CAP_PIDFD_GETFD,   /* sockets of the function can be duplicated, Linux 5.6 */
	GG_CAP_VM_READ,       /* memory of the function can be read: process_vm_readv or /proc/PID/mem */
	GG_CAP_OPENAT2,       /* openat2(2) is let through, Linux 5.6 */
	GG_CAP_PTRACE,        /* what is executed can be looked at before it runs */
	GG_CAP_MDWE,          /* memory that was written cannot become executable, Linux 6.3 */
	GG_CAP_SPECULATION,   /* speculation can be restricted where the processor needs it */
	GG_CAP_CORE_SCHED,    /* a core is shared with nobody else, Linux 5.14, where it has threads */
	GG_CAP_COUNT
};

extern const struct gg_name gg_cap_names[GG_CAP_COUNT];

#define GG_LANDLOCK_ABI_KNOWN 7u /* newest ABI whose rights goguard uses */

static inline int gg_caps_has(const struct gg_plan_caps *caps, enum gg_cap cap)
{
	return (caps->bits >> cap) & 1u;
}

/**
 * struct gg_cap_answer - what the kernel said to one question
 * @granted:  it is there
 * @question: the call, static text
 * @code:     what the call returned: negative errno, or a value
 */
struct gg_cap_answer {
	bool granted;
	const char *question;
	long code;
};

/* gg_cap_ask() - ask for one capability; no side effects on this process */
void gg_cap_ask(enum gg_cap cap, struct gg_cap_answer *ret_answer);

/* gg_caps_ask_free_listener() - does nobody listen to this process yet?
 * Return: 0, also where it cannot be tried; -EBUSY: somebody does */
long gg_caps_ask_free_listener(void);

void gg_caps_probe(struct gg_plan_caps *ret_caps);

/* gg_caps_find() - the capabilities in a file, or in a shipped one by its bare name
 * @name: a path, or a name ("gvisor") that is looked up in the installed folder, then among those
 *        built in; a file of that name in the working folder comes first
 * Return: 0; -ENOENT, -EACCES, -EINVAL, ... with @err set */
int gg_caps_find(const char *name, struct gg_plan_caps *ret_caps, struct gg_err *err);

int gg_caps_read(const char *text, const char *file, struct gg_plan_caps *ret_caps, struct gg_err *err);
void gg_caps_print(const struct gg_plan_caps *caps, FILE *out);

/* gg_caps_same() - would planning for @a and for @b give the same plan? */
int gg_caps_same(const struct gg_plan_caps *a, const struct gg_plan_caps *b);

#endif
