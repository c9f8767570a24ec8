/*
 * Profiles: finding them, reading them before the policy that extends them.
 *
 * Owns the order of merging. Relies on the setters: lists add up, scalars are overridden by what
 * is read later. Does not print.
 */
#ifndef GG_POLICY_EXTEND_H
#define GG_POLICY_EXTEND_H

#include "policy/reading.h"

/**
 * struct gg_source - a text that is being read
 * @file:   its name in messages
 * @folder: where its profiles are looked for first; NULL: nowhere; "": the current folder
 * @from:   the text that extends it, NULL: nobody
 */
struct gg_source {
	const char *file;
	const char *folder;
	const struct gg_source *from;
};

/* gg_profile_name_ok() - letters, digits, - _ . and not a dot first */
bool gg_profile_name_ok(const char *name);

/* gg_source_read() - read @text and, before it, the profiles that it extends, into @r->policy */
void gg_source_read(struct gg_reading *r, const struct gg_source *source, const char *text,
		    size_t len);

/* gg_profile_read() - find profile @name and read it
 * @from: who extends it, NULL: asked for by name
 * @at:   where it is named, for messages */
void gg_profile_read(struct gg_reading *r, const char *name, const struct gg_source *from,
		     struct gg_place at);

/* gg_folder_of() - folder of @path with its last slash, "" when it has none; on the arena */
const char *gg_folder_of(struct gg_reading *r, const char *path);

#endif
