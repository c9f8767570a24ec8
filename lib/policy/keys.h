/*
 * The table of policy keys: the one place that says which keys exist.
 *
 * Owns the record and the table. Reader, checker, printer and `goguard keys` all walk it. Relies
 * on policy/types.h for what a type does. Does not hold values.
 *
 * A path names a key from the top: "layers.seccomp", and "files[].path" for a key of each entry
 * of a list. @offset counts from the record that holds the value: struct gg_policy, or the
 * record of the entry (struct gg_file_rule for "files[].").
 */
#ifndef GG_POLICY_KEYS_H
#define GG_POLICY_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/names.h"

#define GG_KEYS_MAX 128u
#define GG_FD_MAX 65535u

/* Which list an address stands in */
enum gg_net_use { GG_USE_CONNECT, GG_USE_LISTEN, GG_USE_DENY };

enum gg_type {
	GG_TYPE_VERSION,
	GG_TYPE_NAME,      /* one word */
	GG_TYPE_CHOICE,    /* one of @names, kept as an enum */
	GG_TYPE_BOOL,
	GG_TYPE_UINT,      /* @min to @max, kept in 4 or 8 bytes */
	GG_TYPE_SECONDS,   /* double, 0 < x <= @max */
	GG_TYPE_PROGRAM,   /* absolute path */
	GG_TYPE_SINK,      /* absolute path, or "-" */
	GG_TYPE_PROFILES,
	GG_TYPE_CALLS,     /* names and @groups of system calls */
	GG_TYPE_PRIVILEGES, /* names of capabilities(7) */
	GG_TYPE_PATTERNS,  /* names with * and ? */
	GG_TYPE_FDS,
	GG_TYPE_OTHERWISE,
	GG_TYPE_GROUP,
	GG_TYPE_RECORDS,   /* a list of groups */
	GG_TYPE_NETS,      /* a list of addresses, or of groups with "to" and "by" */
	GG_TYPE_NET,
	GG_TYPE_FILE_PATH, /* a path, may be a glob */
	GG_TYPE_EXEC_PATH,
	GG_TYPE_ACCESS,
	GG_TYPE_ARGV,
	GG_TYPE_SHA256,
	GG_TYPE_SUBJECT,   /* who: a pattern of Go packages and such */
	GG_TYPE_CALL,
	GG_TYPE_VALUES,    /* numbers and names of constants */
	GG_TYPE_COUNT
};

#define GG_KEY_REQUIRED 0x01u
#define GG_KEY_LATER 0x02u /* read, checked and printed, but an error: nothing enforces it yet */
#define GG_KEY_OWN 0x04u   /* a profile's value does not count for the policy that extends it */

struct gg_reading;
struct gg_node;

/**
 * struct gg_key - one key
 * @fallback: default as text; scalars are set from it; NULL: nothing, or not given
 * @size:     bytes of the value; of one entry for GG_TYPE_RECORDS
 * @has:      offset of a bool that becomes true when the key is there, 0: none
 * @at:       offset of a struct gg_place that is set when the key is there, 0: none
 * @done:     GG_TYPE_RECORDS: checks an entry whose keys are all read; sets its place
 */
struct gg_key {
	const char *path;
	const char *help;
	const char *fallback;
	enum gg_type type;
	unsigned flags;
	size_t offset, size, has, at;
	uint64_t min, max;
	const struct gg_name *names;
	size_t n_names;
	void (*done)(struct gg_reading *r, const struct gg_node *node, void *entry);
};

/* Checks of whole entries, see struct gg_key @done (type_call.c, type_rule.c) */
void gg_refine_done(struct gg_reading *r, const struct gg_node *node, void *entry);
void gg_file_rule_done(struct gg_reading *r, const struct gg_node *node, void *entry);
void gg_exec_rule_done(struct gg_reading *r, const struct gg_node *node, void *entry);
void gg_package_done(struct gg_reading *r, const struct gg_node *node, void *entry);

extern const struct gg_key gg_keys[];
extern const size_t gg_n_keys;

/* gg_key_is_child() - is @key directly below @parent (NULL: at the top)? */
bool gg_key_is_child(const struct gg_key *parent, const struct gg_key *key);
/* gg_key_child() - the key @name below @parent, NULL: none */
const struct gg_key *gg_key_child(const struct gg_key *parent, const char *name);
/* gg_key_name() - last part of its path */
const char *gg_key_name(const struct gg_key *key);

#endif
