/*
 * SHA-256.
 *
 * Owns the only use of libcrypto. Relies on its low-level functions: the others bring a
 * configuration, providers and four megabytes along. Does not keep anything.
 */
#ifndef GG_BASE_DIGEST_H
#define GG_BASE_DIGEST_H

#include <stdint.h>

#define GG_DIGEST_BYTES 32
#define GG_DIGEST_HEX (2 * GG_DIGEST_BYTES + 1) /* as text, with its NUL */

/* gg_digest_fd() - of a whole file
 * @max: bytes it may have
 * Return: 0; -EFBIG; negative errno. @fd keeps its offset */
int gg_digest_fd(int fd, uint64_t max, uint8_t ret_digest[static GG_DIGEST_BYTES]);

/* gg_digest_list() - of a NULL-terminated list of strings, each with its NUL */
void gg_digest_list(const char *const *list, uint8_t ret_digest[static GG_DIGEST_BYTES]);

#endif
