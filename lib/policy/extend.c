/*
 * `extends`.
 *
 * Owns the search and the merging:
 *
 *	1. the folder of the text that names the profile, 2. each folder of GOGUARD_PATH,
 *	3. the installed folder, 4. the profiles that are built in.
 *
 * A profile's own profiles come before it, it comes before the text that extends it. One that is
 * reached twice counts once, where it is reached first. Relies on names of profiles holding no
 * slash. Does not follow @include.
 */
#include "policy/extend.h"

#include <errno.h>
#include <string.h>

#include "policy/hint.h"
#include "policy/profiles.h"
#include "policy/types.h"
#include "policy/fields.h"

#ifndef GG_PROFILE_DIR
#define GG_PROFILE_DIR "/usr/share/goguard/policy"
#endif

struct search {
	struct gg_reading *r;
	const char *name;
	const struct gg_source *from;
	struct gg_place at;
	struct gg_text looked; /* folders without it, for the message */
	char buf[256];
};

bool gg_profile_name_ok(const char *name)
{
	size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");

	return n && !name[n] && n <= GG_POLICY_NAME_MAX && *name != '.';
}

const char *gg_folder_of(struct gg_reading *r, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *folder;

	folder = gg_arena_strndup(&r->policy->arena, path, slash ? (size_t)(slash - path) + 1 : 0);
	r->no_memory = r->no_memory || !folder;
	return folder;
}

/* The chain "a.cfg -> b.cfg -> a.cfg" in a message when @file is being read already */
static bool is_cycle(struct search *s, const char *file)
{
	const struct gg_source *chain[GG_POLICY_EXTENDS_MAX + 2];
	size_t n = 0;
	bool found = false;
	char buf[400];
	struct gg_text text;

	for (const struct gg_source *one = s->from; one && n < GG_POLICY_EXTENDS_MAX + 2;
	     one = one->from) {
		chain[n++] = one;
		found = !strcmp(one->file, file);
		if (found)
			break;
	}
	if (!found)
		return false;
	gg_text_init(&text, buf, sizeof(buf));
	while (n--)
		gg_text_fmt(&text, "%s -> ", chain[n]->file);
	gg_reading_error(s->r, s->at, "extends: profiles extend one another: %s%s", buf, file);
	return true;
}

static bool is_seen(struct search *s, const char *file)
{
	struct gg_words *seen = &s->r->seen;
	struct gg_word *word;

	for (size_t i = 0; i < seen->n; i++) {
		if (!strcmp(seen->items[i].text, file))
			return true;
	}
	word = gg_reading_add(s->r, seen, sizeof(*word), 1000, s->at);
	if (word)
		word->text = file;
	return !word;
}

static void read_found(struct search *s, const char *file, const char *folder, const char *text,
		       size_t len)
{
	struct gg_source source = { .file = file, .folder = folder, .from = s->from };

	if (!is_cycle(s, file) && !is_seen(s, file))
		gg_source_read(s->r, &source, text, len);
}

/* Return: the search is over */
static bool try_folder(struct search *s, const char *folder, size_t len)
{
	bool slash = len && folder[len - 1] != '/';
	char path[GG_POLICY_PATH_MAX + 1];
	gg_free char *text = NULL;
	struct gg_text join;
	const char *file;
	size_t n;
	int rc;

	gg_text_init(&join, path, sizeof(path));
	gg_text_fmt(&join, "%.*s%s%s.cfg", (int)len, folder, slash ? "/" : "", s->name);
	rc = join.cut ? -ENAMETOOLONG : gg_read_bytes(path, &text, &n);
	if (rc == -ENOENT || rc == -ENOTDIR) {
		gg_text_fmt(&s->looked, "'%.*s', ", len ? (int)len : 1, len ? folder : ".");
		return false;
	}
	if (rc) {
		gg_reading_error(s->r, s->at, "extends: cannot read '%s': %s", path, gg_err_reason(rc));
		return true;
	}
	file = gg_reading_dup(s->r, path);
	if (file)
		read_found(s, file, gg_folder_of(s->r, file), text, n);
	return true;
}

static bool try_path(struct search *s)
{
	const char *at = secure_getenv("GOGUARD_PATH");

	while (at && *at) {
		size_t n = strcspn(at, ":");

		if (n && try_folder(s, at, n))
			return true;
		at += n + (at[n] == ':');
	}
	return false;
}

static bool try_built_in(struct search *s)
{
	for (size_t i = 0; i < gg_n_profiles; i++) {
		const struct gg_profile *profile = &gg_profiles[i];

		if (strcmp(profile->name, s->name))
			continue;
		read_found(s, profile->name, NULL, profile->text, profile->len);
		return true;
	}
	return false;
}

void gg_profile_read(struct gg_reading *r, const char *name, const struct gg_source *from,
		     struct gg_place at)
{
	struct search s = { .r = r, .name = name, .from = from, .at = at };
	struct gg_hint hint;

	gg_text_init(&s.looked, s.buf, sizeof(s.buf));
	if (from && from->folder && try_folder(&s, from->folder, strlen(from->folder)))
		return;
	if (try_path(&s) || try_folder(&s, GG_PROFILE_DIR, strlen(GG_PROFILE_DIR)) || try_built_in(&s))
		return;
	gg_hint_init(&hint, name);
	for (size_t i = 0; i < gg_n_profiles; i++)
		gg_hint_try(&hint, gg_profiles[i].name);
	gg_reading_error(r, at, "extends: no profile '%s' (looked in %sand among those built in)%s", name,
			 s.buf, gg_hint_text(&hint));
}

static void read_profiles(struct gg_reading *r, const struct gg_source *source,
			  const struct gg_node *extends)
{
	unsigned depth = 0;

	if (!extends || (extends->kind != GG_NODE_LIST && extends->kind != GG_NODE_ARRAY))
		return; /* the setter reports it */
	for (const struct gg_source *one = source; one; one = one->from)
		depth++;
	if (depth > GG_POLICY_EXTENDS_MAX)
		return gg_reading_error(r, extends->at, "extends: more than %u profiles deep",
					GG_POLICY_EXTENDS_MAX);
	for (size_t i = 0; i < extends->n; i++) {
		const struct gg_node *one = &extends->items[i];

		if (one->kind == GG_NODE_STRING && gg_profile_name_ok(one->string))
			gg_profile_read(r, one->string, source, one->at);
	}
}

void gg_source_read(struct gg_reading *r, const struct gg_source *source, const char *text,
		    size_t len)
{
	const struct gg_node *root, *version;
	unsigned errors = r->findings->errors;

	root = gg_tree_read(&r->policy->arena, text, len, source->file, r->findings);
	if (!root) { /* without a mistake in it: else what it denies would be left out, and nobody told */
		r->no_memory = r->no_memory || r->findings->errors == errors;
		return;
	}
	version = gg_node_find(root, "version");
	if (version && (version->kind != GG_NODE_INT || version->number != 1 || version->negative)) {
		/* another language: its keys may mean anything */
		gg_set_version(r, gg_key_child(NULL, "version"), version, NULL);
		return;
	}
	read_profiles(r, source, gg_node_find(root, "extends"));
	r->depth = source->from != NULL;
	gg_reading_group(r, NULL, root, r->policy);
}
