/*
 * Files that the function was given open for writing.
 *
 * Owns their devices and inodes. A rule can lie: standard output may be appended to a file that no rule lets
 * the function write, and what it writes there is its own. Relies on /proc/PID/fd of the child,
 * who closes there and opens nothing.
 */
#include "supervise/given.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/text.h"
#include "supervise/proc.h"
#include "supervise/target.h"

struct gg_given {
	struct gg_given *next;
	dev_t dev;
	ino_t ino;
};

static int add(struct gg_super *s, const struct stat *st)
{
	struct gg_given *more = malloc(sizeof(*more));

	if (!more)
		return -ENOMEM;
	*more = (struct gg_given){ s->given, st->st_dev, st->st_ino };
	s->given = more;
	return 0;
}

static int look_at(struct gg_super *s, const char *name)
{
	const struct gg_call child = { .super = s, .tid = s->child };
	char what[32];
	struct gg_text text;
	struct stat st;
	int ret, flags;

	gg_text_init(&text, what, sizeof(what));
	gg_text_fmt(&text, "fd/%s", name);
	ret = gg_proc_stat(s->child, what, &st);
	if (ret == 0 && !S_ISREG(st.st_mode))
		return 0;
	flags = ret < 0 ? ret : gg_target_flags(&child, (int)strtol(name, NULL, 10));
	if (flags < 0) /* what served arming is closed meanwhile */
		return flags == -EBADF || flags == -ENOENT ? 0 : flags;
	return !(flags & O_PATH) && (flags & O_ACCMODE) != O_RDONLY ? add(s, &st) : 0;
}

/** gg_given_find() - see given.h */
int gg_given_find(struct gg_super *s)
{
	int fd = gg_proc_open(s->child, "fd", O_RDONLY | O_DIRECTORY);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;
	int ret = 0;

	if (!dir) {
		ret = fd < 0 ? fd : -errno;
		if (fd >= 0)
			(void)close(fd);
		return ret;
	}
	while (ret == 0 && (entry = readdir(dir)))
		if (entry->d_name[0] != '.')
			ret = look_at(s, entry->d_name);
	(void)closedir(dir);
	return ret;
}

/** gg_given() - see given.h. Of a mapping only the number is known, and its name, which leads to it unless it
 * was taken away: what has the number and cannot be told from such a file is one. */
bool gg_given(const struct gg_super *s, const char *path, uint64_t ino)
{
	const struct gg_given *g;
	struct stat st;

	for (g = s->given; g; g = g->next) {
		if (ino && ino != g->ino)
			continue;
		if (stat(path, &st) < 0 || (st.st_ino == g->ino && st.st_dev == g->dev))
			return true;
	}
	return false;
}
