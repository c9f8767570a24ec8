/*
 * Digests of programs, off the main loop.
 *
 * Owns a few threads that read files, and what is remembered of them. Theory of operation: who
 * wants a digest that is not known yet is told -EINPROGRESS and asks again, with the file open
 * anew, when @event becomes readable: gg_digests_finish() takes in what is done, everybody asks
 * again, gg_digests_forget() drops what must not be remembered.
 *
 * What is remembered goes by device, inode, size, mtime and ctime. It is kept only when it was
 * computed while the file was being executed, so that the kernel let nobody write to it (ETXTBSY),
 * not through a mapping either; when the file had not changed for two seconds, so that a later
 * change shows in ctime; and on file systems whose ctime is the kernel's own. Relies on the clock
 * not being set back. Does not see what changes without the kernel: a disk written to directly.
 */
#ifndef GG_SUPERVISE_DIGESTS_H
#define GG_SUPERVISE_DIGESTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/digest.h"

#define GG_DIGESTS_MAX 64                  /* remembered */
#define GG_DIGESTS_BUSY 8                  /* threads at one time */
#define GG_DIGEST_STARTS_MAX 8
#define GG_DIGESTS_BYTES_MAX (4ull << 30) /* of one file */

struct gg_digests;

/**
 * struct gg_digest_ask - whose digest
 * @fd:      open for reading; borrowed, duplicated
 * @stopped: it is the program of a process that stands at its exec stop
 * @who:     names who asks: what is not remembered is for nobody else
 * @starts:  counts how often a thread was started for it: a file that never stays the same is not
 *           read for ever
 */
struct gg_digest_ask {
	int fd;
	bool stopped;
	uint64_t who;
	unsigned *starts;
};

/* gg_digests_new() - @ret_digests lives as long as the supervisor, so do its threads
 * Return: 0; negative errno */
int gg_digests_new(struct gg_digests **ret_digests);

/* gg_digests_event() - descriptor that is readable when somebody should ask again */
int gg_digests_event(const struct gg_digests *d);

/* gg_digest_of() - Should: never wait.
 * Return: 0; -EINPROGRESS: ask again; -EFBIG, -EACCES: not a file that is hashed; -EAGAIN: it does
 *         not stay the same; negative errno */
int gg_digest_of(struct gg_digests *d, const struct gg_digest_ask *ask,
		 uint8_t ret_digest[static GG_DIGEST_BYTES]);

void gg_digests_finish(struct gg_digests *d);
void gg_digests_forget(struct gg_digests *d);

#endif
