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

/* Where in @stack the innermost function outside the standard library is. Return: behind its end: nowhere */
static size_t place_of(const json_t *stack, const char *function)
{
	size_t i, n = json_array_size(stack);

	for (i = 0; i < n; i++) {
		const char *name = text_of(json_array_get(stack, i), "func");

		if (name && !strcmp(name, function))
			break;
	}
	return i;
}

/* The innermost function outside the standard library, and its line */
static void add_function(struct gg_text *out, const json_t *go)
{
	const json_t *stack = json_object_get(go, "stack");

	if (add(out, go, "function", " in "))
		add_place(out, json_array_get(stack, place_of(stack, text_of(go, "function"))));
	else
		add_start(out, go);
}

/* Somebody's code: of a package that is not the standard library's. @ret_len: bytes of the name that are it */
static bool is_own(const json_t *frame, size_t *ret_len)
{
	const char *function = text_of(frame, "func");
	char package[GG_GO_PACKAGE_MAX];

	return function && gg_go_name_package(function, ret_len) &&
	       gg_go_name_unescape(function, *ret_len, package) && !gg_go_name_is_std(package);
}

#define CALLERS 4

struct seen {
	const char *function[CALLERS + 1];
	size_t len[CALLERS + 1], n;
};

/* The package that @len bytes of @function are. Return: whether it is new; too many: not noted */
static bool note(struct seen *seen, const char *function, size_t len)
{
	for (size_t i = 0; i < seen->n; i++)
		if (seen->len[i] == len && !memcmp(seen->function[i], function, len))
			return false;
	if (seen->n <= CALLERS) {
		seen->function[seen->n] = function;
		seen->len[seen->n] = len;
	}
	seen->n++;
	return true;
}

/* An entry of packages is about everybody who takes part: further out, the innermost frame of each further package */
static void add_callers(struct gg_text *out, const json_t *event)
{
	const json_t *go = json_object_get(event, "go"), *stack = json_object_get(go, "stack"), *frame;
	const char *rule = text_of(event, "rule"), *function = text_of(go, "function");
	struct seen seen = { .n = 0 };
	size_t len, i;

	if (!rule || strcmp(rule, "packages") != 0 || !function || !gg_go_name_package(function, &len))
		return;
	(void)note(&seen, function, len);
	for (i = place_of(stack, function) + 1; i < json_array_size(stack) && seen.n <= CALLERS; i++) {
		frame = json_array_get(stack, i);
		if (!is_own(frame, &len) || !note(&seen, text_of(frame, "func"), len))
			continue;
		add(out, frame, "func", ", called by ");
		add_place(out, frame);
	}
}

/* gg_logs_caller() - see tool/logs.h */
void gg_logs_caller(const json_t *event, struct gg_text *out)
{
	add_subject(out, event);
	add_function(out, json_object_get(event, "go"));
	add_callers(out, event);
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
	size_t n = json_array_size(stack), own = 0, end, len;

	for (size_t i = 0; i < n; i++)
		own += is_own(json_array_get(stack, i), &len);
	for (size_t i = 0; i < n; i = end) {
		for (end = i; own && end < n && !is_own(json_array_get(stack, end), &len);)
			end++;
		if (end > i)
			put_folded(stack, i, end, out);
		else
			put_frame(json_array_get(stack, end++), out);
	}
	if (json_is_true(json_object_get(go, "stack_cut")))
		gg_text_str(out, INDENT "...\n");
}
