/*
 * Stack pointer and program counter of a thread that waits in a call.
 *
 * Owns waiting until it rests. Relies on supervise/threads for the file. Does not promise that the registers
 * are true: see golang/unwind.h.
 */
#ifndef GG_SUPERVISE_REGISTERS_H
#define GG_SUPERVISE_REGISTERS_H

#include <stdbool.h>
#include <stdint.h>

#include "supervise/threads.h"

/* gg_registers_read() - of thread @tid, which is waited for until it rests
 * Return: false: they cannot be read */
bool gg_registers_read(struct gg_threads *threads, pid_t tid, uint64_t *ret_sp, uint64_t *ret_pc);

#endif
