/*
 * The table of verbs.
 *
 * Owns the order in which people see them. Relies on each verb's own file. Does not run any.
 */
#include "tool/verbs.h"

#include "base/common.h"
#include "tool/logs.h"

const struct gg_verb gg_verbs[] = {
	{ "run", gg_verb_run, "guard and supervise a command" },
	{ "check", gg_verb_check, "report every mistake and doubtful grant of a policy" },
	{ "plan", gg_verb_plan, "show what would be enforced here, by which layer; write plans" },
	{ "doctor", gg_verb_doctor, "show what this machine grants; can a preload reach a command?" },
	{ "logs", gg_verb_logs, "listen for events and print them" },
	{ "keys", gg_verb_keys, "list every policy key: type, default, help" },
	{ "completion", gg_verb_completion, "print a completion script for a shell" },
	{ "supervise", gg_verb_supervise, "internal: the other half of libgoguard.so" },
};
const size_t gg_n_verbs = GG_ARRAY_SIZE(gg_verbs);
