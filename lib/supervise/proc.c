/*
 * What /proc says of a process or thread.
 *
 * Owns nothing. Relies on /proc being mounted. One read, since these files are short.
 */
#include "supervise/proc.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/scope.h"
#include "base/sys.h"
#include "base/text.h"

#define PROC_NAME 64

static void name_file(char path[static PROC_NAME], pid_t tid, const char *what)
{
	struct gg_text text;

	gg_text_init(&text, path, PROC_NAME);
	gg_text_fmt(&text, "/proc/%d/%s", tid, what);
}

/** gg_proc_open() - see proc.h */
int gg_proc_open(pid_t tid, const char *what, int flags)
{
	char path[PROC_NAME];

	name_file(path, tid, what);
	return (int)gg_sys_openat(AT_FDCWD, path, flags | O_CLOEXEC, 0);
}

/** gg_proc_read() - see proc.h */
long gg_proc_read(pid_t tid, const char *what, char *buf, size_t size)
{
	gg_close int fd = gg_proc_open(tid, what, O_RDONLY);
	long n = fd < 0 ? fd : gg_sys_read(fd, buf, size - 1);

	buf[n > 0 ? n : 0] = '\0';
	return n;
}

/** gg_proc_readlink() - see proc.h */
long gg_proc_readlink(pid_t tid, const char *what, char *buf, size_t size)
{
	char path[PROC_NAME];
	long n;

	name_file(path, tid, what);
	n = gg_sys_readlinkat(AT_FDCWD, path, buf, size - 1);
	buf[n > 0 ? n : 0] = '\0';
	return n;
}

/** gg_proc_stat() - see proc.h */
int gg_proc_stat(pid_t tid, const char *what, struct stat *ret_st)
{
	char path[PROC_NAME];

	name_file(path, tid, what);
	return stat(path, ret_st) < 0 ? -errno : 0;
}

/** gg_proc_exe() - see proc.h */
bool gg_proc_exe(pid_t tid, char *buf, size_t size)
{
	long n = gg_proc_readlink(tid, "exe", buf, size);

	return n >= 0 || (n != -ENOENT && n != -ESRCH);
}

/** gg_proc_number() - see proc.h */
long gg_proc_number(const char *text, const char *key, unsigned skip, int base)
{
	const char *at = strstr(text, key);

	if (!at)
		return -1;
	at += strlen(key);
	while (skip--)
		at += strspn(at, " \t") + strcspn(at + strspn(at, " \t"), " \t\n");
	return strtol(at, NULL, base);
}
