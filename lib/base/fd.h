/*
 * Descriptors: whole reads and writes, passing over sockets, sealed memory files.
 *
 * Owns small helpers without state. Relies on base/sys. Does not keep descriptors.
 */
#ifndef GG_BASE_FD_H
#define GG_BASE_FD_H

#include <stddef.h>
#include <sys/types.h>

/* All return 0 or a value >= 0; negative errno on failure. */
int gg_fd_above(int fd, int min);                  /* takes @fd; same or a CLOEXEC copy >= @min */
int gg_fd_born(int fd);                            /* takes what libc said, -1 with errno; the same, above 2 */
ssize_t gg_fd_read_all(int fd, void *buf, size_t n); /* up to EOF or @n */
int gg_fd_write_all(int fd, const void *buf, size_t n);
/* Send @n bytes and one descriptor (-1: none); all or nothing, no SIGPIPE */
int gg_fd_send(int sock, const void *buf, size_t n, int fd);
/* Receive; *ret_fd is -1 when none came. Return: bytes, 0 at end of file */
ssize_t gg_fd_recv(int sock, void *buf, size_t n, int *ret_fd);
/* A memory file of these bytes, sealed against any change */
int gg_fd_sealed(const char *name, const void *buf, size_t n);
/* Whole file into malloc'ed memory (NUL added); caller frees. -EFBIG above @max */
int gg_fd_slurp(int fd, size_t max, char **ret_buf, size_t *ret_n);

#endif
