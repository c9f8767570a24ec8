/*
 * Installing a Landlock domain.
 *
 * Owns the translation from the plan's rows to kernel calls. Relies on the plan for which rights
 * this kernel knows, and for paths that were resolved. Rules bind to what a path leads to at this
 * moment; paths that do not exist are skipped. Raw calls only: runs in the shim.
 */
#include "enforce/landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "base/err.h"
#include "base/kernel.h"
#include "base/sys.h"

static size_t ruleset_size(const struct gg_plan_head *h)
{
	if (h->caps.landlock_abi >= 6)
		return sizeof(struct gg_ll_ruleset);
	return h->caps.landlock_abi >= 4 ? 16 : 8;
}

/* Is what @fd leads to a directory? Unknown counts as "no". */
static bool is_directory(int fd)
{
	struct stat st;

	return gg_sys(SYS_newfstatat, fd, "", &st, AT_EMPTY_PATH) == 0 && S_ISDIR(st.st_mode);
}

/* A link that is on the path by now was put there since: by a function of the same policy, say, whose folder it is
 * in, so that the kernel would grant what no rule names. But /proc/self means whoever asks. */
static long open_path(const char *path)
{
	static const char self[] = "/proc/self";
	long fd;

	if (!strncmp(path, self, sizeof(self) - 1))
		return gg_sys_openat(AT_FDCWD, path, O_PATH | O_CLOEXEC, 0);
	fd = gg_sys_openat2(AT_FDCWD, path, O_PATH | O_CLOEXEC, 0, GG_RESOLVE_NO_SYMLINKS);
	if (fd == -ENOSYS || fd == -EPERM) /* refused by a container's filter */
		fd = gg_sys_openat(AT_FDCWD, path, O_PATH | O_CLOEXEC | O_NOFOLLOW, 0);
	return fd;
}

/* Return: 1 installed on a directory, 0 installed on something else or skipped, negative errno */
static int add_path(const struct gg_plan_head *h, int ruleset, const char *path, uint32_t rights)
{
	long fd = open_path(path);
	struct gg_ll_path rule = { .rights = rights & h->ll_fs, .fd = (int32_t)fd };
	bool directory;
	long ret;

	if (gg_err_short(fd))
		return (int)fd;
	if (fd < 0)
		return 0; /* what is not there cannot be reached either */
	directory = is_directory((int)fd);
	if (!directory)
		rule.rights &= GG_LL_ON_FILES;
	ret = rule.rights ? gg_sys_landlock_add(ruleset, GG_LL_RULE_PATH, &rule, 0) : 0;
	gg_sys_close((int)fd);
	if (ret == -EBADFD || ret == -EINVAL)
		return 0; /* a kind of file that Landlock has no rules for: granted nothing */
	return ret < 0 ? (int)ret : directory;
}

static int add_paths(const struct gg_plan *plan, int ruleset, uint8_t *installed, struct gg_err *err)
{
	uint32_t i;

	for (i = 0; i < plan->count[GG_SECT_LL_PATHS]; i++) {
		const struct gg_plan_ll_path *row = &plan->ll_paths[i];
		const char *path = gg_plan_string(plan, row->path);
		int ret = *path ? add_path(plan->head, ruleset, path, row->rights) : 0;

		if (ret < 0)
			return gg_err_set(err, ret, "cannot add the Landlock rule for '%s': %s", path,
					  gg_err_reason(ret));
		if (ret == 1)
			installed[i / 8] |= (uint8_t)(1u << (i % 8));
	}
	return 0;
}

static int add_entry(const struct gg_plan *plan, int ruleset, const char *const *entry,
		     struct gg_err *err)
{
	for (; *entry; entry++) {
		int ret = add_path(plan->head, ruleset, *entry, GG_LL_EXECUTE | GG_LL_READ_FILE);

		if (ret < 0)
			return gg_err_set(err, ret, "cannot add the Landlock rule for '%s': %s",
					  *entry, gg_err_reason(ret));
	}
	return 0;
}

static int add_ports(const struct gg_plan *plan, int ruleset, struct gg_err *err)
{
	uint32_t i;

	for (i = 0; i < plan->count[GG_SECT_LL_PORTS]; i++) {
		struct gg_ll_port rule = { plan->ll_ports[i].rights & plan->head->ll_net,
					   plan->ll_ports[i].port };
		long ret;

		if (!rule.rights)
			continue;
		ret = gg_sys_landlock_add(ruleset, GG_LL_RULE_PORT, &rule, 0);
		if (ret < 0)
			return gg_err_set(err, (int)ret,
					  "cannot add the Landlock rule for TCP port %u: %s",
					  plan->ll_ports[i].port, gg_err_reason((int)ret));
	}
	return 0;
}

/** gg_landlock_enforce() - see landlock.h */
int gg_landlock_enforce(const struct gg_plan *plan, const char *const *entry, uint8_t *installed,
			struct gg_err *err)
{
	const struct gg_plan_head *h = plan->head;
	struct gg_ll_ruleset attr = { h->ll_fs, h->ll_net, h->ll_scoped };
	long ruleset = gg_sys_landlock_create(&attr, ruleset_size(h), 0);
	long ret;

	if (ruleset < 0)
		return gg_err_set(err, (int)ruleset, "cannot create a Landlock ruleset: %s",
				  gg_err_reason((int)ruleset));
	ret = add_paths(plan, (int)ruleset, installed, err);
	if (ret == 0)
		ret = add_entry(plan, (int)ruleset, entry, err);
	if (ret == 0)
		ret = add_ports(plan, (int)ruleset, err);
	if (ret == 0) {
		ret = gg_sys_landlock_restrict((int)ruleset, 0);
		if (ret < 0)
			gg_err_set(err, (int)ret, "cannot enter the Landlock domain: %s%s",
				   gg_err_reason((int)ret),
				   ret == -E2BIG ? " (16 domains are nested already)" : "");
	}
	gg_sys_close((int)ruleset);
	return (int)ret;
}
