/*
 * Stack pointer and program counter of a thread that waits in a call.
 *
 * Owns descriptors of /proc/TID/syscall, kept for who asks again. Relies on such a descriptor being of one
 * thread for good: when that is gone reading fails, whoever has its number by then. The main loop alone
 * uses it. Does not promise that the registers are true: see golang/unwind.h.
 */
#ifndef GG_SUPERVISE_REGISTERS_H
#define GG_SUPERVISE_REGISTERS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define GG_REGISTERS 64

struct gg_registers {
	struct {
		pid_t tid;
		int fd; /* -1: free */
	} kept[GG_REGISTERS];
};

void gg_registers_init(struct gg_registers *r);

/* gg_registers_read() - of thread @tid, which is waited for until it rests
 * Return: false: they cannot be read */
bool gg_registers_read(struct gg_registers *r, pid_t tid, uint64_t *ret_sp, uint64_t *ret_pc);

#endif
