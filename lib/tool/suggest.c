/*
 * The list of needs, see tool/suggest.h.
 *
 * Owns the table: one entry for each kind, name, port and owner. Relies on an arena for the text. Does
 * not generalise: see suggest_wide.c.
 */
#include "tool/suggest.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

#include "tool/suggest_parts.h"

#define WHAT_MAX (PATH_MAX + 64)

/* gg_suggest_init() - an empty list for @max needs. Return: 0; -ENOMEM */
int gg_suggest_init(struct gg_suggest *s, size_t max)
{
	*s = (struct gg_suggest){ .max = max, .n_slots = 64 };
	while (s->n_slots < 2 * max)
		s->n_slots *= 2;
	s->slots = calloc(s->n_slots, sizeof(*s->slots));
	return s->slots ? 0 : -ENOMEM;
}

/* gg_suggest_done() - end the list */
void gg_suggest_done(struct gg_suggest *s)
{
	gg_arena_done(&s->arena);
	free(s->slots);
	s->slots = NULL;
	s->items = NULL;
	s->n = s->cap = 0;
}

static uint32_t hash_text(uint32_t h, const char *text)
{
	for (; text && *text; text++)
		h = (h ^ (unsigned char)*text) * 16777619u; /* FNV-1a */
	return h;
}

