/*
 * The knock: how code inside the guard talks to goguard without any descriptor.
 *
 * seccomp(2) is always notified by the filter, so a call of it with an operation that no kernel
 * has reaches the supervisor and nobody else. Unguarded, the kernel answers EINVAL.
 *
 * GG_KNOCK_HELLO: the answer is a descriptor (CLOEXEC) of the plan: "you are guarded, by this".
 *   Without a supervisor the filter answers EUCLEAN: guarded, no plan to be had.
 * GG_KNOCK_REPORT: args are (op, 0, struct gg_report *). A wrapper denied a call before it was
 *   made. The supervisor decides again by itself and takes only the C caller on trust; a report
 *   of something that is not denied is answered EINVAL and not logged. Answer: 0.
 */
#ifndef GG_PLAN_KNOCK_H
#define GG_PLAN_KNOCK_H

#include <stdint.h>

#include "base/addr.h"

#define GG_KNOCK_HELLO 0x67670001u
#define GG_KNOCK_REPORT 0x67670002u
#define GG_KNOCK_ERRNO 117 /* EUCLEAN */

/* What a wrapper denied. Plain bytes, copied by the supervisor. */
struct gg_report {
	uint32_t size; /* sizeof(struct gg_report) */
	uint32_t op;   /* enum gg_op: OPEN, CREATE, EXEC, CONNECT or BIND */
	uint32_t access;
	uint32_t err;  /* errno the caller gets */
	uint64_t argv; /* of EXEC: where the arguments are, 0: not known */
	char call[16]; /* libc function: "openat", "fopen" */
	char path[4096];
	struct gg_addr addr;
	char module[64];  /* C caller: "libfoo.so.1" */
	char symbol[128]; /* "bar", empty when unknown */
	char host[128];   /* name that was looked up for the address, empty when unknown */
};

#endif
