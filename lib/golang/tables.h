/*
 * What is known of one Go executable: where its tables lie in the mapping.
 *
 * Owns the record that image.c fills in and everything else reads. Relies on golang/elf64. Does not
 * copy tables: all bytes are borrowed from the mapping. Only what is marked below changes once open.
 */
#ifndef GG_GOLANG_TABLES_H
#define GG_GOLANG_TABLES_H

#include "golang/elf64.h"

struct gg_go_index;
struct gg_go_build;

/* Layouts of the tables, by the first Go that wrote them */
enum gg_go_layout { GG_GO_LAYOUT_118, GG_GO_LAYOUT_120 };

/**
 * struct gg_go - one Go executable
 * @elf:     the file
 * @layout:  of its tables
 * @quantum: what program counters are counted in: 1 on amd64, 4 on arm64
 * @text:    address of the first function, as linked; functions are known by their offset from it
 * @nfunc:   functions
 * @table:   all of pclntab from its header on
 * @names:   NUL-terminated names of functions
 * @units:   u32 offsets into @files
 * @files:   NUL-terminated names of files
 * @pctab:   values that change with the program counter
 * @funcs:   the sorted list of functions, and what is known of each
 * @gofunc:  what functions refer to beyond that: inline trees
 * @build:   build information, NULL: none
 * @index:   packages and directories, made when first asked for; guards itself
 */
struct gg_go {
	struct gg_go_elf elf;
	enum gg_go_layout layout;
	unsigned quantum;
	uint64_t text;
	uint32_t nfunc;
	struct gg_go_bytes table, names, units, files, pctab, funcs, gofunc;
	struct gg_go_build *build;
	struct gg_go_index *index;
};

#endif
