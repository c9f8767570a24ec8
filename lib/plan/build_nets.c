/*
 * Planning addresses.
 *
 * Owns the sorted table of address ranges: most specific prefix first, and for one prefix no two
 * overlapping port ranges, deny winning a tie. Relies on gg_net_rule being checked. Unix paths go
 * into tries of their own, abstract names below the component GG_ABSTRACT.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "plan/build.h"
#include "policy/core.h"

/* Verdicts while rows are laid out, the strongest first; a plan has the first two only. */
enum { DENY, ALLOW, DENY_UNNAMED };

static int add_net(struct gg_draft *d, unsigned kind, unsigned proto, unsigned bits,
		   const uint8_t ip[16], uint16_t lo, uint16_t hi, unsigned verdict, uint32_t place)
{
	struct gg_plan_net net = { .kind = (uint8_t)kind,
				   .proto = (uint8_t)proto,
				   .bits = (uint8_t)bits,
				   .verdict = (uint8_t)verdict,
				   .lo = lo,
				   .hi = hi,
				   .place = place };

	memcpy(net.ip, ip, sizeof(net.ip));
	d->head.net_bits[kind][bits / 8] |= (uint8_t)(1u << (bits % 8));
	return gg_table_add(&d->arena, &d->nets, &net, sizeof(net));
}

static int add_unix(struct gg_draft *d, unsigned kind, const struct gg_net_rule *r, bool allow,
		    uint32_t place)
{
	struct gg_plan_right right = { .allow = allow, .deny = !allow, .place = place,
				       .ll_path = GG_LL_NONE };
	struct gg_draft_node *root = kind == GG_NET_CONNECT ? &d->connect : &d->listen;

	if (r->abstract)
		return gg_trie_add_name(d, root, GG_ABSTRACT, r->path, &right);
	return gg_trie_add(d, root, r->path, strpbrk(r->path, "*?[") != NULL, &right);
}

/* An IPv6 prefix wide enough to hold all mapped IPv4 addresses does not speak of IPv4. */
static bool only_v6(const struct gg_net_rule *r)
{
	return r->v6 && !r->any_host && r->bits <= 96;
}

static int add_rule(struct gg_draft *d, unsigned kind, const struct gg_net_rule *r, bool allow)
{
	unsigned family = only_v6(r) ? GG_NET_ONLY_V6 : 0;
	uint32_t place;
	int ret = gg_draft_place(d, &r->at, &place);

	if (ret < 0)
		return ret;
	if (r->is_unix)
		return add_unix(d, kind, r, allow, place);
	if (r->tcp)
		ret = add_net(d, kind, GG_PROTO_TCP | family, r->bits, r->ip, r->port_lo, r->port_hi,
			      allow ? ALLOW : DENY, place);
	if (ret == 0 && r->udp)
		ret = add_net(d, kind, GG_PROTO_UDP | family, r->bits, r->ip, r->port_lo, r->port_hi,
			      allow ? ALLOW : DENY, place);
	return ret;
}

static int add_rules(struct gg_draft *d, unsigned kind, const struct gg_net_rules *rules, bool allow)
{
	size_t i;
	int ret = 0;

	for (i = 0; ret == 0 && i < rules->n; i++)
		ret = add_rule(d, kind, &rules->items[i], allow);
	return ret;
}

/* Credential endpoints of clouds: denied but for the ports that a connect rule for the very address
 * names. */
static int deny_credentials(struct gg_draft *d)
{
	const struct gg_place built_in = { "(credential endpoints)", 0 };
	const struct gg_endpoint *endpoint;
	uint32_t place;
	size_t i;
	int ret = gg_draft_place(d, &built_in, &place);

	for (i = 0; ret == 0 && (endpoint = gg_core_endpoint_at(i)); i++) {
		uint8_t ip[16];
		bool v6;

		if (!gg_addr_parse_ip(endpoint->address, strlen(endpoint->address), ip, &v6))
			continue;
		ret = add_net(d, GG_NET_CONNECT, GG_PROTO_TCP, 128, ip, 0, 65535, DENY_UNNAMED, place);
		if (ret == 0)
			ret = add_net(d, GG_NET_CONNECT, GG_PROTO_UDP, 128, ip, 0, 65535, DENY_UNNAMED,
				      place);
	}
	return ret;
}

