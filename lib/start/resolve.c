/*
 * Resolving the paths of a policy.
 *
 * Owns the longest existing prefix of each path, resolved; what does not exist yet and what holds
 * a pattern is kept as written behind it. Relies on openat2(2) and realpath(3). Paths are resolved once, while
 * planning: a link that is changed later does not change what was granted.
 */
#include "start/resolve.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/kernel.h"
#include "base/scope.h"
#include "base/sys.h"
#include "base/text.h"
#include "plan/self_path.h"

/* Length of @path up to the slash before @end */
static size_t parent(const char *path, size_t end)
{
	while (end > 0 && path[end] != '/')
		end--;
	return end;
}

/* Resolve the first @n bytes. Return: malloc'ed, NULL: does not exist */
static char *real_prefix(const char *path, size_t n)
{
	char prefix[PATH_MAX];
	int fd;

	if (n >= sizeof(prefix))
		return NULL;
	memcpy(prefix, path, n);
	prefix[n] = '\0';
	if (!n || strstr(prefix, "//") || strstr(prefix, "/.") || prefix[n - 1] == '/')
		return realpath(n ? prefix : "/", NULL);
	/* Mostly no link is on the way, which one call of the kernel tells; realpath(3) makes one for each part. */
	fd = (int)gg_sys_openat2(AT_FDCWD, prefix, O_PATH | O_CLOEXEC, 0, GG_RESOLVE_NO_SYMLINKS);
	if (fd == -ENOENT)
		return NULL;
	if (fd < 0)
		return realpath(prefix, NULL);
	(void)close(fd);
	return strdup(prefix);
}

static int resolve(struct gg_arena *arena, const char **path, bool glob)
{
	const char *from = *path;
	size_t n = strlen(from);
	gg_free char *real = NULL;
	char joined[PATH_MAX * 2];
	struct gg_text text;

	if (from[0] != '/' || !strncmp(from, "/proc/self/", strlen("/proc/self/")))
		return 0; /* that one means whoever asks */
	if (glob)
		n = parent(from, strcspn(from, "*?[\\"));
	while (!(real = real_prefix(from, n)) && n > 0)
		n = parent(from, n - 1);
	if (!real || (strlen(real) == n && !strncmp(real, from, n)))
		return 0;
	gg_text_init(&text, joined, sizeof(joined));
	gg_text_fmt(&text, "%s%s", strcmp(real, "/") ? real : "", from + n);
	if (!joined[0])
		gg_text_char(&text, '/');
	gg_self_path(joined, sizeof(joined), getpid()); /* /proc/self, /proc/net: whoever asks */
	*path = gg_arena_strdup(arena, joined);
	return *path ? 0 : -ENOMEM;
}

static int resolve_nets(struct gg_arena *arena, struct gg_net_rules *rules)
{
	size_t i;
	int ret = 0;

	for (i = 0; ret == 0 && i < rules->n; i++)
		if (rules->items[i].is_unix && !rules->items[i].abstract)
			ret = resolve(arena, &rules->items[i].path,
				      strpbrk(rules->items[i].path, "*?[") != NULL);
	return ret;
}

/** gg_resolve_paths() - see resolve.h */
int gg_resolve_paths(struct gg_policy *policy)
{
	size_t i;
	int ret = 0;

	for (i = 0; ret == 0 && i < policy->files.n; i++)
		ret = resolve(&policy->arena, &policy->files.items[i].path, policy->files.items[i].glob);
	for (i = 0; ret == 0 && i < policy->exec.n; i++)
		ret = resolve(&policy->arena, &policy->exec.items[i].path, false);
	if (ret == 0)
		ret = resolve_nets(&policy->arena, &policy->connect);
	if (ret == 0)
		ret = resolve_nets(&policy->arena, &policy->listen);
	if (ret == 0)
		ret = resolve_nets(&policy->arena, &policy->net_deny);
	return ret;
}
