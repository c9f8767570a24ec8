/*
 * Capability files by path or by name.
 *
 * Owns the search: the path as it is written, then, for a bare name, NAME.caps in the installed
 * folder and among those built in. Relies on caps.c for the text. Does not search GOGUARD_PATH.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "base/fd.h"
#include "base/scope.h"
#include "base/text.h"
#include "plan/caps.h"
#include "plan/caps_files.h"
#include "policy/hint.h"

#ifndef GG_CAPS_DIR
#define GG_CAPS_DIR "/usr/share/goguard/caps"
#endif

#define CAPS_BYTES_MAX 65536u

/* Return: malloc'ed text in @ret_text; -ENOENT also for what is no file */
static int read_caps(const char *path, char **ret_text)
{
	gg_close int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	struct stat st;
	size_t n;

	if (fd < 0)
		return -errno;
	if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode))
		return -ENOENT;
	return gg_fd_slurp(fd, CAPS_BYTES_MAX, ret_text, &n);
}

static int unknown(const char *name, struct gg_err *err)
{
	struct gg_hint hint;
	size_t i;

	gg_hint_init(&hint, name);
	for (i = 0; i < gg_n_caps_files; i++)
		gg_hint_try(&hint, gg_caps_files[i].name);
	return gg_err_set(err, -ENOENT,
			  "cannot read '%s': no such file, and no such name in '%s' or among those built "
			  "in%s",
			  name, GG_CAPS_DIR, gg_hint_text(&hint));
}

static int find_shipped(const char *name, struct gg_plan_caps *ret_caps, struct gg_err *err)
{
	gg_free char *read = NULL;
	char path[512];
	struct gg_text text;
	size_t i;

	gg_text_init(&text, path, sizeof(path));
	gg_text_fmt(&text, "%s/%s.caps", GG_CAPS_DIR, name);
	if (!text.cut && read_caps(path, &read) == 0)
		return gg_caps_read(read, path, ret_caps, err);
	for (i = 0; i < gg_n_caps_files; i++)
		if (!strcmp(gg_caps_files[i].name, name))
			return gg_caps_read(gg_caps_files[i].text, name, ret_caps, err);
	return unknown(name, err);
}

/** gg_caps_find() - see caps.h */
int gg_caps_find(const char *name, struct gg_plan_caps *ret_caps, struct gg_err *err)
{
	gg_free char *text = NULL;
	int ret = read_caps(name, &text);

	if (ret == 0)
		return gg_caps_read(text, name, ret_caps, err);
	if (ret == -ENOENT && *name && !strchr(name, '/'))
		return find_shipped(name, ret_caps, err);
	return gg_err_set(err, ret, "cannot read '%s': %s", name, gg_err_reason(ret));
}
