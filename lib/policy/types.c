/*
 * The table of types.
 *
 * Owns the names that `goguard keys` shows. Relies on the type_*.c files. Does not know keys.
 */
#include "policy/types.h"

#include "base/common.h"

const struct gg_type_ops gg_types[] = {
	[GG_TYPE_VERSION] = { "number", gg_set_version, gg_print_version },
	[GG_TYPE_NAME] = { "string", gg_set_name, gg_print_string },
	[GG_TYPE_CHOICE] = { "word", gg_set_choice, gg_print_choice },
	[GG_TYPE_BOOL] = { "boolean", gg_set_bool, gg_print_bool },
	[GG_TYPE_UINT] = { "number", gg_set_uint, gg_print_uint },
	[GG_TYPE_SECONDS] = { "seconds", gg_set_seconds, gg_print_seconds },
	[GG_TYPE_PROGRAM] = { "path", gg_set_program, gg_print_program },
	[GG_TYPE_SINK] = { "path", gg_set_sink, gg_print_program },
	[GG_TYPE_PROFILES] = { "list of names", gg_set_profiles, gg_print_profiles },
	[GG_TYPE_CALLS] = { "list of calls", gg_set_calls, gg_print_calls },
	[GG_TYPE_PRIVILEGES] = { "list of names", gg_set_privileges, gg_print_privileges },
	[GG_TYPE_PATTERNS] = { "list of patterns", gg_set_patterns, gg_print_patterns },
	[GG_TYPE_FDS] = { "list of numbers", gg_set_fds, gg_print_fds },
	[GG_TYPE_OTHERWISE] = { "errno, kill or trap", gg_set_otherwise, gg_print_otherwise },
	[GG_TYPE_GROUP] = { "group", gg_set_group, gg_print_group },
	[GG_TYPE_RECORDS] = { "list of groups", gg_set_records, gg_print_records },
	[GG_TYPE_NETS] = { "list of addresses", gg_set_nets, gg_print_nets },
	[GG_TYPE_NET] = { "address", gg_set_net, gg_print_net },
	[GG_TYPE_FILE_PATH] = { "path or glob", gg_set_file_path, gg_print_file_path },
	[GG_TYPE_EXEC_PATH] = { "path", gg_set_exec_path, gg_print_exec_path },
	[GG_TYPE_ACCESS] = { "access words", gg_set_access, gg_print_access },
	[GG_TYPE_ARGV] = { "list of patterns", gg_set_argv, gg_print_argv },
	[GG_TYPE_SHA256] = { "digest", gg_set_sha256, gg_print_string },
	[GG_TYPE_SUBJECT] = { "subject", gg_set_subject, gg_print_string },
	[GG_TYPE_CALL] = { "call", gg_set_call, gg_print_string },
	[GG_TYPE_VALUES] = { "list of values", gg_set_values, gg_print_values },
};

_Static_assert(GG_ARRAY_SIZE(gg_types) == GG_TYPE_COUNT, "one entry per type");
