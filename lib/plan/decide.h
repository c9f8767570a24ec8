/*
 * The decision: one pure function for supervisor, wrappers and explanations.
 *
 * Owns the meaning of the plan's tables. Relies on the caller for resolved paths (absolute, no
 * symlinks, no dots) and for its own copy of addresses. Time grows with the depth of a path and
 * the logarithm of the number of rules. Does not look at the system: no syscalls, no memory but
 * the plan and the request.
 */
#ifndef GG_PLAN_DECIDE_H
#define GG_PLAN_DECIDE_H

#include "base/addr.h"
#include "plan/plan.h"

#define GG_PLACE_NONE UINT32_MAX /* no rule matched: "rule":"default" */

#define GG_WHO_PARTS 64

/**
 * struct gg_who - who asks, as far as the plan distinguishes (plan/who.h finds out)
 * @grants:   parts whose rules are the caller's: the process, then those of matching `by`
 * @packages: entries of packages that restrict the caller
 * @unnamed:  the caller cannot be named and no entry is for such: it gets what a `by` grants it, no more
 */
struct gg_who {
	uint16_t grants[GG_WHO_PARTS], packages[GG_WHO_PARTS];
	uint16_t n_grants, n_packages;
	bool unnamed;
};

/**
 * struct gg_request - what somebody wants to do
 * @op:     which of the fields below count
 * @access: GG_ACCESS_ bits wanted of @path (open, create, remove; exec is implied for GG_OP_EXEC)
 * @path:   resolved absolute path (open, create, remove, exec)
 * @call:   number of the system call (GG_OP_SYSCALL)
 * @addr:   address (connect, bind, send); unix paths resolved into @path
 * @argv:   of exec: all arguments, NULL-terminated; NULL: not known
 * @argv_cut: there are more than @argv holds
 * @sha256: of exec: digest of the program; NULL: not known (yet)
 * @who:    NULL: nobody that is known; of no interest where the plan has the process's part alone
 * @ll_installed: bit per Landlock path of the plan: installed, and on a directory; NULL: no domain
 */
struct gg_request {
	enum gg_op op;
	unsigned access;
	const char *path;
	int call;
	const struct gg_addr *addr;
	const char *const *argv;
	bool argv_cut;
	const uint8_t *sha256;
	const struct gg_who *who;
	const uint8_t *ll_installed;
};

/* What became of argv and sha256 of a rule, best first */
enum gg_pinned {
	GG_PINNED_FREE, /* the rule asks for no more than its path, or there is none */
	GG_PINNED_HOLDS,
	GG_PINNED_UNKNOWN,  /* nothing but the digest is missing in the request: ask again with it */
	GG_PINNED_SHA256,   /* another digest */
	GG_PINNED_ARGV_CUT, /* a pattern would have to see more arguments than there are in the request */
	GG_PINNED_ARGV,     /* other arguments */
};

/**
 * struct gg_answer - what the policy says
 * @verdict: ALLOW; DENY or, in mode audit, AUDIT; KILL for syscalls.otherwise = "kill"
 * @err:     positive errno for anything but ALLOW and AUDIT
 * @place:   rule that decided (gg_plan_rule_at()), GG_PLACE_NONE when none did
 * @rule:    "files", "exec", "network", "packages", "syscalls" or "default"; static string
 * @missing: GG_ACCESS_ bits that were not granted
 * @pinned:  of exec: what became of argv and sha256 of the rules for this path. UNKNOWN: @verdict
 *           is no more than the answer to who will not ask again
 * @pins:    GG_PIN_ bits that the request was granted for: what is started must still have them
 * @by_package: it was refused for who asks: the process as a whole may
 * @backed:  the Landlock rules in force give the same answer for this request, whatever the
 *           memory of the caller says later (paths only; needs the domain to be installed whole)
 */
struct gg_answer {
	enum gg_verdict verdict;
	int err;
	uint32_t place;
	const char *rule;
	unsigned missing;
	enum gg_pinned pinned;
	unsigned pins;
	bool by_package;
	bool backed;
};

/* gg_decide() - Should: be pure. Mustn't: trust a path that is not resolved. */
void gg_decide(const struct gg_plan *plan, const struct gg_request *request, struct gg_answer *ret_answer);

/* gg_decide_anybody() - GG_ACCESS_ bits of @access at @path that somebody is granted: the process, or one of
 * those whom a `by` names. What entries of packages take away is not counted. */
unsigned gg_decide_anybody(const struct gg_plan *plan, unsigned access, const char *path);

/* gg_decide_unsafe() - GG_ACCESS_ bits for which Landlock grants the process more than the plan @who */
unsigned gg_decide_unsafe(const struct gg_plan *plan, const struct gg_who *who);

#endif
