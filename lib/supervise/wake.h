/*
 * Waking a thread of the supervisor that waits for the function.
 *
 * Owns the signal that interrupts workers, and a timer for the main loop, which no act of the function may hold
 * up. Relies on gg_wake_init() in the thread that runs the loop, before any other is started.
 */
#ifndef GG_SUPERVISE_WAKE_H
#define GG_SUPERVISE_WAKE_H

#include <signal.h>
#include <stdbool.h>

#define GG_WAKE (SIGRTMIN + 1)

/* gg_wake_init() - @child: who is sent what others send us of that signal, 0: nobody. Return: 0; negative errno */
int gg_wake_init(pid_t child);

/* gg_wake_listen() - may the calling thread be interrupted? The main loop only between gg_wake_begin() and
 * gg_wake_end(): what others send of that signal would take an answer, or a descriptor, from a caller. */
void gg_wake_listen(bool listens);

/* gg_wake_begin() - interrupt what the main loop waits in, again and again, until gg_wake_end(). For acts that
 * do not wait unless the caller has just seen to it. Return: 0; negative errno, then nothing has begun */
int gg_wake_begin(void);
void gg_wake_end(void);

/* gg_wake_close() - close @n descriptors that are duplicates of the function's, and set them to -1: each may be the
 * last one by now, and such a close waits as long as the function said it should (SO_LINGER) */
void gg_wake_close(int *fds, unsigned n);

#endif
