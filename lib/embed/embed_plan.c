/*
 * Plans of the public interface: making, writing, executing.
 *
 * Owns the way from a plan in memory to `goguard run`. Relies on sealed memory files for handing
 * it over. Does not fork.
 */
#include <goguard.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/scope.h"
#include "base/text.h"
#include "embed/objects.h"
#include "start/world.h"

#define PUBLIC __attribute__((visibility("default")))
#define OWN_ARGS 8

/* Planning resolves a policy's paths in place: it works on a copy, made through its text. */
static int copy_policy(const struct goguard_policy *from, struct gg_policy **ret_policy,
		       struct gg_err *err)
{
	struct gg_findings findings = { 0 };
	gg_free char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	int ret;

	if (!out)
		return gg_err_set(err, -ENOMEM, "out of memory");
	ret = goguard_policy_print(from, out);
	if (fclose(out) || ret < 0)
		return gg_err_set(err, -ENOMEM, "out of memory");
	ret = gg_policy_read_text(text, size, from->policy->file, NULL, &findings, ret_policy);
	if (ret < 0)
		(void)gg_findings_err(&findings, err);
	gg_findings_done(&findings);
	return ret;
}

PUBLIC int goguard_plan_make(const struct goguard_policy *policy, struct goguard_plan **ret_plan,
			     struct goguard_error *err)
{
	gg_policy_auto struct gg_policy *copy = NULL;
	struct goguard_plan *plan = calloc(1, sizeof(*plan));
	struct gg_err inner = { 0 };
	int ret = plan ? copy_policy(policy, &copy, &inner) : -ENOMEM;

	if (ret == 0)
		ret = gg_make_from_policy(copy, &(struct gg_source){ .mode = -1 }, &plan->made, &inner);
	if (ret < 0) {
		free(plan);
		return gg_embed_failed(&inner, ret, err);
	}
	*ret_plan = plan;
	return 0;
}

PUBLIC int goguard_plan_write(const struct goguard_plan *plan, const char *path,
			      struct goguard_error *err)
{
	struct gg_err inner = { 0 };
	int ret = gg_made_write(&plan->made, path, &inner);

	return ret < 0 ? gg_embed_failed(&inner, ret, err) : 0;
}

/* Keeps the plan open over the exec: goguard reads it by that descriptor. */
static int open_plan(const struct goguard_plan *plan, char path[static 32])
{
	struct gg_text text;
	int fd = gg_fd_above(gg_fd_sealed("goguard-plan", plan->made.bytes, plan->made.size), 3);

	if (fd < 0)
		return fd;
	gg_text_init(&text, path, 32);
	gg_text_fmt(&text, "/proc/self/fd/%d", fd);
	if (fcntl(fd, F_SETFD, 0) < 0) {
		(void)close(fd);
		return -errno;
	}
	return fd;
}

static size_t count(char *const argv[])
{
	size_t n = 0;

	while (argv[n])
		n++;
	return n;
}

static int execute(const char *bin, const char *plan, const char *log, char *const argv[])
{
	size_t n = count(argv);
	size_t i, used = 0;
	gg_free const char **all = calloc(n + OWN_ARGS, sizeof(*all));

	if (!all)
		return -ENOMEM;
	all[used++] = "goguard";
	all[used++] = "run";
	all[used++] = "-p";
	all[used++] = plan;
	if (log) {
		all[used++] = "--log";
		all[used++] = log;
	}
	all[used++] = "--";
	for (i = 0; i < n; i++)
		all[used++] = argv[i];
	(void)execv(bin, (char *const *)(uintptr_t)all);
	return -errno;
}

PUBLIC int goguard_exec(const struct goguard_plan *plan, const char *log, char *const argv[],
			struct goguard_error *err)
{
	const char *named = getenv("GOGUARD_BIN");
	struct gg_command goguard;
	struct gg_err inner = { 0 };
	char path[32];
	int fd;
	int ret = gg_command_find(named && *named ? named : "goguard", &goguard, &inner);

	if (ret == 0 && !argv[0])
		ret = gg_err_set(&inner, -EINVAL, "cannot run nothing: argv is empty");
	if (ret < 0)
		return gg_embed_failed(&inner, ret, err);
	fd = open_plan(plan, path);
	if (fd < 0)
		return gg_embed_failed(&inner, fd, err);
	ret = execute(goguard.path, path, log, argv);
	(void)close(fd);
	return gg_embed_failed(&inner, ret, err);
}