/* Everything but the ports: rows that this calls equal share a prefix. */
static int compare_key(const struct gg_plan_net *a, const struct gg_plan_net *b)
{
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	if (a->bits != b->bits)
		return a->bits < b->bits ? -1 : 1;
	if (memcmp(a->ip, b->ip, 16))
		return memcmp(a->ip, b->ip, 16);
	if (a->proto != b->proto)
		return a->proto < b->proto ? -1 : 1;
	return 0;
}

static int compare(const void *x, const void *y)
{
	const struct gg_plan_net *a = x;
	const struct gg_plan_net *b = y;
	int key = compare_key(a, b);

	if (key)
		return key;
	if (a->lo != b->lo)
		return a->lo < b->lo ? -1 : 1;
	return a->verdict != b->verdict ? a->verdict - b->verdict : (a->place < b->place ? -1 : 1);
}

/* Does @a decide where both match? By verdict, then what was written first. */
static bool stronger(const struct gg_plan_net *a, const struct gg_plan_net *b)
{
	if (a->verdict != b->verdict)
		return a->verdict < b->verdict;
	return a->place <= b->place;
}

/* The rows [first, first + n) share a key: cut them into ranges that do not overlap. */
static int flatten(struct gg_draft *d, const struct gg_plan_net *rows, size_t n, struct gg_table *out)
{
	uint32_t port = 0;

	while (port <= 65535) {
		const struct gg_plan_net *best = NULL;
		uint32_t end = 65535;
		struct gg_plan_net row;
		size_t i;
		int ret;

		for (i = 0; i < n; i++) {
			if (rows[i].lo > port) {
				end = GG_MIN(end, rows[i].lo - 1u);
				break; /* sorted by lo */
			}
			if (rows[i].hi < port)
				continue;
			end = GG_MIN(end, rows[i].hi);
			if (!best || stronger(&rows[i], best))
				best = &rows[i];
		}
		if (best) {
			row = *best;
			row.verdict = best->verdict == ALLOW;
			row.lo = (uint16_t)port;
			row.hi = (uint16_t)end;
			ret = gg_table_add(&d->arena, out, &row, sizeof(row));
			if (ret < 0)
				return ret;
		}
		port = end + 1;
	}
	return 0;
}

static int sort_nets(struct gg_draft *d)
{
	struct gg_plan_net *rows = d->nets.items;
	struct gg_table out = { 0 };
	size_t first = 0;

	if (d->nets.n == 0)
		return 0;
	qsort(rows, d->nets.n, sizeof(*rows), compare);
	while (first < d->nets.n) {
		size_t n = 1;
		int ret;

		while (first + n < d->nets.n && compare_key(&rows[first], &rows[first + n]) == 0)
			n++;
		ret = flatten(d, rows + first, n, &out);
		if (ret < 0)
			return ret;
		first += n;
	}
	d->nets = out;
	return 0;
}

/**
 * gg_build_nets() - addresses
 * Should: - deny what no rule names of credential endpoints
 */
int gg_build_nets(struct gg_draft *d, const struct gg_policy *p, struct gg_err *err)
{
	int ret = deny_credentials(d);

	(void)err;
	if (ret == 0)
		ret = add_rules(d, GG_NET_CONNECT, &p->connect, true);
	if (ret == 0)
		ret = add_rules(d, GG_NET_LISTEN, &p->listen, true);
	if (ret == 0)
		ret = add_rules(d, GG_NET_CONNECT, &p->net_deny, false);
	if (ret == 0)
		ret = sort_nets(d);
	return ret;
}
