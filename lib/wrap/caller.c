/*
 * Who in C called a wrapper.
 *
 * Owns the walk over the loaded objects by address. Relies on wrap/image.h. Does not fail: what
 * cannot be named stays empty.
 */
#include "wrap/caller.h"

#include <fcntl.h>
#include <stdint.h>
#include <string.h>

#include "base/common.h"
#include "base/sys.h"
#include "wrap/image.h"
#include "wrap/weak.h"

struct question {
	uintptr_t addr;
	char *module;
	size_t module_size;
	char *symbol;
	size_t symbol_size;
};

static void copy_name(char *to, size_t size, const char *from)
{
	size_t n = strnlen(from, size - 1);

	memcpy(to, from, n);
	memset(to + n, 0, size - n);
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* The main program has no name in the loader's list. */
static void copy_program(char *to, size_t size)
{
	char path[512];
	long n = gg_sys_readlinkat(AT_FDCWD, "/proc/self/exe", path, sizeof(path) - 1);

	path[n > 0 ? n : 0] = '\0';
	copy_name(to, size, base_name(path));
}

static int look_into(struct dl_phdr_info *info, size_t size, void *data)
{
	struct question *q = data;
	struct gg_image image;

	(void)size;
	if (!gg_image_holds(info, q->addr))
		return 0;
	if (info->dlpi_name && info->dlpi_name[0])
		copy_name(q->module, q->module_size, base_name(info->dlpi_name));
	else
		copy_program(q->module, q->module_size);
	if (gg_image_init(&image, info))
		copy_name(q->symbol, q->symbol_size, gg_image_near(&image, q->addr));
	return 1;
}

/** gg_caller_name() - see caller.h */
void gg_caller_name(const void *ret, char *module, size_t module_size, char *symbol,
		    size_t symbol_size)
{
	/* one back: the call itself, which may be the last instruction of its function */
	struct question q = { (uintptr_t)ret - 1, module, module_size, symbol, symbol_size };

	memset(module, 0, module_size);
	memset(symbol, 0, symbol_size);
	if (dl_iterate_phdr)
		(void)dl_iterate_phdr(look_into, &q);
}
