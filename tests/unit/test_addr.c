/* base/addr: text to addresses, sockaddrs to addresses, and back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>

#include "base/addr.h"
#include "base/common.h"

static const char *printed(const struct gg_addr *addr)
{
	static char buf[256];
	struct gg_text text;

	gg_text_init(&text, buf, sizeof(buf));
	gg_addr_print(addr, &text);
	return buf;
}

static void parse_ip_and_print_agree(void **state)
{
	static const struct {
		const char *text, *canonical; /* NULL: not an address */
	} cases[] = {
		{ "10.0.0.1", "10.0.0.1" },
		{ "255.255.255.255", "255.255.255.255" },
		{ "::", "::" },
		{ "::1", "::1" },
		{ "1::", "1::" },
		{ "2001:DB8::0:1", "2001:db8::1" },
		{ "1:0:0:2:0:0:0:3", "1:0:0:2::3" },
		{ "1:0:2:3:4:5:6:7", "1:0:2:3:4:5:6:7" },
		{ "::ffff:10.0.0.1", "10.0.0.1" },
		{ "64:ff9b::10.0.0.1", "64:ff9b::a00:1" },
		{ "", NULL },
		{ "10.0.0", NULL },
		{ "10.0.0.1.2", NULL },
		{ "10.0.0.256", NULL },
		{ "010.0.0.1", NULL },
		{ "1:2:3:4:5:6:7", NULL },
		{ "1:2:3:4:5:6:7:8:9", NULL },
		{ "1::2::3", NULL },
		{ ":1::2", NULL },
		{ "1:::2", NULL },
		{ "fe80::1%eth0", NULL },
		{ "12345::", NULL },
		{ "::1.2.3.4.5", NULL },
		{ "1:", NULL },
	};

	(void)state;
	for (size_t i = 0; i < GG_ARRAY_SIZE(cases); i++) {
		uint8_t ip[16];
		bool v6;
		char buf[64];
		struct gg_text text;
		bool good = gg_addr_parse_ip(cases[i].text, strlen(cases[i].text), ip, &v6);

		if (good != (cases[i].canonical != NULL))
			fail_msg("'%s' parsed: %d", cases[i].text, good);
		if (!good)
			continue;
		gg_text_init(&text, buf, sizeof(buf));
		gg_addr_print_ip(ip, &text);
		assert_string_equal(buf, cases[i].canonical);
		assert_int_equal(v6, strchr(cases[i].text, ':') != NULL);
	}
}

static void sockaddr_of_each_family(void **state)
{
	struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = htons(443) };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6, .sin6_port = htons(53) };
	sa_family_t unspec[8] = { AF_UNSPEC };
	struct gg_addr addr;

	(void)state;
	in.sin_addr.s_addr = htonl(0x0a000005);
	assert_int_equal(gg_addr_from_sockaddr(&in, sizeof(in), SOCK_STREAM | SOCK_CLOEXEC, &addr), 0);
	assert_string_equal(printed(&addr), "tcp://10.0.0.5:443");
	in6.sin6_addr.s6_addr[15] = 1;
	assert_int_equal(gg_addr_from_sockaddr(&in6, 24, SOCK_DGRAM, &addr), 0);
	assert_string_equal(printed(&addr), "udp://[::1]:53");
	assert_true(addr.v6);
	assert_int_equal(gg_addr_from_sockaddr(unspec, sizeof(unspec), SOCK_STREAM, &addr), 0);
	assert_int_equal(addr.proto, GG_PROTO_NONE);
}

static void unix_names(void **state)
{
	struct sockaddr_un un = { .sun_family = AF_UNIX, .sun_path = "/run/x" };
	size_t head = offsetof(struct sockaddr_un, sun_path);
	struct gg_addr addr;

	(void)state;
	assert_int_equal(gg_addr_from_sockaddr(&un, sizeof(un), SOCK_STREAM, &addr), 0);
	assert_string_equal(printed(&addr), "unix:/run/x");
	assert_false(addr.abstract);
	/* a name that fills the field has no NUL */
	memset(un.sun_path, 'a', sizeof(un.sun_path));
	assert_int_equal(gg_addr_from_sockaddr(&un, sizeof(un), SOCK_STREAM, &addr), 0);
	assert_int_equal(addr.name_len, sizeof(un.sun_path));
	memcpy(un.sun_path, "\0a\0b", 4);
	assert_int_equal(gg_addr_from_sockaddr(&un, (socklen_t)head + 4, SOCK_STREAM, &addr), 0);
	assert_true(addr.abstract);
	assert_string_equal(printed(&addr), "unix:@a\\x00b");
	assert_int_equal(gg_addr_from_sockaddr(&un, (socklen_t)head, SOCK_STREAM, &addr), 0);
	assert_true(addr.abstract && addr.name_len == 0);
}

static void refused_and_untouched(void **state)
{
	struct sockaddr_in in = { .sin_family = AF_INET };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };
	struct gg_addr addr = { .port = 7 };

	(void)state;
	assert_int_equal(gg_addr_from_sockaddr(&in, 1, SOCK_STREAM, &addr), -EINVAL);
	assert_int_equal(gg_addr_from_sockaddr(&in, sizeof(in) - 1, SOCK_STREAM, &addr), -EINVAL);
	assert_int_equal(gg_addr_from_sockaddr(&in6, 23, SOCK_STREAM, &addr), -EINVAL);
	assert_int_equal(gg_addr_from_sockaddr(&in, sizeof(in), SOCK_RAW, &addr), -EPROTONOSUPPORT);
	in.sin_family = AF_PACKET;
	assert_int_equal(gg_addr_from_sockaddr(&in, sizeof(in), SOCK_STREAM, &addr), -EAFNOSUPPORT);
	assert_int_equal(addr.port, 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parse_ip_and_print_agree),
		cmocka_unit_test(sockaddr_of_each_family),
		cmocka_unit_test(unix_names),
		cmocka_unit_test(refused_and_untouched),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
