/*
 * Writing a plan.
 *
 * Owns the file: it is written beside its name and moved there, so that nobody ever reads half a
 * plan. Relies on rename(2). Does not follow a link at the place of the draft.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/scope.h"
#include "base/text.h"
#include "start/make_plan.h"

/** gg_made_write() - see make_plan.h */
int gg_made_write(const struct gg_made *made, const char *path, struct gg_err *err)
{
	char draft[PATH_MAX];
	struct gg_text text;
	gg_close int fd = -1;
	int ret;

	gg_text_init(&text, draft, sizeof(draft));
	gg_text_fmt(&text, "%s.new", path);
	if (text.cut)
		return gg_err_set(err, -ENAMETOOLONG, "cannot write '%s': name too long", path);
	fd = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644);
	ret = fd < 0 ? -errno : gg_fd_write_all(fd, made->bytes, made->size);
	if (ret == 0 && rename(draft, path) < 0)
		ret = -errno;
	if (ret < 0 && fd >= 0)
		(void)unlink(draft);
	if (ret < 0)
		return gg_err_set(err, ret, "cannot write '%s': %s", path, gg_err_reason(ret));
	return 0;
}
