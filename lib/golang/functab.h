/*
 * Functions of a Go executable: which one a program counter is in, and where in its source.
 *
 * Owns functab, _func, the tables of values by program counter, and inline trees. Relies on
 * golang/tables. Does not trust a single offset: what points outside its table is not there.
 */
#ifndef GG_GOLANG_FUNCTAB_H
#define GG_GOLANG_FUNCTAB_H

#include "golang/tables.h"

#define GG_GO_SITES 48 /* functions inlined into each other at one place */

enum { GG_GO_TOPFRAME = 1, GG_GO_SPWRITE = 2, GG_GO_ASM = 4 };

/**
 * struct gg_go_func - a function that exists as machine code
 * @name:   borrowed
 * @entry:  offset from the text start; @end: of the next function
 * @pcsp, @pcfile, @pcline, @pcinline: tables, offsets in pctab, 0: none
 * @unit:   index of its first file in the units table
 * @tree:   its inline tree; empty: nothing is inlined
 * @id, @flags: of the runtime; ids differ between versions of Go
 * @work:   bytes of tables that may still be read for it, counted down to 0: then nothing more is found
 *          in them. NULL: no limit; the caller sets it
 */
struct gg_go_func {
	const char *name;
	uint32_t entry, end;
	uint32_t pcsp, pcfile, pcline, pcinline;
	uint32_t unit;
	struct gg_go_bytes tree;
	uint8_t id, flags;
	uint64_t *work;
};

/**
 * struct gg_go_site - a function at a line, as the programmer sees it
 * @name, @file: borrowed; @file is "" when there is none
 * @inlined: has no machine code of its own here
 */
struct gg_go_site {
	const char *name;
	const char *file;
	uint32_t line;
	uint8_t id;
	bool inlined;
};

/* gg_go_spend() - so many bytes are read. Return: false: @work is used up */
static inline bool gg_go_spend(uint64_t *work, uint64_t bytes)
{
	if (!work)
		return true;
	*work = *work > bytes ? *work - bytes : 0;
	return *work;
}

/* gg_go_func_at() - function number @i. Return: false: it is damaged */
bool gg_go_func_at(const struct gg_go *go, uint32_t i, struct gg_go_func *ret);

/* gg_go_func_peek() - the same, with its name unread and NULL */
bool gg_go_func_peek(const struct gg_go *go, uint32_t i, struct gg_go_func *ret);

/* gg_go_func_find() - the function that @off, an offset from the text start, is in */
bool gg_go_func_find(const struct gg_go *go, uint64_t off, struct gg_go_func *ret);

/* gg_go_value() - the value that table @tab of @f has at @off. Return: false: none */
bool gg_go_value(const struct gg_go *go, const struct gg_go_func *f, uint32_t tab, uint32_t off, int32_t *ret);

/* gg_go_file() - the file that @off is from. Return: borrowed, "" when there is none */
const char *gg_go_file(const struct gg_go *go, const struct gg_go_func *f, uint32_t off);

/* gg_go_file_of_unit() - file number @i in the table of units. Return: borrowed, "" when there is none */
const char *gg_go_file_of_unit(const struct gg_go *go, uint64_t i);

/**
 * struct gg_go_begin - where the code of a function begins: @flags are the runtime's
 * @file: number of the file from @unit on, its first one's index in the units table; negative: none
 */
struct gg_go_begin {
	uint32_t unit;
	int32_t file;
	uint8_t flags;
};

/* gg_go_func_begin() - what gg_go_func_at() and gg_go_file() say, quickly, best from the last one down
 * Return: false: it is damaged, or @work is used up */
bool gg_go_func_begin(const struct gg_go *go, uint32_t i, uint64_t *work, struct gg_go_begin *ret);

/* gg_go_sites() - where @off in @f is in the source, innermost first
 * Return: how many of @sites are set, at least 1; -EBADMSG: the inline tree is damaged or too deep, or the
 * tables are too long for what may be read of them */
int gg_go_sites(const struct gg_go *go, const struct gg_go_func *f, uint32_t off,
		struct gg_go_site sites[static GG_GO_SITES]);

/**
 * struct gg_go_walk - a table of values by program counter, one step after the other
 * @pc:    offset from the text start up to which @value holds
 * @value: of the step
 */
struct gg_go_walk {
	struct gg_go_bytes left;
	unsigned quantum;
	bool started;
	uint32_t pc;
	int32_t value;
};

void gg_go_walk_init(const struct gg_go *go, const struct gg_go_func *f, uint32_t tab, struct gg_go_walk *w);
/* Return: false: the table has ended */
bool gg_go_walk_next(struct gg_go_walk *w);

/* gg_go_inlined() - entry @i of the inline tree of @f
 * @ret_parent: where in @f its caller is. Return: its name, borrowed; NULL: damaged */
const char *gg_go_inlined(const struct gg_go *go, const struct gg_go_func *f, int32_t i, uint8_t *ret_id,
			  uint32_t *ret_parent);

#endif
