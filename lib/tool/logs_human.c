/*
 * Events for people: one line each, in columns.
 *
 * Owns the columns. Relies on jansson. Does not trust what it prints: every string goes through
 * gg_logs_escape().
 */
#include <string.h>

#include "event/event.h"
#include "tool/logs.h"

#define CLOCK_AT 11 /* in "2026-01-02T03:04:05.678901234Z" */
#define CLOCK_LEN 12
#define WHAT_COLUMNS 40

static const char *text_of(const json_t *event, const char *key)
{
	return json_string_value(json_object_get(event, key));
}

/* Append the string at @key, if there is one, after @before; true when there was */
static bool add(struct gg_text *out, const json_t *event, const char *key, const char *before)
{
	const json_t *value = json_object_get(event, key);

	if (!json_is_string(value))
		return false;
	gg_text_str(out, before);
	gg_logs_escape(out, json_string_value(value), json_string_length(value));
	return true;
}

/* Fill with blanks until @columns characters after @start, and one more */
static void pad(struct gg_text *out, size_t start, size_t columns)
{
	size_t wide = 0;

	for (size_t i = start; i < out->used; i++)
		wide += ((unsigned char)out->data[i] & 0xc0) != 0x80;
	for (; wide <= columns && !out->cut; wide++)
		gg_text_char(out, ' ');
	if (wide > columns + 1)
		gg_text_char(out, ' ');
}

static void column(struct gg_text *out, const json_t *event, const char *key, size_t columns)
{
	size_t start = out->used;

	if (!add(out, event, key, ""))
		gg_text_char(out, '-');
	pad(out, start, columns);
}

static void end_line(struct gg_text *out)
{
	while (out->used && out->data[out->used - 1] == ' ')
		out->used--;
	gg_text_char(out, '\n');
}

/* Time of day, UTC, and @word in upper case */
static void begin(struct gg_text *out, const json_t *event, const char *word)
{
	const char *ts = text_of(event, "ts");
	size_t start = out->used, word_at;

	if (ts && strlen(ts) >= CLOCK_AT + CLOCK_LEN)
		gg_logs_escape(out, ts + CLOCK_AT, CLOCK_LEN);
	else
		gg_text_char(out, '-');
	pad(out, start, CLOCK_LEN);
	word_at = out->used;
	gg_logs_escape(out, word, strlen(word));
	for (size_t i = word_at; i < out->used; i++)
		if (out->data[i] >= 'a' && out->data[i] <= 'z')
			out->data[i] = (char)(out->data[i] - 'a' + 'A');
	pad(out, word_at, sizeof("AUDIT") - 1);
}

static void add_number(struct gg_text *out, const json_t *event, const char *key)
{
	gg_text_fmt(out, "%lld", (long long)json_integer_value(json_object_get(event, key)));
}

/* exe[pid] */
static void process(struct gg_text *out, const json_t *event)
{
	size_t start = out->used;

	if (!add(out, event, "exe", "") && !add(out, event, "comm", ""))
		gg_text_char(out, '-');
	gg_text_char(out, '[');
	add_number(out, event, "pid");
	gg_text_char(out, ']');
	pad(out, start, 16);
}

/* proto://addr:port, [addr] when it has colons; unix:PATH */
static void address(struct gg_text *out, const json_t *event)
{
	const char *addr = text_of(event, "addr");
	bool port = json_is_integer(json_object_get(event, "port"));
	bool colons = port && addr && strchr(addr, ':');

	if (!add(out, event, "proto", "") || !addr)
		return;
	gg_text_str(out, !port ? ":" : colons ? "://[" : "://");
	add(out, event, "addr", "");
	gg_text_str(out, colons ? "]" : "");
	if (port) {
		gg_text_char(out, ':');
		add_number(out, event, "port");
	}
	if (add(out, event, "host", " ("))
		gg_text_char(out, ')');
}

static void arguments(struct gg_text *out, const json_t *event)
{
	const json_t *argv = json_object_get(event, "argv"), *arg;
	size_t i;

	if (!json_is_array(argv))
		return;
	json_array_foreach(argv, i, arg)
	{
		gg_text_str(out, i ? " " : " [");
		if (json_is_string(arg))
			gg_logs_escape(out, json_string_value(arg), json_string_length(arg));
	}
	if (json_is_true(json_object_get(event, "argv_cut")))
		gg_text_str(out, " ...");
	gg_text_str(out, i ? "]" : "");
}

