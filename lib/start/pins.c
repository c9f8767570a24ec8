/*
 * Pins that cannot be meant.
 *
 * Owns the message. Relies on stat(2). Does not mind what is not there yet.
 */
#include "start/pins.h"

#include <errno.h>
#include <sys/stat.h>

static int check_rules(const struct gg_exec_rules *exec, struct gg_err *err)
{
	size_t i;

	for (i = 0; i < exec->n; i++) {
		const struct gg_exec_rule *rule = &exec->items[i];
		struct stat st;

		if (rule->sha256 && stat(rule->path, &st) == 0 && S_ISDIR(st.st_mode))
			return gg_err_at(err, -EINVAL, rule->at.file, rule->at.line,
					 "exec: sha256 of '%s', which is a directory (name the program)",
					 rule->path);
	}
	return 0;
}

/** gg_pins_check() - see pins.h */
int gg_pins_check(const struct gg_policy *policy, struct gg_err *err)
{
	size_t i;
	int ret = check_rules(&policy->exec, err);

	for (i = 0; ret == 0 && i < policy->packages.n; i++)
		ret = check_rules(&policy->packages.items[i].exec, err);
	return ret;
}
