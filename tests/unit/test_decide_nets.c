/* plan/decide: rules on addresses, by tables. */
#include "plan_help.h"

#include "policy/core.h"

static struct gg_addr addr_of(enum gg_proto proto, const char *ip, unsigned port)
{
	struct gg_addr addr = { .proto = proto, .port = (uint16_t)port };

	if (!gg_addr_parse_ip(ip, strlen(ip), addr.ip, &addr.v6))
		fail_msg("not an address: %s", ip);
	return addr;
}

static struct gg_answer ask(const struct gg_plan *plan, enum gg_op op, const struct gg_addr *addr,
			    const char *path)
{
	struct gg_request request = { .op = op, .addr = addr, .path = path };
	struct gg_answer answer;

	gg_decide(plan, &request, &answer);
	return answer;
}

struct row {
	enum gg_op op;
	enum gg_proto proto;
	const char *ip;
	unsigned port;
	bool allowed;
	uint32_t line; /* of the rule that decides, 0: none, or a built-in one */
};

static void check_rows(const struct gg_plan *plan, const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct gg_addr addr = addr_of(rows[i].proto, rows[i].ip, rows[i].port);
		struct gg_answer a = ask(plan, rows[i].op, &addr, NULL);
		uint32_t line = a.place == GG_PLACE_NONE ? 0 : plan->places[a.place].line;

		if ((a.verdict == GG_VERDICT_ALLOW) != rows[i].allowed || line != rows[i].line)
			fail_msg("%s %s port %u: verdict %d by line %u", gg_op_names[rows[i].op].name,
				 rows[i].ip, rows[i].port, a.verdict, line);
		assert_int_equal(a.err, rows[i].allowed ? 0 : EACCES);
		assert_string_equal(a.rule, a.place == GG_PLACE_NONE ? "default" : "network");
	}
}

#define T GG_PROTO_TCP
#define U GG_PROTO_UDP
#define TO GG_OP_CONNECT
#define SEND GG_OP_SEND
#define AT GG_OP_BIND
#define ROWS(text, ...)                                            \
	do {                                                       \
		static const struct row rows[] = { __VA_ARGS__ };  \
		struct made m;                                     \
		make_plan(text, &m);                               \
		check_rows(&m.plan, rows, GG_ARRAY_SIZE(rows));    \
		made_done(&m);                                     \
	} while (0)

static void no_rule_denies(void **state)
{
	(void)state;
	ROWS(V, { TO, T, "10.0.0.1", 80, false, 0 }, { AT, T, "0.0.0.0", 0, false, 0 },
	     { SEND, U, "::1", 53, false, 0 });
}

static void the_longest_prefix_wins(void **state)
{
	(void)state;
	ROWS(V "network = { connect = ( \"tcp://10.0.0.0/8:80\",\n"
	       "\"tcp://10.1.2.0/24:80\" );\n"
	       "deny = ( \"10.1.0.0/16\",\n"
	       "\"10.1.2.3\" ); };",
	     { TO, T, "10.9.0.1", 80, true, 2 }, { TO, T, "10.9.0.1", 81, false, 0 },
	     { TO, T, "10.1.0.1", 80, false, 4 }, { TO, U, "10.1.0.1", 80, false, 4 },
	     { TO, T, "10.1.2.4", 80, true, 3 }, { TO, T, "10.1.2.3", 80, false, 5 },
	     { TO, T, "10.1.2.4", 81, false, 4 }, { TO, T, "11.0.0.1", 80, false, 0 });
}

/* A translator in the network makes IPv4 of IPv6 that begins with 64:ff9b:: */
static void denied_as_ipv4_is_denied_translated(void **state)
{
	(void)state;
	ROWS(V "network = { connect = ( \"tcp://*:80\",\n"
	       "\"tcp://[64:ff9b::a01:204]:80\",\n"
	       "\"tcp://10.1.2.5:80\" );\n"
	       "deny = ( \"10.0.0.0/8\" ); };",
	     { TO, T, "64:ff9b::11.0.0.1", 80, true, 2 }, { TO, T, "64:ff9b::10.1.2.3", 80, false, 5 },
	     { TO, T, "64:ff9b::10.1.2.4", 80, true, 3 }, { TO, T, "64:ff9b::10.1.2.5", 80, true, 2 },
	     { TO, T, "64:ff9b::169.254.169.254", 80, false, 0 }, { TO, T, "64:ff9b:1::10.1.2.3", 80, true, 2 },
	     { TO, T, "10.1.2.4", 80, false, 5 });
	ROWS(V "network = { connect = ( \"tcp://[::/0]:80\",\n"
	       "\"tcp://169.254.169.254:80\" );\n"
	       "deny = ( \"[64:ff9b::/96]\" ); };",
	     { TO, T, "64:ff9b::169.254.169.254", 80, false, 4 }, { TO, T, "2001:db8::1", 80, true, 2 });
}

