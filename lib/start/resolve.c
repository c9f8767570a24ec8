/*
 * Resolving the paths of a policy.
 *
 * Owns the longest existing prefix of each path, resolved; what does not exist yet and what holds
 * a pattern is kept as written behind it. Relies on openat2(2) and realpath(3). Paths are resolved once, while
 * planning: a link that is changed later does not change what was granted. Links that the function itself may
 * have left behind, see planted.h, lead nowhere where something is granted.
 */
#include "start/resolve.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/access.h"
#include "base/err.h"
#include "base/kernel.h"
#include "base/scope.h"
#include "base/sys.h"
#include "base/text.h"
#include "plan/self_path.h"
#include "start/planted.h"

/* Length of @path up to the slash before @end */
static size_t parent(const char *path, size_t end)
{
	while (end > 0 && path[end] != '/')
		end--;
	return end;
}

/* Of what is not there there is nothing to resolve. What is not known for now is not taken for that: else what a rule
 * denies behind a link would not be denied. */
static int follow(const char *path, char **ret_real)
{
	*ret_real = realpath(path, NULL);
	return *ret_real || gg_err_leads_nowhere(-errno) ? 0 : -errno;
}

/* Resolve the first @n bytes. Return: 0, @ret_real malloc'ed, NULL: does not exist; negative errno */
static int real_prefix(const char *path, size_t n, char **ret_real)
{
	char prefix[PATH_MAX];
	int fd;

	*ret_real = NULL;
	if (n >= sizeof(prefix))
		return 0;
	memcpy(prefix, path, n);
	prefix[n] = '\0';
	if (!n || strstr(prefix, "//") || strstr(prefix, "/.") || prefix[n - 1] == '/')
		return follow(n ? prefix : "/", ret_real);
	/* Mostly no link is on the way, which one call of the kernel tells; realpath(3) makes one for each part. */
	fd = (int)gg_sys_openat2(AT_FDCWD, prefix, O_PATH | O_CLOEXEC, 0, GG_RESOLVE_NO_SYMLINKS);
	if (fd == -ENOENT)
		return 0;
	if (fd < 0)
		return follow(prefix, ret_real);
	(void)close(fd);
	*ret_real = strdup(prefix);
	return *ret_real ? 0 : -ENOMEM;
}

/* Where new paths are kept, and what is wrong */
struct place {
	struct gg_arena *arena;
	struct gg_err *err;
};

static int unknown(const struct place *to, const char *path, int code)
{
	return gg_err_set(to->err, code, "cannot plan: cannot resolve '%s': %s", path, gg_err_reason(code));
}

/* @trusts: NULL: every link is followed */
static int resolve(const struct place *to, const char **path, bool glob, struct gg_planted *trusts, bool socket)
{
	const char *from = *path;
	size_t n = strlen(from);
	gg_free char *real = NULL;
	char joined[PATH_MAX * 2];
	struct gg_text text;
	int ret;

	if (from[0] != '/' || !strncmp(from, "/proc/self/", strlen("/proc/self/")))
		return 0; /* that one means whoever asks */
	if (glob)
		n = parent(from, strcspn(from, "*?[\\"));
	while ((ret = real_prefix(from, n, &real)) == 0 && !real && n > 0)
		n = parent(from, n - 1);
	if (ret < 0)
		return unknown(to, from, ret);
	if (!real || (strlen(real) == n && !strncmp(real, from, n)))
		return 0;
	if (trusts && gg_planted(trusts, from, n, real, socket))
		return 0;
	gg_text_init(&text, joined, sizeof(joined));
	gg_text_fmt(&text, "%s%s", strcmp(real, "/") ? real : "", from + n);
	if (!joined[0])
		gg_text_char(&text, '/');
	gg_self_path(joined, sizeof(joined), getpid()); /* /proc/self, /proc/net: whoever asks */
	*path = gg_arena_strdup(to->arena, joined);
	return *path ? 0 : unknown(to, from, -ENOMEM);
}

static int resolve_nets(const struct place *to, struct gg_net_rules *rules, struct gg_planted *trusts)
{
	size_t i;
	int ret = 0;

	for (i = 0; ret == 0 && i < rules->n; i++)
		if (rules->items[i].is_unix && !rules->items[i].abstract)
			ret = resolve(to, &rules->items[i].path, strpbrk(rules->items[i].path, "*?[") != NULL,
				      trusts, true);
	return ret;
}

/* What a rule takes away is taken away wherever its path leads; what it grants is not granted there. */
static int resolve_file(const struct place *to, struct gg_file_rule *rule, struct gg_planted *trusts)
{
	const char *path = rule->path;
	int ret = resolve(to, &rule->path, rule->glob, rule->allow ? trusts : NULL, false);

	if (ret == 0 && rule->deny && rule->allow && trusts && trusts->path == path) {
		rule->allow = 0;
		ret = resolve(to, &rule->path, rule->glob, NULL, false);
	}
	return ret;
}

/** gg_resolve_paths() - see resolve.h */
int gg_resolve_paths(struct gg_policy *policy, struct gg_err *err)
{
	const struct place place = { &policy->arena, err }, *to = &place;
	GG_CLEANUP(gg_planted_done) struct gg_planted trusts = { 0 };
	size_t i;
	int ret = 0;

	for (i = 0; ret == 0 && i < policy->files.n; i++) {
		struct gg_file_rule rule = policy->files.items[i];

		ret = rule.allow & GG_ACCESS_CREATE ? resolve(to, &rule.path, rule.glob, NULL, false) : 0;
		if (ret == 0 && gg_planted_add(&trusts, &rule) < 0)
			ret = unknown(to, rule.path, -ENOMEM);
	}
	for (i = 0; ret == 0 && i < policy->files.n; i++)
		ret = resolve_file(to, &policy->files.items[i], &trusts);
	for (i = 0; ret == 0 && i < policy->exec.n; i++)
		ret = resolve(to, &policy->exec.items[i].path, false, &trusts, false);
	if (ret == 0)
		ret = resolve_nets(to, &policy->connect, &trusts);
	if (ret == 0)
		ret = resolve_nets(to, &policy->listen, &trusts);
	if (ret == 0)
		ret = resolve_nets(to, &policy->net_deny, NULL);
	policy->unfollowed = trusts.path;
	return ret;
}
