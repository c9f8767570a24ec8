/*
 * Numeric addresses: text to 16 bytes and back.
 *
 * Owns both directions for IPv4 and IPv6. Written without libc's help, because the shim is.
 * Relies on the IPv4-mapped form. Does not know zones ("%eth0") or short forms ("127.1").
 */
#include "base/addr.h"

#include <string.h>

const uint8_t gg_addr_v4[12] = { [10] = 0xff, [11] = 0xff };

/** gg_addr_is_v4() - see addr.h */
bool gg_addr_is_v4(const uint8_t ip[static 16])
{
	return !memcmp(ip, gg_addr_v4, sizeof(gg_addr_v4));
}

/** gg_addr_on_link() - see addr.h */
bool gg_addr_on_link(const uint8_t ip[static 16])
{
	if (gg_addr_is_v4(ip))
		return ip[12] >= 0xe0 || (ip[12] == 169 && ip[13] == 254);
	return ip[0] == 0xff || (ip[0] == 0xfe && (ip[1] & 0xc0) == 0x80);
}

/* Four numbers of 0 to 255 without leading zeros, whole @s */
static bool parse_v4(const char *s, const char *end, uint8_t ret_ip[static 4])
{
	for (int i = 0; i < 4; i++) {
		const char *begin;
		unsigned value = 0;

		if (i && (s == end || *s++ != '.'))
			return false;
		begin = s;
		while (s < end && *s >= '0' && *s <= '9' && value <= 255)
			value = value * 10 + (unsigned)(*s++ - '0');
		if (s == begin || value > 255 || (*begin == '0' && s - begin > 1))
			return false;
		ret_ip[i] = (uint8_t)value;
	}
	return s == end;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Up to four hexadecimal digits. Return: first byte behind them, NULL: none or too many */
static const char *parse_group(const char *s, const char *end, uint8_t ret_two[static 2])
{
	const char *begin = s;
	unsigned value = 0;

	while (s < end && hex_digit(*s) >= 0 && s - begin < 5)
		value = value << 4u | (unsigned)hex_digit(*s++);
	if (s == begin || s - begin > 4)
		return NULL;
	ret_two[0] = (uint8_t)(value >> 8u);
	ret_two[1] = (uint8_t)value;
	return s;
}

/* Groups joined by colons, at most one "::", perhaps an IPv4 address at the end */
static bool parse_v6(const char *s, const char *end, uint8_t ret_ip[static 16])
{
	uint8_t ip[16] = { 0 };
	size_t n = 0, gap = 17; /* bytes so far; where "::" stands */
	bool doubled = end - s >= 2 && s[0] == ':' && s[1] == ':';

	if (doubled) {
		gap = 0;
		s += 2;
	}
	while (s < end) {
		const char *next = n <= 14 ? parse_group(s, end, ip + n) : NULL;

		if (next && next < end && *next == '.' && n <= 12 && parse_v4(s, end, ip + n)) {
			n += 4;
			break;
		}
		if (!next)
			return false;
		n += 2;
		s = next;
		if (s == end)
			break;
		if (*s++ != ':' || s == end)
			return false;
		if (*s != ':')
			continue;
		if (gap <= 16)
			return false;
		gap = n;
		s++;
	}
	if (gap > 16 ? n != 16 : n > 14)
		return false;
	if (gap > 16)
		gap = n;
	memset(ret_ip, 0, 16);
	memcpy(ret_ip, ip, gap);
	memcpy(ret_ip + 16 - (n - gap), ip + gap, n - gap);
	return true;
}

/**
 * gg_addr_parse_ip() - an IPv4 or IPv6 address from text
 * @s:      @len bytes: "10.0.0.1" or "2001:db8::1", without brackets or zone
 * @ret_ip: 16 bytes, IPv4 mapped; untouched on failure
 * @ret_v6: written with colons
 * Return: whether it is one
 */
bool gg_addr_parse_ip(const char *s, size_t len, uint8_t ret_ip[static 16], bool *ret_v6)
{
	uint8_t v4[4];

	if (parse_v4(s, s + len, v4)) {
		memcpy(ret_ip, gg_addr_v4, sizeof(gg_addr_v4));
		memcpy(ret_ip + sizeof(gg_addr_v4), v4, sizeof(v4));
		*ret_v6 = false;
		return true;
	}
	if (!parse_v6(s, s + len, ret_ip))
		return false;
	*ret_v6 = true;
	return true;
}

/* First and length of the longest run of two or more zero groups */
static int zero_run(const unsigned group[8], int *ret_len)
{
	int best = -1, best_len = 1;

	for (int i = 0; i < 8; i++) {
		int end = i;

		while (end < 8 && !group[end])
			end++;
		if (end - i > best_len) {
			best = i;
			best_len = end - i;
		}
		if (end > i)
			i = end;
	}
	*ret_len = best_len;
	return best;
}

/**
 * gg_addr_print_ip() - the shortest usual text: dotted for mapped IPv4, else RFC 5952
 * @ip:  16 bytes
 * @out: appended to
 */
void gg_addr_print_ip(const uint8_t ip[static 16], struct gg_text *out)
{
	unsigned group[8];
	int run, run_len;

	if (gg_addr_is_v4(ip)) {
		gg_text_fmt(out, "%u.%u.%u.%u", (unsigned)ip[12], (unsigned)ip[13], (unsigned)ip[14],
			    (unsigned)ip[15]);
		return;
	}
	for (int i = 0; i < 8; i++)
		group[i] = (unsigned)ip[2 * i] << 8 | ip[2 * i + 1];
	run = zero_run(group, &run_len);
	for (int i = 0; i < 8; i++) {
		if (i == run) {
			gg_text_str(out, "::");
			i += run_len - 1;
			continue;
		}
		if (i && i != run + run_len)
			gg_text_char(out, ':');
		gg_text_u64(out, group[i], 16);
	}
}
