/*
 * The keys of rules: paths, access, digests, subjects; and the checks of whole rules.
 *
 * Owns set and print of each. Relies on policy/paths.h for the normal form. Does not compare
 * rules with one another: see policy/check.h.
 */
#include <string.h>

#include "base/access.h"
#include "policy/hint.h"
#include "policy/paths.h"
#include "policy/subject.h"
#include "policy/types.h"

void gg_set_file_path(struct gg_reading *r, const struct gg_key *key, const struct gg_node *node,
		      void *field)
{
	struct gg_file_rule *rule = field;
	struct gg_err err;
	char *path;

	if (!gg_reading_want(r, key, node, GG_NODE_STRING))
		return;
	path = gg_path_expand(&r->policy->arena, node->string, GG_GLOB_CHARS, &err);
	if (!path || gg_path_normalise(path, &rule->glob, &err))
		return gg_reading_error(r, node->at, "%s: %s", key->path, err.text);
	rule->path = path;
	rule->path_written = gg_reading_dup(r, node->string);
}

void gg_print_file_path(struct gg_printer *p, const struct gg_key *key, const void *field)
{
	gg_print_key(p, key);
	gg_print_path(p, ((const struct gg_file_rule *)field)->path);
	gg_print_end(p);
}

void gg_set_exec_path(struct gg_reading *r, const struct gg_key *key, const struct gg_node *node,
		      void *field)
{
	struct gg_exec_rule *rule = field;
	struct gg_err err;
	bool glob = false;
	char *path;

	if (!gg_reading_want(r, key, node, GG_NODE_STRING))
		return;
	path = gg_path_expand(&r->policy->arena, node->string, GG_GLOB_CHARS, &err);
	if (!path || gg_path_normalise(path, &glob, &err))
		return gg_reading_error(r, node->at, "%s: %s", key->path, err.text);
	if (glob)
		return gg_reading_error(r, node->at,
					"%s: '%s' must be a program or a directory, not a pattern", key->path,
					path);
	rule->path = path;
	rule->path_written = gg_reading_dup(r, node->string);
}

void gg_print_exec_path(struct gg_printer *p, const struct gg_key *key, const void *field)
{
	gg_print_key(p, key);
	gg_print_path(p, ((const struct gg_exec_rule *)field)->path);
	gg_print_end(p);
}

void gg_set_access(struct gg_reading *r, const struct gg_key *key, const struct gg_node *node,
		   void *field)
{
	const char *bad;
	char word[32];
	size_t n;
	struct gg_hint hint;
	struct gg_text text;

	if (!gg_reading_want(r, key, node, GG_NODE_STRING))
		return;
	if (!gg_access_parse(node->string, (unsigned *)field, &bad))
		return;
	n = strcspn(bad, " \t\n,");
	if (!n)
		return gg_reading_error(r, node->at,
					"%s: no access word (read write create remove execute, all)", key->path);
	gg_text_init(&text, word, sizeof(word));
	gg_text_add(&text, bad, n);
	gg_hint_init(&hint, word);
	gg_hint_try_names(&hint, gg_access_names, GG_ACCESS_BITS);
	gg_hint_try(&hint, "all");
	gg_reading_error(r, node->at, "%s: '%s' is none of read write create remove execute, all%s",
			 key->path, word, gg_hint_text(&hint));
}

void gg_print_access(struct gg_printer *p, const struct gg_key *key, const void *field)
{
	unsigned bits;
	char words[64];
	struct gg_text text;

	memcpy(&bits, field, sizeof(bits));
	if (!bits)
		return;
	gg_text_init(&text, words, sizeof(words));
	gg_access_print(bits, &text);
	gg_print_key(p, key);
	gg_print_quoted(p, words);
	gg_print_end(p);
}

void gg_set_sha256(struct gg_reading *r, const struct gg_key *key, const struct gg_node *node,
		   void *field)
{
	char *digest;

	if (!gg_reading_want(r, key, node, GG_NODE_STRING))
		return;
	if (strlen(node->string) != 64 || strspn(node->string, "0123456789abcdefABCDEF") != 64)
		return gg_reading_error(r, node->at, "%s: must be 64 hexadecimal digits", key->path);
	digest = gg_reading_dup(r, node->string);
	for (char *at = digest; at && *at; at++)
		*at = (char)(*at >= 'A' && *at <= 'F' ? *at - 'A' + 'a' : *at);
	*(const char **)field = digest;
}

/* See policy/subject.h for the language */
void gg_set_subject(struct gg_reading *r, const struct gg_key *key, const struct gg_node *node,
		    void *field)
{
	struct gg_subject subject;
	const char *wrong;

	if (!gg_reading_want(r, key, node, GG_NODE_STRING))
		return;
	if (strlen(node->string) > GG_POLICY_PATH_MAX)
		return gg_reading_error(r, node->at, "%s: too long a subject", key->path);
	wrong = gg_subject_parse(node->string, &subject);
	if (wrong)
		return gg_reading_error(r, node->at, "%s: '%s' %s", key->path, node->string, wrong);
	*(const char **)field = gg_reading_dup(r, node->string);
}

/* gg_file_rule_done() - a rule must say something; deny of execute has nobody to enforce it yet */
void gg_file_rule_done(struct gg_reading *r, const struct gg_node *node, void *entry)
{
	struct gg_file_rule *rule = entry;

	rule->at = node->at;
	if (!gg_node_find(node, "allow") && !gg_node_find(node, "deny"))
		gg_reading_error(r, node->at, "files: a rule needs allow or deny");
	if ((rule->deny & GG_ACCESS_EXECUTE) && !(r->flags & GG_READ_LATER) &&
	    rule->deny != GG_ACCESS_ALL)
		gg_reading_error(r, node->at,
				 "files: deny of execute: not enforced yet (list what may run in exec)");
}

void gg_exec_rule_done(struct gg_reading *r, const struct gg_node *node, void *entry)
{
	(void)r;
	((struct gg_exec_rule *)entry)->at = node->at;
}

void gg_package_done(struct gg_reading *r, const struct gg_node *node, void *entry)
{
	(void)r;
	((struct gg_package *)entry)->at = node->at;
}
