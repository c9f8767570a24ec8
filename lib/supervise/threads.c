/*
 * Files of /proc about threads that make calls again and again.
 *
 * Owns one slot for each remainder of a thread's number; whoever comes next takes it. Relies on the kernel for ESRCH
 * once the thread is gone. A thread that becomes the first one of its process by an exec takes over the number and
 * what goes with it, and stays in the process.
 */
#include "supervise/threads.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/scope.h"
#include "supervise/proc.h"
#include "supervise/target.h"

static const char *const names[] = { [GG_THREAD_SYSCALL] = "syscall", [GG_THREAD_COMM] = "comm" };
_Static_assert(GG_ARRAY_SIZE(names) == GG_THREAD_FILES, "every file has a name");

/** gg_threads_init() - see threads.h */
void gg_threads_init(struct gg_threads *t)
{
	memset(t, 0, sizeof(*t));
	for (size_t i = 0; i < GG_THREADS; i++)
		for (size_t f = 0; f < GG_THREAD_FILES; f++)
			t->kept[i].fd[f] = -1;
}

static ssize_t read_text(int fd, char *buf, size_t size)
{
	ssize_t n = fd < 0 ? -1 : pread(fd, buf, size - 1, 0);

	buf[n > 0 ? n : 0] = '\0';
	return n;
}

static void forget(struct gg_thread *k)
{
	for (size_t f = 0; f < GG_THREAD_FILES; f++)
		gg_scope_close(&k->fd[f]);
	k->tid = k->tgid = 0;
}

static struct gg_thread *slot(struct gg_threads *t, pid_t tid)
{
	return &t->kept[(size_t)tid % GG_THREADS];
}

/** gg_threads_read() - see threads.h */
ssize_t gg_threads_read(struct gg_threads *t, pid_t tid, enum gg_thread_file file, char *buf, size_t size)
{
	struct gg_thread *k = slot(t, tid);
	ssize_t n;

	if (k->tid == tid && k->fd[file] >= 0) {
		n = read_text(k->fd[file], buf, size);
		if (n > 0)
			return n;
	}
	if (k->tid != tid || k->fd[file] >= 0)
		forget(k); /* somebody else's, or of who had the number before */
	k->tid = tid;
	k->fd[file] = gg_fd_above(gg_proc_open(tid, names[file], O_RDONLY), 3);
	n = read_text(k->fd[file], buf, size);
	if (n <= 0)
		forget(k);
	return n;
}

/* The process of the thread whose name was read: its number says which, if it has been that thread's all the while */
static void ask_tgid(struct gg_thread *k)
{
	struct gg_kin kin;
	char name[32];

	if (gg_target_kin(k->tid, &kin) == 0 && read_text(k->fd[GG_THREAD_COMM], name, sizeof(name)) > 0)
		k->tgid = kin.tgid;
}

/** gg_threads_name() - see threads.h */
void gg_threads_name(struct gg_threads *t, pid_t tid, char *buf, size_t size, pid_t *ret_tgid)
{
	struct gg_thread *k = slot(t, tid);
	bool known = gg_threads_read(t, tid, GG_THREAD_COMM, buf, size) > 0;

	buf[strcspn(buf, "\n")] = '\0';
	if (known && !k->tgid)
		ask_tgid(k);
	*ret_tgid = known ? k->tgid : 0;
}
