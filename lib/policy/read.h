/*
 * From libconfig text to a checked policy.
 *
 * Owns parsing, `extends`, $NAME and every check that needs no kernel. Relies on libconfig in
 * exactly one file, policy/text.c. Does not stop at the first mistake: all are reported.
 */
#ifndef GG_POLICY_READ_H
#define GG_POLICY_READ_H

#include "policy/findings.h"
#include "policy/policy.h"

/* gg_policy_read_file() - read, extend, check
 * @path:     policy file
 * @findings: caller's, initialised to zero; gets every error and warning
 * @ret:      the policy, caller frees; untouched when there is any error
 * Return: 0; -EINVAL when @findings holds errors; -ENOENT, -EACCES, ... when @path cannot be read
 *         (then one finding says so, with line 0) */
int gg_policy_read_file(const char *path, struct gg_findings *findings, struct gg_policy **ret);

/* gg_policy_read_text() - the same from memory; @name stands for the file in messages, and
 * @folder is where `extends` looks first (NULL: nowhere) */
int gg_policy_read_text(const char *text, size_t len, const char *name, const char *folder,
			struct gg_findings *findings, struct gg_policy **ret);

/* gg_policy_read_profile() - the same for a profile by name ("go-base"), looked up in GOGUARD_PATH,
 * the installed folder, then among those built in */
int gg_policy_read_profile(const char *profile, struct gg_findings *findings, struct gg_policy **ret);

#endif
