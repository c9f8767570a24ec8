/*
 * Checks of network rules.
 *
 * Owns what is said about them. Relies on sorting for equal rules. Does not resolve names.
 */
#include <stdlib.h>
#include <string.h>

#include "policy/check.h"
#include "policy/core.h"
#include "policy/net.h"

static int cmp_text(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "");
}

/* What a rule is about, without its place */
static int compare(const struct gg_net_rule *x, const struct gg_net_rule *y)
{
	int cmp = (int)x->is_unix - (int)y->is_unix;

	cmp = cmp ? cmp : (int)x->abstract - (int)y->abstract;
	cmp = cmp ? cmp : (int)x->tcp - (int)y->tcp;
	cmp = cmp ? cmp : (int)x->udp - (int)y->udp;
	cmp = cmp ? cmp : (int)x->any_host - (int)y->any_host;
	cmp = cmp ? cmp : memcmp(x->ip, y->ip, sizeof(x->ip));
	cmp = cmp ? cmp : (int)x->bits - (int)y->bits;
	cmp = cmp ? cmp : (int)x->port_lo - (int)y->port_lo;
	cmp = cmp ? cmp : (int)x->port_hi - (int)y->port_hi;
	cmp = cmp ? cmp : cmp_text(x->path, y->path);
	cmp = cmp ? cmp : cmp_text(x->host, y->host);
	return cmp ? cmp : cmp_text(x->by, y->by);
}

static int by_rule(const void *a, const void *b)
{
	const struct gg_net_rule *x = *(const struct gg_net_rule *const *)a;
	const struct gg_net_rule *y = *(const struct gg_net_rule *const *)b;
	int cmp = compare(x, y);

	return cmp ? cmp : (x < y ? -1 : x > y);
}

static void check_same(struct gg_reading *r, const struct gg_net_rules *rules, const char *key)
{
	const struct gg_net_rule **sorted = calloc(rules->n + 1, sizeof(*sorted));

	r->no_memory = r->no_memory || !sorted;
	if (!sorted)
		return;
	for (size_t i = 0; i < rules->n; i++)
		sorted[i] = &rules->items[i];
	qsort(sorted, rules->n, sizeof(*sorted), by_rule);
	for (size_t i = 1; i < rules->n; i++) {
		const struct gg_net_rule *a = sorted[i - 1], *b = sorted[i];

		if (!compare(a, b) && !strcmp(a->at.file, b->at.file))
			gg_reading_warn(r, b->at, "%s: '%s' is there already, at %s:%d", key, b->written,
					a->at.file, a->at.line);
	}
	free(sorted);
}

static void check_endpoint(struct gg_reading *r, const struct gg_net_rule *rule)
{
	const struct gg_endpoint *end;

	for (size_t i = 0; (end = gg_core_endpoint_at(i)) != NULL; i++) {
		uint8_t ip[16];
		bool v6;

		if (rule->bits == 128 && !rule->is_unix && !rule->host && !rule->any_host &&
		    gg_addr_parse_ip(end->address, strlen(end->address), ip, &v6) &&
		    !memcmp(ip, rule->ip, sizeof(ip)))
			gg_reading_warn(r, rule->at, "network.connect: '%s' hands out credentials: %s",
					rule->written, end->help);
	}
}

static void check_broad(struct gg_reading *r, const struct gg_net_rule *rule)
{
	if (rule->tcp && rule->any_host && rule->port_lo <= 1 && rule->port_hi == UINT16_MAX)
		gg_reading_warn(r, rule->at, "network.connect: '%s' is every host and every port",
				rule->written);
	check_endpoint(r, rule);
}

static void check_denied(struct gg_reading *r, const struct gg_net_rule *rule)
{
	const struct gg_net_rules *deny = &r->policy->net_deny;

	for (size_t i = 0; i < deny->n && i < 1000; i++) {
		struct gg_net_rule other = deny->items[i];

		if (other.tcp && other.udp) { /* a bare address is about either */
			other.tcp = rule->tcp;
			other.udp = rule->udp;
		}
		other.by = rule->by;
		if (!compare(rule, &other))
			gg_reading_warn(r, rule->at, "network.connect: '%s' is denied at %s:%d: deny wins",
					rule->written, other.at.file, other.at.line);
	}
}

void gg_check_nets(struct gg_reading *r)
{
	const struct gg_policy *policy = r->policy;

	for (size_t i = 0; i < policy->connect.n; i++) {
		check_broad(r, &policy->connect.items[i]);
		check_denied(r, &policy->connect.items[i]);
	}
	check_same(r, &policy->connect, "network.connect");
	check_same(r, &policy->listen, "network.listen");
	check_same(r, &policy->net_deny, "network.deny");
}
