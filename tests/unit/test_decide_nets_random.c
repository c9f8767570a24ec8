/* plan/decide: rules on addresses against a naive oracle, on random rules. */
#include "plan_help.h"

#include "policy/core.h"

#define RULES 10
#define POLICIES 800
#define ADDRESSES 60

static uint64_t seed = 7;

/* Few bytes, so that addresses and prefixes meet */
static void random_ip(uint8_t ip[16], bool *v6)
{
	static const uint8_t bytes[] = { 0, 1, 0x80, 0xff };
	const struct gg_endpoint *end = gg_core_endpoint_at(below_random(&seed, 11));

	memset(ip, 0, 16);
	*v6 = below_random(&seed, 2);
	if (below_random(&seed, 8) == 0 && end) {
		gg_addr_parse_ip(end->address, strlen(end->address), ip, v6);
		return;
	}
	for (unsigned i = *v6 ? 0 : 12; i < 16; i++)
		ip[i] = i % 4 < 2 ? bytes[below_random(&seed, 4)] : 0;
	if (!*v6 || !below_random(&seed, 6)) {
		memset(ip, 0, 10);
		memset(ip + 10, 0xff, 2);
	}
}

static bool in_prefix(const uint8_t ip[16], const uint8_t net[16], unsigned bits)
{
	for (unsigned i = 0; i < bits; i++)
		if (((ip[i / 8] ^ net[i / 8]) >> (7 - i % 8)) & 1)
			return false;
	return true;
}

static void random_rule(struct gg_net_rule *r, unsigned line)
{
	*r = (struct gg_net_rule){ .at = { "fn.cfg", (int)line } };
	r->tcp = below_random(&seed, 2);
	r->udp = !r->tcp || !below_random(&seed, 3);
	r->any_host = !below_random(&seed, 6);
	if (!r->any_host) {
		random_ip(r->ip, &r->v6);
		r->bits = r->v6 ? below_random(&seed, 129) : 96 + below_random(&seed, 33);
		if (!below_random(&seed, 3))
			r->bits = 128;
		for (unsigned i = r->bits; i < 128; i++)
			r->ip[i / 8] &= (uint8_t)~(0x80u >> i % 8);
	}
	r->port_lo = (uint16_t)(below_random(&seed, 4) ? below_random(&seed, 8) : 0);
	r->port_hi = (uint16_t)(below_random(&seed, 4) ? r->port_lo + below_random(&seed, 5) : 65535);
}

static bool mapped(const uint8_t ip[16])
{
	return in_prefix(ip, (const uint8_t[16]){ [10] = 0xff, [11] = 0xff }, 96);
}

static bool matches(const struct gg_net_rule *r, const struct gg_addr *a)
{
	if (a->proto == GG_PROTO_TCP ? !r->tcp : !r->udp)
		return false;
	if (a->port < r->port_lo || a->port > r->port_hi)
		return false;
	if (r->any_host)
		return true;
	if (r->v6 && r->bits <= 96 && mapped(a->ip) && !mapped(r->ip))
		return false; /* a prefix of IPv6 does not speak of IPv4, but for that of all of it */
	return in_prefix(a->ip, r->ip, r->bits);
}

static void look(const struct gg_net_rules *rules, const struct gg_addr *a, bool allow, int *bits, bool *verdict)
{
	for (size_t i = 0; i < rules->n; i++) {
		const struct gg_net_rule *r = &rules->items[i];

		if (!matches(r, a) || (int)r->bits < *bits)
			continue;
		*verdict = (int)r->bits > *bits ? allow : *verdict && allow;
		*bits = (int)r->bits;
	}
}

static bool endpoint(const uint8_t ip[16])
{
	const struct gg_endpoint *end;

	for (size_t i = 0; (end = gg_core_endpoint_at(i)); i++) {
		uint8_t other[16];
		bool v6;

		if (gg_addr_parse_ip(end->address, strlen(end->address), other, &v6) && !memcmp(ip, other, 16))
			return true;
	}
	return false;
}

