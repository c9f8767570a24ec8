/*
 * Every policy key, in the order in which they are printed.
 *
 * Owns the table and the search below a parent. Relies on offsets into the model. Does not
 * interpret values. Two parents may have the same kind of entry ("files" and "packages[].files"):
 * the macros below hold the keys of an entry once. Keys without an offset get the whole record.
 */
#include "policy/keys.h"

#include <string.h>

#include "base/common.h"
#include "policy/policy.h"

#define AT(record, member) .offset = offsetof(struct record, member), \
			   .size = sizeof(((struct record *)NULL)->member)
#define P(member) AT(gg_policy, member)
#define HAS(record, member) .has = offsetof(struct record, member)
#define PLACE(member) .at = offsetof(struct gg_policy, member)
#define LIST(record, member, entry) .offset = offsetof(struct record, member), \
				    .size = sizeof(struct entry)
#define CHOICE(table) .type = GG_TYPE_CHOICE, .names = (table), .n_names = GG_ARRAY_SIZE(table)
#define REQUIRED .flags = GG_KEY_REQUIRED
#define LATER .flags = GG_KEY_LATER

#define BY(parent, record)                                                                       \
	{ parent ".by", "only calls of this subject: a pattern of Go packages, \"c\", \"unknown\", "    \
	  "\"program:PATH\"", .type = GG_TYPE_SUBJECT, AT(record, by) },

#define FILE_KEYS(parent)                                                                        \
	{ parent ".path", "directory (all below it), file, or glob: * within a component, ** across",   \
	  .type = GG_TYPE_FILE_PATH, REQUIRED },                             \
	{ parent ".allow", "rights granted: read write create remove execute, or all",               \
	  .type = GG_TYPE_ACCESS, AT(gg_file_rule, allow) },                                         \
	{ parent ".deny", "rights taken away; the most specific rule wins, deny wins a tie",         \
	  .type = GG_TYPE_ACCESS, AT(gg_file_rule, deny) },

#define EXEC_KEYS(parent)                                                                        \
	{ parent ".path", "a program, or a directory: every program below it",                       \
	  .type = GG_TYPE_EXEC_PATH, REQUIRED },                             \
	{ parent ".argv", "patterns for the arguments behind the program's name; \"**\": any more",  \
	  .type = GG_TYPE_ARGV, AT(gg_exec_rule, argv) },                                            \
	{ parent ".sha256", "digest that the program must have", .type = GG_TYPE_SHA256,             \
	  AT(gg_exec_rule, sha256) },

#define NET_KEYS(parent, use)                                                                    \
	{ parent ".to", "the address", .type = GG_TYPE_NET, .min = (use), REQUIRED },                \
	BY(parent, gg_net_rule)

