/*
 * An act inside a Landlock domain.
 *
 * Owns the child that enters the domain and acts. Relies on the caller having tried the same act
 * outside: only what went well there and is refused here shows that the domain holds. What the act
 * needs is prepared, and cleared away, by the caller, whom the domain does not bind.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/kernel.h"
#include "base/scope.h"
#include "base/sys.h"
#include "tool/doctor_probes.h"

struct outcome {
	const char *step; /* what failed before the act; NULL: nothing */
	long code;
};

static void enter_and_act(const struct gg_domain *d, struct outcome *o)
{
	struct gg_ll_ruleset attr = { d->fs, d->net, d->scoped };
	size_t size = d->scoped ? sizeof(attr) : d->net ? 16 : 8; /* as long as the kernel must know */
	long ruleset = gg_sys_landlock_create(&attr, size, 0);

	o->step = "landlock_create_ruleset()";
	o->code = ruleset;
	if (ruleset < 0)
		return;
	o->step = "prctl(PR_SET_NO_NEW_PRIVS)";
	o->code = gg_sys_prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	if (o->code < 0)
		return;
	o->step = "landlock_restrict_self()";
	o->code = gg_sys_landlock_restrict((int)ruleset, 0);
	if (o->code < 0)
		return;
	o->step = NULL;
	o->code = d->act(d->arg);
}

static void child(const struct gg_domain *d, int out) __attribute__((noreturn));
static void child(const struct gg_domain *d, int out)
{
	struct outcome o = { 0 };

	enter_and_act(d, &o);
	_exit(write(out, &o, sizeof(o)) == (ssize_t)sizeof(o) ? 0 : 1);
}

/** gg_domain_try() - see doctor_probes.h */
int gg_domain_try(const struct gg_domain *domain, long *ret_result, struct gg_sight *f)
{
	struct outcome o = { "the child in the domain", -ECHILD };
	gg_close int in = -1;
	int fds[2];
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC) < 0) {
		gg_sight_say(f, GG_GRANT_UNKNOWN, "pipe2() said %s", gg_code_name(-errno));
		return -errno;
	}
	in = fds[0];
	pid = fork();
	if (pid == 0)
		child(domain, fds[1]);
	(void)close(fds[1]);
	if (pid < 0) {
		gg_sight_say(f, GG_GRANT_UNKNOWN, "fork() said %s", gg_code_name(-errno));
		return -errno;
	}
	if (read(in, &o, sizeof(o)) != (ssize_t)sizeof(o))
		o = (struct outcome){ "the child in the domain", -ECHILD };
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
	if (o.step) { /* of this program, so the child's pointer is good here */
		gg_sight_code(f, false, o.step, o.code);
		return (int)o.code;
	}
	*ret_result = o.code;
	return 0;
}

/** gg_domain_probe() - see doctor_probes.h */
void gg_domain_probe(const struct gg_domain *domain, long before, struct gg_sight *f)
{
	long result = 0;

	if (before < 0)
		gg_sight_say(f, GG_GRANT_UNKNOWN, "%s said %s outside of any domain", domain->what,
			     gg_code_name(before));
	else if (gg_domain_try(domain, &result, f) < 0)
		return;
	else if (result == -EACCES || result == -EPERM || result == -EXDEV)
		gg_sight_say(f, GG_GRANT_YES, "%s went well outside, said %s in a domain without the right",
			     domain->what, gg_code_name(result));
	else if (result < 0)
		gg_sight_say(f, GG_GRANT_UNKNOWN, "%s said %s in a domain without the right", domain->what,
			     gg_code_name(result));
	else
		gg_sight_say(f, GG_GRANT_NO, "%s went well in a domain without the right", domain->what);
}
