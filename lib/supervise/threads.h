/*
 * Files of /proc about threads that make calls again and again.
 *
 * Owns their descriptors: opening such a file costs more than reading it. Relies on one being of the same thread for
 * good: when that is gone reading fails, whoever has its number by then. The main loop alone uses it. Does not keep
 * what was read, but for the number of the process, which a thread has for good as well.
 */
#ifndef GG_SUPERVISE_THREADS_H
#define GG_SUPERVISE_THREADS_H

#include <stddef.h>
#include <sys/types.h>

#define GG_THREADS 64

enum gg_thread_file { GG_THREAD_SYSCALL, GG_THREAD_COMM, GG_THREAD_FILES };

/**
 * struct gg_threads - a slot for each remainder of a thread's number
 * @tgid: 0: not known yet
 */
struct gg_threads {
	struct gg_thread {
		pid_t tid, tgid;
		int fd[GG_THREAD_FILES]; /* -1: none */
	} kept[GG_THREADS];
};

void gg_threads_init(struct gg_threads *t);

/* gg_threads_read() - one short read of @file of thread @tid. Return: bytes in @buf, which ends in NUL; <= 0: none */
ssize_t gg_threads_read(struct gg_threads *t, pid_t tid, enum gg_thread_file file, char *buf, size_t size);

/* gg_threads_name() - name of thread @tid, which is empty when it cannot be read, and its process
 * @ret_tgid: 0 when it is not known */
void gg_threads_name(struct gg_threads *t, pid_t tid, char *buf, size_t size, pid_t *ret_tgid);

#endif
