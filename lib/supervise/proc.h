/*
 * What /proc says of a process or thread.
 *
 * Owns the names of its files. Relies on the thread waiting, or on the process being a child that nobody
 * has waited for: otherwise its number may be another's. Does not interpret.
 */
#ifndef GG_SUPERVISE_PROC_H
#define GG_SUPERVISE_PROC_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>
#include <sys/types.h>

/* gg_proc_open() - open /proc/@tid/@what, with O_CLOEXEC besides @flags. Return: fd, the caller's; negative errno */
int gg_proc_open(pid_t tid, const char *what, int flags);

/* gg_proc_read() - the beginning of /proc/@tid/@what, as much as @size less one; @buf is terminated in any case
 * Return: bytes; negative errno */
long gg_proc_read(pid_t tid, const char *what, char *buf, size_t size);

/* gg_proc_readlink() - where the link /proc/@tid/@what leads; otherwise as gg_proc_read() */
long gg_proc_readlink(pid_t tid, const char *what, char *buf, size_t size);

/* gg_proc_stat() - of what /proc/@tid/@what is, or leads to. Return: 0; negative errno */
int gg_proc_stat(pid_t tid, const char *what, struct stat *ret_st);

/* gg_proc_exe() - the program of @tid, "" when it cannot be read
 * Return: false: there is none, somebody has killed it before it could be looked at, which is nobody's violation */
bool gg_proc_exe(pid_t tid, char *buf, size_t size);

/* gg_proc_number() - the number behind "\n@key:" in @text, after @skip others. Return: -1: there is none */
long gg_proc_number(const char *text, const char *key, unsigned skip, int base);

#endif