static bool same_text(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static uint32_t hash(const struct gg_need *key)
{
	uint32_t h = 2166136261u ^ (uint32_t)key->kind ^ (key->port << 8);

	return hash_text(hash_text(hash_text(hash_text(h, key->what), key->pin), key->by), key->entry);
}

/* A copy of @text, NULL of NULL; *@lost when there is no room */
static const char *keep(struct gg_suggest *s, const char *text, bool *lost)
{
	const char *copy = text ? gg_arena_strdup(&s->arena, text) : NULL;

	*lost = *lost || (text && !copy);
	return copy;
}

static struct gg_need *add_new(struct gg_suggest *s, const struct gg_need *key)
{
	struct gg_need *items = gg_arena_grow(&s->arena, s->items, s->n, &s->cap, sizeof(*items));
	struct gg_need need = *key;
	bool lost = !items || s->n == s->max;

	if (items)
		s->items = items;
	if (!lost) {
		need.what = keep(s, key->what, &lost);
		need.by = keep(s, key->by, &lost);
		need.entry = keep(s, key->entry, &lost);
	}
	if (lost) {
		s->lost++;
		return NULL;
	}
	items[s->n] = need;
	return &items[s->n++];
}

/* Whose rules are missing: an entry of packages, or rules for who asked. Calls know neither. */
static void set_owner(struct gg_need *key, const struct gg_fact *fact)
{
	if (key->kind == GG_NEED_CALL)
		return;
	key->by = fact->subject;
	key->entry = fact->by_package ? fact->rule_at : NULL;
}

/* The need of that name, made when there is none yet; NULL: no room */
static struct gg_need *need_of(struct gg_suggest *s, const struct gg_fact *fact, enum gg_need_kind kind,
			       const char *what, const char *pin, unsigned port)
{
	struct gg_need key = { .kind = kind, .what = what, .pin = pin, .port = port, .port_hi = port };
	struct gg_need *need;
	size_t at;

	set_owner(&key, fact);
	at = hash(&key) & (s->n_slots - 1);
	for (; s->slots[at]; at = (at + 1) & (s->n_slots - 1)) {
		need = &s->items[s->slots[at] - 1];
		if (need->port == port && !gg_suggest_compare_owner(need, &key) &&
		    !strcmp(need->what, what) && same_text(need->pin, pin))
			return need;
	}
	need = add_new(s, &key);
	if (need)
		s->slots[at] = (uint32_t)s->n;
	return need;
}

static void note(struct gg_suggest *s, const char **kept, bool *more, const char *now)
{
	if (now && !*kept)
		*kept = gg_arena_strdup(&s->arena, now);
	else if (now && strcmp(*kept, now) != 0)
		*more = true;
}

static void count(struct gg_suggest *s, struct gg_need *need, const struct gg_fact *fact)
{
	bool other_call = false;

	need->of++;
	need->files = 1;
	need->access |= fact->access;
	note(s, &need->exe, &need->more, fact->exe);
	note(s, &need->syscall, &other_call, fact->syscall);
}

static struct gg_need *file_of(struct gg_suggest *s, const struct gg_fact *fact, const char *path)
{
	char buf[WHAT_MAX];
	struct gg_text own;
	struct gg_need *need;
	bool glob = false;

	gg_text_init(&own, buf, sizeof(buf));
	if (gg_suggest_own_proc(fact, path, &own, &glob) && !own.cut)
		path = buf;
	need = need_of(s, fact, fact->op == GG_OP_EXEC ? GG_NEED_EXEC : GG_NEED_FILE, path,
		       gg_suggest_pin(&s->arena, fact), 0);
	if (need)
		need->glob = glob;
	return need;
}

/* Both names of a rename or link get the same rights in the end: rights that differ would make
 * the supervisor refuse to move one to the other. */
static void add_mates(struct gg_suggest *s, const struct gg_fact *fact)
{
	struct gg_need *other = file_of(s, fact, fact->path2);
	size_t i = other ? (size_t)(other - s->items) : 0;
	struct gg_need *need = other ? file_of(s, fact, fact->path) : NULL;

	if (!need)
		return;
	need->mate = i + 1;
	s->items[i].mate = (size_t)(need - s->items) + 1;
}

static void add_file(struct gg_suggest *s, const struct gg_fact *fact)
{
	struct gg_need *need = fact->path ? file_of(s, fact, fact->path) : NULL;

	if (!need)
		return;
	count(s, need, fact);
	if (fact->path2 && fact->op != GG_OP_EXEC)
		add_mates(s, fact);
}

static void add_call(struct gg_suggest *s, const struct gg_fact *fact)
{
	struct gg_need *need = fact->syscall ? need_of(s, fact, GG_NEED_CALL, fact->syscall, NULL, 0) : NULL;

	if (!need)
		return;
	count(s, need, fact);
	need->hardened = need->hardened || fact->hardened;
}

static void address_text(const struct gg_fact *fact, struct gg_text *out)
{
	bool v6 = strchr(fact->addr, ':') != NULL;

	if (fact->proto == GG_PROTO_UNIX)
		gg_text_fmt(out, "unix:%s", fact->addr[0] != '@' && fact->path ? fact->path : fact->addr);
	else
		gg_text_fmt(out, "%s://%s%s%s", gg_proto_name(fact->proto), v6 ? "[" : "", fact->addr,
			    v6 ? "]" : "");
}

static void add_address(struct gg_suggest *s, const struct gg_fact *fact)
{
	enum gg_need_kind kind = fact->op == GG_OP_BIND ? GG_NEED_LISTEN : GG_NEED_CONNECT;
	char buf[WHAT_MAX];
	struct gg_text what;
	struct gg_need *need;

	if (!fact->addr || (fact->proto != GG_PROTO_TCP && fact->proto != GG_PROTO_UDP &&
			    fact->proto != GG_PROTO_UNIX))
		return;
	gg_text_init(&what, buf, sizeof(buf));
	address_text(fact, &what);
	need = need_of(s, fact, kind, buf, NULL, fact->port);
	if (!need)
		return;
	count(s, need, fact);
	need->any_port = kind == GG_NEED_LISTEN && fact->proto != GG_PROTO_UNIX && !fact->port;
	if (fact->syscall && !strcmp(fact->syscall, "bind"))
		need->listened = true; /* the program chose the port */
}

static void (*const add_by_op[GG_OP_COUNT])(struct gg_suggest *, const struct gg_fact *) = {
	[GG_OP_SYSCALL] = add_call,    [GG_OP_OPEN] = add_file,    [GG_OP_CREATE] = add_file,
	[GG_OP_REMOVE] = add_file,     [GG_OP_EXEC] = add_file,    [GG_OP_CONNECT] = add_address,
	[GG_OP_BIND] = add_address,    [GG_OP_SEND] = add_address,
};

/* gg_suggest_add() - take one denial into account */
void gg_suggest_add(struct gg_suggest *s, const struct gg_fact *fact)
{
	s->facts++;
	s->subjects = s->subjects || fact->by_package;
	s->named = s->named || fact->subject;
	if (fact->hardened)
		add_call(s, fact);
	else if ((unsigned)fact->op < GG_OP_COUNT)
		add_by_op[fact->op](s, fact);
}
