/*
 * GODEBUG in place.
 *
 * Owns the string it points the environment to. Relies on Go reading the array of pointers that
 * the kernel made, so that a pointer may be exchanged but the array must not move. Raw memory
 * only.
 */
#include "shim/godebug.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "plan/caps.h"

static char **find(char **envp, const char *prefix)
{
	for (; envp && *envp; envp++)
		if (!strncmp(*envp, prefix, strlen(prefix)) && (*prefix || !**envp))
			return envp;
	return NULL;
}

/* A place that the new variable may take: its own, that of a variable taken away, of one that was
 * for us, and last the preload's, which only children would miss. */
static char **find_place(char **envp)
{
	static const char *const prefixes[] = { "GODEBUG=", "", "GOGUARD_", "LD_PRELOAD=" };
	char **place = NULL;
	size_t i;

	for (i = 0; !place && i < GG_ARRAY_SIZE(prefixes); i++)
		place = find(envp, prefixes[i]);
	return place;
}

/** gg_godebug_calm() - see godebug.h */
int gg_godebug_calm(const struct gg_plan *plan, char **envp)
{
	static char value[4096];
	struct gg_text text;
	char **old, **place;

	if (!(plan->head->flags & GG_PLAN_NEEDS_SUPERVISOR) ||
	    gg_caps_has(&plan->head->caps, GG_CAP_WAIT_KILLABLE))
		return 0;
	old = find(envp, "GODEBUG=");
	place = find_place(envp);
	if (!place)
		return -ENOSPC;
	gg_text_init(&text, value, sizeof(value));
	gg_text_fmt(&text, "%s%sasyncpreemptoff=1", old ? *old : "GODEBUG=",
		    old && (*old)[sizeof("GODEBUG=") - 1] ? "," : "");
	if (text.cut)
		return -ENOSPC;
	*place = value;
	return 0;
}
