/*
 * The next definition of a wrapped function: what the program would have called without us.
 *
 * Owns the search that dlsym(RTLD_NEXT, name) would do. Not dlsym() itself: its symbol version
 * is newer than some of the libcs that the shim has to load into. Relies on dl_iterate_phdr()
 * reporting objects in search order. Does not lock: each pointer is found at first use and any
 * thread that finds it finds the same.
 */
#ifndef GG_WRAP_NEXT_H
#define GG_WRAP_NEXT_H

/* gg_next_bind() - the function @name, else @other, in the objects behind the shim
 * @other: a second name for the same thing, NULL when there is none
 * @slot:  where the caller keeps the answer; written once found
 * Return: its address; NULL: there is no such function */
void *gg_next_bind(const char *name, const char *other, void **slot);

/* GG_NEXT(open) - next open() with its own type, NULL when there is none */
#define GG_NEXT(fn) GG_NEXT_OR(fn, NULL)

/* GG_NEXT_OR(open64, "open") - the same; musl since 1.2.4 has the 64-bit names for ld.so alone */
#define GG_NEXT_OR(fn, other)                                             \
	({                                                                \
		static void *slot_;                                       \
		void *bound_ = __atomic_load_n(&slot_, __ATOMIC_RELAXED); \
		if (!bound_)                                              \
			bound_ = gg_next_bind(#fn, other, &slot_);        \
		(__typeof__(&fn))bound_;                                  \
	})

#endif
