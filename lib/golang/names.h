/*
 * What the names of functions and files say.
 *
 * Owns the rules by which the Go tools write symbols. Relies on nothing but the text. Does not know
 * which packages a program has: golang/index does.
 */
#ifndef GG_GOLANG_NAMES_H
#define GG_GOLANG_NAMES_H

#include <stdbool.h>
#include <stddef.h>

#define GG_GO_PACKAGE_MAX 1024

/* gg_go_name_package() - the package in the name of a function
 * @ret_len: bytes of @symbol, from its start, that name it; still escaped. Return: false: it has none,
 * because the compiler or the C part of a program made it */
bool gg_go_name_package(const char *symbol, size_t *ret_len);

/* gg_go_name_unescape() - undo %xx in the @n bytes at @escaped
 * Return: bytes written to @ret, which is terminated; 0: too long */
size_t gg_go_name_unescape(const char *escaped, size_t n, char ret[static GG_GO_PACKAGE_MAX]);

/* gg_go_name_is_closure() - whether the compiler named this: a function literal, a wrapper of go, defer
 * or a method value, the body of a range loop. Such a name can carry a foreign package (Go 1.21 to 1.26) */
bool gg_go_name_is_closure(const char *symbol);

/* gg_go_name_dir() - bytes of @file before its last slash. Return: 0: none */
size_t gg_go_name_dir(const char *file);

/* gg_go_name_is_std() - whether a package can only be the standard library's, going by its name alone */
bool gg_go_name_is_std(const char *package);

#endif
