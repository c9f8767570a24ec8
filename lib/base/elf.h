/*
 * What kind of program a file is: as much of ELF as execve(2) looks at.
 *
 * Owns the questions "which loader?" and "which interpreter?". Relies on bounded reads only. Does
 * not know sections or symbols.
 */
#ifndef GG_BASE_ELF_H
#define GG_BASE_ELF_H

#include <stddef.h>

enum gg_program { GG_PROGRAM_STATIC, GG_PROGRAM_DYNAMIC, GG_PROGRAM_SCRIPT };

/* gg_elf_program() - look at the program behind @fd
 * @interp: of a dynamic program its loader, of a script its interpreter; "" for a static one
 * Return: enum gg_program; -ENOEXEC: neither; negative errno */
int gg_elf_program(int fd, char *interp, size_t size);

#endif
