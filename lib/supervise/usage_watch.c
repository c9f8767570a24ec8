/*
 * Limits that need watching.
 *
 * Owns the thread that watches, and the end of everything once a limit is broken. Relies on usage.c for what is
 * used. The main thread is not asked: it may be waiting in the kernel.
 */
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/wait.h>
#include <time.h>

#include "base/fd.h"
#include "base/scope.h"
#include "supervise/usage.h"

#define MEMORY_EVERY_MS 50
#define ROUNDS_MAX 1000
#define ROUND_NS 2000000
#define STACK_BYTES (1024 * 1024) /* the walk goes deep */

static int64_t now_ms(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/** gg_usage_next_ms() - see usage.h */
int gg_usage_next_ms(const struct gg_usage *u)
{
	int64_t next = u->until_ms;
	int64_t left;

	if (u->broken)
		return MEMORY_EVERY_MS;
	if (u->next_ms && (!next || u->next_ms < next))
		next = u->next_ms;
	if (!next)
		return -1;
	left = next - now_ms();
	return left < 0 ? 0 : (int)GG_MIN(left + 1, (int64_t)INT_MAX);
}

static void end_all(struct gg_usage *u, const char *key)
{
	u->broken = key;
	(void)gg_usage_kill();
}

/* End everything when a limit is broken. */
static void check(struct gg_usage *u)
{
	int64_t now = now_ms();

	if (u->broken) { /* somebody was not reached yet */
		end_all(u, u->broken);
		return;
	}
	if (u->until_ms && now >= u->until_ms) {
		end_all(u, "limits.wall_s");
		return;
	}
	if (!u->next_ms || now < u->next_ms)
		return;
	u->next_ms = now + MEMORY_EVERY_MS;
	if (gg_usage_exceeds(u->plan->head->limit_memory_kb, &u->missed))
		end_all(u, "limits.memory_mb");
}

static void *watch(void *arg)
{
	struct gg_usage *u = arg;
	struct pollfd over = { u->over, POLLIN, 0 };

	while (poll(&over, 1, gg_usage_next_ms(u)) <= 0)
		check(u);
	return NULL;
}

/** gg_usage_begin() - see usage.h */
int gg_usage_begin(struct gg_usage *u, const struct gg_plan *plan)
{
	pthread_attr_t attr;
	int ret;

	*u = (struct gg_usage){ .plan = plan, .over = -1 };
	if (plan->head->limit_wall_ms)
		u->until_ms = now_ms() + plan->head->limit_wall_ms;
	if (plan->head->limit_memory_kb)
		u->next_ms = now_ms() + MEMORY_EVERY_MS;
	if ((u->until_ms || u->next_ms || plan->head->limit_processes) && !gg_usage_processes())
		return -EOPNOTSUPP;
	if (!u->until_ms && !u->next_ms)
		return 0;
	u->over = gg_fd_born(eventfd(0, EFD_CLOEXEC));
	if (u->over < 0)
		return u->over;
	ret = pthread_attr_init(&attr);
	if (ret == 0)
		ret = pthread_attr_setstacksize(&attr, STACK_BYTES);
	if (ret == 0)
		ret = pthread_create(&u->thread, &attr, watch, u);
	(void)pthread_attr_destroy(&attr);
	if (ret != 0)
		gg_scope_close(&u->over);
	return -ret;
}

/** gg_usage_broken() - see usage.h. It is known before the first one is killed: who was let go on before that and
 * made a process is found with it, or killed while making it. */
bool gg_usage_broken(const struct gg_usage *u)
{
	return u && u->broken;
}

/** gg_usage_end() - see usage.h. The children of who is killed become ours, so that round by round
 * nobody is too deep or too new to be found; nobody can fork meanwhile, for that waits for our answer. */
void gg_usage_end(struct gg_usage *u)
{
	const struct timespec pause = { 0, ROUND_NS };
	const uint64_t one = 1;
	unsigned rounds;

	if (u->over >= 0) {
		(void)gg_fd_write_all(u->over, &one, sizeof(one));
		(void)pthread_join(u->thread, NULL);
		gg_scope_close(&u->over);
	}
	rounds = u->broken || u->until_ms || u->next_ms ? ROUNDS_MAX : 0;
	while (rounds--) {
		while (waitpid(-1, NULL, WNOHANG | __WALL) > 0)
			;
		if (!gg_usage_kill())
			return;
		(void)nanosleep(&pause, NULL);
	}
}
