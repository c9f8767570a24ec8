/*
 * Digests of programs, off the main loop.
 *
 * Owns the table. Only the main loop looks at it; a thread has its own entry, and hands it over by
 * its state. Relies on gg_digest_fd(). Does not decide.
 */
#include "supervise/digests.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

#include "base/common.h"
#include "base/fd.h"
#include "base/scope.h"

#define STACK_BYTES (128 * 1024)
#define SETTLED_S 2 /* a file that has not changed for so long will show every change */

enum state { FREE, BUSY, OVER, READY };

/* What a file is known by */
struct key {
	dev_t dev;
	ino_t ino;
	off_t size;
	struct timespec written, changed;
};

struct entry {
	enum state state; /* guarded by @lock while BUSY */
	struct gg_digests *all;
	struct key key;
	bool stopped, settled;
	uint64_t who;
	uint64_t used; /* for the one that is dropped first */
	int fd;
	int err;
	uint8_t sha256[GG_DIGEST_BYTES];
	pthread_t thread;
};

struct gg_digests {
	int event;
	pthread_mutex_t lock;
	uint64_t clock;
	struct entry items[GG_DIGESTS_MAX];
};

/* Local file systems that take ctime from the kernel's clock and set it at every change */
static const uint32_t honest[] = {
	0xef53,     /* ext4 */
	0x58465342, /* xfs */
	0x9123683e, /* btrfs */
	0xf2f52010, /* f2fs */
	0x01021994, /* tmpfs */
	0x794c7630, /* overlay */
	0x73717368, /* squashfs */
	0xe0f5e1e2, /* erofs */
};

static bool is_honest(int fd)
{
	struct statfs fs;
	size_t i;

	if (fstatfs(fd, &fs) < 0)
		return false;
	for (i = 0; i < GG_ARRAY_SIZE(honest); i++)
		if ((uint32_t)fs.f_type == honest[i])
			return true;
	return false;
}

static bool is_settled(int fd, const struct key *key)
{
	struct timespec now;

	return clock_gettime(CLOCK_REALTIME, &now) == 0 && key->changed.tv_sec + SETTLED_S < now.tv_sec &&
	       is_honest(fd);
}

static int key_of(int fd, struct key *ret_key)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode))
		return -EACCES;
	*ret_key = (struct key){ st.st_dev, st.st_ino, st.st_size, st.st_mtim, st.st_ctim };
	return 0;
}

