/*
 * The grammar of network rules:
 *
 *	rule    := PROTO "://" host [ ":" ports ]  |  "unix:" path  |  "unix:@" name
 *	         | bare                              only in deny: every protocol, every port
 *	PROTO   := "tcp" | "udp"
 *	host    := "*" | ipv4 [ "/" bits ] | "[" ipv6 [ "/" bits ] "]" | hostname
 *	bare    := host | ipv6 [ "/" bits ]
 *	ports   := port [ "-" port ]                 1 to 65535; 0 only in listen: any free port
 *	path    := absolute path, may be a glob
 *	name    := 1 to 107 bytes
 *	hostname := [ "*." ] labels of letters, digits, - and _, joined by "."
 *
 * Owns parser and printer. Relies on $NAME being replaced. Prefix lengths are kept over the
 * 128-bit form, in which IPv4 is ::ffff:0:0/96. Does not accept host bits behind a prefix: who
 * writes 10.0.0.1/8 means one of two things.
 */
#include "policy/net.h"

#include <errno.h>
#include <string.h>

#include "policy/paths.h"

#define V4_BASE 96u

static int parse_unix(char *at, struct gg_net_rule *rule, struct gg_err *err)
{
	bool glob;

	rule->is_unix = true;
	if (*at == '@') {
		rule->abstract = true;
		rule->path = at + 1;
		if (!at[1] || strlen(at + 1) > GG_UNIX_MAX - 1)
			return gg_err_set(err, -EINVAL, "an abstract name has 1 to %zu bytes", GG_UNIX_MAX - 1);
		return 0;
	}
	rule->path = at;
	return gg_path_normalise(at, &glob, err);
}

static int parse_port(const char *s, enum gg_net_use use, uint16_t *ret_port, struct gg_err *err)
{
	uint64_t port;

	if (!gg_text_parse_u64(s, 65535, &port))
		return gg_err_set(err, -EINVAL, "'%s' is not a port (1 to 65535)", s);
	if (!port && use != GG_USE_LISTEN)
		return gg_err_set(err, -EINVAL, "port 0 makes sense only in listen");
	*ret_port = (uint16_t)port;
	return 0;
}

static int parse_ports(char *s, enum gg_net_use use, struct gg_net_rule *rule, struct gg_err *err)
{
	char *dash = s ? strchr(s, '-') : NULL;
	int rc;

	if (!s) {
		rule->port_lo = 0;
		rule->port_hi = UINT16_MAX;
		return 0;
	}
	if (dash)
		*dash++ = '\0';
	rc = parse_port(s, use, &rule->port_lo, err);
	if (!rc)
		rc = parse_port(dash ? dash : s, use, &rule->port_hi, err);
	if (!rc && rule->port_lo > rule->port_hi)
		rc = gg_err_set(err, -EINVAL, "the range %u-%u is empty", (unsigned)rule->port_lo,
				(unsigned)rule->port_hi);
	return rc;
}

/* No bit of the address behind the prefix */
static int check_host_bits(struct gg_net_rule *rule, struct gg_err *err)
{
	uint8_t cut[16];
	char buf[64];
	struct gg_text hint;

	for (unsigned i = 0; i < 16; i++) {
		unsigned kept = rule->bits > 8 * i ? GG_MIN(rule->bits - 8 * i, 8u) : 0;

		cut[i] = rule->ip[i] & (uint8_t)(0xff00u >> kept);
	}
	if (!memcmp(cut, rule->ip, sizeof(cut)))
		return 0;
	gg_text_init(&hint, buf, sizeof(buf));
	gg_addr_print_ip(cut, &hint);
	return gg_err_set(err, -EINVAL, "address has bits behind its prefix (write %s/%u)", buf,
			  rule->v6 ? rule->bits : rule->bits - V4_BASE);
}

/* "ADDRESS[/BITS]". Return: 1: not a numeric address; 0; -EINVAL */
static int parse_prefix(char *s, struct gg_net_rule *rule, struct gg_err *err)
{
	char *slash = strchr(s, '/');
	size_t n = slash ? (size_t)(slash - s) : strlen(s);
	unsigned base, most;
	uint64_t bits;

	if (!gg_addr_parse_ip(s, n, rule->ip, &rule->v6))
		return 1;
	base = rule->v6 ? 0 : V4_BASE;
	most = 128 - base;
	bits = most;
	if (slash && !gg_text_parse_u64(slash + 1, most, &bits))
		return gg_err_set(err, -EINVAL, "'%s' is not a prefix length (0 to %u)", slash + 1, most);
	rule->bits = base + (unsigned)bits;
	return check_host_bits(rule, err);
}

