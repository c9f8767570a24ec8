/*
 * The Go caller in an event.
 *
 * Owns "go": function, package, module, how the walk ended, and the stack, innermost first, as far
 * as its share of the line goes. Relies on event/json_key.h. Does not choose what is told.
 */
#include <errno.h>
#include <stdbool.h>

#include "event/json_key.h"

#define NAME_SHARE 640  /* of function, package and module each */
#define FRAME_SHARE 704 /* the least that must be left for one more function */
#define TAIL_SHARE 32   /* end of the list, "stack_cut", closing brace */

static void put_name(struct gg_text *out, const char *key, const char *value, size_t end)
{
	if (!value || out->used + NAME_SHARE > end)
		return;
	gg_json_key(out, key);
	gg_json_cstr(out, value, out->used + NAME_SHARE);
}

/* A function, as Go's own traces name it: whatever the type arguments, they are written [...] */
static void put_function(struct gg_text *out, const char *key, const char *name, size_t end)
{
	char plain[GG_EVENT_STR_MAX + 4];
	struct gg_text text;
	int depth = 0;

	gg_json_key(out, key);
	if (!strchr(name, '[')) { /* none, as nearly always */
		gg_json_cstr(out, name, end);
		return;
	}
	gg_text_init(&text, plain, sizeof(plain));
	for (const char *p = name; *p; p++) {
		depth -= *p == ']' && depth > 0;
		if (depth == 0)
			gg_text_char(&text, *p);
		if (*p == '[' && depth++ == 0)
			gg_text_str(&text, "...");
	}
	gg_json_cstr(out, plain, end);
}

static void put_frame(const struct gg_go_line *line, struct gg_text *out)
{
	gg_json_comma(out);
	gg_text_char(out, '{');
	put_function(out, "func", line->function, out->used + 320);
	if (line->file && line->file[0]) {
		gg_json_key(out, "file");
		gg_json_cstr(out, line->file, out->used + 320);
		gg_json_key(out, "line");
		gg_text_u64(out, line->line, 10);
	}
	gg_text_char(out, '}');
}

/* The value of "go". Return: the stack ends where @ev says so, not for want of room before @end */
static bool put_value(const struct gg_event *ev, struct gg_text *out, size_t end)
{
	unsigned i = 0;

	gg_text_char(out, '{');
	if (ev->go_function && out->used + NAME_SHARE < end - TAIL_SHARE)
		put_function(out, "function", ev->go_function, out->used + NAME_SHARE);
	put_name(out, "package", ev->go_package, end - TAIL_SHARE);
	put_name(out, "module", ev->go_module, end - TAIL_SHARE);
	put_name(out, "end", ev->go_end, end - TAIL_SHARE);
	gg_json_key(out, "stack");
	gg_text_char(out, '[');
	for (; i < ev->n_go_stack && out->used + FRAME_SHARE + TAIL_SHARE < end; i++)
		put_frame(&ev->go_stack[i], out);
	gg_text_char(out, ']');
	if (i < ev->n_go_stack || ev->go_cut) {
		gg_json_key(out, "stack_cut");
		gg_text_str(out, "true");
	}
	gg_text_char(out, '}');
	return i == ev->n_go_stack;
}

/* gg_event_go() - see event/json.h. Room is checked before something is written, and what every event has is
 * the least: what is whole within that is written the same whatever room there is. */
int gg_event_go(const struct gg_event *ev, struct gg_text *out)
{
	bool whole;

	out->used = 0;
	out->cut = false;
	whole = ev->go_stack && put_value(ev, out, GG_EVENT_GO_MAX - sizeof(",\"go\":"));
	if (whole && !out->cut)
		return 0;
	gg_text_init(out, out->data, out->size);
	return -EMSGSIZE;
}

/* gg_put_go() - the Go caller */
void gg_put_go(const struct gg_field *f, const struct gg_event *ev, struct gg_text *out, size_t end)
{
	if (ev->go_json) {
		gg_json_key(out, f->name);
		gg_text_add(out, ev->go_json, ev->go_json_n);
	} else if (ev->go_stack && out->used + 4 * NAME_SHARE <= end) {
		gg_json_key(out, f->name);
		(void)put_value(ev, out, end);
	}
}
