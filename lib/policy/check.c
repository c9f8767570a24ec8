/*
 * Checks of layers, mode, log and system calls.
 *
 * Owns what is said about them. Relies on policy/core.h for what filters deny anyway. Does not
 * look at paths and addresses: see check_paths.c and check_nets.c.
 */
#include "policy/check.h"

#include <stdlib.h>
#include <string.h>

#include "base/privileges.h"
#include "policy/core.h"
#include "policy/groups.h"
#include "policy/path_set.h"

static const char *const layer_keys[GG_LAYER_COUNT] = {
	[GG_LAYER_SECCOMP] = "layers.seccomp",
	[GG_LAYER_LANDLOCK] = "layers.landlock",
	[GG_LAYER_SUPERVISOR] = "layers.supervisor",
	[GG_LAYER_WRAPPERS] = "layers.wrappers",
};

static void check_layers(struct gg_reading *r)
{
	const struct gg_policy *policy = r->policy;
	const enum gg_want *want = policy->layers;

	for (unsigned i = 0; i < GG_LAYER_COUNT; i++) {
		if (want[i] == GG_WANT_OFF)
			gg_reading_warn(r, gg_reading_place(r, layer_keys[i]),
					"%s is off: what it would enforce is not enforced", layer_keys[i]);
	}
	if (want[GG_LAYER_SECCOMP] == GG_WANT_OFF && want[GG_LAYER_SUPERVISOR] == GG_WANT_REQUIRE)
		gg_reading_error(r, gg_reading_place(r, "layers.seccomp"),
				 "layers.supervisor = \"require\" needs seccomp, which is off");
	if (policy->mode == GG_MODE_AUDIT && want[GG_LAYER_SUPERVISOR] == GG_WANT_OFF)
		gg_reading_error(r, gg_reading_place(r, "mode"),
				 "mode = \"audit\" needs the supervisor, which is off: nothing would be logged");
}

/* The supervisor holds these; without one the policy could not be planned anywhere. */
static void check_limits(struct gg_reading *r)
{
	const struct gg_policy *policy = r->policy;
	const struct {
		const char *key;
		bool given;
	} held[] = {
		{ "limits.memory_mb", policy->limits.memory_mb != 0 },
		{ "limits.processes", policy->limits.processes != 0 },
		{ "limits.wall_s", policy->limits.wall_s > 0 },
	};

	for (size_t i = 0; i < GG_ARRAY_SIZE(held); i++) {
		if (held[i].given && policy->layers[GG_LAYER_SUPERVISOR] == GG_WANT_OFF)
			gg_reading_error(r, gg_reading_place(r, held[i].key),
					 "%s needs layers.supervisor, which is off", held[i].key);
	}
}

/* Of a group: what a policy gets by naming it */
static int note_granted(const char *call, void *some)
{
	*(bool *)some |= !gg_never(call) && !gg_absent(call) && !gg_core_denied(call);
	return 0;
}

/* A promise that the filter does not keep, or a grant that is wider than it looks */
static void check_allowed(struct gg_reading *r, const struct gg_word *word)
{
	bool some = false;

	if (word->text[0] == '@')
		(void)gg_group_walk(word->text, note_granted, &some);
	if (word->text[0] == '@' && !some)
		gg_reading_warn(r, word->at, "syscalls.allow: '%s' grants nothing: what it holds is granted by "
				"its own name, if at all", word->text);
	else if (!strcmp(word->text, "@privileged"))
		gg_reading_warn(r, word->at, "syscalls.allow: '%s' is what administers the machine", word->text);
	else if (gg_never(word->text) || gg_absent(word->text))
		gg_reading_warn(r, word->at, "syscalls.allow names '%s', which no policy can grant", word->text);
	else if (gg_core_denied(word->text))
		gg_reading_warn(r, word->at,
				"syscalls.allow names '%s', a way around the guard that is denied otherwise",
				word->text);
}

static void check_denied(struct gg_reading *r, const struct gg_word *word)
{
	if (gg_self_call(word->text))
		gg_reading_warn(r, word->at,
				"syscalls.deny names '%s', which stays granted: goguard itself makes it "
				"inside the guard", word->text);
}

