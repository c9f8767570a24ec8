/*
 * Rules on addresses: longest prefix, then port.
 *
 * Owns the search in the plan's sorted rows: for each prefix length that occurs, one binary
 * search. Relies on rows of one key not overlapping. Runs in the shim.
 */
#include <string.h>

#include "plan/decide_parts.h"

static void mask_ip(const uint8_t ip[16], unsigned bits, uint8_t out[16])
{
	unsigned i;

	for (i = 0; i < 16; i++) {
		unsigned here = bits > i * 8 ? bits - i * 8 : 0;

		out[i] = here >= 8 ? ip[i] : (uint8_t)(ip[i] & (uint8_t)(0xff00u >> here));
	}
}

/* Order of @row against the address searched for: by key, then by port range */
static int compare(const struct gg_plan_net *row, const struct gg_plan_net *key)
{
	int cmp;

	if (row->kind != key->kind)
		return row->kind < key->kind ? -1 : 1;
	if (row->bits != key->bits)
		return row->bits < key->bits ? -1 : 1;
	cmp = memcmp(row->ip, key->ip, 16);
	if (cmp)
		return cmp;
	if (row->proto != key->proto)
		return row->proto < key->proto ? -1 : 1;
	if (row->hi < key->lo)
		return -1;
	return row->lo > key->lo ? 1 : 0;
}

static const struct gg_plan_net *search(const struct gg_plan *plan, const struct gg_plan_net *key)
{
	uint32_t lo = 0;
	uint32_t hi = plan->count[GG_SECT_NETS];

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;
		int cmp = compare(&plan->nets[mid], key);

		if (cmp == 0)
			return &plan->nets[mid];
		if (cmp > 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return NULL;
}

static void strongest(const struct gg_plan_net **best, const struct gg_plan_net *row)
{
	if (row && (!*best || row->verdict < (*best)->verdict))
		*best = row;
}

/* What one part says about the prefix of @addr with @bits */
static void search_part(const struct gg_plan *plan, uint32_t part, unsigned use, unsigned bits,
			const struct gg_addr *addr, const struct gg_plan_net **best)
{
	const uint8_t *used = plan->parts[part].net_bits[use];
	struct gg_plan_net key = { .kind = (uint16_t)GG_NET_KIND(part, use),
				   .proto = (uint8_t)addr->proto,
				   .bits = (uint8_t)bits,
				   .lo = addr->port,
				   .hi = addr->port };

	if (!((used[bits / 8] >> (bits % 8)) & 1))
		return;
	mask_ip(addr->ip, bits, key.ip);
	strongest(best, search(plan, &key));
	if (gg_addr_is_v4(addr->ip))
		return;
	key.proto |= GG_NET_ONLY_V6;
	strongest(best, search(plan, &key));
}

static const struct gg_plan_net *search_all(const struct gg_plan *plan, struct gg_parts parts, unsigned use,
					    const struct gg_addr *addr)
{
	const struct gg_plan_net *best = NULL;
	unsigned bits, i;

	for (bits = 129; bits > 0 && !best; bits--)
		for (i = 0; i < parts.n; i++)
			search_part(plan, parts.at[i], use, bits - 1, addr, &best);
	return best;
}

#define TRANSLATED_BITS 96

/* What a translator in the network makes of an address with the prefix that is known to all of them (NAT64, RFC 6052):
 * the IPv4 address at its end */
static bool translated(const struct gg_addr *addr, struct gg_addr *ret_addr)
{
	static const uint8_t prefix[12] = { 0, 0x64, 0xff, 0x9b };

	if (memcmp(addr->ip, prefix, sizeof(prefix)) != 0)
		return false;
	*ret_addr = *addr;
	memcpy(ret_addr->ip, gg_addr_v4, sizeof(gg_addr_v4));
	return true;
}

/** gg_decide_net() - see decide_parts.h. Who allows all of IPv6 does not allow what is denied of IPv4. */
const struct gg_plan_net *gg_decide_net(const struct gg_plan *plan, struct gg_parts parts, unsigned use,
					const struct gg_addr *addr)
{
	const struct gg_plan_net *best = search_all(plan, parts, use, addr);
	const struct gg_plan_net *meant;
	struct gg_addr v4;

	if (!best || best->verdict != GG_NET_ALLOW || best->bits > TRANSLATED_BITS || !translated(addr, &v4))
		return best;
	meant = search_all(plan, parts, use, &v4);
	return meant && meant->verdict != GG_NET_ALLOW ? meant : best;
}
