/*
 * Points in time, as people and events write them.
 *
 * Owns the two forms: RFC 3339, and a span before now. Relies on timegm() for the calendar. Does
 * not know time zones by name.
 */
#include <ctype.h>
#include <string.h>
#include <time.h>

#include "tool/logs_filter.h"

#define SECOND_NS 1000000000ull

/* Exactly @n digits */
static bool take(const char **at, unsigned n, int *ret)
{
	int value = 0;

	for (; n; n--, (*at)++) {
		if (!isdigit((unsigned char)**at))
			return false;
		value = value * 10 + (**at - '0');
	}
	*ret = value;
	return true;
}

static bool take_char(const char **at, const char *one_of)
{
	if (!**at || !strchr(one_of, **at))
		return false;
	(*at)++;
	return true;
}

static bool take_date(const char **at, struct tm *tm)
{
	bool good = take(at, 4, &tm->tm_year) && take_char(at, "-") && take(at, 2, &tm->tm_mon) &&
		    take_char(at, "-") && take(at, 2, &tm->tm_mday) && take_char(at, "Tt ") &&
		    take(at, 2, &tm->tm_hour) && take_char(at, ":") && take(at, 2, &tm->tm_min) &&
		    take_char(at, ":") && take(at, 2, &tm->tm_sec);

	good = good && tm->tm_mon >= 1 && tm->tm_mon <= 12 && tm->tm_mday >= 1 && tm->tm_mday <= 31 &&
	       tm->tm_hour <= 23 && tm->tm_min <= 59 && tm->tm_sec <= 60 && tm->tm_year >= 1970;
	tm->tm_year -= 1900;
	tm->tm_mon -= 1;
	return good;
}

static uint64_t take_fraction(const char **at)
{
	uint64_t ns = 0, unit = SECOND_NS;

	if (!take_char(at, "."))
		return 0;
	for (; isdigit((unsigned char)**at); (*at)++) {
		unit /= 10;
		ns += unit * (uint64_t)(**at - '0');
	}
	return ns;
}

/* "Z", "+01:00". @ret: seconds to subtract */
static bool take_zone(const char **at, int *ret)
{
	int sign = **at == '-' ? -1 : 1, hours, minutes;

	*ret = 0;
	if (take_char(at, "Zz"))
		return true;
	if (!take_char(at, "+-") || !take(at, 2, &hours) || !take_char(at, ":") || !take(at, 2, &minutes))
		return false;
	*ret = sign * (hours * 3600 + minutes * 60);
	return hours <= 23 && minutes <= 59;
}

static bool parse_date(const char *at, uint64_t *ret_ns)
{
	struct tm tm = { 0 };
	uint64_t fraction;
	int zone;
	time_t t;

	if (!take_date(&at, &tm))
		return false;
	fraction = take_fraction(&at);
	if (!take_zone(&at, &zone) || *at)
		return false;
	t = timegm(&tm) - zone;
	*ret_ns = (uint64_t)(t < 0 ? 0 : t) * SECOND_NS + fraction;
	return true;
}

static bool parse_span(const char *text, uint64_t now_ns, uint64_t *ret_ns)
{
	static const struct {
		char unit;
		uint64_t seconds;
	} units[] = { { 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 } };
	size_t n = strspn(text, "0123456789");
	uint64_t value = 0;

	if (!n || n > 9 || !text[n] || text[n + 1])
		return false;
	for (size_t i = 0; i < n; i++)
		value = value * 10 + (uint64_t)(text[i] - '0');
	for (size_t i = 0; i < GG_ARRAY_SIZE(units); i++) {
		uint64_t span = value * units[i].seconds * SECOND_NS;

		if (units[i].unit != text[n])
			continue;
		*ret_ns = value * units[i].seconds > now_ns / SECOND_NS ? 1 : now_ns - span;
		return true;
	}
	return false;
}

/* gg_when_parse() - see tool/logs_filter.h */
bool gg_when_parse(const char *text, uint64_t now_ns, uint64_t *ret_ns)
{
	return parse_span(text, now_ns, ret_ns) || parse_date(text, ret_ns);
}
