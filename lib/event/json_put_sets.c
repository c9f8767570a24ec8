/*
 * Writers of event fields that are made of several values: lists, addresses, layers, C caller.
 *
 * Owns their JSON form and how their room is divided. Relies on the field table for room. Does
 * not promise that long lists are whole: "argv_cut" and "notes_cut" say when they are not.
 */
#include "event/json_key.h"

#define LIST_MAX 64      /* items of one list */
#define ITEM_ROOM_MIN 16 /* below this an item would be all dots */
#define ASKED_ROOM 24
#define SYMBOL_SHARE 400 /* of the room of "c", the rest is for the module */

/* A list of strings, at most LIST_MAX, and KEY_cut when it is not whole */
static void put_list(struct gg_text *out, const char *key, const char *const *items, bool cut,
		     size_t end)
{
	size_t tail = sizeof("],\"_cut\":true") - 1 + strlen(key);
	size_t i = 0;

	gg_json_key(out, key);
	gg_text_char(out, '[');
	for (; items[i]; i++) {
		if (i == LIST_MAX || out->used + 1 + ITEM_ROOM_MIN + tail > end)
			break;
		gg_json_comma(out);
		if (!gg_json_cstr(out, items[i], end - tail))
			cut = true;
	}
	gg_text_char(out, ']');
	if (cut || items[i])
		gg_text_fmt(out, ",\"%s_cut\":true", key);
}

/* gg_put_argv() - arguments of a program */
void gg_put_argv(const struct gg_field *f, const struct gg_event *ev, struct gg_text *out,
		 size_t end)
{
	if (ev->argv)
		put_list(out, f->name, ev->argv, ev->argv_cut, end);
}

/* gg_put_notes() - sentences of a posture */
void gg_put_notes(const struct gg_field *f, const struct gg_event *ev, struct gg_text *out,
		  size_t end)
{
	if (ev->notes)
		put_list(out, f->name, ev->notes, false, end);
}

/* A unix name; abstract ones get the usual @ and may hold any byte */
static void put_unix(const struct gg_addr *addr, struct gg_text *out, size_t end)
{
	char name[1 + sizeof(addr->name)];
	size_t n = GG_MIN((size_t)addr->name_len, sizeof(addr->name));

	name[0] = '@';
	memcpy(name + 1, addr->name, n);
	gg_json_key(out, "addr");
	if (addr->abstract)
		gg_json_str_room(out, name, n + 1, GG_EVENT_STR_MAX, end - out->used);
	else
		gg_json_str_room(out, name + 1, n, GG_EVENT_STR_MAX, end - out->used);
}

static void put_inet(const struct gg_addr *addr, struct gg_text *out, size_t end)
{
	(void)end;
	gg_json_key(out, "addr");
	gg_text_char(out, '"');
	gg_addr_print_ip(addr->ip, out);
	gg_text_char(out, '"');
	gg_json_key(out, "port");
	gg_text_u64(out, addr->port, 10);
}

static void put_no_addr(const struct gg_addr *addr, struct gg_text *out, size_t end)
{
	(void)addr;
	(void)out;
	(void)end;
}

typedef void put_proto(const struct gg_addr *addr, struct gg_text *out, size_t end);

static put_proto *const put_by_proto[GG_PROTO_COUNT] = {
	[GG_PROTO_NONE] = put_no_addr, [GG_PROTO_TCP] = put_inet,        [GG_PROTO_UDP] = put_inet,
	[GG_PROTO_UNIX] = put_unix,    [GG_PROTO_NETLINK] = put_no_addr,
};

/* gg_put_addr() - protocol, address and port */
void gg_put_addr(const struct gg_field *f, const struct gg_event *ev, struct gg_text *out,
		 size_t end)
{
	const char *proto;

	(void)f;
	if (!ev->has_addr || (unsigned)ev->addr.proto >= GG_PROTO_COUNT)
		return;
	proto = gg_proto_name(ev->addr.proto);
	gg_json_key(out, "proto");
	gg_text_fmt(out, "\"%s\"", proto);
	put_by_proto[ev->addr.proto](&ev->addr, out, end);
}

/* gg_put_c() - the C caller */
void gg_put_c(const struct gg_field *f, const struct gg_event *ev, struct gg_text *out, size_t end)
{
	if (!ev->c_module && !ev->c_symbol)
		return;
	gg_json_key(out, f->name);
	gg_text_char(out, '{');
	if (ev->c_module) {
		gg_json_key(out, "module");
		gg_json_cstr(out, ev->c_module, end - 1 - (ev->c_symbol ? SYMBOL_SHARE : 0));
	}
	if (ev->c_symbol) {
		gg_json_key(out, "symbol");
		gg_json_cstr(out, ev->c_symbol, end - 1);
	}
	gg_text_char(out, '}');
}

static void put_layer(const struct gg_posture_line *line, struct gg_text *out, size_t end)
{
	const char *state = gg_name_of(gg_state_names, GG_STATE_COUNT, line->state);

	gg_text_char(out, '{');
	gg_json_key(out, "asked");
	gg_json_cstr(out, line->asked, out->used + ASKED_ROOM);
	gg_json_key(out, "state");
	gg_text_fmt(out, "\"%s\"", state);
	gg_json_key(out, "why");
	gg_json_cstr(out, line->why, end - 1);
	gg_text_char(out, '}');
}

/* gg_put_layers() - one object per layer; each may use a quarter, and what those before left */
void gg_put_layers(const struct gg_field *f, const struct gg_event *ev, struct gg_text *out,
		   size_t end)
{
	size_t quarter = (f->share - sizeof(",\"layers\":{}")) / GG_LAYER_COUNT;

	if (!ev->posture)
		return;
	gg_json_key(out, f->name);
	gg_text_char(out, '{');
	for (unsigned i = 0; i < GG_LAYER_COUNT; i++) {
		gg_json_key(out, gg_layer_names[i].name);
		put_layer(&ev->posture[i], out, end - 1 - (GG_LAYER_COUNT - 1 - i) * quarter);
	}
	gg_text_char(out, '}');
}
