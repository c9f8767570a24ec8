/*
 * struct gg_policy: what a person wrote, checked, as plain data.
 *
 * Owns the model between reader and planner. Everything hangs on the policy's arena and ends
 * with gg_policy_free(). Relies on the reader for validity. Does not know kernels or plans.
 */
#ifndef GG_POLICY_POLICY_H
#define GG_POLICY_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/arena.h"
#include "base/err.h"
#include "event/event.h"

/* Limits, checked at parse */
#define GG_POLICY_BYTES_MAX (4u * 1024 * 1024)
#define GG_POLICY_RULES_MAX 65000u /* of one kind, profiles included */
#define GG_POLICY_PATH_MAX 4095u
#define GG_POLICY_NAME_MAX 63u
#define GG_POLICY_EXTENDS_MAX 8u /* depth */
#define GG_POLICY_REFINE_MAX 64u
#define GG_POLICY_ARGV_MAX 64u       /* patterns of one rule */
#define GG_POLICY_ARGV_BYTES_MAX 1023u /* of one pattern */

enum gg_want { GG_WANT_OFF, GG_WANT_PREFER, GG_WANT_REQUIRE, GG_WANT_COUNT };
extern const struct gg_name gg_want_names[GG_WANT_COUNT];

enum gg_otherwise { GG_OTHERWISE_ERRNO, GG_OTHERWISE_KILL, GG_OTHERWISE_TRAP };
enum gg_stacks { GG_STACKS_VIOLATIONS, GG_STACKS_ALL, GG_STACKS_NONE, GG_STACKS_COUNT };
extern const struct gg_name gg_stacks_names[GG_STACKS_COUNT];

/* Where a rule was written: file as given (or "go-base" for a built-in profile), line from 1 */
struct gg_place {
	const char *file;
	int line;
};

/* A string with its place: syscall names, groups, environment patterns */
struct gg_word {
	const char *text;
	struct gg_place at;
};

struct gg_words {
	struct gg_word *items;
	size_t n, cap;
};

/* syscalls.refine: of call, argument arg must be one of values */
struct gg_refine {
	const char *call;
	unsigned arg;
	uint64_t *values;
	const char **value_names; /* as written, for the printer */
	size_t n;
	struct gg_place at;
};

/* A rule of files: rights granted or taken at and below a path */
struct gg_file_rule {
	const char *path; /* absolute, normalised, $NAME replaced */
	const char *path_written;
	unsigned allow, deny; /* GG_ACCESS_ */
	bool glob;            /* holds * or ? or [ */
	const char *by;       /* NULL: everybody */
	struct gg_place at;
};

struct gg_exec_rule {
	const char *path; /* a program, or a directory: all below it; literal */
	const char *path_written;
	const char **argv; /* NULL-terminated patterns, NULL: any */
	const char *sha256;
	const char *by;
	struct gg_place at;
};

/* A network rule: "PROTO://HOST[/BITS][:PORT[-PORT]]", "unix:PATH", "unix:@NAME" or, in deny, a bare address */
struct gg_net_rule {
	const char *written;
	bool tcp, udp, is_unix;
	bool any_host;    /* "*" */
	uint8_t ip[16];   /* IPv4 mapped */
	unsigned bits;    /* prefix length in the 128-bit form; 0 with any_host */
	bool v6;
	uint16_t port_lo, port_hi; /* 0..65535 when no port was given */
	bool abstract;
	const char *path; /* unix path (may be a glob) or abstract name */
	const char *host; /* a host name; NULL otherwise */
	const char *by;
	struct gg_place at;
};

/* Does the rule ask for more than a path? */
static inline bool gg_exec_pinned(const struct gg_exec_rule *rule)
{
	return rule->argv || rule->sha256;
}

struct gg_file_rules { struct gg_file_rule *items; size_t n, cap; };
struct gg_exec_rules { struct gg_exec_rule *items; size_t n, cap; };
struct gg_net_rules { struct gg_net_rule *items; size_t n, cap; };
struct gg_refines { struct gg_refine *items; size_t n, cap; };

/* An entry of packages; has_x tells whether the key was there (an empty list means nothing) */
struct gg_package {
	const char *match;
	bool trust;
	bool has_files, has_exec, has_connect, has_listen;
	struct gg_file_rules files;
	struct gg_exec_rules exec;
	struct gg_net_rules connect, listen;
	struct gg_place at;
};

struct gg_packages { struct gg_package *items; size_t n, cap; };

struct gg_policy {
	struct gg_arena arena;
	const char *file; /* as given to the reader */
	const char *name;
	enum gg_mode mode;
	struct gg_words extends;
	enum gg_want layers[GG_LAYER_COUNT];
	const char *target; /* NULL: none */
	struct gg_words allow, deny; /* syscalls */
	struct gg_words privileges;  /* capabilities */
	struct gg_refines refine;
	enum gg_otherwise otherwise;
	int otherwise_errno; /* positive */
	struct gg_file_rules files;
	struct gg_exec_rules exec;
	struct gg_net_rules connect, listen, net_deny;
	struct gg_packages packages;
	const char *unfollowed; /* path that led through a link which the function may have made; NULL: none */
	unsigned *keep_fds; /* descriptors above 2 that the function keeps */
	size_t n_keep_fds, cap_keep_fds;
	struct { bool given, wx, origin, side_channels, dumpable; struct gg_place at; } harden;
	struct {
		uint64_t memory_mb, processes, open_files, file_size_mb; /* 0: no limit */
		double wall_s;
		struct gg_place at;
	} limits;
	struct { struct gg_words keep, remove; bool has_keep; struct gg_place at; } environment;
	struct {
		const char *socket; /* NULL: none */
		enum gg_stacks stacks;
		bool allowed;
		unsigned rate_per_s; /* 0: no limit */
	} log;
};

void gg_policy_free(struct gg_policy *policy); /* NULL is fine */

static inline void gg_policy_scope(struct gg_policy **p)
{
	gg_policy_free(*p);
}
#define gg_policy_auto GG_CLEANUP(gg_policy_scope)

#endif
