/* The process that a fuzzed supervisor watches: it holds descriptors and memory, and sleeps. */
#ifndef GG_FUZZ_TARGET_H
#define GG_FUZZ_TARGET_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define GG_TARGET_ARENA 65536 /* bytes of shared memory, at the same address on both sides */
#define GG_TARGET_FDS 16      /* its descriptors 0 to 15 are in use */

/* gg_target_isolate() - a network and a mount namespace of one's own, and an empty folder in memory
 * at @path. Ends the run where that is not permitted. */
void gg_target_isolate(const char *path);

/* gg_target_start() - a new process, with the folder @top at work, as nobody if @nobody and we are root
 * Return: its pid */
pid_t gg_target_start(int top, int nobody);

/* gg_target_end() - end and reap it */
void gg_target_end(pid_t pid);

extern uint8_t *gg_target_arena;

#endif