static void protocols_and_uses_are_apart(void **state)
{
	(void)state;
	ROWS(V "network = { connect = ( \"tcp://10.0.0.1:80\", \"udp://*:53\" );\n"
	       "listen = ( \"tcp://127.0.0.1:8080\", \"tcp://127.0.0.1:0\" ); };",
	     { TO, T, "10.0.0.1", 80, true, 2 }, { TO, U, "10.0.0.1", 80, false, 0 },
	     { SEND, U, "10.0.0.1", 53, true, 2 }, { SEND, T, "10.0.0.1", 80, true, 2 },
	     { TO, U, "::1", 53, true, 2 }, { AT, T, "10.0.0.1", 80, false, 0 },
	     { AT, T, "127.0.0.1", 8080, true, 3 }, { AT, T, "127.0.0.1", 0, true, 3 },
	     { AT, U, "127.0.0.1", 8080, false, 0 }, { AT, T, "0.0.0.0", 8080, false, 0 },
	     { TO, T, "127.0.0.1", 8080, false, 0 });
}

static void port_ranges_overlap(void **state)
{
	(void)state;
	ROWS(V "network = { connect = ( \"tcp://10.0.0.1:100-200\",\n"
	       "\"tcp://10.0.0.1:150-300\",\n"
	       "\"tcp://10.0.0.1:400\", \"tcp://10.0.0.1:65535\" );\n"
	       "deny = ( \"tcp://10.0.0.1:180-190\",\n"
	       "\"tcp://10.0.0.1:250-500\" ); };",
	     { TO, T, "10.0.0.1", 99, false, 0 }, { TO, T, "10.0.0.1", 100, true, 2 },
	     { TO, T, "10.0.0.1", 160, true, 2 }, { TO, T, "10.0.0.1", 180, false, 5 },
	     { TO, T, "10.0.0.1", 190, false, 5 }, { TO, T, "10.0.0.1", 191, true, 2 },
	     { TO, T, "10.0.0.1", 201, true, 3 }, { TO, T, "10.0.0.1", 249, true, 3 },
	     { TO, T, "10.0.0.1", 250, false, 6 }, { TO, T, "10.0.0.1", 400, false, 6 },
	     { TO, T, "10.0.0.1", 501, false, 0 }, { TO, T, "10.0.0.1", 65535, true, 4 });
}

static void deny_wins_a_tie(void **state)
{
	(void)state;
	ROWS(V "network = { connect = ( \"tcp://10.0.0.0/8:80\", \"tcp://*:81\", \"tcp://[::]:82\" );\n"
	       "deny = ( \"tcp://10.0.0.0/8:80\", \"tcp://*:81\", \"[::/0]\" ); };",
	     { TO, T, "10.0.0.1", 80, false, 3 }, { TO, T, "1.2.3.4", 81, false, 3 },
	     { TO, T, "::1", 81, false, 3 }, { TO, T, "::", 82, true, 2 });
	/* "*" and "[::/0]" are prefixes of the same length */
	ROWS(V "network = { connect = ( \"tcp://*:443\" );\n"
	       "deny = ( \"[::/0]\" ); };",
	     { TO, T, "2001:db8::1", 443, false, 3 }, { TO, T, "10.0.0.1", 443, true, 2 });
	ROWS(V "network = { connect = ( \"tcp://[::/0]:443\" );\n"
	       "deny = ( \"tcp://*:443\" ); };",
	     { TO, T, "2001:db8::1", 443, false, 3 }, { TO, T, "10.0.0.1", 443, false, 3 });
}

