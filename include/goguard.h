/*
 * goguard for other programs: read a policy, check it, plan it, run a command under it.
 *
 * Link with `pkg-config --cflags --libs --static goguard`. No function writes to standard error
 * or ends the process; none keeps state between calls; any thread may call any of them, but one
 * object belongs to one thread at a time. Strings are NUL-terminated UTF-8.
 *
 * Errors are negative. Only these leave the library:
 *   -EINVAL      a mistake in a policy, a damaged plan
 *   -ENOENT      no such file, or the goguard program was not found
 *   -EACCES      not allowed to read it, or to run it
 *   -ENOMEM      out of memory
 *   -EOPNOTSUPP  a layer is required and this kernel or container does not grant it
 *   -ESTALE      a plan made for another version or another kernel
 *   -EIO         anything else
 */
#ifndef GOGUARD_H
#define GOGUARD_H

#include <stddef.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

struct goguard_policy;
struct goguard_plan;

/**
 * struct goguard_error - what went wrong
 * @code: negative errno, one of those above
 * @line: in @file, 0: none
 * @file: policy file, "": none
 * @text: one sentence
 */
struct goguard_error {
	int code;
	int line;
	char file[256];
	char text[512];
};

/* goguard_version() - "0.1.0"; static */
const char *goguard_version(void);

/* goguard_policy_read() - read and check a policy file
 * @path:       the file
 * @ret_policy: caller ends it with goguard_policy_free(); untouched on failure
 * @err:        the first mistake; may be NULL
 * Return: 0; negative errno */
int goguard_policy_read(const char *path, struct goguard_policy **ret_policy,
			struct goguard_error *err);

/* goguard_policy_parse() - the same from memory; @name stands for the file in messages */
int goguard_policy_parse(const char *text, size_t size, const char *name,
			 struct goguard_policy **ret_policy, struct goguard_error *err);

/* goguard_policy_warnings() - visit every doubtful grant of a policy
 * @each: gets file, line (0: none) and text; @arg is passed on */
void goguard_policy_warnings(const struct goguard_policy *policy,
			     void (*each)(const char *file, int line, const char *text, void *arg),
			     void *arg);

/* goguard_policy_print() - the policy as text that reads back to the same, profiles merged
 * Return: 0; -EIO */
int goguard_policy_print(const struct goguard_policy *policy, FILE *out);

/* goguard_plan_make() - compile a policy for this kernel
 * @policy:   borrowed
 * @ret_plan: caller ends it with goguard_plan_free() */
int goguard_plan_make(const struct goguard_policy *policy, struct goguard_plan **ret_plan,
		      struct goguard_error *err);

/* goguard_plan_print() - what would be enforced, by which layer, for people. Return: 0; -EIO */
int goguard_plan_print(const struct goguard_plan *plan, FILE *out);

/* goguard_plan_write() - the compiled plan into a file, whole or not at all */
int goguard_plan_write(const struct goguard_plan *plan, const char *path, struct goguard_error *err);

/* goguard_exec() - become the supervisor of @argv, guarded by @plan
 * @log:  where events go: a socket, a file, "-"; NULL: as the policy says
 * @argv: the command, NULL-terminated; argv[0] is searched in PATH
 *
 * Executes the goguard program (GOGUARD_BIN, else from PATH), which guards and starts the
 * command, keeps this process's pid and exits as the command does. All threads but the caller's
 * end, as with execve(2).
 *
 * Return: only on failure */
int goguard_exec(const struct goguard_plan *plan, const char *log, char *const argv[],
		 struct goguard_error *err);

void goguard_policy_free(struct goguard_policy *policy); /* NULL is fine */
void goguard_plan_free(struct goguard_plan *plan);       /* NULL is fine */

#ifdef __cplusplus
}
#endif

#endif
