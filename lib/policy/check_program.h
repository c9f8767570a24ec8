/*
 * Checks of a policy against the Go program that it is for.
 *
 * Owns what is said about patterns of packages that mean none of its packages. Relies on the policy
 * being read. Does not run the program, and does not look at what it does.
 */
#ifndef GG_POLICY_CHECK_PROGRAM_H
#define GG_POLICY_CHECK_PROGRAM_H

#include "policy/findings.h"

struct gg_go;

/* gg_check_program() - a warning for every `by` and `packages[].match` that matches no package of @go
 * @program:  its name, for messages
 * @findings: warnings are added. Patterns of what is no package ("unknown", "c", "program:PATH") are
 *            not judged
 * Return: 0; -ENOMEM */
int gg_check_program(const struct gg_policy *policy, const struct gg_go *go, const char *program,
		     struct gg_findings *findings);

#endif
