/*
 * An ELF object as it lies in memory.
 *
 * Owns the walk over PT_DYNAMIC, choice of a symbol by name or by address. Relies
 * on the loader having mapped what the program headers say. Does not trust offsets: a table that
 * is not wholly within the object's segments makes the object unusable, not the process.
 */
#include "wrap/image.h"

#include <elf.h>
#include <string.h>

#include "wrap/image_hash.h"
#include "wrap/weak.h"

#define VERSION_HIDDEN 0x8000u /* of DT_VERSYM: not the default version */

static void find_bounds(const struct dl_phdr_info *info, uintptr_t *ret_lo, uintptr_t *ret_hi)
{
	uintptr_t lo = UINTPTR_MAX;
	uintptr_t hi = 0;
	size_t i;

	for (i = 0; i < info->dlpi_phnum; i++) {
		const Elf64_Phdr *ph = &info->dlpi_phdr[i];
		uintptr_t start = info->dlpi_addr + ph->p_vaddr;

		if (ph->p_type != PT_LOAD)
			continue;
		if (start < lo)
			lo = start;
		if (start + ph->p_memsz > hi)
			hi = start + ph->p_memsz;
	}
	*ret_lo = lo;
	*ret_hi = hi;
}

/** gg_image_holds() - see image.h */
bool gg_image_holds(const struct dl_phdr_info *info, uintptr_t addr)
{
	uintptr_t lo;
	uintptr_t hi;

	find_bounds(info, &lo, &hi);
	return addr >= lo && addr < hi;
}

/** gg_image_within() - see image.h */
bool gg_image_within(const struct gg_image *image, const void *table, uint64_t bytes)
{
	uintptr_t at = (uintptr_t)table;

	return at >= image->lo && at < image->hi && bytes <= image->hi - at;
}

/* A d_ptr: glibc has made it an address already, musl and the vdso left it an offset. */
static const void *table_at(const struct gg_image *image, Elf64_Addr value)
{
	uintptr_t at = value;

	if (at < image->lo || at >= image->hi)
		at += image->base;
	return at >= image->lo && at < image->hi ? (const void *)at : NULL;
}

static void take_entry(struct gg_image *image, const Elf64_Dyn *dyn)
{
	switch (dyn->d_tag) {
	case DT_SYMTAB:
		image->symbols = table_at(image, dyn->d_un.d_ptr);
		break;
	case DT_STRTAB:
		image->strings = table_at(image, dyn->d_un.d_ptr);
		break;
	case DT_STRSZ:
		image->text = dyn->d_un.d_val;
		break;
	case DT_VERSYM:
		image->versions = table_at(image, dyn->d_un.d_ptr);
		break;
	case DT_GNU_HASH:
		image->gnu_hash = table_at(image, dyn->d_un.d_ptr);
		break;
	case DT_HASH:
		image->hash = table_at(image, dyn->d_un.d_ptr);
		break;
	default:
		break;
	}
}

/** gg_image_init() - see image.h */
bool gg_image_init(struct gg_image *image, const struct dl_phdr_info *info)
{
	const Elf64_Dyn *dyn = NULL;
	size_t n = 0;
	size_t i;

	memset(image, 0, sizeof(*image));
	image->base = info->dlpi_addr;
	find_bounds(info, &image->lo, &image->hi);
	for (i = 0; i < info->dlpi_phnum; i++) {
		if (info->dlpi_phdr[i].p_type != PT_DYNAMIC)
			continue;
		dyn = (const void *)(image->base + info->dlpi_phdr[i].p_vaddr);
		n = info->dlpi_phdr[i].p_memsz / sizeof(*dyn);
	}
	if (!dyn || !gg_image_within(image, dyn, n * sizeof(*dyn)))
		return false;
	for (i = 0; i < n && dyn[i].d_tag != DT_NULL; i++)
		take_entry(image, &dyn[i]);
	if (!image->symbols || !image->strings ||
	    !gg_image_within(image, image->strings, image->text))
		return false;
	image->count = gg_image_hash_count(image);
	if (image->versions &&
	    !gg_image_within(image, image->versions, image->count * sizeof(*image->versions)))
		return false;
	return image->count &&
	       gg_image_within(image, image->symbols, image->count * sizeof(*image->symbols));
}

/* The name of symbol @i, NULL when it does not end within the string table. */
static const char *symbol_name(const struct gg_image *image, uint32_t i)
{
	uint32_t at = image->symbols[i].st_name;

	if (at >= image->text || !memchr(image->strings + at, 0, image->text - at))
		return NULL;
	return image->strings + at;
}

static bool is_function(const Elf64_Sym *sym)
{
	unsigned type = ELF64_ST_TYPE(sym->st_info);

	return sym->st_shndx != SHN_UNDEF && sym->st_value != 0 &&
	       (type == STT_FUNC || type == STT_GNU_IFUNC || type == STT_NOTYPE);
}

static bool is_wanted(const struct gg_image *image, uint32_t i, const char *name)
{
	const Elf64_Sym *sym = &image->symbols[i];
	const char *found;

	if (!is_function(sym) || ELF64_ST_BIND(sym->st_info) == STB_LOCAL)
		return false;
	if (image->versions && (image->versions[i] & VERSION_HIDDEN))
		return false;
	found = symbol_name(image, i);
	return found && strcmp(found, name) == 0;
}

/* What an indirect function chooses. Resolvers on arm64 want the hardware capabilities. */
static void *resolve_indirect(uintptr_t at)
{
#if defined(__aarch64__)
	struct {
		unsigned long size, hwcap, hwcap2;
	} caps = { sizeof(caps), 0, 0 };
	void *(*choose)(unsigned long, const void *) = (void *(*)(unsigned long, const void *))at;

	if (getauxval) {
		caps.hwcap = getauxval(AT_HWCAP);
		caps.hwcap2 = getauxval(AT_HWCAP2);
	}
	return choose(caps.hwcap | 1ul << 62, &caps);
#else
	return ((void *(*)(void))at)();
#endif
}

/** gg_image_find() - see image.h */
void *gg_image_find(const struct gg_image *image, const char *name)
{
	uint32_t i = gg_image_hash_find(image, name, is_wanted);
	uintptr_t at;

	if (!i)
		return NULL;
	at = image->base + image->symbols[i].st_value;
	if (ELF64_ST_TYPE(image->symbols[i].st_info) == STT_GNU_IFUNC)
		return resolve_indirect(at);
	return (void *)at;
}

/** gg_image_near() - see image.h */
const char *gg_image_near(const struct gg_image *image, uintptr_t addr)
{
	const Elf64_Sym *best = NULL;
	const char *name;
	uint32_t i;

	for (i = 1; i < image->count; i++) {
		const Elf64_Sym *sym = &image->symbols[i];

		if (!is_function(sym) || image->base + sym->st_value > addr)
			continue;
		if (!best || sym->st_value > best->st_value ||
		    (sym->st_value == best->st_value && sym->st_size > best->st_size))
			best = sym;
	}
	if (!best || (best->st_size && addr - image->base - best->st_value >= best->st_size))
		return "";
	name = symbol_name(image, (uint32_t)(best - image->symbols));
	return name ? name : "";
}
