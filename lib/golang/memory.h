/*
 * The memory of another process, read a window at a time.
 *
 * Owns the window and the number of reads. Relies on a callback. Does not promise that the memory holds
 * still: one window is one moment.
 */
#ifndef GG_GOLANG_MEMORY_H
#define GG_GOLANG_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define GG_GO_WINDOW 16384

/* gg_go_read - copy memory of the process
 * Return: bytes that were copied to @buf from its start, may be fewer than @n; negative errno: none */
typedef ssize_t gg_go_read(void *arg, uint64_t addr, void *buf, size_t n);

struct gg_go_memory {
	gg_go_read *read;
	void *arg;
	uint64_t base;
	size_t n;
	unsigned reads;
	uint8_t window[GG_GO_WINDOW];
};

void gg_go_memory_init(struct gg_go_memory *m, gg_go_read *read, void *arg);

/* gg_go_memory_word() - the eight bytes at @addr. Return: false: unreadable, or too many reads */
bool gg_go_memory_word(struct gg_go_memory *m, uint64_t addr, uint64_t *ret);

#endif
