/*
 * Repeats in a log.
 *
 * Owns the few last events and how often each came again. The first one is always printed at
 * once; those like it that follow within a while are counted and become one line. Relies on
 * tool/logs.h to print. Does not fold anything but what the guarded program did.
 */
#ifndef GG_TOOL_LOGS_FOLD_H
#define GG_TOOL_LOGS_FOLD_H

#include "tool/logs.h"

#define GG_FOLD_SLOTS 16
#define GG_FOLD_NS 5000000000ull /* a line at least so often, while it goes on */

/**
 * struct gg_fold - what was shown last
 * @key:   what makes events alike, malloc'ed; NULL: free
 * @line:  the last one, malloc'ed
 * @again: how often it came since a line was printed
 * @since: when that was, by the events' clock
 * @used:  for finding the one that rested longest
 */
struct gg_fold {
	struct gg_fold_slot {
		char *key, *line;
		unsigned long again;
		uint64_t since, used;
	} slots[GG_FOLD_SLOTS];
	uint64_t uses;
};

/* gg_fold_take() - print @line, or hold it back
 * @event: what it was made of */
void gg_fold_take(struct gg_fold *fold, struct gg_logs *logs, const json_t *event,
		  const struct gg_text *line);
void gg_fold_flush(struct gg_fold *fold, struct gg_logs *logs); /* print what is held back */
void gg_fold_done(struct gg_fold *fold);

#endif
