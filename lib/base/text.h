/*
 * Text in a fixed buffer: bounded, never allocating, truncation remembered.
 *
 * Owns the one formatter of the project, which works without stdio so that it can run inside a
 * guarded process. Relies on the caller for storage. Does not promise every printf conversion:
 * %s %c %d %u %x %zu %ld %lu %lld %llu %llx %lx %%, and %.*s; nothing else, no widths.
 */
#ifndef GG_BASE_TEXT_H
#define GG_BASE_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/common.h"

/**
 * struct gg_text - text being built
 * @data: caller's storage, always NUL-terminated once initialised
 * @size: bytes of storage, at least 1
 * @used: bytes written, without the NUL
 * @cut:  something did not fit
 */
struct gg_text {
	char *data;
	size_t size;
	size_t used;
	bool cut;
};

void gg_text_init(struct gg_text *t, char *data, size_t size);
void gg_text_add(struct gg_text *t, const char *bytes, size_t n);
void gg_text_str(struct gg_text *t, const char *s);
void gg_text_char(struct gg_text *t, char c);
void gg_text_u64(struct gg_text *t, uint64_t value, unsigned base);
void gg_text_hex(struct gg_text *t, const uint8_t *bytes, size_t n);
void gg_text_fmt(struct gg_text *t, const char *fmt, ...) GG_PRINTF(2, 3);
void gg_text_vfmt(struct gg_text *t, const char *fmt, va_list ap) GG_PRINTF(2, 0);
bool gg_text_parse_u64(const char *s, uint64_t max, uint64_t *ret_value);

#endif
