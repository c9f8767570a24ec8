/*
 * The target: memory, descriptors and facts of a thread that waits in a notification.
 *
 * Owns reading. Relies on ptrace-level access to the target (same user, dumpable). What is read
 * is a copy; the target may change the original at any time, so decisions are about the copy and
 * acts use it too. Does not write to the target.
 */
#ifndef GG_SUPERVISE_TARGET_H
#define GG_SUPERVISE_TARGET_H

#include "supervise/super.h"

/* All return 0 or a value >= 0; negative errno on failure, which must become the reply. */

/* gg_target_peek() - up to @n bytes at @addr, by whichever way is open. Return: bytes from the start */
long gg_target_peek(const struct gg_call *c, uint64_t addr, void *buf, size_t n);

/* gg_target_read() - @n bytes at @addr; all or -EFAULT */
int gg_target_read(const struct gg_call *c, uint64_t addr, void *buf, size_t n);

/* gg_target_write() - @n bytes to @addr, where the caller itself could write; all or -EFAULT */
int gg_target_write(const struct gg_call *c, uint64_t addr, const void *buf, size_t n);
/* gg_target_string() - NUL-terminated string; -ENAMETOOLONG when @size bytes are not enough.
 * Return: length */
int gg_target_string(const struct gg_call *c, uint64_t addr, char *buf, size_t size);
/* gg_target_listener() - make @request of the listener about @c; a signal that comes before the listener is free
 * does not end it. Return: as ioctl(2); negative errno */
int gg_target_listener(const struct gg_call *c, unsigned long request, void *arg);
/* gg_target_alive() - is the notification still pending? Asked after reading memory: before
 * that the thread might have died and its number been given to another. */
bool gg_target_alive(const struct gg_call *c);
/* gg_target_in_child() - is it a thread of the program that was started, as most are? Then its process is known */
bool gg_target_in_child(struct gg_call *c);

/* gg_target_tgid() - process of the calling thread; kept in the call */
pid_t gg_target_tgid(struct gg_call *c);
/**
 * struct gg_kin - where a process comes from
 * @filters: seccomp filters that it is under; before Linux 5.11 only whether there are some
 */
struct gg_kin {
	pid_t tgid, parent;
	long filters;
};

/* gg_target_kin() - of thread @tid. Return: 0; -ESRCH */
int gg_target_kin(pid_t tid, struct gg_kin *ret_kin);

/* gg_target_open() - O_PATH of "cwd", "root" or "fd/N" of the calling thread. Return: fd */
int gg_target_open(const struct gg_call *c, const char *what);
/* gg_target_signalled() - does a signal wait that the caller would handle, or that ends or stops it? */
bool gg_target_signalled(const struct gg_call *c);
/* gg_target_restarts() - does one wait that no other thread takes, so that the kernel, told to restart the call, looks
 * at its handler first, if it has one? */
bool gg_target_restarts(const struct gg_call *c);
/* gg_target_flags() - O_ flags of descriptor @fd of the caller */
int gg_target_flags(const struct gg_call *c, int fd);

/* gg_target_held() - the same of a descriptor by which the caller holds the object that is pinned as @object here:
 * the number may be given to another one at any time, but never are that one's flags returned
 * Return: flags, O_PATH among them for a mere handle; -EBADF: it is no descriptor of that object */
int gg_target_held(struct gg_call *c, int fd, int object);
/* gg_target_dup() - duplicate of descriptor @fd of the caller. Return: fd */
int gg_target_dup(struct gg_call *c, int fd);

/**
 * struct gg_creds - with whose rights a file would be touched
 */
struct gg_creds {
	uid_t fsuid;
	gid_t fsgid;
	unsigned umask;
	uint64_t caps; /* effective */
	gid_t groups[64];
	int n_groups;
};

int gg_target_creds(const struct gg_call *c, struct gg_creds *ret_creds);

/* gg_umask_begin() - what the main thread makes now is masked as the caller's would be, by the kernel: where the
 * folder has a default ACL that counts instead. Between the two nothing else is made. */
void gg_umask_begin(const struct gg_creds *creds);
void gg_umask_end(void);

/* gg_ids_stay() - has the guarded process our ids and groups, and nothing granted by which it could change them? */
bool gg_ids_stay(struct gg_super *s);

/* gg_target_become() - act with the caller's rights and no others until gg_target_back(); nothing to
 * do unless the supervisor is root. Only the calling thread changes. */
int gg_target_become(struct gg_call *c);
void gg_target_back(struct gg_call *c);
/* gg_target_mem() - the caller's memory, to be read, opened with our own rights also after gg_target_become(): a
 * process that gave up root's has files in /proc that its new user cannot open. Return: fd */
int gg_target_mem(const struct gg_call *c);
/* gg_target_seem() - be the caller for whoever asks this thread's peers who it is (SO_PEERCRED), for
 * the rest of the thread's life. Return: 0; negative errno */
int gg_target_seem(struct gg_call *c);
/* gg_super_give_up() - of our privileges keep those of the function, and what looking after it needs */
int gg_super_give_up(const struct gg_plan *plan);
/* gg_own_caps() - effective capabilities of this thread */
uint64_t gg_own_caps(void);

#endif
