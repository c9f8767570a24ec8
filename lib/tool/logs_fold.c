/*
 * Repeats in a log, see tool/logs_fold.h.
 *
 * Owns the slots. Relies on the time in the events, so that a file folds as its events did when
 * they came. Does not reorder: what is held back is printed before a start, an end or a loss.
 */
#include "tool/logs_fold.h"

#include <stdlib.h>
#include <string.h>

#include "event/event.h"
#include "tool/logs_filter.h"

#define KEY_MAX 65536

/* Same process, act, object, result and subject */
static const char *const alike[] = { "kind", "verdict", "pid",   "op",     "syscall", "path",    "path2",
				     "proto", "addr",   "port",  "errno",  "access",  "rule_at", "subject" };

static void add_value(struct gg_text *key, const json_t *value)
{
	if (json_is_string(value))
		gg_logs_escape(key, json_string_value(value), json_string_length(value));
	else if (json_is_integer(value))
		gg_text_fmt(key, "%lld", (long long)json_integer_value(value));
	gg_text_char(key, '\x1f');
}

static uint64_t time_of(const json_t *event)
{
	const char *ts = json_string_value(json_object_get(event, "ts"));
	uint64_t at = 0;

	return ts && gg_when_parse(ts, 0, &at) ? at : 0;
}

/* The same function; where stacks are printed, by the same way */
static void add_caller(struct gg_text *key, const json_t *go, bool stack)
{
	const json_t *frames = json_object_get(go, "stack"), *frame;
	size_t i;

	add_value(key, json_object_get(go, "function"));
	if (!stack)
		return;
	json_array_foreach(frames, i, frame)
	{
		add_value(key, json_object_get(frame, "func"));
		add_value(key, json_object_get(frame, "line"));
	}
}

/* Print what was held back: as it is when it is one, else with how many, behind its first line */
static void print_held(struct gg_fold_slot *slot, struct gg_logs *logs)
{
	char tail[48];
	struct gg_text text;
	size_t n = slot->line ? strlen(slot->line) : 0, first = n ? strcspn(slot->line, "\n") : 0;

	if (!slot->again || !n)
		return;
	if (slot->again == 1) {
		gg_logs_text(logs, slot->line, n);
	} else {
		gg_logs_text(logs, slot->line, first);
		gg_text_init(&text, tail, sizeof(tail));
		gg_text_fmt(&text, "  \xc3\x97%lu more", slot->again);
		gg_logs_text(logs, text.data, text.used);
		gg_logs_text(logs, slot->line + first, n - first);
	}
	slot->again = 0;
}

/* gg_fold_flush() - see tool/logs_fold.h; in the order in which they came last */
void gg_fold_flush(struct gg_fold *fold, struct gg_logs *logs)
{
	for (;;) {
		struct gg_fold_slot *first = NULL;

		for (size_t i = 0; i < GG_FOLD_SLOTS; i++)
			if (fold->slots[i].again && (!first || fold->slots[i].used < first->used))
				first = &fold->slots[i];
		if (!first)
			return;
		print_held(first, logs);
		first->again = 0;
	}
}

static void release(struct gg_fold_slot *slot)
{
	free(slot->key);
	free(slot->line);
	*slot = (struct gg_fold_slot){ 0 };
}

/* gg_fold_done() - end it; prints nothing */
void gg_fold_done(struct gg_fold *fold)
{
	for (size_t i = 0; i < GG_FOLD_SLOTS; i++)
		release(&fold->slots[i]);
}

static struct gg_fold_slot *find(struct gg_fold *fold, const char *key)
{
	for (size_t i = 0; i < GG_FOLD_SLOTS; i++)
		if (fold->slots[i].key && !strcmp(fold->slots[i].key, key))
			return &fold->slots[i];
	return NULL;
}

static struct gg_fold_slot *take_oldest(struct gg_fold *fold, struct gg_logs *logs)
{
	struct gg_fold_slot *oldest = &fold->slots[0];

	for (size_t i = 1; i < GG_FOLD_SLOTS; i++)
		if (fold->slots[i].used < oldest->used)
			oldest = &fold->slots[i];
	print_held(oldest, logs);
	release(oldest);
	return oldest;
}

/* Lines whose time is over, whether or not they came again */
static void print_due(struct gg_fold *fold, struct gg_logs *logs, uint64_t now)
{
	for (size_t i = 0; i < GG_FOLD_SLOTS; i++) {
		struct gg_fold_slot *slot = &fold->slots[i];

		if (now < slot->since + GG_FOLD_NS)
			continue;
		print_held(slot, logs);
		release(slot);
	}
}

static void hold(struct gg_fold_slot *slot, const struct gg_text *line)
{
	char *copy = strndup(line->data, line->used);

	if (copy) {
		free(slot->line);
		slot->line = copy;
	}
	slot->again++;
}

/* gg_fold_take() - see tool/logs_fold.h */
void gg_fold_take(struct gg_fold *fold, struct gg_logs *logs, const json_t *event,
		  const struct gg_text *line)
{
	int kind = gg_logs_kind(event);
	uint64_t now = time_of(event);
	char buf[KEY_MAX];
	struct gg_text key;
	struct gg_fold_slot *slot;

	gg_text_init(&key, buf, sizeof(buf));
	for (size_t i = 0; i < GG_ARRAY_SIZE(alike); i++)
		add_value(&key, json_object_get(event, alike[i]));
	add_caller(&key, json_object_get(event, "go"), logs->stack);
	if ((kind != GG_KIND_VIOLATION && kind != GG_KIND_ALLOWED) || key.cut) {
		gg_fold_flush(fold, logs);
		gg_logs_text(logs, line->data, line->used);
		return;
	}
	print_due(fold, logs, now);
	slot = find(fold, buf);
	if (slot) {
		slot->used = ++fold->uses;
		hold(slot, line);
		return;
	}
	slot = take_oldest(fold, logs);
	gg_logs_text(logs, line->data, line->used);
	slot->key = strdup(buf);
	slot->since = now;
	slot->used = ++fold->uses;
}
