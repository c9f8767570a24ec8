/*
 * An ELF object as it lies in memory.
 *
 * Owns reading the dynamic symbols of a loaded object, without dlsym() and its versions. Relies
 * on the loader's description of the object and checks every table against its segments. Does
 * not look at files, nor at symbols that are not dynamic.
 */
#ifndef GG_WRAP_IMAGE_H
#define GG_WRAP_IMAGE_H

#include <link.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct gg_image - tables of one loaded object; all borrowed from the object
 * @lo, @hi:  addresses of its segments, @hi is the first behind them
 * @text:     bytes of @strings
 * @versions: NULL when the object has no versions
 * @gnu_hash, @hash: one may be NULL
 * @count:    entries of @symbols
 */
struct gg_image {
	uintptr_t base;
	uintptr_t lo;
	uintptr_t hi;
	const Elf64_Sym *symbols;
	const char *strings;
	size_t text;
	const Elf64_Half *versions;
	const uint32_t *gnu_hash;
	const uint32_t *hash;
	uint32_t count;
};

/* gg_image_init() - describe the object that the loader reports as @info
 * Return: true; false: no usable symbol table, or one that leaves the object's segments */
bool gg_image_init(struct gg_image *image, const struct dl_phdr_info *info);

/* gg_image_holds() - is @addr within the segments of the object @info? */
bool gg_image_holds(const struct dl_phdr_info *info, uintptr_t addr);

/* gg_image_within() - are @bytes bytes at @table within the object's segments? */
bool gg_image_within(const struct gg_image *image, const void *table, uint64_t bytes);

/* gg_image_find() - address of the function @name in its default version; NULL: not defined */
void *gg_image_find(const struct gg_image *image, const char *name);

/* gg_image_near() - name of the function that covers @addr, "" when none does. Borrowed */
const char *gg_image_near(const struct gg_image *image, uintptr_t addr);

#endif
