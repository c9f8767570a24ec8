/*
 * GODEBUG in place.
 *
 * Owns the string it points the environment to. Relies on Go reading the array of pointers that
 * the kernel made, so that a pointer may be exchanged but the array must not move. Raw memory
 * only.
 */
#include "shim/godebug.h"

#include <string.h>

#include "base/text.h"
#include "plan/caps.h"

static char **find(char **envp, const char *prefix)
{
	for (; envp && *envp; envp++)
		if (!strncmp(*envp, prefix, strlen(prefix)))
			return envp;
	return NULL;
}

/** gg_godebug_calm() - see godebug.h */
void gg_godebug_calm(const struct gg_plan *plan, char **envp)
{
	static char value[4096];
	struct gg_text text;
	char **old, **place;

	if (!(plan->head->flags & GG_PLAN_NEEDS_SUPERVISOR) ||
	    gg_caps_has(&plan->head->caps, GG_CAP_WAIT_KILLABLE))
		return;
	old = find(envp, "GODEBUG=");
	place = old ? old : find(envp, "GOGUARD_");
	if (!place)
		return;
	gg_text_init(&text, value, sizeof(value));
	gg_text_fmt(&text, "%s%sasyncpreemptoff=1", old ? *old : "GODEBUG=",
		    old && (*old)[sizeof("GODEBUG=") - 1] ? "," : "");
	if (!text.cut)
		*place = value;
}
