/*
 * The mandatory core: what the filter does with some calls whatever the policy says.
 *
 * Owns two tables: calls that the supervisor looks into, and checks of register arguments. Relies on
 * reference facts about the kernel noted at each row. Does not produce BPF: see enforce/; which
 * calls a policy cannot grant or take away is in policy/core.h.
 */
#ifndef GG_PLAN_WATCH_H
#define GG_PLAN_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GG_CHECK_CONDS 3

/* All conditions of a row hold -> its action; rows of one call are tried in order. */
enum gg_check_action {
	GG_CHECK_PASS,  /* go on to what the policy says of the call */
	GG_CHECK_DENY,  /* notify the supervisor, or fail with the policy's errno */
	GG_CHECK_WATCH, /* notify the supervisor; without one, pass */
	GG_CHECK_COUNT, /* makes a process: notify where processes are counted, else pass */
	GG_CHECK_SOCKET, /* makes a socket: notify where the supervisor makes them, else pass */
	GG_CHECK_JOIN, /* becomes a member of a group: as GG_CHECK_DENY unless a rule for `listen` covers groups */
	GG_CHECK_DEVICE, /* chooses by which device packets leave, or whose they seem to be: as GG_CHECK_DENY, but for
			  * who keeps CAP_NET_RAW */
	GG_CHECK_SIGNAL, /* signals somebody: notify; without a supervisor, pass */
	GG_CHECK_UNSCOPED, /* lets the kernel signal somebody: the same, unless Landlock scopes that */
	GG_CHECK_UNSCOPED_ERRNO, /* as GG_CHECK_ERRNO, where there is a supervisor and no such scope */
	GG_CHECK_WX, /* harden.wx: as GG_CHECK_DENY where the policy asks for it, else pass */
	GG_CHECK_WX_MDWE, /* harden.wx: the kernel looks, where there is PR_SET_MDWE; else as GG_CHECK_WX */
	GG_CHECK_WX_SHARE, /* makes a process with which descriptors are shared: as GG_CHECK_COUNT, and notify for
			    * harden.wx */
	GG_CHECK_WX_FILE, /* harden.wx: the supervisor looks at the file; without one, pass */
	GG_CHECK_ALLOW, /* harmless with these arguments: let through, though the call is watched */
	GG_CHECK_ERRNO, /* fail with .err at once, unlogged: runtimes fall back on it */
};

/* 32 bits of an argument: the low half, or the high one with @high */
struct gg_check_cond {
	uint8_t arg;
	bool high;
	uint32_t mask;
	uint32_t value;
};

struct gg_check {
	const char *call;
	enum gg_check_action action;
	int err;
	unsigned n;
	struct gg_check_cond conds[GG_CHECK_CONDS];
};

extern const struct gg_check gg_checks[];
extern const size_t gg_checks_n;

/* gg_check_args() - what the rows of @call say of these arguments, as the filter does
 * Return: the action; GG_CHECK_PASS when no row matches */
enum gg_check_action gg_check_args(const char *call, const uint64_t args[static 6]);

/* gg_makes_plain_process() - do these flags of clone make a process and no namespaces? */
bool gg_makes_plain_process(uint32_t flags);

/* gg_watched() - does the supervisor look into every use of @call? */
bool gg_watched(const char *call);
const char *gg_watched_at(size_t i); /* NULL at the end */

/* gg_watch_list() - i-th of all the lists behind these questions; each is sorted
 * Return: @ret_n words; NULL at the end */
const char *const *gg_watch_list(size_t i, size_t *ret_n);

/* gg_judged() - may the supervisor let something through of what arrives of @call? */
bool gg_judged(const char *call);

#endif
