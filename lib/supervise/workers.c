/*
 * Workers.
 *
 * Owns the table of threads, and waking them when their caller is gone. Relies on
 * raw per-thread credentials (become.c) and on each thread having its own umask and working
 * folder (CLONE_FS unshared). Does not queue: without a free slot the caller gets EAGAIN.
 */
#include "supervise/workers.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <time.h>

#include "base/kernel.h"
#include "base/scope.h"
#include "base/sys.h"
#include "supervise/act.h"
#include "supervise/broker.h"
#include "supervise/wake.h"

#define STACK_BYTES (256 * 1024)

/* Twice as many slots as may wait: who has been answered, or interrupted, may call again before its worker
 * is over. */
#define SLOTS (GG_WORKERS_MAX * 2)

enum slot_state { SLOT_FREE, SLOT_BUSY, SLOT_ANSWERING, SLOT_ENDING, SLOT_OVER };

static struct slot {
	enum slot_state state; /* guarded by @lock */
	pthread_t thread;
	struct gg_job job;
} slots[SLOTS];

static unsigned taken; /* slots that are not free; of the main loop alone */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/** gg_send_reply() - see workers.h */
void gg_send_reply(struct gg_call *c)
{
	if (c->done)
		return;
	c->reply.id = c->id;
	(void)gg_target_listener(c, SECCOMP_IOCTL_NOTIF_SEND, &c->reply);
	c->done = true;
}

/* An act was interrupted because its caller has a signal to handle. Whether the call goes on after that
 * is the handler's to say (SA_RESTART), as for any other call: the kernel decides. It does so only for a
 * thread that is about to handle a signal, and would else show the number to the caller. */
static void leave_to_handler(struct gg_call *c)
{
	if (!c->done && c->reply.error == -EINTR && gg_target_restarts(c))
		gg_reply_error(c, GG_ERESTARTSYS);
}

/* An act was interrupted by a signal that somebody sent to the supervisor: the caller waits on. */
static bool is_disturbed(const struct gg_call *c)
{
	return !c->done && c->reply.error == -EINTR && gg_target_alive(c) && !gg_target_signalled(c);
}

static void set_state(struct slot *slot, enum slot_state state)
{
	(void)pthread_mutex_lock(&lock);
	slot->state = state;
	(void)pthread_mutex_unlock(&lock);
}

static void *work(void *arg)
{
	struct slot *slot = arg;
	struct gg_job *job = &slot->job;

	(void)unshare(CLONE_FS);
	do {
		gg_wake_listen(true);
		job->run(job);
		gg_wake_listen(false);
	} while (is_disturbed(&job->call));
	leave_to_handler(&job->call);
	set_state(slot, SLOT_ANSWERING);
	gg_send_reply(&job->call);
	set_state(slot, SLOT_ENDING);
	gg_wake_listen(true); /* what is closed now may wait, see wake.h */
	job->end(job);
	set_state(slot, SLOT_OVER);
	return NULL;
}

/* In the main loop: a worker is over. */
static void finish(struct slot *slot)
{
	(void)pthread_join(slot->thread, NULL);
	slot->state = SLOT_FREE;
	taken--;
}

/* Workers whose callers wait no more: a signal ended the call where the kernel lets it, and they may be back
 * before their workers notice. With @lock held */
static unsigned without_caller(void)
{
	unsigned n = 0;

	for (size_t i = 0; i < SLOTS; i++)
		n += slots[i].state == SLOT_BUSY && !gg_target_alive(&slots[i].job.call);
	return n;
}

static struct slot *take_slot(void)
{
	struct slot *found = NULL;
	unsigned busy = 0;
	size_t i;

	(void)pthread_mutex_lock(&lock);
	for (i = 0; i < SLOTS; i++) {
		struct slot *slot = &slots[i];

		if (slot->state == SLOT_OVER)
			finish(slot);
		busy += slot->state == SLOT_BUSY;
		if (slot->state == SLOT_FREE && !found)
			found = slot;
	}
	if (busy >= GG_WORKERS_MAX && busy - without_caller() >= GG_WORKERS_MAX)
		found = NULL;
	if (found) {
		found->state = SLOT_BUSY;
		taken++;
	}
	(void)pthread_mutex_unlock(&lock);
	return found;
}

static int start_thread(struct slot *slot)
{
	pthread_attr_t attr;
	int ret = pthread_attr_init(&attr);

	if (ret == 0)
		ret = pthread_attr_setstacksize(&attr, STACK_BYTES);
	if (ret == 0)
		ret = pthread_create(&slot->thread, &attr, work, slot);
	(void)pthread_attr_destroy(&attr);
	return ret;
}

/** gg_worker_start() - see workers.h */
void gg_worker_start(struct gg_call *c, const struct gg_job *job)
{
	struct slot *slot = take_slot();

	if (slot) {
		slot->job = *job;
		slot->job.call = *c;
		if (start_thread(slot) == 0) {
			c->done = true; /* the worker replies */
			return;
		}
		(void)pthread_mutex_lock(&lock);
		slot->state = SLOT_FREE;
		taken--;
		(void)pthread_mutex_unlock(&lock);
	}
	gg_reply_error(c, EAGAIN);
	{
		struct gg_job ended = *job;

		job->end(&ended);
	}
}

/** gg_worker_has() - see workers.h */
bool gg_worker_has(int sock)
{
	bool found = false;
	uint64_t inode;
	size_t i;

	if (!taken)
		return false;
	inode = gg_broker_inode(sock);
	(void)pthread_mutex_lock(&lock);
	for (i = 0; i < SLOTS; i++)
		found = found || (slots[i].state == SLOT_BUSY && slots[i].job.inode == inode);
	(void)pthread_mutex_unlock(&lock);
	return found;
}

/* Does this worker wait in vain? With @lock held */
static bool is_overdue(struct slot *slot)
{
	const struct gg_call *c = &slot->job.call;

	if (slot->state == SLOT_BUSY)
		return !gg_target_alive(c) || gg_target_signalled(c);
	return slot->state == SLOT_ENDING;
}

/** gg_workers_sweep() - see workers.h */
unsigned gg_workers_sweep(void)
{
	unsigned busy = 0;
	size_t i;

	if (!taken)
		return 0;
	(void)pthread_mutex_lock(&lock);
	for (i = 0; i < SLOTS; i++) {
		if (slots[i].state == SLOT_OVER)
			finish(&slots[i]);
		busy += slots[i].state != SLOT_FREE;
		if (is_overdue(&slots[i]))
			(void)pthread_kill(slots[i].thread, GG_WAKE);
	}
	(void)pthread_mutex_unlock(&lock);
	return busy;
}

static void run_open(struct gg_job *job)
{
	struct gg_call *c = &job->call;
	gg_close int fd = -1;
	char link[40];

	gg_proc_link(job->fd, link);
	fd = (int)gg_sys_openat(AT_FDCWD, link, job->flags, 0);
	gg_wake_listen(false); /* an injection is not taken back */
	if (fd < 0)
		gg_reply_error(c, fd);
	else
		gg_inject(c, fd, job->cloexec);
}

static void end_open(struct gg_job *job)
{
	gg_scope_close(&job->fd);
}

/** gg_worker_open() - see workers.h */
void gg_worker_open(struct gg_call *c, int fd, int flags, unsigned cloexec)
{
	struct gg_job job = { .run = run_open, .end = end_open, .flags = flags, .cloexec = cloexec };

	job.fd = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	if (job.fd < 0) {
		gg_reply_error(c, errno);
		return;
	}
	gg_worker_start(c, &job);
}
