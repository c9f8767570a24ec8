/*
 * Build information: what the Go tool wrote into a program about its modules.
 *
 * Owns the text and its list of modules. Relies on golang/elf64. Does not promise that there is any, nor
 * that it is true: it says what whoever built the program wanted it to say.
 */
#ifndef GG_GOLANG_BUILD_H
#define GG_GOLANG_BUILD_H

#include "golang/tables.h"

#define GG_GO_MODULES 8192

/**
 * struct gg_go_module - a module of the program; all text is the build information's
 * @path:    what imports say, @n bytes
 * @version: "" when none is given; of what replaces it, if something does
 */
struct gg_go_module {
	const char *path;
	const char *version;
	size_t n;
};

/**
 * struct gg_go_build - build information
 * @version:   "go1.27.4"
 * @path:      package of main
 * @modules:   the main module first, if @has_main; then what it depends on
 * @cut:       there are more modules than GG_GO_MODULES
 */
struct gg_go_build {
	const char *version;
	const char *path;
	const struct gg_go_module *modules;
	unsigned n_modules;
	bool has_main;
	bool cut;
};

/* gg_go_build_is_there() - does the file say that the Go tool made it, whatever its tables are like? */
bool gg_go_build_is_there(struct gg_go *go);

/* gg_go_build_read() - set @go->build, or leave it NULL. Return: 0; -ENOMEM */
int gg_go_build_read(struct gg_go *go);
void gg_go_build_free(struct gg_go_build *build);

/* gg_go_build_module() - the module that @package is in
 * Return: borrowed; NULL: none that is known, such as the standard library */
const struct gg_go_module *gg_go_build_module(const struct gg_go *go, const char *package);

#endif
