/*
 * Workers: acts that may wait for somebody, off the main loop.
 *
 * Owns a bounded set of threads, one per waiting call. Relies on jobs owning what they use: the
 * call is copied, descriptors are the job's. A worker has the rights of the thread that started it, which are the
 * caller's by then (gg_target_become()); it asks nobody who the caller is, for that one may be gone and its number
 * another's. Workers do not emit events and do not decide.
 */
#ifndef GG_SUPERVISE_WORKERS_H
#define GG_SUPERVISE_WORKERS_H

#include "supervise/super.h"

#define GG_WORKERS_MAX 64

/**
 * struct gg_job - one act to be done by a worker
 * @call: copy of the call; the worker sends its reply
 * @run:  does the act and fills in @call's reply or sets @done; may be interrupted by a signal
 *        once the caller is gone (then whatever it does is not seen by anybody)
 * @end:  frees what @data owns and closes @fd; always called, once
 * @inode: of the socket that is being connected, else 0
 */
struct gg_job {
	struct gg_call call;
	void (*run)(struct gg_job *job);
	void (*end)(struct gg_job *job);
	int fd;
	int flags;
	unsigned cloexec;
	void *data;
	size_t size;
	uint64_t inode;
};

/* gg_worker_start() - hand @job over; it is copied. Without a free worker the reply is EAGAIN
 * and @job is ended. */
void gg_worker_start(struct gg_call *c, const struct gg_job *job);

/* gg_worker_open() - open the pinned object @fd in a worker: a FIFO, a terminal, a device
 * @fd: borrowed, duplicated */
void gg_worker_open(struct gg_call *c, int fd, int flags, unsigned cloexec);

/* gg_worker_has() - is the socket behind @sock, an own duplicate, being connected? Only the main loop, which asks, lets
 * one begin. */
bool gg_worker_has(int sock);

/* gg_workers_sweep() - wake workers whose caller is gone or has a signal to handle: its call ends
 * with EINTR, as one that waits in the kernel would. Return: how many still wait */
unsigned gg_workers_sweep(void);

/* gg_send_reply() - answer the notification of @c; a caller that is gone is no error */
void gg_send_reply(struct gg_call *c);

#endif
