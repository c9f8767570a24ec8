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
#include "plan/draft_part.h"
#include "policy/core.h"

static int add_net(struct gg_draft *d, struct gg_draft_part *part, unsigned use,
		   const struct gg_plan_net *row)
{
	struct gg_plan_net net = *row;

	net.kind = (uint16_t)GG_NET_KIND(part->number, use);
	part->out.net_bits[use][net.bits / 8] |= (uint8_t)(1u << (net.bits % 8));
	return gg_table_add(&d->arena, &d->nets, &net, sizeof(net));
}

static int add_unix(struct gg_draft *d, struct gg_draft_part *part, unsigned use,
		    const struct gg_net_rule *r, bool allow, uint32_t place)
{
	struct gg_plan_right right = { .allow = allow, .deny = !allow, .place = place,
				       .ll_path = GG_LL_NONE };
	struct gg_draft_node *root =
		&part->roots[use == GG_NET_CONNECT ? GG_ROOT_CONNECT : GG_ROOT_LISTEN];

	if (r->abstract)
		return gg_trie_add_name(d, root, GG_ABSTRACT, r->path, &right);
	return gg_trie_add(d, root, r->path, strpbrk(r->path, "*?[") != NULL, &right);
}

/* An IPv6 prefix wide enough to hold all mapped IPv4 addresses does not speak of IPv4, unless it holds nothing else. */
static bool only_v6(const struct gg_net_rule *r)
{
	return r->v6 && !r->any_host && r->bits <= 96 && !gg_addr_is_v4(r->ip);
}

static int add_rule(struct gg_draft *d, struct gg_draft_part *part, unsigned use,
		    const struct gg_net_rule *r, bool allow)
{
	uint8_t family = only_v6(r) ? GG_NET_ONLY_V6 : 0;
	struct gg_plan_net row = { .bits = (uint8_t)r->bits,
				   .lo = r->port_lo,
				   .hi = r->port_hi,
				   .verdict = allow ? GG_NET_ALLOW : GG_NET_DENY };
	int ret = gg_draft_place(d, &r->at, &row.place);

	if (ret == 0 && r->by)
		ret = gg_draft_part(d, r->by, &part);
	if (ret < 0)
		return ret;
	if (r->is_unix)
		return add_unix(d, part, use, r, allow, row.place);
	memcpy(row.ip, r->ip, sizeof(row.ip));
	row.proto = GG_PROTO_TCP | family;
	if (r->tcp)
		ret = add_net(d, part, use, &row);
	row.proto = GG_PROTO_UDP | family;
	if (ret == 0 && r->udp)
		ret = add_net(d, part, use, &row);
	return ret;
}

/** gg_build_net_rules() - see draft.h */
int gg_build_net_rules(struct gg_draft *d, const struct gg_net_rules *rules,
		       struct gg_draft_part *part, unsigned use, bool allow)
{
	size_t i;
	int ret = 0;

	for (i = 0; ret == 0 && i < rules->n; i++)
		ret = add_rule(d, part, use, &rules->items[i], allow);
	return ret;
}

/* Credential endpoints of clouds: denied but for the ports that a connect rule for the very address
 * names. */
static int deny_credentials(struct gg_draft *d, struct gg_draft_part *part)
{
	const struct gg_place built_in = { "(credential endpoints)", 0 };
	struct gg_plan_net row = { .bits = 128, .hi = 65535, .verdict = GG_NET_DENY_UNNAMED };
	const struct gg_endpoint *endpoint;
	size_t i;
	int ret = gg_draft_place(d, &built_in, &row.place);

	for (i = 0; ret == 0 && (endpoint = gg_core_endpoint_at(i)); i++) {
		bool v6;

		if (!gg_addr_parse_ip(endpoint->address, strlen(endpoint->address), row.ip, &v6))
			continue;
		row.proto = GG_PROTO_TCP;
		ret = add_net(d, part, GG_NET_CONNECT, &row);
		row.proto = GG_PROTO_UDP;
		if (ret == 0)
			ret = add_net(d, part, GG_NET_CONNECT, &row);
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
	if (a->verdict != b->verdict)
		return a->verdict < b->verdict ? -1 : 1;
	return a->place < b->place ? -1 : 1;
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

/** gg_build_sorted() - see draft.h */
int gg_build_sorted(struct gg_draft *d)
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

static bool same_bits(const uint8_t a[16], const uint8_t b[16], unsigned bits)
{
	unsigned whole = bits / 8, rest = bits % 8;

	return !memcmp(a, b, whole) && (!rest || !((a[whole] ^ b[whole]) & (uint8_t)(0xff00u >> rest)));
}

/* Who listens on "any" address may be sent to by way of a group, too. */
static bool covers_groups(const struct gg_net_rule *r)
{
	static const struct {
		uint8_t ip[16];
		unsigned bits;
	} groups[] = {
		{ { [10] = 0xff, [11] = 0xff, [12] = 0xe0 }, 100 }, /* 224.0.0.0/4 */
		{ { 0xff }, 8 },
		{ { [10] = 0xff, [11] = 0xff }, 128 }, /* 0.0.0.0 */
		{ { 0 }, 128 },
	};

	for (size_t i = 0; i < GG_ARRAY_SIZE(groups); i++)
		if (same_bits(r->ip, groups[i].ip, GG_MIN(r->bits, groups[i].bits)))
			return r->udp && !r->is_unix && !r->host;
	return false;
}

/**
 * gg_build_nets() - addresses
 * Should: - deny what no rule names of credential endpoints
 */
int gg_build_nets(struct gg_draft *d, const struct gg_policy *p, struct gg_err *err)
{
	struct gg_draft_part *process;
	int ret = gg_draft_part(d, NULL, &process);

	(void)err;
	if (ret == 0)
		ret = deny_credentials(d, process);
	if (ret == 0)
		ret = gg_build_net_rules(d, &p->connect, process, GG_NET_CONNECT, true);
	if (ret == 0)
		ret = gg_build_net_rules(d, &p->listen, process, GG_NET_LISTEN, true);
	if (ret == 0)
		ret = gg_build_net_rules(d, &p->net_deny, process, GG_NET_CONNECT, false);
	for (size_t i = 0; i < p->listen.n; i++)
		d->filter.joins = d->filter.joins || covers_groups(&p->listen.items[i]);
	return ret;
}
