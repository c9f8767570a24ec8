/*
 * Who made a call, for people: at the end of a line, and as a stack below it.
 *
 * Owns both forms. Relies on names alone to tell the standard library: no package of anybody else can
 * have one of its. Does not trust what it prints: every string goes through gg_logs_escape().
 */
#include <string.h>

#include "golang/names.h"
#include "tool/logs.h"

#define INDENT "             " /* as wide as the time of day */

static const char *text_of(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static bool add(struct gg_text *out, const json_t *object, const char *key, const char *before)
{
	const json_t *value = json_object_get(object, key);

	if (!json_is_string(value))
		return false;
	gg_text_str(out, before);
	gg_logs_escape(out, json_string_value(value), json_string_length(value));
	return true;
}

/* " at FILE:LINE", if it has one */
static void add_place(struct gg_text *out, const json_t *frame)
{
	if (add(out, frame, "file", " at "))
		gg_text_fmt(out, ":%llu",
			    (unsigned long long)json_integer_value(json_object_get(frame, "line")));
}

/* A subject that is the program itself is in the line already. The module tells where a dependency begins;
 * of main it is the function's own. */
static void add_subject(struct gg_text *out, const json_t *event)
{
	const char *subject = text_of(event, "subject"), *module = text_of(json_object_get(event, "go"), "module");

	if (!subject || !strncmp(subject, "program:", strlen("program:")))
		return;
	add(out, event, "subject", " by ");
	if (module && strcmp(subject, "main") != 0 && strcmp(subject, module) != 0 &&
	    add(out, json_object_get(event, "go"), "module", " (module "))
		gg_text_char(out, ')');
}

/* Nobody's function: what its goroutine began with, behind runtime.goexit */
static void add_start(struct gg_text *out, const json_t *go)
{
	const json_t *stack = json_object_get(go, "stack");
	size_t n = json_array_size(stack);
	const json_t *frame = n > 1 ? json_array_get(stack, n - 2) : NULL;
	const char *end = text_of(go, "end"), *last = text_of(json_array_get(stack, n ? n - 1 : 0), "func");

	if (!end || strcmp(end, "orphan") != 0 || !last || strcmp(last, "runtime.goexit") != 0)
		return;
	add(out, frame, "func", " in a goroutine of ");
}

/* The innermost function outside the standard library, and its line */
static void add_function(struct gg_text *out, const json_t *go)
{
	const char *function = text_of(go, "function");
	const json_t *stack = json_object_get(go, "stack"), *frame;
	size_t i;

	if (!add(out, go, "function", " in ")) {
		add_start(out, go);
		return;
	}
	json_array_foreach(stack, i, frame)
	{
		const char *name = text_of(frame, "func");

		if (!name || strcmp(name, function))
			continue;
		add_place(out, frame);
		return;
	}
}

/* gg_logs_caller() - see tool/logs.h */
void gg_logs_caller(const json_t *event, struct gg_text *out)
{
	add_subject(out, event);
	add_function(out, json_object_get(event, "go"));
}

/* Somebody's code: of a package that is not the standard library's */
static bool is_own(const json_t *frame)
{
	const char *function = text_of(frame, "func");
	char package[GG_GO_PACKAGE_MAX];
	size_t n;

	return function && gg_go_name_package(function, &n) && gg_go_name_unescape(function, n, package) &&
	       !gg_go_name_is_std(package);
}

static void put_frame(const json_t *frame, struct gg_text *out)
{
	gg_text_str(out, INDENT);
	if (!add(out, frame, "func", ""))
		gg_text_char(out, '-');
	add_place(out, frame);
	gg_text_char(out, '\n');
}

/* Frames @from to @end are the standard library's: one line, with the one that is next to somebody's code,
 * which is what that calls, or is called by */
static void put_folded(const json_t *stack, size_t from, size_t end, struct gg_text *out)
{
	bool outermost = end == json_array_size(stack);

	gg_text_str(out, INDENT);
	if (!add(out, json_array_get(stack, outermost ? from : end - 1), "func", ""))
		gg_text_char(out, '-');
	if (end - from > 1)
		gg_text_fmt(out, ", and %zu more of the standard library", end - from - 1);
	gg_text_char(out, '\n');
}

/* gg_logs_stack() - see tool/logs.h */
void gg_logs_stack(const json_t *event, struct gg_text *out)
{
	const json_t *go = json_object_get(event, "go"), *stack = json_object_get(go, "stack");
	size_t n = json_array_size(stack), own = 0, end;

	for (size_t i = 0; i < n; i++)
		own += is_own(json_array_get(stack, i));
	for (size_t i = 0; i < n; i = end) {
		for (end = i; own && end < n && !is_own(json_array_get(stack, end));)
			end++;
		if (end > i)
			put_folded(stack, i, end, out);
		else
			put_frame(json_array_get(stack, end++), out);
	}
	if (json_is_true(json_object_get(go, "stack_cut")))
		gg_text_str(out, INDENT "...\n");
}
