/*
 * Files that are mapped to be read, and pages of them that are not to be had.
 *
 * Owns the mappings, and the handler of SIGBUS for whoever must not end of it: where a page cannot be read (a
 * disk that fails, a hole in a file on a full tmpfs, a file that was cut) the whole mapping reads as zeros from
 * then on. Relies on readers that believe no byte of it. Does not say which mappings that happened to.
 */
#ifndef GG_BASE_MAPPED_H
#define GG_BASE_MAPPED_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define GG_MAPPED_MAX 64 /* at a time */

/* gg_mapped() - map the first @n bytes of @fd. Return: 0; negative errno, -ENFILE: too many */
int gg_mapped(int fd, size_t n, const uint8_t **ret_bytes);
/* gg_mapped_end() - @bytes of gg_mapped(), and the same @n */
void gg_mapped_end(const uint8_t *bytes, size_t n);

/* gg_mapped_survive() - from here on no mapping ends this process. Unblocks SIGBUS
 * @forward: the process that is sent what others send us of it; 0: nobody
 * Return: 0; negative errno */
int gg_mapped_survive(pid_t forward);

#endif
