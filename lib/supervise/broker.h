/*
 * The broker: sockets that the supervisor made for the function.
 *
 * Owns duplicates of them, found again by their inode. Used where pidfd_getfd(2) is refused, as
 * in containers under Docker's default profile: then the only way to act on a socket of the
 * function is to have made it. Relies on /proc/TID/fd. A duplicate keeps a connection open after
 * the function closed it, so it is given up as soon as the socket is connected or listens, and
 * when nobody of the function has it any more.
 */
#ifndef GG_SUPERVISE_BROKER_H
#define GG_SUPERVISE_BROKER_H

#include <time.h>

#include "supervise/super.h"

#define GG_BROKER_MAX 1024

struct gg_broker {
	struct {
		int fd; /* -1: free */
		uint64_t inode;
	} items[GG_BROKER_MAX];
	unsigned n;
	time_t swept; /* CLOCK_MONOTONIC, see gg_broker_tick() */
};

void gg_broker_init(struct gg_broker *b);
/* gg_broker_keep() - remember a duplicate of @fd, which stays the caller's
 * Return: 0; -ENFILE: the table is full of sockets that are in use */
int gg_broker_keep(struct gg_broker *b, int fd);
/* gg_broker_find() - duplicate of the socket behind descriptor @fd of the caller
 * Return: descriptor, caller closes; -EACCES: not one of ours, or not to be seen; -EBADF, -ENOTSOCK */
int gg_broker_find(struct gg_call *c, int fd);
/* gg_broker_sees() - can it be asked which socket is behind @fd? Otherwise nothing is ever found. */
bool gg_broker_sees(const struct gg_call *c, int fd);
/* gg_broker_drop() - forget the socket that @fd, an own duplicate, leads to */
void gg_broker_drop(struct gg_broker *b, int fd);
/* gg_broker_inode() - what names a socket, 0: unknown; gg_broker_drop_inode() - forget by it, also
 * from a worker; @b may be NULL */
uint64_t gg_broker_inode(int fd);
void gg_broker_drop_inode(struct gg_broker *b, uint64_t inode);
/* gg_broker_sweep() - forget sockets that no process below this one holds */
void gg_broker_sweep(struct gg_broker *b);

/* gg_broker_tick() - the same, but once a second at most; for the main loop, however much it has to do */
void gg_broker_tick(struct gg_broker *b);

#endif