static void families(void **state)
{
	(void)state;
	ROWS(V "network = { connect = ( \"tcp://[::/0]:443\",\n"
	       "\"tcp://10.0.0.0/8:443\",\n"
	       "\"tcp://[::ffff:11.0.0.0/104]:443\",\n"
	       "\"tcp://0.0.0.0/0:80\" ); };",
	     { TO, T, "2001:db8::1", 443, true, 2 }, { TO, T, "1.2.3.4", 443, false, 0 },
	     { TO, T, "10.2.3.4", 443, true, 3 }, { TO, T, "::ffff:10.2.3.4", 443, true, 3 },
	     { TO, T, "11.2.3.4", 443, true, 4 }, { TO, T, "::ffff:11.2.3.4", 443, true, 4 },
	     { TO, T, "1.2.3.4", 80, true, 5 }, { TO, T, "::1", 80, false, 0 },
	     { TO, T, "::ffff:1.2.3.4", 80, true, 5 }, { TO, T, "::1.2.3.4", 80, false, 0 });
	/* all mapped addresses are all of IPv4 */
	ROWS(V "network = { connect = ( \"tcp://[::ffff:0:0/96]:80\",\n"
	       "\"tcp://*:443\" );\n"
	       "deny = ( \"tcp://[::ffff:0:0/96]:443\" ); };",
	     { TO, T, "1.2.3.4", 80, true, 2 }, { TO, T, "::ffff:1.2.3.4", 80, true, 2 },
	     { TO, T, "::1", 80, false, 0 }, { TO, T, "1.2.3.4", 443, false, 4 },
	     { TO, T, "::ffff:1.2.3.4", 443, false, 4 }, { TO, T, "::1", 443, true, 3 });
}

static void credential_endpoints_are_denied_unless_named(void **state)
{
	const struct gg_endpoint *end;
	struct made all;

	(void)state;
	make_plan(V "network = { connect = ( \"tcp://*\", \"udp://*\", \"tcp://169.254.0.0/16\" ); };", &all);
	for (size_t i = 0; (end = gg_core_endpoint_at(i)); i++) {
		const struct row rows[] = { { TO, T, end->address, 80, false, 0 },
					    { TO, U, end->address, 65535, false, 0 },
					    { SEND, U, end->address, 1, false, 0 } };

		check_rows(&all.plan, rows, GG_ARRAY_SIZE(rows));
	}
	made_done(&all);
	ROWS(V "network = { connect = ( \"tcp://169.254.169.254:80\",\n"
	       "\"tcp://*\", \"udp://*\" ); };",
	     { TO, T, "169.254.169.254", 80, true, 2 }, { TO, T, "::ffff:169.254.169.254", 80, true, 2 },
	     { TO, T, "169.254.170.2", 80, false, 0 }, { TO, T, "fd00:ec2::254", 80, false, 0 });
	/* what is named is what is opened: not the other ports, not the other protocol */
	ROWS(V "network = { connect = ( \"udp://169.254.169.254:53\",\n"
	       "\"tcp://*\", \"udp://*\" ); };",
	     { TO, U, "169.254.169.254", 53, true, 2 }, { TO, T, "169.254.169.254", 80, false, 0 },
	     { TO, U, "169.254.169.254", 54, false, 0 });
	ROWS(V "network = { connect = ( \"tcp://169.254.169.254:80\" );\n"
	       "deny = ( \"169.254.169.254\" ); };",
	     { TO, T, "169.254.169.254", 80, false, 3 });
}

static struct gg_addr unix_addr(const char *name, bool abstract)
{
	struct gg_addr addr = { .proto = GG_PROTO_UNIX, .abstract = abstract };

	addr.name_len = (uint16_t)strlen(name);
	memcpy(addr.name, name, addr.name_len);
	return addr;
}

static void expect_unix(const struct gg_plan *plan, enum gg_op op, const char *name, const char *path, bool allowed)
{
	struct gg_addr addr = unix_addr(path ? path : name, !path);
	struct gg_answer a = ask(plan, op, &addr, path);

	if ((a.verdict == GG_VERDICT_ALLOW) != allowed)
		fail_msg("%s %s: verdict %d", gg_op_names[op].name, path ? path : name, a.verdict);
	assert_int_equal(a.err, allowed ? 0 : EACCES);
}

