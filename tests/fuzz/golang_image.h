/* A Go program of a few functions, as small as lib/golang will take one; for fuzz_golang.c. */
#ifndef GG_FUZZ_GOLANG_IMAGE_H
#define GG_FUZZ_GOLANG_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GG_IMAGE_MAX 8192
#define GG_IMAGE_TEXT 0x401000ull /* where its code is linked to */
#define GG_IMAGE_FUNC 32          /* bytes of code that each function has */

extern const char *const gg_image_names[];
extern const size_t gg_image_names_n;

/* gg_image_make() - write the file
 * @old:   as Go 1.18 and 1.19 wrote tables; false: Go 1.20 and later
 * @arm64: for that machine, whose program counters are counted in fours
 * Return: its bytes */
size_t gg_image_make(bool old, bool arm64, uint8_t image[static GG_IMAGE_MAX]);

#endif