static bool same_time(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

static bool same(const struct key *a, const struct key *b)
{
	return a->dev == b->dev && a->ino == b->ino && a->size == b->size &&
	       same_time(&a->written, &b->written) && same_time(&a->changed, &b->changed);
}

/** gg_digests_new() - see digests.h */
int gg_digests_new(struct gg_digests **ret_digests)
{
	struct gg_digests *d = calloc(1, sizeof(*d));

	if (!d)
		return -ENOMEM;
	d->event = gg_fd_born(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
	if (d->event < 0) {
		int ret = d->event;

		free(d);
		return ret;
	}
	(void)pthread_mutex_init(&d->lock, NULL);
	*ret_digests = d;
	return 0;
}

/** gg_digests_event() - see digests.h */
int gg_digests_event(const struct gg_digests *d)
{
	return d->event;
}

static void *work(void *arg)
{
	struct entry *e = arg;
	struct gg_digests *d = e->all;
	const uint64_t one = 1;
	struct key after = { 0 };

	e->err = gg_digest_fd(e->fd, GG_DIGESTS_BYTES_MAX, e->sha256);
	if (e->err == 0)
		e->err = key_of(e->fd, &after);
	if (e->err == 0 && !same(&e->key, &after))
		e->err = -EAGAIN; /* it was being written to */
	gg_scope_close(&e->fd);
	(void)pthread_mutex_lock(&d->lock);
	e->state = OVER;
	(void)pthread_mutex_unlock(&d->lock);
	(void)gg_fd_write_all(d->event, &one, sizeof(one));
	return NULL;
}

static int start(struct entry *e)
{
	pthread_attr_t attr;
	int ret = pthread_attr_init(&attr);

	if (ret == 0)
		ret = pthread_attr_setstacksize(&attr, STACK_BYTES);
	if (ret == 0)
		ret = pthread_create(&e->thread, &attr, work, e);
	(void)pthread_attr_destroy(&attr);
	return -ret;
}

/* An entry for another file: a free one, or the one that was not used for longest; NULL: none, or
 * enough threads are at work */
static struct entry *take(struct gg_digests *d)
{
	struct entry *oldest = NULL;
	unsigned busy = 0;
	size_t i;

	for (i = 0; i < GG_DIGESTS_MAX; i++) {
		struct entry *e = &d->items[i];

		if (e->state == BUSY || e->state == OVER)
			busy++;
		else if (!oldest || e->state < oldest->state ||
			 (e->state == oldest->state && e->used < oldest->used))
			oldest = e;
	}
	return busy < GG_DIGESTS_BUSY ? oldest : NULL;
}

static int compute(struct gg_digests *d, const struct gg_digest_ask *ask, const struct key *key)
{
	struct entry *e = take(d);
	int ret;

	if (!e)
		return -EINPROGRESS; /* when one of them is over there will be room */
	if (*ask->starts == GG_DIGEST_STARTS_MAX)
		return -EAGAIN;
	++*ask->starts;
	*e = (struct entry){ .state = BUSY,
			     .all = d,
			     .key = *key,
			     .stopped = ask->stopped,
			     .settled = is_settled(ask->fd, key),
			     .who = ask->who };
	e->fd = fcntl(ask->fd, F_DUPFD_CLOEXEC, 3);
	ret = e->fd < 0 ? -errno : start(e);
	if (ret < 0) {
		gg_scope_close(&e->fd);
		e->state = FREE;
		return ret;
	}
	return -EINPROGRESS;
}

static bool serves(const struct entry *e, const struct gg_digest_ask *ask)
{
	return (e->stopped || !ask->stopped) && (e->settled || e->who == ask->who);
}

static int look_up(struct gg_digests *d, const struct gg_digest_ask *ask, const struct key *key,
		   uint8_t ret_digest[static GG_DIGEST_BYTES])
{
	size_t i, k;

	for (i = 0; i < GG_DIGESTS_MAX; i++) {
		struct entry *e = &d->items[i];

		if (e->state == FREE || !same(&e->key, key) || !serves(e, ask))
			continue;
		if (e->state != READY)
			return -EINPROGRESS;
		e->used = ++d->clock;
		for (k = 0; e->err == 0 && k < GG_DIGEST_BYTES; k++)
			ret_digest[k] = e->sha256[k];
		return e->err;
	}
	return -ENOENT;
}

/** gg_digest_of() - see digests.h */
int gg_digest_of(struct gg_digests *d, const struct gg_digest_ask *ask,
		 uint8_t ret_digest[static GG_DIGEST_BYTES])
{
	struct key key = { 0 };
	int ret = key_of(ask->fd, &key);

	if (ret < 0)
		return ret;
	(void)pthread_mutex_lock(&d->lock);
	ret = look_up(d, ask, &key, ret_digest);
	if (ret == -ENOENT)
		ret = compute(d, ask, &key);
	(void)pthread_mutex_unlock(&d->lock);
	return ret;
}

/** gg_digests_finish() - take in what is done */
void gg_digests_finish(struct gg_digests *d)
{
	uint64_t n;
	size_t i;

	(void)!read(d->event, &n, sizeof(n));
	(void)pthread_mutex_lock(&d->lock);
	for (i = 0; i < GG_DIGESTS_MAX; i++) {
		if (d->items[i].state != OVER)
			continue;
		(void)pthread_join(d->items[i].thread, NULL); /* it needs the lock no more */
		d->items[i].state = READY;
	}
	(void)pthread_mutex_unlock(&d->lock);
}

/** gg_digests_forget() - drop what is not to be remembered */
void gg_digests_forget(struct gg_digests *d)
{
	size_t i;

	for (i = 0; i < GG_DIGESTS_MAX; i++) {
		struct entry *e = &d->items[i];

		if (e->state == READY && (e->err || !e->settled || !e->stopped))
			e->state = FREE;
	}
}
