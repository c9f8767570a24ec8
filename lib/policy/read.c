/*
 * Reading a policy: bytes, defaults, profiles, keys, checks.
 *
 * Owns the order of these. Relies on the files beside it for each. A policy with any error is
 * not handed out.
 */
#include "policy/read.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/fd.h"
#include "policy/check.h"
#include "policy/extend.h"
#include "policy/findings.h"
#include "policy/fields.h"

static bool is_readable_kind(const struct stat *st)
{
	return S_ISREG(st->st_mode) || S_ISFIFO(st->st_mode);
}

int gg_read_bytes(const char *path, char **ret_text, size_t *ret_len)
{
	gg_close int fd = -1;
	struct stat st;

	/* look before opening: the open of a device may do things */
	if (stat(path, &st) < 0)
		return -errno;
	if (!is_readable_kind(&st))
		return S_ISDIR(st.st_mode) ? -EISDIR : -EINVAL;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0 || fstat(fd, &st) < 0)
		return -errno;
	if (!is_readable_kind(&st))
		return -EINVAL;
	return gg_fd_slurp(fd, GG_POLICY_BYTES_MAX, ret_text, ret_len);
}

/* "dir/thumbnailer.cfg" is "thumbnailer" */
static const char *name_from_file(struct gg_reading *r, const char *file)
{
	const char *slash = strrchr(file, '/');
	const char *base = slash ? slash + 1 : file;
	size_t n = strlen(base);

	if (n > 4 && !strcmp(base + n - 4, ".cfg"))
		n -= 4;
	n = GG_MIN(n, (size_t)GG_POLICY_NAME_MAX);
	base = n ? gg_arena_strndup(&r->policy->arena, base, n) : "policy";
	r->no_memory = r->no_memory || !base;
	return base;
}

static int begin(struct gg_reading *r, const char *file)
{
	r->policy = calloc(1, sizeof(*r->policy));
	if (!r->policy)
		return -ENOMEM;
	r->policy->file = gg_reading_dup(r, file);
	gg_reading_defaults(r, NULL, r->policy);
	return 0;
}

/* Takes r->policy */
static int finish(struct gg_reading *r, struct gg_policy **ret)
{
	gg_policy_auto struct gg_policy *policy = r->policy;

	r->policy->file = r->policy->file ? r->policy->file : "";
	if (!policy->name)
		policy->name = name_from_file(r, policy->file);
	if (!r->no_memory && !r->findings->errors)
		gg_check(r);
	if (r->no_memory) {
		gg_reading_error(r, (struct gg_place){ policy->file, 0 }, "cannot read '%s': out of memory",
				 policy->file);
		return -ENOMEM;
	}
	if (r->findings->errors)
		return -EINVAL;
	*ret = GG_TAKE(policy);
	return 0;
}

int gg_read_text_with(const char *text, size_t len, const char *name, const char *folder,
		      unsigned flags, struct gg_findings *findings, struct gg_policy **ret)
{
	struct gg_reading r = { .findings = findings, .flags = flags };
	struct gg_source source = { .folder = folder };
	char *copy;
	int rc = begin(&r, name);

	if (rc)
		return rc;
	source.file = r.policy->file;
	if (len > GG_POLICY_BYTES_MAX) {
		gg_reading_error(&r, (struct gg_place){ name, 0 }, "larger than %u bytes",
				 GG_POLICY_BYTES_MAX);
		return finish(&r, ret);
	}
	copy = gg_arena_strndup(&r.policy->arena, text, len); /* with a NUL behind it */
	r.no_memory = r.no_memory || !copy;
	if (!r.no_memory)
		gg_source_read(&r, &source, copy, len);
	return finish(&r, ret);
}

int gg_policy_read_text(const char *text, size_t len, const char *name, const char *folder,
			struct gg_findings *findings, struct gg_policy **ret)
{
	return gg_read_text_with(text, len, name, folder, 0, findings, ret);
}

static int say_unreadable(const char *path, int rc, struct gg_findings *findings)
{
	const char *reason = gg_err_reason(rc);

	if (rc == -EFBIG)
		reason = "larger than 4 MiB";
	else if (rc == -EINVAL)
		reason = "neither a file nor a pipe";
	gg_findings_add(findings, GG_FINDING_ERROR, (struct gg_place){ path, 0 }, "cannot read '%s': %s",
			path, reason);
	return rc;
}

int gg_policy_read_file(const char *path, struct gg_findings *findings, struct gg_policy **ret)
{
	struct gg_reading r = { .findings = findings };
	struct gg_source source = { 0 };
	gg_free char *text = NULL;
	size_t len = 0;
	int rc = gg_read_bytes(path, &text, &len);

	if (rc)
		return say_unreadable(path, rc, findings);
	rc = begin(&r, path);
	if (rc)
		return rc;
	source.file = r.policy->file;
	source.folder = gg_folder_of(&r, path);
	if (source.file && source.folder)
		gg_source_read(&r, &source, text, len);
	return finish(&r, ret);
}

int gg_policy_read_profile(const char *profile, struct gg_findings *findings,
			   struct gg_policy **ret)
{
	struct gg_reading r = { .findings = findings };
	int rc = begin(&r, profile);

	if (rc)
		return rc;
	if (!gg_profile_name_ok(profile))
		gg_reading_error(&r, (struct gg_place){ profile, 0 }, "'%s' is not the name of a profile",
				 profile);
	else
		gg_profile_read(&r, profile, NULL, (struct gg_place){ profile, 0 });
	return finish(&r, ret);
}
