/*
 * Which rules a policy lacks, told from what was denied.
 *
 * Owns the list of needs: one for each rule that would have to be added, with how often and by
 * whom it was needed. Under a policy with rules per package each is for who asked, and what an entry of
 * packages refuses is a need of that entry. Relies on the caller to read events (logs_policy.c from JSON,
 * report.c from memory). Bounded. Does not promise that a need should be met: see `review`.
 */
#ifndef GG_TOOL_SUGGEST_H
#define GG_TOOL_SUGGEST_H

#include <stdbool.h>
#include <stdio.h>

#include "base/addr.h"
#include "base/arena.h"
#include "event/event.h"

#define GG_SUGGEST_MAX 65536u /* different needs that are kept from events in files */

enum gg_need_kind {
	GG_NEED_CALL,
	GG_NEED_FILE,
	GG_NEED_EXEC,
	GG_NEED_CONNECT,
	GG_NEED_LISTEN,
	GG_NEED_COUNT
};

/**
 * struct gg_fact - one thing that was denied, or would have been
 *
 * Strings are borrowed; NULL: there is none.
 *
 * @proto: GG_PROTO_COUNT: no address
 * @addr:  as text: an IP address, a unix path, or an abstract name behind "@"
 * @argv:  of a program that rules speak of, which has other arguments; NULL-terminated; @argv_cut: more
 * @sha256: of a program that rules speak of, which has another digest
 * @subject: who asked; @by_package: the process may, and who asked may not
 * @rule_at: place of the rule that decided; with @by_package of the entry of packages, or in it
 */
struct gg_fact {
	enum gg_op op;
	pid_t pid, tid;
	const char *path, *path2;
	unsigned access;
	enum gg_proto proto;
	const char *addr;
	unsigned port;
	const char *syscall;
	const char *exe;
	const char *const *argv;
	bool argv_cut, by_package, hardened;
	const char *sha256, *subject, *rule_at;
};

/**
 * struct gg_need - one rule that is missing
 * @what:    call, path, or address ("tcp://10.0.0.1", "unix:/run/x")
 * @pin:     of a program: "; argv = [ ... ]" or "; sha256 = ..." as a policy has it; NULL: none
 * @access:  of a file
 * @port:    lowest, @port_hi highest; 0, 0: none (but see @any_port)
 * @any_port: a port that the kernel chooses: written as ":0"
 * @glob:    @what is a pattern; @hardened: denied by harden, no rule would help
 * @of:      denials that it stands for, @files different paths among them
 * @syscall, @exe: who, the first one; @more: others, too
 * @review:  why a person must look at it first; NULL: no reason known
 * @by:      who asked, NULL: not known; @entry: place of the entry of packages that refuses, NULL: none
 * @mate:    1 + index of the other name of a rename or link, 0: none
 * @gone:    another need covers it
 */
struct gg_need {
	enum gg_need_kind kind;
	const char *what, *pin;
	unsigned access;
	unsigned port, port_hi;
	bool any_port, listened, glob, hardened;
	unsigned long of, files;
	const char *syscall, *exe;
	bool more;
	const char *review, *by, *entry;
	size_t mate;
	bool gone;
};

/**
 * struct gg_suggest - the needs so far
 * @max:   different needs that are kept; further ones are counted in @lost
 * @slots: 1 + index into @items by hash, 0: free
 * @subjects: the policy has rules per package, as far as is known; @named: somebody who asked has a name
 */
struct gg_suggest {
	struct gg_arena arena;
	struct gg_need *items;
	size_t n, cap, max;
	uint32_t *slots;
	size_t n_slots;
	unsigned long facts, lost;
	bool subjects, named;
};

int gg_suggest_init(struct gg_suggest *s, size_t max); /* Return: 0; -ENOMEM */
void gg_suggest_done(struct gg_suggest *s);
void gg_suggest_add(struct gg_suggest *s, const struct gg_fact *fact);

/* gg_suggest_finish() - generalise, mark what needs a look, sort by kind and name
 * @wide: several files of a folder become the folder, names of temporary files patterns; without
 *        it each need stays as it was met */
void gg_suggest_finish(struct gg_suggest *s, bool wide);

/* gg_suggest_print() - the needs as policy text, those of entries and with a reason for review commented out
 * @whole: with version and extends, so that it is a policy by itself */
void gg_suggest_print(const struct gg_suggest *s, bool whole, FILE *out);

/* gg_need_print_entry() - the entry of packages that a rule must be added to, if it must */
void gg_need_print_entry(const struct gg_need *need, FILE *out);
/* gg_need_print() - one need as one line of policy: "files = ( { ... } );" */
void gg_need_print(const struct gg_need *need, FILE *out);

#endif
