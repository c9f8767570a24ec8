/*
 * The target.
 *
 * Owns its discovery. A ready plan is mapped and asked; policy text is for goguard to read, so a
 * helper runs `goguard supervise --target` and its answer comes through a pipe. Relies on
 * descriptors being CLOEXEC. Raw calls only.
 */
#include "shim/target.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/sys.h"
#include "plan/plan.h"
#include "shim/child.h"

/* Programs that only prepare themselves and execute their argument in place. To guard them would
 * be to guard nothing of the user's, and would deny what they are there for. */
static const char *const launchers[] = { "chrt",  "env",    "ionice", "nice",
					 "nohup", "setsid", "stdbuf", "taskset" };

static bool is_launcher(const char *exe)
{
	const char *slash = strrchr(exe, '/');
	size_t i;

	for (i = 0; slash && i < GG_ARRAY_SIZE(launchers); i++)
		if (!strcmp(slash + 1, launchers[i]))
			return true;
	return false;
}

/* Target of a plan file. Return: 1 it was a plan; 0 it was none; negative errno: a damaged one */
static int ask_plan(struct gg_settings *s, struct gg_err *err)
{
	struct gg_plan plan;
	const char *target;
	char magic[8];
	long fd = gg_sys_openat(AT_FDCWD, s->policy, O_RDONLY | O_CLOEXEC, 0);
	int ret;

	if (fd < 0)
		return gg_err_set(err, (int)fd, "cannot read the policy '%s': %s", s->policy,
				  gg_err_reason((int)fd));
	if (gg_sys_read((int)fd, magic, sizeof(magic)) != sizeof(magic) ||
	    !gg_plan_is(magic, sizeof(magic))) {
		(void)gg_sys_close((int)fd);
		return 0;
	}
	ret = gg_plan_map((int)fd, &plan, err);
	(void)gg_sys_close((int)fd);
	if (ret < 0)
		return ret;
	target = gg_plan_string(&plan, plan.head->target);
	s->alone = !(plan.head->flags & GG_PLAN_NEEDS_SUPERVISOR);
	if (!s->target[0] && strlen(target) < sizeof(s->target))
		memcpy(s->target, target, strlen(target) + 1);
	(void)gg_sys(SYS_munmap, plan.head, plan.head->size);
	return 1;
}

/* The answer is "s" or "a" (supervised, alone), then the target. What goguard cannot use, it says;
 * the error has no text then. */
static int read_answer(int fd, const struct gg_helper *helper, struct gg_settings *s,
		       struct gg_err *err)
{
	char answer[sizeof(s->target) + 1];
	size_t used = 0;
	int status;
	long n;

	while ((n = gg_sys_read(fd, answer + used, sizeof(answer) - 1 - used)) > 0 || n == -EINTR)
		used += n > 0 ? (size_t)n : 0;
	answer[used] = '\0';
	status = gg_helper_wait(helper);
	if (WIFEXITED(status) && WEXITSTATUS(status) == GG_SHIM_EXIT)
		return gg_err_set(err, -EINVAL, "%s", ""); /* goguard said why */
	if (status == 0 && used > 0) {
		s->alone = answer[0] == 'a';
		if (!s->target[0])
			memcpy(s->target, answer + 1, used);
		return 0;
	}
	return gg_err_set(err, -EINVAL, "cannot guard '%s': '%s' does not answer as goguard does", s->exe,
			  s->bin);
}

static int ask_goguard(struct gg_settings *s, struct gg_err *err)
{
	struct gg_helper helper;
	int pipe[2];
	long ret = gg_sys(SYS_pipe2, pipe, O_CLOEXEC);
	int answer;

	if (ret < 0)
		return gg_err_set(err, (int)ret, "cannot ask for the target: %s",
				  gg_err_reason((int)ret));
	pipe[0] = gg_shim_above(pipe[0]);
	pipe[1] = gg_shim_above(pipe[1]);
	ret = gg_helper_fork(&helper);
	if (ret == 0)
		gg_child_ask(s, pipe[1]);
	(void)gg_sys_close(pipe[1]);
	if (ret < 0)
		answer = gg_err_set(err, (int)ret, "cannot ask for the target: %s",
				    gg_err_reason((int)ret));
	else
		answer = read_answer(pipe[0], &helper, s, err);
	(void)gg_sys_close(pipe[0]);
	return answer;
}

/** gg_target_find() - see target.h */
int gg_target_find(struct gg_settings *s, bool *ret_any, struct gg_err *err)
{
	int ret;

	*ret_any = false;
	if (!s->bin[0])
		return gg_err_set(err, -ENOENT,
				  "cannot guard '%s': the goguard program was not found beside '%s' "
				  "nor in ../bin (set GOGUARD_BIN)",
				  s->exe, s->shim);
	/* With a target at hand, what else the policy says can wait until that is executed. */
	if (!s->target[0] || gg_target_is_self(s)) {
		ret = ask_plan(s, err);
		if (ret == 0)
			ret = ask_goguard(s, err);
		if (ret < 0)
			return ret;
	}
	*ret_any = !s->target[0] && is_launcher(s->exe);
	return 0;
}

/** gg_target_is_self() - see target.h; by identity of the file, not by name */
bool gg_target_is_self(const struct gg_settings *s)
{
	struct stat self, target;

	return gg_sys(SYS_newfstatat, AT_FDCWD, "/proc/self/exe", &self, 0) == 0 &&
	       gg_sys(SYS_newfstatat, AT_FDCWD, s->target, &target, 0) == 0 &&
	       self.st_ino == target.st_ino && self.st_dev == target.st_dev;
}
