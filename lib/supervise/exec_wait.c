/*
 * Execs that wait for a digest.
 *
 * Owns their table. Relies on being asked again. Does not keep anything of the first look.
 */
#include "supervise/exec_wait.h"

#include <errno.h>
#include <stdlib.h>

#include "supervise/digests.h"

/** gg_exec_waits_new() - see exec_wait.h */
int gg_exec_waits_new(struct gg_exec_waits **ret_waits)
{
	struct gg_exec_waits *w = calloc(1, sizeof(*w));
	int ret = w ? gg_digests_new(&w->digests) : -ENOMEM;

	if (ret < 0)
		free(w);
	else
		*ret_waits = w;
	return ret;
}

/** gg_exec_waits_event() - see exec_wait.h */
int gg_exec_waits_event(const struct gg_exec_waits *waits)
{
	return waits ? gg_digests_event(waits->digests) : -1;
}

/** gg_exec_wait() - see exec_wait.h */
int gg_exec_wait(struct gg_call *c)
{
	struct gg_exec_waits *w = c->super->waits;

	if (w->n == GG_EXEC_WAITS_MAX)
		return -EAGAIN;
	w->items[w->n] = *c;
	w->items[w->n].lowered = false; /* as this thread is by then */
	w->n++;
	c->done = true; /* for now */
	return 0;
}
