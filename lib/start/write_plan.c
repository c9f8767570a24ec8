/*
 * Writing a plan.
 *
 * Owns the file: it is written beside its name and moved there, so that nobody ever reads half a
 * plan. What is there already and no file (a device, a pipe, a link) is never replaced but written
 * to. Relies on rename(2). Does not follow a link at the place of the draft.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/scope.h"
#include "base/text.h"
#include "start/make_plan.h"

#define HOW (O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY)

static int write_to(const char *path, const struct gg_made *made)
{
	gg_close int fd = open(path, HOW, 0644);

	return fd < 0 ? -errno : gg_fd_write_all(fd, made->bytes, made->size);
}

static int write_beside(const char *path, const char *draft, const struct gg_made *made)
{
	gg_close int fd = open(draft, HOW | O_NOFOLLOW, 0644);
	int ret = fd < 0 ? -errno : gg_fd_write_all(fd, made->bytes, made->size);

	if (ret == 0 && rename(draft, path) < 0)
		ret = -errno;
	if (ret < 0 && fd >= 0)
		(void)unlink(draft);
	return ret;
}

/** gg_made_write() - see make_plan.h */
int gg_made_write(const struct gg_made *made, const char *path, struct gg_err *err)
{
	char draft[PATH_MAX];
	struct gg_text text;
	struct stat st;
	int ret;

	gg_text_init(&text, draft, sizeof(draft));
	gg_text_fmt(&text, "%s.new", path);
	if (text.cut)
		return gg_err_set(err, -ENAMETOOLONG, "cannot write '%s': name too long", path);
	if (lstat(path, &st) == 0 && !S_ISREG(st.st_mode))
		ret = write_to(path, made);
	else
		ret = write_beside(path, draft, made);
	if (ret < 0)
		return gg_err_set(err, ret, "cannot write '%s': %s", path, gg_err_reason(ret));
	return 0;
}
