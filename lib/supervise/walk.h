/*
 * Resolving a path as the caller would, without trusting it to stay the same.
 *
 * Owns the walk from a path string to a pinned object. Relies on O_PATH descriptors: what was
 * found cannot be exchanged afterwards. Does not open anything for reading or writing.
 */
#ifndef GG_SUPERVISE_WALK_H
#define GG_SUPERVISE_WALK_H

#include <limits.h>
#include <sys/stat.h>

#include "base/scope.h"
#include "supervise/target.h"

#define GG_WALK_FOLLOW 0x1u /* a symbolic link at the end is followed */
#define GG_WALK_EMPTY 0x2u  /* an empty path means @dir itself (AT_EMPTY_PATH) */
#define GG_WALK_PARENT 0x4u /* pin the folder of the last name, too */
#define GG_WALK_NAME 0x8u   /* the last name itself is to be made, moved or removed: with its folder,
			     * never followed, and it may be anything, slashes behind it or not */
#define GG_WALK_CREATE 0x10u /* the last name may be made by open(2): -EISDIR with slashes behind it */

/**
 * struct gg_found - where a path leads
 * @fd:      O_PATH of the object; -1: nothing there, but its folder is
 * @parent:  O_PATH of the folder of the last name; -1 unless asked for, or @fd is -1, and where the
 *           last name is "." or ".." or there is none
 * @name:    last name, when @parent is there
 * @path:    real absolute path of the object, or where it would be; what is no file system
 *           object (a pipe, a socket) has a path that does not begin with a slash
 * @st:      when @fd is there
 * @slash:   the path ended in a slash
 * @deleted: the object has no name any more: @path is its last one, with a mark behind it
 * @linked:  a link was followed on the way
 * @held:    descriptor of the caller that the path named ("/proc/self/fd/N", "/dev/stdin"); -1
 */
struct gg_found {
	int fd;
	int parent;
	char name[NAME_MAX + 1];
	char path[PATH_MAX];
	struct stat st;
	bool slash;
	bool deleted, linked;
	int held;
};

/* gg_walk() - resolve @path against descriptor @dir of the caller (AT_FDCWD: its working folder)
 * @ret_found: GG_FOUND_NONE, and that again after failure; after success ended by gg_found_done()
 * Return: 0 (also for "nothing there": @fd is -1); negative errno as the kernel would say */
int gg_walk(struct gg_call *c, int dir, const char *path, unsigned flags, struct gg_found *ret_found);

/* gg_walk_is_real() - does @path, with no link on it, lead to something that has this very path?
 * @flags: GG_WALK_FOLLOW or 0. What it is, and whether the caller may come there, is not asked. */
bool gg_walk_is_real(const struct gg_call *c, const char *path, unsigned flags);

/* gg_walk_fd() - the object behind descriptor @fd of the caller */
int gg_walk_fd(struct gg_call *c, int fd, struct gg_found *ret_found);

/* gg_found_describe() - fill in what follows from @f->fd
 * gg_found_absent() - nothing there: the path is that of @f->parent and @f->name
 * Return: 0; negative errno */
int gg_found_describe(struct gg_call *c, struct gg_found *f);
int gg_found_absent(const struct gg_call *c, struct gg_found *f);

/* gg_found_other() - another path by which rules may speak of @f: the one that it had until its name was taken away;
 * of a file that a thread has in /proc, that of its process. Return: false: there is none */
bool gg_found_other(const struct gg_found *f, char path[static PATH_MAX]);

void gg_found_done(struct gg_found *found);
#define gg_found_auto GG_CLEANUP(gg_found_done)
#define GG_FOUND_NONE { .fd = -1, .parent = -1, .held = -1 }

/* gg_proc_link() - "/proc/self/fd/N" of an own descriptor: a path that means the pinned object */
void gg_proc_link(int fd, char ret_link[static 40]);

/* gg_proc_at() - the same, cheaper, for the *at calls that follow links: @ret_name in what is returned */
int gg_proc_at(const struct gg_call *c, int fd, char ret_name[static 40]);

#endif
