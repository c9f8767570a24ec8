/*
 * Writers of single event fields: numbers, names, strings, time.
 *
 * Owns their JSON form. Relies on the field table for room. Does not write a key when the event
 * has no such field, so that absent and empty stay different.
 */
#include <string.h>

#include "base/access.h"
#include "base/errnos.h"
#include "event/json_key.h"
#include "event/json_parts.h"

#define SECOND_NS 1000000000ull
#define DAY_S 86400u

static const void *member(const struct gg_field *f, const struct gg_event *ev)
{
	return (const char *)ev + f->at;
}

/* gg_put_version() - version of the event format */
void gg_put_version(const struct gg_field *f, const struct gg_event *ev, struct gg_text *out,
		    size_t end)
{
	(void)ev;
	(void)end;
	gg_json_key(out, f->name);
	gg_text_u64(out, GG_EVENT_VERSION, 10);
}

static void digits(struct gg_text *out, uint64_t value, unsigned width)
{
	char buf[20];

	for (unsigned i = width; i-- > 0; value /= 10)
		buf[i] = (char)('0' + value % 10);
	gg_text_add(out, buf, width);
}

/* Days since 1970-01-01 to a date. Years are counted from March, so that the leap day is the
 * last day of a year; 400 of them are an era of 146097 days. */
static void date(struct gg_text *out, uint64_t days)
{
	uint64_t since = days + 719468; /* days from 0000-03-01 */
	uint64_t era = since / 146097, of_era = since % 146097;
	uint64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	uint64_t of_year = of_era - (365 * year + year / 4 - year / 100);
	uint64_t month = (5 * of_year + 2) / 153; /* from March */
	uint64_t day = of_year - (153 * month + 2) / 5 + 1;

	year += era * 400 + (month >= 10);
	month = month < 10 ? month + 3 : month - 9;
	digits(out, year, 4);
	gg_text_char(out, '-');
	digits(out, month, 2);
	gg_text_char(out, '-');
	digits(out, day, 2);
}

/* gg_put_time() - RFC 3339, UTC, nanoseconds */
void gg_put_time(const struct gg_field *f, const struct gg_event *ev, struct gg_text *out,
		 size_t end)
{
	uint64_t seconds = ev->ts_ns / SECOND_NS;
	unsigned of_day = (unsigned)(seconds % DAY_S);

	(void)end;
	gg_json_key(out, f->name);
	gg_text_char(out, '"');
	date(out, seconds / DAY_S);
	gg_text_char(out, 'T');
	digits(out, of_day / 3600, 2);
	gg_text_char(out, ':');
	digits(out, of_day / 60 % 60, 2);
	gg_text_char(out, ':');
	digits(out, of_day % 60, 2);
	gg_text_char(out, '.');
	digits(out, ev->ts_ns % SECOND_NS, 9);
	gg_text_str(out, "Z\"");
}

/* gg_put_u64() - a uint64_t member */
void gg_put_u64(const struct gg_field *f, const struct gg_event *ev, struct gg_text *out,
		size_t end)
{
	uint64_t value;

	(void)end;
	memcpy(&value, member(f, ev), sizeof(value));
	gg_json_key(out, f->name);
	gg_text_u64(out, value, 10);
}

/* gg_put_int() - an int member */
void gg_put_int(const struct gg_field *f, const struct gg_event *ev, struct gg_text *out,
		size_t end)
{
	int value;

	(void)end;
	memcpy(&value, member(f, ev), sizeof(value));
	gg_json_key(out, f->name);
	gg_text_fmt(out, "%d", value);
}

/* gg_put_pid() - a pid_t member; 0 is none */
void gg_put_pid(const struct gg_field *f, const struct gg_event *ev, struct gg_text *out,
		size_t end)
{
	pid_t value;

	memcpy(&value, member(f, ev), sizeof(value));
	if (value)
		gg_put_int(f, ev, out, end);
}

/* gg_put_true() - a bool member; false is none */
void gg_put_true(const struct gg_field *f, const struct gg_event *ev, struct gg_text *out,
		 size_t end)
{
	bool value;

	(void)end;
	memcpy(&value, member(f, ev), sizeof(value));
	if (!value)
		return;
	gg_json_key(out, f->name);
	gg_text_str(out, "true");
}

/* gg_put_name() - an enum member by its name */
void gg_put_name(const struct gg_field *f, const struct gg_event *ev, struct gg_text *out,
		 size_t end)
{
	unsigned value;
	const char *name;

	(void)end;
	memcpy(&value, member(f, ev), sizeof(value));
	name = gg_name_of(f->names, f->n_names, value);
	gg_json_key(out, f->name);
	gg_text_fmt(out, "\"%s\"", name);
}

/* gg_put_str() - a string member; NULL is none */
void gg_put_str(const struct gg_field *f, const struct gg_event *ev, struct gg_text *out,
		size_t end)
{
	const char *s;

	memcpy(&s, member(f, ev), sizeof(s));
	if (!s)
		return;
	gg_json_key(out, f->name);
	gg_json_cstr(out, s, end);
}

/* gg_put_access() - rights by their words; no bits is none */
void gg_put_access(const struct gg_field *f, const struct gg_event *ev, struct gg_text *out,
		   size_t end)
{
	(void)end;
	if (!(ev->access & GG_ACCESS_ALL))
		return;
	gg_json_key(out, f->name);
	gg_text_char(out, '"');
	gg_access_print(ev->access & GG_ACCESS_ALL, out);
	gg_text_char(out, '"');
}

/* gg_put_errno() - the errno by its name; 0 is none */
void gg_put_errno(const struct gg_field *f, const struct gg_event *ev, struct gg_text *out,
		  size_t end)
{
	const char *name;

	(void)end;
	if (!ev->err)
		return;
	name = gg_errno_name(ev->err);
	gg_json_key(out, f->name);
	if (name)
		gg_text_fmt(out, "\"%s\"", name);
	else
		gg_text_fmt(out, "\"errno_%d\"", ev->err);
}
