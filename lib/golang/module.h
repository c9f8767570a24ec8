/*
 * Module data: the runtime's own record of its tables, used to make sure of them.
 *
 * Owns where its words are in each Go. Relies on golang/elf64 and on the header being read already.
 * Does not know plugins: a program has one module.
 */
#ifndef GG_GOLANG_MODULE_H
#define GG_GOLANG_MODULE_H

#include "golang/tables.h"

/* gg_go_module_find() - find the module data that belongs to the pclntab at @vaddr
 * @go: its tables are set, @text and @gofunc are filled in
 * Return: true: found and in agreement with the tables */
bool gg_go_module_find(struct gg_go *go, uint64_t vaddr);

#endif
