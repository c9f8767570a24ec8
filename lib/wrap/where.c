/*
 * Where the kernel would end up.
 *
 * Owns O_PATH descriptors for the length of one call. Relies on base/sys.h alone, so errno is as
 * before. Does not guess: a name that is not plainly a path is no answer.
 *
 * #syscalls openat readlinkat close
 */
#include "wrap/where.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>

#include "base/sys.h"
#include "base/text.h"

#define DELETED " (deleted)"

/* Below /proc/PID a path names another thing for each process, and which terminal is whose is a matter of what is open:
 * the supervisor's to decide. */
static bool is_of_process(const char *path)
{
	return (strncmp(path, "/proc/", 6) == 0 && path[6] >= '0' && path[6] <= '9') ||
	       strncmp(path, "/dev/pts/", 9) == 0;
}

static bool is_deleted(const char *path, size_t n)
{
	const size_t tail = sizeof(DELETED) - 1;

	return n >= tail && memcmp(path + n - tail, DELETED, tail) == 0;
}

/* The path of descriptor @fd, which may be anything that can be open. */
static int name_of(int fd, char ret_path[static GG_WHERE_MAX])
{
	char link[32];
	struct gg_text text;
	long n;

	gg_text_init(&text, link, sizeof(link));
	gg_text_str(&text, "/proc/self/fd/");
	gg_text_u64(&text, (uint64_t)fd, 10);
	n = gg_sys_readlinkat(AT_FDCWD, link, ret_path, GG_WHERE_MAX);
	if (n < 0)
		return (int)n;
	if (n >= GG_WHERE_MAX)
		return -ENAMETOOLONG;
	ret_path[n] = '\0';
	if (ret_path[0] != '/' || is_deleted(ret_path, (size_t)n) || is_of_process(ret_path))
		return -ESTALE;
	return 0;
}

/** gg_where_is() - see where.h */
int gg_where_is(int dir, const char *path, int at_flags, char ret_path[static GG_WHERE_MAX])
{
	int nofollow = at_flags & AT_SYMLINK_NOFOLLOW ? O_NOFOLLOW : 0;
	long fd;
	int ret;

	if ((at_flags & AT_EMPTY_PATH) && path && !path[0] && dir >= 0)
		return name_of(dir, ret_path);
	fd = gg_sys_openat(dir, path, O_PATH | O_CLOEXEC | nofollow, 0);
	if (fd < 0)
		return (int)fd;
	ret = name_of((int)fd, ret_path);
	(void)gg_sys_close((int)fd);
	return ret;
}

/* Split @path: its directory into @ret_dir, its last component returned; NULL when it has none. */
static const char *split(const char *path, char ret_dir[static GG_WHERE_MAX])
{
	const char *slash = strrchr(path, '/');
	const char *last = slash ? slash + 1 : path;
	size_t n = (size_t)(last - path);

	if (!last[0] || strcmp(last, ".") == 0 || strcmp(last, "..") == 0 || n >= GG_WHERE_MAX)
		return NULL;
	memcpy(ret_dir, path, n);
	memcpy(ret_dir + n, n ? "" : ".", n ? 1 : 2);
	return last;
}

/** gg_where_will_be() - see where.h */
int gg_where_will_be(int dir, const char *path, char ret_path[static GG_WHERE_MAX])
{
	struct gg_text text;
	const char *last;
	size_t n;
	long fd;
	int ret;

	fd = gg_sys_openat(dir, path, O_PATH | O_CLOEXEC | O_NOFOLLOW, 0);
	if (fd >= 0)
		(void)gg_sys_close((int)fd);
	if (fd != -ENOENT)
		return fd < 0 ? (int)fd : -EEXIST;
	last = split(path, ret_path);
	if (!last)
		return -EINVAL;
	ret = gg_where_is(dir, ret_path, 0, ret_path);
	if (ret < 0)
		return ret;
	n = strlen(ret_path);
	gg_text_init(&text, ret_path + n, GG_WHERE_MAX - n);
	if (n > 1)
		gg_text_char(&text, '/');
	gg_text_str(&text, last);
	return text.cut ? -ENAMETOOLONG : 0;
}
