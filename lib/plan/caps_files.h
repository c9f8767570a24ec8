/*
 * The capability files that are built into goguard, generated from the files in policy/caps/.
 *
 * Owns the declaration; lib/policy/embed.sh writes the table. Relies on the build. Does not parse.
 */
#ifndef GG_PLAN_CAPS_FILES_H
#define GG_PLAN_CAPS_FILES_H

#include "policy/profiles.h"

extern const struct gg_profile gg_caps_files[]; /* name without ".caps" */
extern const size_t gg_n_caps_files;

#endif