/* clang-format off */
const struct gg_key gg_keys[] = {
	{ "version", "version of the policy language; 1", .type = GG_TYPE_VERSION, REQUIRED },
	{ "name", "name in events (default: the file's name without .cfg)", .type = GG_TYPE_NAME,
	  P(name), .flags = GG_KEY_OWN },
	{ "mode", "enforce, or audit: let it happen and log what would be denied", "enforce",
	  CHOICE(gg_mode_names), P(mode) },
	{ "extends", "profiles that come first: lists add up, scalars are overridden",
	  .type = GG_TYPE_PROFILES, P(extends), .flags = GG_KEY_OWN },
	{ "layers", "how much each layer is wanted", .type = GG_TYPE_GROUP },
	{ "layers.seccomp", "the system call filter", "require", CHOICE(gg_want_names),
	  P(layers[GG_LAYER_SECCOMP]) },
	{ "layers.landlock", "the kernel's path and port rules", "prefer", CHOICE(gg_want_names),
	  P(layers[GG_LAYER_LANDLOCK]) },
	{ "layers.supervisor", "the process that decides on paths, addresses and programs", "require",
	  CHOICE(gg_want_names), P(layers[GG_LAYER_SUPERVISOR]) },
	{ "layers.wrappers", "explanations inside C code", "prefer", CHOICE(gg_want_names),
	  P(layers[GG_LAYER_WRAPPERS]) },
	{ "target", "arm when this program is executed, not before", .type = GG_TYPE_PROGRAM,
	  P(target) },
	{ "keep_fds", "open descriptors above 2 that the function keeps", .type = GG_TYPE_FDS,
	  .min = 3, .max = GG_FD_MAX, P(keep_fds) },
	{ "syscalls", "system calls", .type = GG_TYPE_GROUP },
	{ "syscalls.allow", "names and @groups", .type = GG_TYPE_CALLS, P(allow) },
	{ "syscalls.deny", "names and @groups, taken away again", .type = GG_TYPE_CALLS, P(deny) },
	{ "syscalls.refine", "conditions on register arguments", .type = GG_TYPE_RECORDS,
	  LIST(gg_policy, refine, gg_refine), .done = gg_refine_done, .max = GG_POLICY_REFINE_MAX },
	{ "syscalls.refine[].call", "the call", .type = GG_TYPE_CALL, AT(gg_refine, call), REQUIRED },
	{ "syscalls.refine[].arg", "which argument, from 0", .type = GG_TYPE_UINT,
	  AT(gg_refine, arg), .max = 5, REQUIRED },
	{ "syscalls.refine[].in", "values it may have: numbers and names of constants",
	  .type = GG_TYPE_VALUES, REQUIRED },
	{ "syscalls.otherwise", "what every other call gets: an errno name, kill, or trap", "EPERM",
	  .type = GG_TYPE_OTHERWISE },
	{ "capabilities", "of root's, these stay besides those that rules are about",
	  .type = GG_TYPE_PRIVILEGES, P(privileges) },
	{ "files", "access to paths; nothing is granted that no rule grants", .type = GG_TYPE_RECORDS,
	  LIST(gg_policy, files, gg_file_rule), .done = gg_file_rule_done },
	FILE_KEYS("files[]")
	BY("files[]", gg_file_rule)
	{ "exec", "programs that may be run", .type = GG_TYPE_RECORDS,
	  LIST(gg_policy, exec, gg_exec_rule), .done = gg_exec_rule_done },
	EXEC_KEYS("exec[]")
	BY("exec[]", gg_exec_rule)
	{ "network", "addresses: PROTO://HOST[/BITS][:PORT[-PORT]], unix:PATH, unix:@NAME",
	  .type = GG_TYPE_GROUP },
	{ "network.connect", "where to connect and send", .type = GG_TYPE_NETS,
	  LIST(gg_policy, connect, gg_net_rule), .min = GG_USE_CONNECT },
	NET_KEYS("network.connect[]", GG_USE_CONNECT)
	{ "network.listen", "what to bind", .type = GG_TYPE_NETS,
	  LIST(gg_policy, listen, gg_net_rule), .min = GG_USE_LISTEN },
	NET_KEYS("network.listen[]", GG_USE_LISTEN)
	{ "network.deny", "not to connect or send to, unless a rule of connect is more specific; a "
	  "bare address means every protocol and port",
	  .type = GG_TYPE_NETS, LIST(gg_policy, net_deny, gg_net_rule), .min = GG_USE_DENY },
	{ "packages", "restrictions per Go package", .type = GG_TYPE_RECORDS,
	  LIST(gg_policy, packages, gg_package), .done = gg_package_done },
	{ "packages[].match", "pattern of packages", .type = GG_TYPE_SUBJECT, AT(gg_package, match),
	  REQUIRED },
	{ "packages[].trust", "the walk up the stack ends here: it may act for others", "false",
	  .type = GG_TYPE_BOOL, AT(gg_package, trust) },
	{ "packages[].files", "as files; absent: as the process", .type = GG_TYPE_RECORDS,
	  LIST(gg_package, files, gg_file_rule), HAS(gg_package, has_files),
	  .done = gg_file_rule_done },
	FILE_KEYS("packages[].files[]")
	{ "packages[].exec", "as exec; absent: as the process", .type = GG_TYPE_RECORDS,
	  LIST(gg_package, exec, gg_exec_rule), HAS(gg_package, has_exec), .done = gg_exec_rule_done },
	EXEC_KEYS("packages[].exec[]")
	{ "packages[].network", "as network", .type = GG_TYPE_GROUP },
	{ "packages[].network.connect", "absent: as the process", .type = GG_TYPE_NETS,
	  LIST(gg_package, connect, gg_net_rule), HAS(gg_package, has_connect),
	  .min = GG_USE_CONNECT },
	{ "packages[].network.listen", "absent: as the process", .type = GG_TYPE_NETS,
	  LIST(gg_package, listen, gg_net_rule), HAS(gg_package, has_listen), .min = GG_USE_LISTEN },
	{ "harden", "further hardening", .type = GG_TYPE_GROUP, HAS(gg_policy, harden.given),
	  PLACE(harden.at) },
	{ "harden.wx", "no memory is both written and executed", "false",
	  .type = GG_TYPE_BOOL, P(harden.wx) },
	{ "harden.origin", "supervised calls come from code in files that it may not write", "false",
	  .type = GG_TYPE_BOOL, P(harden.origin) },
	{ "harden.side_channels", "speculation is restricted, cores are not shared", "false",
	  .type = GG_TYPE_BOOL, P(harden.side_channels) },
	{ "harden.dumpable", "may leave core files", "false",
	  .type = GG_TYPE_BOOL, P(harden.dumpable) },
	{ "limits", "limits of the process", .type = GG_TYPE_GROUP, PLACE(limits.at) },
	{ "limits.memory_mb", "resident memory of all its processes",
	  .type = GG_TYPE_UINT, P(limits.memory_mb), .min = 0,
	  .max = 1u << 30 },
	{ "limits.processes", "processes at one time (threads do not count)",
	  .type = GG_TYPE_UINT, P(limits.processes), .min = 0, .max = 1u << 22 },
	{ "limits.open_files", "open descriptors", .type = GG_TYPE_UINT, P(limits.open_files),
	  .min = 0, .max = 1u << 30 },
	{ "limits.file_size_mb", "size of a file it writes", .type = GG_TYPE_UINT,
	  P(limits.file_size_mb), .min = 0, .max = 1u << 30 },
	{ "limits.wall_s", "seconds until it is ended", .type = GG_TYPE_SECONDS, P(limits.wall_s),
	  .max = 49 * 86400 }, /* milliseconds in 32 bits */
	{ "environment", "environment variables", .type = GG_TYPE_GROUP, PLACE(environment.at) },
	{ "environment.keep", "only these stay (absent: all)", .type = GG_TYPE_PATTERNS,
	  P(environment.keep), HAS(gg_policy, environment.has_keep) },
	{ "environment.remove", "these go", .type = GG_TYPE_PATTERNS, P(environment.remove) },
	{ "log", "events", .type = GG_TYPE_GROUP },
	{ "log.socket", "unix socket or file that gets events, or - for standard output",
	  .type = GG_TYPE_SINK, P(log.socket) },
	{ "log.stacks", "which events carry the Go stack", "violations", CHOICE(gg_stacks_names),
	  P(log.stacks) },
	{ "log.allowed", "log what is allowed, too", "false", .type = GG_TYPE_BOOL, P(log.allowed) },
	{ "log.rate_per_s", "events a second, 0: no limit; the rest are counted", "200",
	  .type = GG_TYPE_UINT, P(log.rate_per_s), .max = 1000000 },
};
/* clang-format on */

