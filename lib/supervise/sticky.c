/*
 * What the kernel refuses in folders that everybody may write to.
 *
 * Owns the comparisons, which are the kernel's (may_follow_link, may_create_in_sticky). The settings are asked only
 * where they would make a difference; one that cannot be read is taken for the strictest.
 */
#include "supervise/sticky.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/vfs.h>

#include "base/scope.h"
#include "base/sys.h"
#include "base/text.h"

#define NOSYMFOLLOW 0x2000 /* of statfs(2), Linux 5.10 */

/* The number in /proc/sys/fs/@name */
static int setting(const char *name)
{
	char path[64], digit = '2';
	struct gg_text text;
	gg_close int fd = -1;

	gg_text_init(&text, path, sizeof(path));
	gg_text_fmt(&text, "/proc/sys/fs/%s", name);
	fd = (int)gg_sys_openat(AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0);
	if (fd == -ENOENT) /* a kernel before there was such a thing */
		return 0;
	if (fd >= 0)
		(void)gg_sys_read(fd, &digit, 1);
	return digit - '0';
}

static bool is_own(const struct stat *st)
{
	return st->st_uid == (uid_t)gg_sys(SYS_setfsuid, -1);
}

/** gg_sticky_link() - see sticky.h */
int gg_sticky_link(int folder, int link, const struct stat *st, bool last)
{
	struct statfs fs;
	struct stat at;

	if (fstatfs(link, &fs) == 0 && (fs.f_flags & NOSYMFOLLOW))
		return -ELOOP;
	if (!last)
		return 0;
	if (fstat(folder, &at) < 0)
		return -errno;
	if ((at.st_mode & (S_ISVTX | S_IWOTH)) != (S_ISVTX | S_IWOTH) || st->st_uid == at.st_uid || is_own(st))
		return 0;
	return setting("protected_symlinks") ? -EACCES : 0;
}

/** gg_sticky_file() - see sticky.h */
int gg_sticky_file(const char *path, const struct stat *st)
{
	const char *name = S_ISREG(st->st_mode) ? "protected_regular" : "protected_fifos";
	char folder[PATH_MAX];
	struct stat at;
	char *slash;
	int level;

	if ((!S_ISREG(st->st_mode) && !S_ISFIFO(st->st_mode)) || path[0] != '/' || strlen(path) >= sizeof(folder) ||
	    is_own(st))
		return 0;
	level = setting(name);
	if (!level)
		return 0;
	memcpy(folder, path, strlen(path) + 1);
	slash = strrchr(folder, '/');
	slash[slash == folder] = '\0';
	if (stat(folder, &at) < 0)
		return -EACCES;
	if (!(at.st_mode & S_ISVTX) || !(at.st_mode & (S_IWOTH | S_IWGRP)) || st->st_uid == at.st_uid)
		return 0;
	return level >= 2 || (level == 1 && (at.st_mode & S_IWOTH)) ? -EACCES : 0;
}
