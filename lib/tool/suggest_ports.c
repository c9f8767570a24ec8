/*
 * Ports that the kernel chose.
 *
 * Owns telling them from ports that a program asked for. Relies on needs being sorted. Does not ask
 * this machine for its range: events may come from another one.
 */
#include <string.h>

#include "tool/suggest_parts.h"

#define PORTS_OF_HOST 3 /* so many of one host, and any of them is granted */

static bool is_ephemeral(const struct gg_need *need)
{
	return need->port >= GG_EPHEMERAL_LO && need->port <= GG_EPHEMERAL_HI;
}

static bool is_inet(const struct gg_need *need)
{
	return strncmp(need->what, "unix:", 5) != 0;
}

/* A listener whose port is not known beforehand: on this host, or on all of them */
static bool has_listener(const struct gg_suggest *s, const char *what)
{
	bool tcp = !strncmp(what, "tcp", 3);

	for (size_t i = 0; i < s->n; i++) {
		const struct gg_need *l = &s->items[i];

		if (l->kind == GG_NEED_LISTEN && l->any_port && !strncmp(l->what, "tcp", 3) == tcp &&
		    (!strcmp(l->what, what) || strstr(l->what, "://[::]") || strstr(l->what, "://0.0.0.0")))
			return true;
	}
	return false;
}

/* Needs @first to @end connect to one host */
static void widen_ports(struct gg_suggest *s, size_t first, size_t end)
{
	size_t n = 0;

	for (size_t i = first; i < end; i++)
		n += is_ephemeral(&s->items[i]);
	if (!n || (n < PORTS_OF_HOST && !has_listener(s, s->items[first].what)))
		return;
	for (size_t i = first; i < end; i++) {
		if (!is_ephemeral(&s->items[i]))
			continue;
		s->items[i].port = GG_EPHEMERAL_LO;
		s->items[i].port_hi = GG_EPHEMERAL_HI;
	}
}

/* gg_suggest_ports() - see suggest_parts.h; sorted before, merged behind */
void gg_suggest_ports(struct gg_suggest *s)
{
	size_t end;

	for (size_t i = 0; i < s->n; i++) {
		struct gg_need *l = &s->items[i];

		if (l->kind != GG_NEED_LISTEN || !is_inet(l) || l->listened || !is_ephemeral(l))
			continue;
		l->any_port = true; /* listen() found a port that no bind() had asked for */
		l->port = l->port_hi = 0;
	}
	for (size_t i = 0; i < s->n; i = end) {
		for (end = i + 1; end < s->n && !gg_suggest_compare_owner(&s->items[end], &s->items[i]) &&
				  !strcmp(s->items[end].what, s->items[i].what);)
			end++;
		if (s->items[i].kind == GG_NEED_CONNECT && is_inet(&s->items[i]))
			widen_ports(s, i, end);
	}
}
