/*
 * Packages of a Go executable, and which folder of source belongs to which.
 *
 * Owns one record per package, made when it is first named, and the vote on folders: every function puts
 * the folder of its file down for the package of its name, counted when that folder is asked for. Relies on
 * closures being outnumbered, because their names can be wrong. Does not promise the truth about functions
 * that `//go:linkname` and `//line` rename together. Any thread may call this.
 */
#ifndef GG_GOLANG_INDEX_H
#define GG_GOLANG_INDEX_H

#include "golang/build.h"
#include "golang/functab.h"

#define GG_GO_WORDS 65536 /* packages and folders of one executable */

/**
 * struct gg_go_package - a package; lives as long as the executable is open
 * @name:   import path, or "main"
 * @module: that it is in, NULL: none that is known
 * @std:    of the standard library
 */
struct gg_go_package {
	const char *name;
	const struct gg_go_module *module;
	bool std;
};

/**
 * struct gg_go_owner - whose a function is
 * @by_symbol: package by name, NULL: the compiler or C made it
 * @by_file:   package by folder of the file, NULL: not known
 * @closure:   its name may be wrong
 */
struct gg_go_owner {
	const struct gg_go_package *by_symbol, *by_file;
	bool closure;
};

struct gg_go_index *gg_go_index_new(void); /* NULL: no memory */
void gg_go_index_free(struct gg_go_index *index);

/* gg_go_index_prepare() - do now what would else be done at the first question: sort functions by folder */
void gg_go_index_prepare(const struct gg_go *go);

/* gg_go_index_wrapper() - the id of functions that the compiler made around others; 0: not known */
uint8_t gg_go_index_wrapper(const struct gg_go *go);

/* gg_go_index_symbol() - the package in the name of a function
 * @symbol: out of @go itself, borrowed for as long as @go is open
 * Return: 0: *@ret is it, NULL: @symbol has none; -ENOMEM: there is no room for it */
int gg_go_index_symbol(const struct gg_go *go, const char *symbol, const struct gg_go_package **ret);

/* gg_go_index_file() - the package that @file belongs to, by its folder
 * Return: 0: *@ret is it, NULL: not known; -ENOMEM: the folders are too many, or the tables are endless */
int gg_go_index_file(const struct gg_go *go, const char *file, const struct gg_go_package **ret);

/* gg_go_index_owner() - both of these at once, remembered
 * @symbol, @file: out of @go itself. Return: 0; -ENOMEM: as above */
int gg_go_index_owner(const struct gg_go *go, const char *symbol, const char *file, struct gg_go_owner *ret);

/* gg_go_index_each() - every package that a function is named after, inlined ones too, until @each returns
 * false; @each must not ask anything of the index. Return: 0; -ENOMEM: these are not all */
int gg_go_index_each(const struct gg_go *go, bool (*each)(void *arg, const struct gg_go_package *package),
		     void *arg);

#endif