static bool oracle(const struct gg_policy *p, enum gg_op op, const struct gg_addr *a)
{
	bool verdict = false;
	int bits = -1;

	if (op == GG_OP_BIND) {
		look(&p->listen, a, true, &bits, &verdict);
		return verdict;
	}
	look(&p->connect, a, true, &bits, &verdict);
	look(&p->net_deny, a, false, &bits, &verdict);
	return verdict && (bits == 128 || !endpoint(a->ip));
}

static unsigned n_allowed, n_denied;

static void compare(const struct gg_policy *p, const struct gg_plan *plan, const struct gg_net_rule *any)
{
	static const enum gg_op ops[] = { GG_OP_CONNECT, GG_OP_BIND, GG_OP_SEND };
	struct gg_addr a = { .proto = below_random(&seed, 2) ? GG_PROTO_TCP : GG_PROTO_UDP };
	struct gg_request request = { .op = ops[below_random(&seed, 3)], .addr = &a };
	struct gg_answer answer;
	char text[128];
	struct gg_text out;
	bool expected;

	random_ip(a.ip, &a.v6);
	if (below_random(&seed, 2)) /* one bit beside a rule's */
		memcpy(a.ip, any->ip, 16);
	if (below_random(&seed, 3) == 0)
		a.ip[below_random(&seed, 16)] ^= (uint8_t)(1u << below_random(&seed, 8));
	a.port = (uint16_t)(below_random(&seed, 8) ? below_random(&seed, 14) : 65535 - below_random(&seed, 2));
	gg_decide(plan, &request, &answer);
	expected = oracle(p, request.op, &a);
	n_allowed += expected;
	n_denied += !expected;
	if ((answer.verdict == GG_VERDICT_ALLOW) == expected)
		return;
	gg_text_init(&out, text, sizeof(text));
	gg_addr_print(&a, &out);
	fail_msg("%s %s: verdict %d by place %u", gg_op_names[request.op].name, text, answer.verdict, answer.place);
}

static void rows_do_not_overlap(const struct gg_plan *plan)
{
	for (uint32_t i = 1; i < plan->count[GG_SECT_NETS]; i++) {
		const struct gg_plan_net *a = &plan->nets[i - 1], *b = &plan->nets[i];

		assert_true(b->verdict <= GG_NET_DENY_UNNAMED);
		if (a->kind == b->kind && a->bits == b->bits && a->proto == b->proto && !memcmp(a->ip, b->ip, 16))
			assert_true(a->hi < b->lo);
	}
}

static void random_rules_agree_with_the_oracle(void **state)
{
	static struct gg_net_rule rules[3][RULES];

	(void)state;
	for (unsigned round = 0; round < POLICIES * setting("GG_RANDOM_TIMES", 1); round++) {
		struct gg_policy p = bare_policy();
		struct gg_net_rules *lists[] = { &p.connect, &p.listen, &p.net_deny };
		struct made m;

		for (unsigned k = 0; k < 3; k++) {
			*lists[k] = (struct gg_net_rules){ rules[k], 1 + below_random(&seed, RULES), RULES };
			for (unsigned i = 0; i < lists[k]->n; i++)
				random_rule(&rules[k][i], k * 100 + i + 1);
		}
		make_from(&p, FULL, false, &m);
		rows_do_not_overlap(&m.plan);
		for (unsigned i = 0; i < ADDRESSES; i++)
			compare(&p, &m.plan, &rules[below_random(&seed, 3)][0]);
		made_done(&m);
	}
	print_message("%u allowed, %u denied\n", n_allowed, n_denied);
	assert_true(n_allowed > 3000 && n_denied > 3000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_rules_agree_with_the_oracle),
	};

	seed = setting("GG_RANDOM_SEED", (unsigned)seed);
	return cmocka_run_group_tests_name("decide_nets_random", tests, NULL, NULL);
}
