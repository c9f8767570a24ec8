/*
 * Fuzz target: addresses. Numeric text must print and parse back to itself, and agree with libc;
 * a network rule must print and parse back; any sockaddr must give a record that prints.
 *
 * The first byte chooses. Relies on libFuzzer or a driver that calls LLVMFuzzerTestOneInput().
 */
#include <arpa/inet.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/addr.h"
#include "policy/net.h"

static void fuzz_ip(const char *s, size_t n)
{
	char text[128], copy[128];
	struct gg_text out;
	uint8_t ip[16], again[16], libc[16];
	bool v6, v6_again, good = gg_addr_parse_ip(s, n, ip, &v6);

	if (n < sizeof(copy) && !memchr(s, '\0', n)) {
		memcpy(copy, s, n);
		copy[n] = '\0';
		if (good != (inet_pton(AF_INET, copy, libc) == 1 || inet_pton(AF_INET6, copy, libc) == 1))
			abort();
		if (good && memcmp(libc, v6 ? ip : ip + 12, v6 ? 16 : 4) != 0)
			abort();
	}
	if (!good)
		return;
	gg_text_init(&out, text, sizeof(text));
	gg_addr_print_ip(ip, &out);
	if (out.cut || !gg_addr_parse_ip(text, out.used, again, &v6_again) || memcmp(ip, again, 16) != 0)
		abort();
}

static void fuzz_sockaddr(const uint8_t *bytes, size_t n)
{
	struct gg_addr addr = { .proto = GG_PROTO_COUNT };
	char text[1024];
	struct gg_text out;
	int type = n ? bytes[0] : 0;
	void *exact = malloc(n ? n : 1); /* so that a byte too many is seen */

	if (!exact)
		abort();
	memcpy(exact, bytes, n);
	gg_text_init(&out, text, sizeof(text));
	if (gg_addr_from_sockaddr(exact, (socklen_t)n, type, &addr) == 0) {
		if (addr.proto >= GG_PROTO_COUNT || addr.name_len >= sizeof(addr.name) || addr.name[addr.name_len])
			abort();
		gg_addr_print(&addr, &out);
		if (!out.used || out.cut)
			abort();
	} else if (addr.proto != GG_PROTO_COUNT) {
		abort(); /* must be untouched */
	}
	free(exact);
}

static void fuzz_rule(const char *s, size_t n, enum gg_net_use use)
{
	struct gg_net_rule rule = { 0 }, again = { 0 };
	struct gg_err err = { 0 };
	char *text = malloc(n + 1), printed[4400], copy[4400];
	struct gg_text out;

	if (!text)
		abort();
	memcpy(text, s, n);
	text[n] = '\0';
	if (gg_net_parse(text, use, &rule, &err) == 0 && strlen(text) < 4096) {
		gg_text_init(&out, printed, sizeof(printed));
		gg_net_print(&rule, &out);
		memcpy(copy, printed, out.used + 1);
		if (out.cut || gg_net_parse(copy, use, &again, &err) != 0)
			abort();
		if (rule.tcp != again.tcp || rule.udp != again.udp || rule.bits != again.bits || rule.v6 != again.v6 ||
		    memcmp(rule.ip, again.ip, 16) != 0 || rule.port_lo != again.port_lo ||
		    rule.port_hi != again.port_hi || rule.is_unix != again.is_unix || rule.any_host != again.any_host)
			abort();
	}
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!size)
		return 0;
	switch (data[0] % 5) {
	case 0:
		fuzz_ip((const char *)data + 1, size - 1);
		break;
	case 1:
		fuzz_sockaddr(data + 1, size - 1);
		break;
	case 2:
		fuzz_rule((const char *)data + 1, size - 1, GG_USE_CONNECT);
		break;
	case 3:
		fuzz_rule((const char *)data + 1, size - 1, GG_USE_LISTEN);
		break;
	default:
		fuzz_rule((const char *)data + 1, size - 1, GG_USE_DENY);
		break;
	}
	return 0;
}
