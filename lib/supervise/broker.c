/*
 * The broker.
 *
 * Owns the table and its lock: the main loop fills it and looks into it, a worker that has connected a
 * socket takes it out. Relies on inodes of sockets being unique while the socket lives, which the
 * duplicate here sees to. Does not judge.
 */
#include "supervise/broker.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/scope.h"
#include "base/sys.h"
#include "base/text.h"
#include "supervise/usage.h"
#include "supervise/wake.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/** gg_broker_init() - an empty table */
void gg_broker_init(struct gg_broker *b)
{
	unsigned i;

	memset(b, 0, sizeof(*b));
	for (i = 0; i < GG_BROKER_MAX; i++)
		b->items[i].fd = -1;
}

static void give_up(struct gg_broker *b, unsigned i)
{
	if (b->items[i].fd < 0)
		return;
	gg_wake_close(&b->items[i].fd, 1);
	b->n--;
}

static int free_place(const struct gg_broker *b)
{
	int i;

	for (i = 0; i < GG_BROKER_MAX; i++)
		if (b->items[i].fd < 0)
			return i;
	return -ENFILE;
}

/* Inode of the socket that @link, in /proc, leads to. Return: 0; negative errno */
static int socket_inode(const char *link, uint64_t *ret_inode)
{
	static const char prefix[] = "socket:[";
	char target[64];
	long n = gg_sys_readlinkat(AT_FDCWD, link, target, sizeof(target) - 1);

	if (n < 0)
		return n == -ENOENT ? -EBADF : (int)n;
	target[n] = '\0';
	if (strncmp(target, prefix, sizeof(prefix) - 1) != 0)
		return -ENOTSOCK;
	*ret_inode = strtoull(target + sizeof(prefix) - 1, NULL, 10);
	return 0;
}

static int find(const struct gg_broker *b, uint64_t inode)
{
	unsigned i;
	int copy;

	for (i = 0; i < GG_BROKER_MAX; i++)
		if (b->items[i].fd >= 0 && b->items[i].inode == inode) {
			copy = fcntl(b->items[i].fd, F_DUPFD_CLOEXEC, 3);
			return copy < 0 ? -errno : copy;
		}
	return -EACCES;
}

static int inode_of(const struct gg_call *c, int fd, uint64_t *ret_inode)
{
	char link[64];
	struct gg_text text;

	gg_text_init(&text, link, sizeof(link));
	gg_text_fmt(&text, "/proc/%d/fd/%d", c->tid, fd);
	return socket_inode(link, ret_inode);
}

/** gg_broker_find() - see broker.h */
int gg_broker_find(struct gg_call *c, int fd)
{
	uint64_t inode;
	int ret = inode_of(c, fd, &inode);

	if (ret < 0)
		return ret;
	(void)pthread_mutex_lock(&lock);
	ret = find(c->super->broker, inode);
	(void)pthread_mutex_unlock(&lock);
	return ret;
}

/** gg_broker_sees() - see broker.h */
bool gg_broker_sees(const struct gg_call *c, int fd)
{
	uint64_t inode;

	return inode_of(c, fd, &inode) != -EACCES;
}

/** gg_broker_inode() - see broker.h */
uint64_t gg_broker_inode(int fd)
{
	struct stat st;

	return fstat(fd, &st) < 0 ? 0 : st.st_ino;
}

/** gg_broker_drop_inode() - see broker.h */
void gg_broker_drop_inode(struct gg_broker *b, uint64_t inode)
{
	unsigned i;

	(void)pthread_mutex_lock(&lock);
	for (i = 0; b && i < GG_BROKER_MAX; i++)
		if (b->items[i].fd >= 0 && b->items[i].inode == inode)
			give_up(b, i);
	(void)pthread_mutex_unlock(&lock);
}

/** gg_broker_drop() - see broker.h */
void gg_broker_drop(struct gg_broker *b, int fd)
{
	if (b)
		gg_broker_drop_inode(b, gg_broker_inode(fd));
}

/* Which of the table's sockets somebody still holds */
struct holders {
	const struct gg_broker *b;
	bool held[GG_BROKER_MAX];
};

static void look_at(const char *link, void *arg)
{
	struct holders *h = arg;
	uint64_t inode;
	unsigned i;

	if (socket_inode(link, &inode) < 0)
		return;
	for (i = 0; i < GG_BROKER_MAX; i++)
		h->held[i] |= h->b->items[i].fd >= 0 && h->b->items[i].inode == inode;
}

static void sweep(struct gg_broker *b)
{
	struct holders h = { .b = b };
	unsigned i;

	if (!b->n)
		return;
	for (i = 0; i < 2; i++) /* since who gets another parent meanwhile may be missed once */
		if (!gg_usage_descriptors(look_at, &h))
			return; /* who was not seen may hold any of them */
	for (i = 0; i < GG_BROKER_MAX; i++)
		if (!h.held[i])
			give_up(b, i);
}

/** gg_broker_sweep() - see broker.h */
void gg_broker_sweep(struct gg_broker *b)
{
	if (!b)
		return;
	(void)pthread_mutex_lock(&lock);
	sweep(b);
	(void)pthread_mutex_unlock(&lock);
}

/** gg_broker_tick() - see broker.h */
void gg_broker_tick(struct gg_broker *b)
{
	struct timespec now = { 0 };

	if (!b || !b->n)
		return;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	if (now.tv_sec == b->swept)
		return;
	b->swept = now.tv_sec;
	gg_broker_sweep(b);
}

static int keep(struct gg_broker *b, int fd)
{
	uint64_t inode = gg_broker_inode(fd);
	int copy;
	int i = free_place(b);

	if (i < 0) {
		sweep(b);
		i = free_place(b);
	}
	if (i < 0 || !inode)
		return -ENFILE;
	copy = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	if (copy < 0)
		return -errno;
	b->items[i].fd = copy;
	b->items[i].inode = inode;
	b->n++;
	return 0;
}

/** gg_broker_keep() - see broker.h */
int gg_broker_keep(struct gg_broker *b, int fd)
{
	int ret;

	(void)pthread_mutex_lock(&lock);
	ret = keep(b, fd);
	(void)pthread_mutex_unlock(&lock);
	return ret;
}
