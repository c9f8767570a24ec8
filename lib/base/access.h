/*
 * Access rights on paths, as policies name them.
 *
 * Owns the five rights and their names. Relies on nothing. Does not know how a kernel layer
 * spells them.
 */
#ifndef GG_BASE_ACCESS_H
#define GG_BASE_ACCESS_H

#include "base/names.h"
#include "base/text.h"

#define GG_ACCESS_READ 0x01u
#define GG_ACCESS_WRITE 0x02u
#define GG_ACCESS_CREATE 0x04u
#define GG_ACCESS_REMOVE 0x08u
#define GG_ACCESS_EXECUTE 0x10u
#define GG_ACCESS_ALL 0x1fu
#define GG_ACCESS_BITS 5
#define GG_ACCESS_NEVER 0x20u /* a right that no rule grants: device nodes, their metadata */

extern const struct gg_name gg_access_names[GG_ACCESS_BITS];

/* gg_access_parse() - "read write" or "all" to bits; the offending word on failure
 * @words:    text, words separated by blanks or commas
 * @ret_bits: the rights
 * @ret_bad:  borrowed from @words, start of the unknown word; may be NULL
 * Return: 0, or -EINVAL with @ret_bad set */
int gg_access_parse(const char *words, unsigned *ret_bits, const char **ret_bad);

/* gg_access_print() - bits to "read write" (or "all"), the inverse of gg_access_parse() */
void gg_access_print(unsigned bits, struct gg_text *out);

#endif
