/*
 * SHA-256.
 *
 * Owns reading in pieces. Relies on libcrypto for the rest. Does not map files: one that is cut
 * short meanwhile would end this process.
 */
#include "base/digest.h"

#define OPENSSL_SUPPRESS_DEPRECATED /* see digest.h */
#include <openssl/sha.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/scope.h"

#define PIECE (256u * 1024)

/** gg_digest_fd() - see digest.h */
int gg_digest_fd(int fd, uint64_t max, uint8_t ret_digest[static GG_DIGEST_BYTES])
{
	gg_free char *piece = malloc(PIECE);
	uint64_t done = 0;
	SHA256_CTX sha;
	ssize_t n;

	if (!piece)
		return -ENOMEM;
	(void)SHA256_Init(&sha);
	while ((n = pread(fd, piece, PIECE, (off_t)done)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		done += (uint64_t)n;
		if (done > max)
			return -EFBIG;
		(void)SHA256_Update(&sha, piece, (size_t)n);
	}
	(void)SHA256_Final(ret_digest, &sha);
	return 0;
}

/** gg_digest_list() - see digest.h */
void gg_digest_list(const char *const *list, uint8_t ret_digest[static GG_DIGEST_BYTES])
{
	SHA256_CTX sha;

	(void)SHA256_Init(&sha);
	for (; *list; list++)
		(void)SHA256_Update(&sha, *list, strlen(*list) + 1);
	(void)SHA256_Final(ret_digest, &sha);
}
