/*
 * The table of system calls: name, number on this architecture.
 *
 * Owns names and numbers for amd64 and arm64, newer calls than the host's headers included.
 * Relies on the kernel never renumbering. Does not say what is allowed.
 */
#ifndef GG_BASE_CALLS_H
#define GG_BASE_CALLS_H

#include <stddef.h>

#define GG_CALL_NONE (-1)

enum gg_arch { GG_ARCH_AMD64, GG_ARCH_ARM64, GG_ARCH_COUNT };

#if defined(__x86_64__)
#define GG_ARCH_HERE GG_ARCH_AMD64
#elif defined(__aarch64__)
#define GG_ARCH_HERE GG_ARCH_ARM64
#else
#error "goguard runs on x86-64 and arm64"
#endif

/* gg_call_find() - number of @name on @arch
 * Return: number; GG_CALL_NONE when the name is known but @arch has no such call; -2 unknown name */
int gg_call_find(enum gg_arch arch, const char *name);

/* gg_call_index() - place of @name in the table, for whoever keeps something per call; -1: unknown name */
int gg_call_index(const char *name);

/* gg_call_names() - all names at once: @ret_names[NR], NULL where @arch knows none
 * @n: numbers that there is room for */
void gg_call_names(enum gg_arch arch, size_t n, const char **ret_names);

/* gg_call_name() - name of number @nr on @arch, NULL when unknown */
const char *gg_call_name(enum gg_arch arch, int nr);

/* gg_call_at() - walk the table: i-th entry's name and number on @arch; NULL at the end */
const char *gg_call_at(enum gg_arch arch, size_t i, int *ret_nr);

/* gg_call_max() - highest number that @arch knows */
int gg_call_max(enum gg_arch arch);

#endif