const size_t gg_n_keys = GG_ARRAY_SIZE(gg_keys);
_Static_assert(GG_ARRAY_SIZE(gg_keys) <= GG_KEYS_MAX, "struct gg_reading has a place for each");

static bool is_list(const struct gg_key *key)
{
	return key->type == GG_TYPE_RECORDS || key->type == GG_TYPE_NETS;
}

/* Part of @key's path below @parent, NULL when it is not directly below it */
static const char *below(const struct gg_key *parent, const struct gg_key *key)
{
	const char *rest = key->path;

	if (parent) {
		size_t n = strlen(parent->path);

		if (strncmp(rest, parent->path, n))
			return NULL;
		rest += n;
		if (is_list(parent) && !strncmp(rest, "[]", 2))
			rest += 2;
		if (*rest++ != '.')
			return NULL;
	}
	return strchr(rest, '.') ? NULL : rest;
}

bool gg_key_is_child(const struct gg_key *parent, const struct gg_key *key)
{
	return below(parent, key) != NULL;
}

const struct gg_key *gg_key_child(const struct gg_key *parent, const char *name)
{
	for (size_t i = 0; i < gg_n_keys; i++) {
		const char *rest = below(parent, &gg_keys[i]);

		if (rest && !strcmp(rest, name))
			return &gg_keys[i];
	}
	return NULL;
}

const char *gg_key_name(const struct gg_key *key)
{
	const char *dot = strrchr(key->path, '.');

	return dot ? dot + 1 : key->path;
}
