/*
 * Executables that were looked at.
 *
 * Owns replacement: the oldest goes. Relies on /proc/TID/exe being the file itself, whatever its name
 * leads to by now.
 */
#include "supervise/images.h"

#include <errno.h>
#include <fcntl.h>

#include "base/err.h"
#include "base/scope.h"
#include "supervise/proc.h"

static bool is_image(const struct gg_image *i, const struct stat *st)
{
	return i->st.st_ino == st->st_ino && i->st.st_dev == st->st_dev && i->st.st_size == st->st_size &&
	       i->st.st_ctim.tv_sec == st->st_ctim.tv_sec && i->st.st_ctim.tv_nsec == st->st_ctim.tv_nsec;
}

/* What the machine was short of, which says nothing of the program */
static bool is_passing(int ret)
{
	return gg_err_short(ret) || ret == -EINTR || ret == -EIO;
}

static const struct gg_image *look_at(struct gg_images *images, int fd, const struct stat *st)
{
	struct gg_image *i = &images->items[images->next++ % GG_IMAGES];
	int ret;

	gg_who_memo_free(i->who);
	gg_go_free(i->go);
	*i = (struct gg_image){ .id = images->next, .st = *st };
	ret = gg_go_open(fd, &i->go, NULL);
	if (ret == 0) {
		i->kind = GG_IMAGE_GO;
		i->who = gg_who_memo_new();
	} else if (ret == -ENOEXEC) {
		i->kind = GG_IMAGE_OTHER;
	} else if (is_passing(ret)) {
		i->st = (struct stat){ 0 }; /* no file: looked at again for the next call */
	}
	return i;
}

static const struct gg_image *known(struct gg_images *images, const struct stat *st)
{
	for (size_t i = 0; i < GG_IMAGES; i++)
		if (is_image(&images->items[i], st))
			return &images->items[i];
	return NULL;
}

/** gg_images_find() - see images.h */
const struct gg_image *gg_images_find(struct gg_images *images, pid_t tid)
{
	const struct gg_image *image;
	gg_close int fd = -1;
	struct stat st;

	if (gg_proc_stat(tid, "exe", &st) < 0)
		return NULL;
	image = known(images, &st);
	if (image)
		return image;
	fd = gg_proc_open(tid, "exe", O_RDONLY | O_NONBLOCK);
	if (fd < 0 || fstat(fd, &st) < 0)
		return NULL;
	image = known(images, &st); /* the program may be another by now */
	return image ? image : look_at(images, fd, &st);
}
