/*
 * A program before its own code runs.
 *
 * Owns nothing. Relies on /proc. Does not look at code.
 */
#ifndef GG_SUPERVISE_FIRST_THREAD_H
#define GG_SUPERVISE_FIRST_THREAD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* gg_first_thread() - is @tid, whose stack pointer is @sp, the first thread, alone, on the stack that the kernel
 * gave the program? A Go program has more threads from the moment on at which its own code runs; until then its
 * loader speaks. */
bool gg_first_thread(pid_t tid, uint64_t sp);

#endif
