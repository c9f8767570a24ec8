/*
 * What kind of program a file is: as much of ELF as execve(2) looks at.
 *
 * Owns the questions "which loader?", "which interpreter?", and in elf_facts.c what a preload library
 * depends on. Relies on bounded reads only. Does not know symbols.
 */
#ifndef GG_BASE_ELF_H
#define GG_BASE_ELF_H

#include <stdbool.h>
#include <stddef.h>

enum gg_program { GG_PROGRAM_STATIC, GG_PROGRAM_DYNAMIC, GG_PROGRAM_SCRIPT };

/* gg_elf_program() - look at the program behind @fd
 * @interp: of a dynamic program its loader, of a script its interpreter; "" for a static one
 * Return: enum gg_program; -ENOEXEC: neither; negative errno */
int gg_elf_program(int fd, char *interp, size_t size);

/* gg_elf_memory_runs() - does the program behind @fd ask for memory that is written and executed, be it its stack? */
bool gg_elf_memory_runs(int fd);

/* gg_elf_script_argument() - what a script's first line says behind its interpreter
 * @argument: one word for the interpreter, blanks and all; "" when there is none
 * Return: 0; -ENOEXEC: no script; negative errno */
int gg_elf_script_argument(int fd, char *argument, size_t size);

/**
 * struct gg_elf_facts - what decides whether a preload library comes to run
 * @bits:       64 or 32
 * @here:       made for this architecture (and 64 bits)
 * @libc_start: names __libc_start_main: the C library starts it, constructors run on musl, too
 * @go:         carries the sections of a Go program
 */
struct gg_elf_facts {
	int bits;
	bool here;
	bool libc_start;
	bool go;
};

/* gg_elf_made_for() - for which machine is the ELF file behind @fd? @ret_bits: 64 or 32
 * Return: 1: this one; 0: another; -ENOEXEC: no ELF file */
int gg_elf_made_for(int fd, int *ret_bits);

/* gg_elf_facts() - look at the ELF file behind @fd. Return: 0; -ENOEXEC: no ELF file; negative errno.
 * What cannot be read counts as not there. */
int gg_elf_facts(int fd, struct gg_elf_facts *ret_facts);

#endif