static void unix_sockets(void **state)
{
	struct gg_addr odd = unix_addr("name", true);
	struct made m;

	(void)state;
	make_plan(V "network = { connect = ( \"unix:/run/db.sock\", \"unix:/run/app/*.sock\", \"unix:@name\", "
		    "\"unix:@a/b*\" ); listen = ( \"unix:/tmp/mine\", \"unix:@mine\" ); "
		    "deny = ( \"unix:/run/app/bad.sock\" ); };", &m);
	expect_unix(&m.plan, TO, NULL, "/run/db.sock", true);
	expect_unix(&m.plan, SEND, NULL, "/run/db.sock", true);
	expect_unix(&m.plan, AT, NULL, "/run/db.sock", false);
	expect_unix(&m.plan, TO, NULL, "/run/db.sock2", false);
	expect_unix(&m.plan, TO, NULL, "/run/app/x.sock", true);
	expect_unix(&m.plan, TO, NULL, "/run/app/bad.sock", false);
	expect_unix(&m.plan, AT, NULL, "/tmp/mine", true);
	expect_unix(&m.plan, TO, NULL, "/tmp/mine", false);
	/* abstract names are whole, and no paths */
	expect_unix(&m.plan, TO, "name", NULL, true);
	expect_unix(&m.plan, TO, "a/b*", NULL, true);
	expect_unix(&m.plan, TO, "a/bc", NULL, false);
	expect_unix(&m.plan, TO, "a", NULL, false);
	expect_unix(&m.plan, TO, "name/x", NULL, false);
	expect_unix(&m.plan, TO, "", NULL, false);
	expect_unix(&m.plan, TO, "mine", NULL, false);
	expect_unix(&m.plan, AT, "mine", NULL, true);
	expect_unix(&m.plan, TO, NULL, "/@/name", false);
	odd.name[4] = '\0';
	odd.name_len = 8; /* a NUL inside */
	assert_int_equal(ask(&m.plan, TO, &odd, NULL).err, EACCES);
	/* a path that nobody resolved */
	odd = unix_addr("/run/db.sock", false);
	assert_int_equal(ask(&m.plan, TO, &odd, NULL).err, EACCES);
	made_done(&m);
}

static void a_path_named_at_is_no_abstract_name(void **state)
{
	struct made m;

	(void)state;
	make_plan(V "network = { connect = ( \"unix:/@/x\" ); };", &m);
	expect_unix(&m.plan, TO, NULL, "/@/x", true);
	expect_unix(&m.plan, TO, "x", NULL, false);
	made_done(&m);
}

static void other_families(void **state)
{
	const struct gg_addr none = { .proto = GG_PROTO_NONE }, netlink = { .proto = GG_PROTO_NETLINK };
	const struct gg_addr odd = { .proto = GG_PROTO_COUNT };
	struct made m;

	(void)state;
	make_plan(V, &m);
	assert_int_equal(ask(&m.plan, TO, &none, NULL).verdict, GG_VERDICT_ALLOW);
	assert_int_equal(ask(&m.plan, AT, &none, NULL).err, EACCES);
	assert_int_equal(ask(&m.plan, SEND, &none, NULL).err, EACCES);
	assert_int_equal(ask(&m.plan, TO, &netlink, NULL).verdict, GG_VERDICT_ALLOW);
	assert_int_equal(ask(&m.plan, AT, &netlink, NULL).verdict, GG_VERDICT_ALLOW);
	assert_int_equal(ask(&m.plan, TO, &odd, NULL).err, EACCES);
	made_done(&m);
	make_plan(V "mode = \"audit\";", &m);
	assert_int_equal(ask(&m.plan, SEND, &none, NULL).verdict, GG_VERDICT_AUDIT);
	assert_int_equal(ask(&m.plan, SEND, &none, NULL).err, 0);
	made_done(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_rule_denies),
		cmocka_unit_test(the_longest_prefix_wins),
		cmocka_unit_test(denied_as_ipv4_is_denied_translated),
		cmocka_unit_test(protocols_and_uses_are_apart),
		cmocka_unit_test(port_ranges_overlap),
		cmocka_unit_test(deny_wins_a_tie),
		cmocka_unit_test(families),
		cmocka_unit_test(credential_endpoints_are_denied_unless_named),
		cmocka_unit_test(unix_sockets),
		cmocka_unit_test(a_path_named_at_is_no_abstract_name),
		cmocka_unit_test(other_families),
	};

	return cmocka_run_group_tests_name("decide_nets", tests, NULL, NULL);
}