/* Words that stand twice in one list of one file, or in allow and deny of one file */
static void check_words(struct gg_reading *r, const struct gg_words *words, const char *key)
{
	for (size_t i = 0; i < words->n && i < 2000; i++) {
		for (size_t j = 0; j < i; j++) {
			const struct gg_word *a = &words->items[j], *b = &words->items[i];

			if (strcmp(a->text, b->text) || strcmp(a->at.file, b->at.file))
				continue;
			gg_reading_warn(r, b->at, "%s: '%s' is there already, at %s:%d", key, b->text,
					a->at.file, a->at.line);
			break;
		}
	}
}

/* A policy may take away what its profiles grant: that is no contradiction. */
static void check_contradictions(struct gg_reading *r, const struct gg_path_set *denied)
{
	const struct gg_words *allow = &r->policy->allow, *deny = &r->policy->deny;
	const char *own = gg_reading_place(r, "version").file;

	for (size_t i = 0; i < allow->n; i++) {
		const struct gg_word *word = &allow->items[i];
		bool meant = false;

		if (!gg_path_set_has(denied, word->text))
			continue;
		for (size_t j = 0; j < deny->n && strcmp(word->at.file, own) != 0; j++)
			meant |= !strcmp(deny->items[j].text, word->text) && !strcmp(deny->items[j].at.file, own);
		if (!meant)
			gg_reading_warn(r, word->at, "'%s' is in syscalls.allow and in syscalls.deny: deny wins",
					word->text);
	}
}

static void check_privileges(struct gg_reading *r)
{
	const struct gg_words *words = &r->policy->privileges;

	check_words(r, words, "capabilities");
	for (size_t i = 0; i < words->n; i++) {
		const struct gg_privilege *one = &gg_privileges[gg_privilege_find(words->items[i].text)];

		if (!one->ruled)
			gg_reading_warn(r, words->items[i].at, "capabilities: root keeps %s: %s; no rule holds that",
					one->name, one->help);
	}
}

static int note_call(const char *call, void *set)
{
	return gg_path_set_add(set, call);
}

static void check_refines(struct gg_reading *r)
{
	const struct gg_policy *policy = r->policy;
	struct gg_path_set allowed = { 0 };

	for (size_t i = 0; i < policy->allow.n; i++)
		(void)gg_group_walk(policy->allow.items[i].text, note_call, &allowed);
	gg_path_set_sort(&allowed);
	for (size_t i = 0; i < policy->refine.n; i++) {
		const struct gg_refine *refine = &policy->refine.items[i];

		if (!gg_path_set_has(&allowed, refine->call))
			gg_reading_warn(r, refine->at,
					"syscalls.refine of '%s', which syscalls.allow does not grant, never matters",
					refine->call);
	}
	gg_path_set_done(&allowed);
}

void gg_check_calls(struct gg_reading *r)
{
	const struct gg_policy *policy = r->policy;
	struct gg_path_set denied = { 0 };

	for (size_t i = 0; i < policy->allow.n; i++)
		check_allowed(r, &policy->allow.items[i]);
	for (size_t i = 0; i < policy->deny.n; i++) {
		check_denied(r, &policy->deny.items[i]);
		(void)gg_path_set_add(&denied, policy->deny.items[i].text);
	}
	gg_path_set_sort(&denied);
	check_contradictions(r, &denied);
	gg_path_set_done(&denied);
	check_words(r, &policy->allow, "syscalls.allow");
	check_words(r, &policy->deny, "syscalls.deny");
	if (policy->refine.n)
		check_refines(r);
}

void gg_check(struct gg_reading *r)
{
	check_layers(r);
	if (r->policy->mode == GG_MODE_AUDIT)
		gg_reading_warn(r, gg_reading_place(r, "mode"),
				"mode is audit: nothing is denied, only logged");
	if (!r->policy->log.socket)
		gg_reading_warn(r, gg_reading_place(r, "log"),
				"log.socket is not set: violations are seen by nobody (unless GOGUARD_LOG is set)");
	check_limits(r);
	gg_check_calls(r);
	check_privileges(r);
	gg_check_files(r);
	gg_check_exec(r);
	gg_check_nets(r);
	gg_check_packages(r);
}
