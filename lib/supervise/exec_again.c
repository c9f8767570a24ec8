/*
 * Execs, once more.
 *
 * Owns the order: everybody is served before anything is forgotten. Relies on a reply to somebody
 * who is gone being no error. Does not decide.
 */
#include "supervise/exec_again.h"

#include <errno.h>

#include "supervise/acts.h"
#include "supervise/digests.h"
#include "supervise/exec_stop.h"
#include "supervise/exec_wait.h"
#include "supervise/workers.h"

/** gg_exec_again() - see exec_again.h */
void gg_exec_again(struct gg_super *s)
{
	struct gg_exec_waits *w = s->waits;
	unsigned n = w->n, i;

	gg_digests_finish(w->digests);
	/* Who must wait again goes to the front, never beyond who is handled. */
	w->n = 0;
	for (i = 0; i < n; i++) {
		struct gg_call c = w->items[i];

		c.reply.error = -EPERM;
		c.reply.flags = 0;
		gg_act_exec(&c);
		gg_send_reply(&c);
	}
	gg_exec_stops_again(s);
	gg_digests_forget(w->digests);
}
