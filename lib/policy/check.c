/*
 * Checks of layers, mode, log and system calls.
 *
 * Owns what is said about them. Relies on policy/core.h for what filters deny anyway. Does not
 * look at paths and addresses: see check_paths.c and check_nets.c.
 */
#include "policy/check.h"

#include <stdlib.h>
#include <string.h>

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

static void check_calls_denied_by_core(struct gg_reading *r, const struct gg_word *word)
{
	if (gg_core_denied(word->text))
		gg_reading_warn(r, word->at,
				"syscalls.allow names '%s', a way around the guard that is denied otherwise",
				word->text);
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

static void check_contradictions(struct gg_reading *r, const struct gg_path_set *denied)
{
	const struct gg_words *allow = &r->policy->allow;

	for (size_t i = 0; i < allow->n; i++) {
		const struct gg_word *word = &allow->items[i];

		if (gg_path_set_has(denied, word->text))
			gg_reading_warn(r, word->at, "'%s' is in syscalls.allow and in syscalls.deny: deny wins",
					word->text);
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
		check_calls_denied_by_core(r, &policy->allow.items[i]);
	for (size_t i = 0; i < policy->deny.n; i++)
		(void)gg_path_set_add(&denied, policy->deny.items[i].text);
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
	gg_check_calls(r);
	gg_check_files(r);
	gg_check_exec(r);
	gg_check_nets(r);
	gg_check_packages(r);
}
