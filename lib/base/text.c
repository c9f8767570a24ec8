/*
 * Text in a fixed buffer.
 *
 * Owns formatting for messages and events. Relies on nothing but the buffer it is given, so it
 * runs before libc is ready and inside a guarded process. Does not promise field widths.
 */
#include "base/text.h"

#include <limits.h>
#include <string.h>

/**
 * gg_text_init() - begin an empty text
 * @t:    text
 * @data: storage, borrowed for as long as @t is used
 * @size: bytes of storage, at least 1
 */
void gg_text_init(struct gg_text *t, char *data, size_t size)
{
	t->data = data;
	t->size = size;
	t->used = 0;
	t->cut = false;
	data[0] = '\0';
}

/**
 * gg_text_add() - append bytes; what does not fit is left out and remembered in @t->cut
 * @t:     text
 * @bytes: borrowed
 * @n:     bytes
 */
void gg_text_add(struct gg_text *t, const char *bytes, size_t n)
{
	size_t room = t->size - 1 - t->used;

	if (n > room) {
		t->cut = true;
		n = room;
	}
	memcpy(t->data + t->used, bytes, n);
	t->used += n;
	t->data[t->used] = '\0';
}

/** gg_text_str() - append a string; NULL appends "(none)" */
void gg_text_str(struct gg_text *t, const char *s)
{
	if (!s)
		s = "(none)";
	gg_text_add(t, s, strlen(s));
}

/** gg_text_char() - append one byte */
void gg_text_char(struct gg_text *t, char c)
{
	gg_text_add(t, &c, 1);
}

/** gg_text_u64() - append @value in @base (2 to 16), lower case */
void gg_text_u64(struct gg_text *t, uint64_t value, unsigned base)
{
	char digits[64];
	size_t at = sizeof(digits);

	do {
		digits[--at] = "0123456789abcdef"[value % base];
		value /= base;
	} while (value);
	gg_text_add(t, digits + at, sizeof(digits) - at);
}

static void add_i64(struct gg_text *t, int64_t value)
{
	if (value < 0) {
		gg_text_char(t, '-');
		gg_text_u64(t, -(uint64_t)value, 10);
		return;
	}
	gg_text_u64(t, (uint64_t)value, 10);
}

/* Integer of the size that the 'l', 'll' or 'z' modifiers say; one va_arg of the right type. */
static void add_integer(struct gg_text *t, char conversion, int longs, va_list *ap)
{
	unsigned base = conversion == 'x' ? 16 : 10;

	if (conversion == 'd') {
		if (longs == 0)
			add_i64(t, va_arg(*ap, int));
		else if (longs == 1)
			add_i64(t, va_arg(*ap, long));
		else
			add_i64(t, va_arg(*ap, long long));
		return;
	}
	if (longs == 0)
		gg_text_u64(t, va_arg(*ap, unsigned int), base);
	else if (longs == 1)
		gg_text_u64(t, va_arg(*ap, unsigned long), base);
	else
		gg_text_u64(t, va_arg(*ap, unsigned long long), base);
}

static void add_bounded(struct gg_text *t, const char *s, int max)
{
	size_t n = 0;

	while (s && max >= 0 && n < (size_t)max && s[n])
		n++;
	gg_text_add(t, s ? s : "", n);
}

/* One conversion, @fmt just behind the percent sign. Return: first byte behind it. */
static const char *add_conversion(struct gg_text *t, const char *fmt, va_list *ap)
{
	int longs = 0;
	int max;

	while (*fmt == 'l' || *fmt == 'z') {
		longs++;
		fmt++;
	}
	switch (*fmt) {
	case '%':
		gg_text_char(t, '%');
		return fmt + 1;
	case 's':
		gg_text_str(t, va_arg(*ap, const char *));
		return fmt + 1;
	case 'c':
		gg_text_char(t, (char)va_arg(*ap, int));
		return fmt + 1;
	case 'd':
	case 'u':
	case 'x':
		add_integer(t, *fmt, longs, ap);
		return fmt + 1;
	case '.':
		if (fmt[1] == '*' && fmt[2] == 's') {
			max = va_arg(*ap, int);
			add_bounded(t, va_arg(*ap, const char *), max);
			return fmt + 3;
		}
		break;
	default:
		break;
	}
	gg_text_char(t, '%'); /* unknown: shown as written, arguments after it are not trusted */
	return fmt;
}

/** gg_text_hex() - append @n bytes as two hexadecimal digits each */
void gg_text_hex(struct gg_text *t, const uint8_t *bytes, size_t n)
{
	static const char digits[] = "0123456789abcdef";
	size_t i;

	for (i = 0; i < n; i++) {
		gg_text_char(t, digits[bytes[i] >> 4]);
		gg_text_char(t, digits[bytes[i] & 15]);
	}
}

/** gg_text_vfmt() - gg_text_fmt() with the arguments in a list */
void gg_text_vfmt(struct gg_text *t, const char *fmt, va_list ap)
{
	va_list args;

	va_copy(args, ap);
	while (*fmt) {
		if (*fmt == '%') {
			fmt = add_conversion(t, fmt + 1, &args);
			continue;
		}
		gg_text_char(t, *fmt++);
	}
	va_end(args);
}

/** gg_text_fmt() - append formatted; conversions are those of text.h */
void gg_text_fmt(struct gg_text *t, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	gg_text_vfmt(t, fmt, ap);
	va_end(ap);
}

/**
 * gg_text_parse_u64() - a whole string as a decimal or 0x number
 * @s:         text; signs, blanks and empty strings are no numbers
 * @max:       greatest value accepted
 * @ret_value: the number, untouched on failure
 *
 * Return: true when all of @s is one number not above @max
 */
bool gg_text_parse_u64(const char *s, uint64_t max, uint64_t *ret_value)
{
	unsigned base = 10;
	uint64_t value = 0;

	if (s[0] == '0' && (s[1] == 'x' || s[1] == 'X')) {
		base = 16;
		s += 2;
	}
	if (!*s)
		return false;
	for (; *s; s++) {
		unsigned digit;

		if (*s >= '0' && *s <= '9')
			digit = (unsigned)(*s - '0');
		else if (base == 16 && (*s | 32) >= 'a' && (*s | 32) <= 'f')
			digit = (unsigned)((*s | 32) - 'a' + 10);
		else
			return false;
		if (value > (max - digit) / base || digit > max)
			return false;
		value = value * base + digit;
	}
	*ret_value = value;
	return true;
}
