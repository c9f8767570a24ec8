/*
 * Pins: what a rule of exec asks for beside the path.
 *
 * Owns the comparison of arguments with patterns and of digests. The arguments behind argv[0] and
 * the patterns are gone through side by side; "**" stands for any number of arguments, and what
 * does not fit behind it is tried again one argument later, as a star in a glob is. Relies on the
 * request. Time: arguments times patterns at worst. Runs in the shim.
 */
#include <string.h>

#include "plan/decide_parts.h"

static bool is_rest(const struct gg_plan *plan, const struct gg_plan_pin *pin, uint32_t word)
{
	return word < pin->n_words &&
	       !strcmp(gg_plan_string(plan, plan->words[pin->words + word]), GG_PIN_REST);
}

static bool fits(const struct gg_plan *plan, const struct gg_plan_pin *pin, uint32_t word,
		 const char *arg)
{
	return word < pin->n_words &&
	       gg_glob_match(gg_plan_string(plan, plan->words[pin->words + word]), arg, strlen(arg));
}

static bool match(const struct gg_plan *plan, const struct gg_plan_pin *pin, const char *const *args)
{
	const char *const *again = NULL; /* where the last "**" has got to */
	uint32_t behind = 0;             /* the pattern behind it */
	uint32_t word = 0;

	while (*args) {
		if (is_rest(plan, pin, word)) {
			behind = ++word;
			again = args;
		} else if (fits(plan, pin, word, *args)) {
			word++;
			args++;
		} else if (again) {
			word = behind;
			args = ++again;
		} else {
			return false;
		}
	}
	while (is_rest(plan, pin, word))
		word++;
	return word == pin->n_words;
}

static enum gg_pinned decide_argv(const struct gg_plan *plan, const struct gg_plan_pin *pin,
				  const struct gg_request *r)
{
	bool matches = r->argv && match(plan, pin, r->argv[0] ? r->argv + 1 : r->argv);

	if (!r->argv_cut)
		return matches ? GG_PINNED_HOLDS : GG_PINNED_ARGV;
	/* What is not seen may be there only where anything may. */
	return matches && is_rest(plan, pin, pin->n_words - 1) ? GG_PINNED_HOLDS : GG_PINNED_ARGV_CUT;
}

/** gg_decide_pin() - see decide_parts.h */
enum gg_pinned gg_decide_pin(const struct gg_plan *plan, const struct gg_plan_right *right,
			     const struct gg_request *request)
{
	const struct gg_plan_pin *pin;
	enum gg_pinned argv = GG_PINNED_HOLDS;

	if (!right->pin)
		return GG_PINNED_FREE;
	pin = &plan->pins[right->pin - 1];
	if (pin->wants & GG_PIN_ARGV)
		argv = decide_argv(plan, pin, request);
	if (argv != GG_PINNED_HOLDS || !(pin->wants & GG_PIN_SHA256))
		return argv;
	if (!request->sha256)
		return GG_PINNED_UNKNOWN;
	return memcmp(request->sha256, pin->sha256, sizeof(pin->sha256)) ? GG_PINNED_SHA256 :
									   GG_PINNED_HOLDS;
}
