/*
 * Processes below the supervisor: signals to them, their ends.
 *
 * Owns signal forwarding, reaping and job control. Relies on all signals being blocked and read
 * from a signalfd. Does not answer notifications.
 */
#ifndef GG_SUPERVISE_CHILDREN_H
#define GG_SUPERVISE_CHILDREN_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/**
 * struct gg_children - the function and whoever it leaves behind
 * @signals:  signalfd
 * @child:    the function's process
 * @terminal: there is a controlling terminal: job control is the shell's
 * @seen: asked first about everything that waitpid(2) says; true: it was not a matter for us
 * @ended, @status: the function is over, as waitpid(2) says; @peak_kb of its memory
 */
struct gg_children {
	int signals;
	pid_t child;
	bool terminal;
	bool (*seen)(void *arg, pid_t pid, int status);
	void *arg;
	bool ended;
	int status;
	uint64_t peak_kb;
};

/* gg_children_terminal() - is there a controlling terminal? */
bool gg_children_terminal(void);

/* gg_children_block() - block all signals; @ret_old: what the function must get back */
int gg_children_block(sigset_t *ret_old);

/* gg_children_init() - after the fork; signals are blocked already. Return: 0; negative errno */
int gg_children_init(struct gg_children *k, pid_t child);

/* gg_children_signals() - read what came in: forward, reap, stop with the function */
void gg_children_signals(struct gg_children *k);

/* gg_children_wait() - until @fd can be read, or the function is over; what signals ask for is done meanwhile
 * Return: can @fd be read? */
bool gg_children_wait(struct gg_children *k, int fd);

/* gg_children_reap() - reap whatever is over */
void gg_children_reap(struct gg_children *k);

void gg_children_done(struct gg_children *k);

#endif
