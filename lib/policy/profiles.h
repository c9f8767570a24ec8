/*
 * The profiles that are built into goguard, generated from the files in policy/.
 *
 * Owns the declaration; lib/policy/embed.sh writes the table. Relies on the build. Does not
 * parse.
 */
#ifndef GG_POLICY_PROFILES_H
#define GG_POLICY_PROFILES_H

#include <stddef.h>

struct gg_profile {
	const char *name; /* "go-base" */
	const char *text; /* NUL-terminated */
	size_t len;
};

extern const struct gg_profile gg_profiles[];
extern const size_t gg_n_profiles;

#endif