static int parse_hostname(char *s, struct gg_net_rule *rule, struct gg_err *err)
{
	const char *at = strncmp(s, "*.", 2) ? s : s + 2;
	bool letters = false;
	char last = '.';

	rule->host = s;
	for (; *at; last = *at++) {
		if ((*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z'))
			letters = true;
		else if (!(*at >= '0' && *at <= '9') && *at != '-' && *at != '_' &&
			 (*at != '.' || last == '.'))
			break;
	}
	if (*at || last == '.' || !letters || strlen(s) > 253)
		return gg_err_set(err, -EINVAL, "'%s' is neither an address nor a host name", s);
	return 0;
}

static int parse_host(char *s, struct gg_net_rule *rule, struct gg_err *err)
{
	int rc;

	if (!strcmp(s, "*")) {
		rule->any_host = true;
		return 0;
	}
	rc = parse_prefix(s, rule, err);
	return rc == 1 ? parse_hostname(s, rule, err) : rc;
}

/* "[IPV6[/BITS]]" at @s. Return: 0 with *ret_rest behind the bracket */
static int parse_bracket(char *s, struct gg_net_rule *rule, char **ret_rest, struct gg_err *err)
{
	char *close = strchr(s, ']');
	int rc;

	if (!close)
		return gg_err_set(err, -EINVAL, "'[' without ']'");
	*close = '\0';
	rc = parse_prefix(s + 1, rule, err);
	if (rc < 0)
		return rc;
	if (rc || !rule->v6)
		return gg_err_set(err, -EINVAL, "'%s' in brackets is not an IPv6 address", s + 1);
	*ret_rest = close + 1;
	if (close[1] == '/')
		return gg_err_set(err, -EINVAL, "write the prefix inside the brackets: [%s%.*s]", s + 1,
				  (int)strcspn(close + 1, ":"), close + 1);
	return 0;
}

/* Behind "PROTO://" */
static int parse_inet(char *s, enum gg_net_use use, struct gg_net_rule *rule, struct gg_err *err)
{
	char *colon = strchr(s, ':');
	int rc;

	if (*s == '[') {
		rc = parse_bracket(s, rule, &colon, err);
		if (rc)
			return rc;
		if (*colon && *colon != ':')
			return gg_err_set(err, -EINVAL, "'%s' behind the address", colon);
		return parse_ports(*colon ? colon + 1 : NULL, use, rule, err);
	}
	if (colon && strchr(colon + 1, ':'))
		return gg_err_set(err, -EINVAL, "an IPv6 address needs brackets: [2001:db8::1]:443");
	if (colon)
		*colon++ = '\0';
	rc = parse_host(s, rule, err);
	return rc ? rc : parse_ports(colon, use, rule, err);
}

static int parse_bare(char *s, struct gg_net_rule *rule, struct gg_err *err)
{
	char *rest = s;
	char *colon = strchr(s, ':');

	rule->tcp = true;
	rule->udp = true;
	rule->port_hi = UINT16_MAX;
	if (colon && !strchr(colon + 1, ':'))
		return gg_err_set(err, -EINVAL, "a port needs a protocol: tcp://%s or udp://%s", s, s);
	if (*s != '[')
		return parse_host(s, rule, err);
	if (parse_bracket(s, rule, &rest, err))
		return -EINVAL;
	return *rest ? gg_err_set(err, -EINVAL, "a port needs a protocol: tcp:// or udp://") : 0;
}

int gg_net_parse(char *text, enum gg_net_use use, struct gg_net_rule *rule, struct gg_err *err)
{
	char *sep = strstr(text, "://");

	if (!strncmp(text, "unix:", 5))
		return parse_unix(text + 5, rule, err);
	if (!sep && use == GG_USE_DENY)
		return parse_bare(text, rule, err);
	rule->tcp = !strncmp(text, "tcp://", 6);
	rule->udp = !strncmp(text, "udp://", 6);
	if (!sep || (!rule->tcp && !rule->udp))
		return gg_err_set(err, -EINVAL, "'%s' does not begin with tcp://, udp:// or unix:", text);
	return parse_inet(sep + 3, use, rule, err);
}

static void print_host(const struct gg_net_rule *rule, bool brackets, struct gg_text *out)
{
	unsigned base = rule->v6 ? 0 : V4_BASE;

	if (rule->any_host || rule->host)
		return gg_text_str(out, rule->host ? rule->host : "*");
	gg_text_str(out, brackets ? "[" : "");
	if (rule->v6 && !memcmp(rule->ip, "\0\0\0\0\0\0\0\0\0\0\xff\xff", 12))
		gg_text_str(out, "::ffff:"); /* a mapped address stays one */
	gg_addr_print_ip(rule->ip, out);
	if (rule->bits != 128)
		gg_text_fmt(out, "/%u", rule->bits - base);
	gg_text_str(out, brackets ? "]" : "");
}

void gg_net_print(const struct gg_net_rule *rule, struct gg_text *out)
{
	bool bare = rule->tcp && rule->udp;

	if (rule->is_unix)
		return gg_text_fmt(out, "unix:%s%s", rule->abstract ? "@" : "", rule->path);
	if (!bare)
		gg_text_fmt(out, "%s://", rule->tcp ? "tcp" : "udp");
	print_host(rule, rule->v6 && !bare, out);
	if (rule->port_lo == 0 && rule->port_hi == UINT16_MAX)
		return;
	gg_text_fmt(out, ":%u", (unsigned)rule->port_lo);
	if (rule->port_hi != rule->port_lo)
		gg_text_fmt(out, "-%u", (unsigned)rule->port_hi);
}
