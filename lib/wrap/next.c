/*
 * The next definition of a wrapped function.
 *
 * Owns the walk over the loaded objects. Relies on wrap/image.h for one object. Does not find
 * anything in a program without libc, where nothing calls the wrappers either.
 */
#include "wrap/next.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wrap/image.h"
#include "wrap/weak.h"

/* A walk: first to our own object, then on until somebody has the name. */
struct search {
	const char *name;
	bool behind_us;
	void *found;
};

static int look_into(struct dl_phdr_info *info, size_t size, void *data)
{
	struct search *search = data;
	struct gg_image image;

	(void)size;
	if (!search->behind_us) {
		search->behind_us = gg_image_holds(info, (uintptr_t)&look_into);
		return 0;
	}
	if (gg_image_init(&image, info))
		search->found = gg_image_find(&image, search->name);
	return search->found != NULL;
}

static void *find_behind_us(const char *name)
{
	struct search search = { name, false, NULL };

	if (dl_iterate_phdr && name)
		(void)dl_iterate_phdr(look_into, &search);
	return search.found;
}

/** gg_next_bind() - see next.h */
void *gg_next_bind(const char *name, const char *other, void **slot)
{
	void *found = find_behind_us(name);

	if (!found)
		found = find_behind_us(other);
	if (found)
		__atomic_store_n(slot, found, __ATOMIC_RELAXED);
	return found;
}
