/*
 * UTF-8: where a character ends, and whether it is one.
 *
 * Owns the one check of byte sequences. Relies on nothing, needs no locale. Does not decode
 * what is not well formed: overlong forms, surrogates and values above U+10FFFF are refused.
 */
#ifndef GG_EVENT_UTF8_H
#define GG_EVENT_UTF8_H

#include <stddef.h>
#include <stdint.h>

/* gg_utf8_next() - length of the well-formed character at @s
 * @s, @n:   at least one byte
 * @ret_code: its code point
 * Return: 1 to 4, or 0 when the bytes are not UTF-8 (@ret_code is then the first byte) */
size_t gg_utf8_next(const char *s, size_t n, uint32_t *ret_code);

#endif
