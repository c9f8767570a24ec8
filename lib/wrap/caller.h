/*
 * Who in C called a wrapper.
 *
 * Owns naming a return address: shared object and exported function. Relies on dynamic symbols
 * alone, so static functions go by the name of nothing. Does not unwind: one frame, the caller.
 */
#ifndef GG_WRAP_CALLER_H
#define GG_WRAP_CALLER_H

#include <stddef.h>

/* gg_caller_name() - name the code that @ret returns to
 * @ret:    return address, as __builtin_return_address(0) gives it
 * @module: base name of the object, "" when unknown; filled with NULs to its end
 * @symbol: exported function that holds the call, "" when none does; filled likewise */
void gg_caller_name(const void *ret, char *module, size_t module_size, char *symbol,
		    size_t symbol_size);

#endif