/* What was acted on: paths and rights, address, arguments; else the system call */
static void what(struct gg_text *out, const json_t *event)
{
	size_t start = out->used;

	add(out, event, "path", "");
	add(out, event, "path2", " -> ");
	if (add(out, event, "access", " ("))
		gg_text_char(out, ')');
	address(out, event);
	arguments(out, event);
	if (out->used == start && !add(out, event, "syscall", ""))
		gg_text_char(out, '-');
	pad(out, start, WHAT_COLUMNS);
}

/* Which rule decided. An entry of packages has no name of its own: its place alone would look like a rule's. */
static void decided(struct gg_text *out, const json_t *event)
{
	const char *rule = text_of(event, "rule");
	bool entry = rule && !strcmp(rule, "packages");

	if (entry)
		gg_text_str(out, rule);
	if (!add(out, event, "rule_at", entry ? " " : "") && !entry)
		add(out, event, "rule", "");
}

static void show_act(struct gg_text *out, const json_t *event)
{
	const char *verdict = text_of(event, "verdict");
	const json_t *c = json_object_get(event, "c");

	begin(out, event, verdict ? verdict : "-");
	column(out, event, "op", sizeof("connect") - 1);
	what(out, event);
	column(out, event, "errno", sizeof("EACCES") - 1);
	column(out, event, "layer", sizeof("supervisor") - 1);
	process(out, event);
	decided(out, event);
	gg_logs_caller(event, out);
	if (add(out, c, "module", " from "))
		add(out, c, "symbol", ":");
	else
		add(out, c, "symbol", " from ");
	end_line(out);
}

static void show_posture(struct gg_text *out, const json_t *event)
{
	const json_t *layers = json_object_get(event, "layers"), *notes, *note;
	size_t i;

	begin(out, event, "start");
	column(out, event, "policy", sizeof("supervisor") - 1);
	column(out, event, "mode", sizeof("enforce") - 1);
	process(out, event);
	end_line(out);
	for (i = 0; i < GG_LAYER_COUNT; i++) {
		const json_t *layer = json_object_get(layers, gg_layer_names[i].name);

		if (!layer)
			continue;
		begin(out, event, "layer");
		gg_text_str(out, gg_layer_names[i].name);
		pad(out, out->used - strlen(gg_layer_names[i].name), sizeof("supervisor") - 1);
		column(out, layer, "state", sizeof("missing") - 1);
		column(out, layer, "asked", sizeof("require") - 1);
		add(out, layer, "why", "");
		end_line(out);
	}
	notes = json_object_get(event, "notes");
	json_array_foreach(notes, i, note)
	{
		begin(out, event, "note");
		if (json_is_string(note))
			gg_logs_escape(out, json_string_value(note), json_string_length(note));
		end_line(out);
	}
}

static void show_dropped(struct gg_text *out, const json_t *event)
{
	begin(out, event, "lost");
	add_number(out, event, "dropped");
	gg_text_str(out, " events so far");
	end_line(out);
}

static void show_exit(struct gg_text *out, const json_t *event)
{
	bool killed = json_integer_value(json_object_get(event, "signal")) != 0;
	const char *key = killed ? "signal" : "status";

	begin(out, event, "exit");
	gg_text_fmt(out, "%s ", key);
	add_number(out, event, key);
	gg_text_char(out, ' ');
	process(out, event);
	if (json_object_get(event, "peak_kb")) {
		gg_text_str(out, "peak ");
		add_number(out, event, "peak_kb");
		gg_text_str(out, " KiB");
	}
	add(out, event, "limit", " by limits.");
	end_line(out);
}

static void (*const shows[GG_KIND_COUNT])(struct gg_text *, const json_t *) = {
	[GG_KIND_POSTURE] = show_posture, [GG_KIND_VIOLATION] = show_act,
	[GG_KIND_ALLOWED] = show_act,     [GG_KIND_DROPPED] = show_dropped,
	[GG_KIND_EXIT] = show_exit,
};

static void show_unknown(struct gg_text *out, const char *line, size_t n)
{
	gg_text_str(out, "? ");
	gg_logs_escape(out, line, n);
	gg_text_char(out, '\n');
}

/* gg_logs_kind() - see tool/logs.h */
int gg_logs_kind(const json_t *event)
{
	const char *kind = text_of(event, "kind");

	return kind ? gg_name_find(gg_kind_names, GG_KIND_COUNT, kind, strlen(kind)) : -1;
}

/* gg_logs_human() - a received line for people; see tool/logs.h */
void gg_logs_human(const char *line, size_t n, const json_t *event, struct gg_text *out)
{
	int kind = gg_logs_kind(event);

	if (kind >= 0)
		shows[kind](out, event);
	else
		show_unknown(out, line, n);
}
