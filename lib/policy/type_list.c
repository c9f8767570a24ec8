/*
 * Lists of simple things: profiles, patterns, descriptors, argv; and lists of groups.
 *
 * Owns set and print of each. A list may be written ( ... ) or [ ... ]; it is printed the way
 * libconfig takes it when empty, too. Lists add up over profiles. Does not know keys.
 */
#include <string.h>

#include "base/privileges.h"
#include "policy/extend.h"
#include "policy/types.h"
#include "policy/fields.h"

/* Every element must be a string. Return: @node is such a list (else reported) */
static bool is_strings(struct gg_reading *r, const struct gg_key *key, const struct gg_node *node)
{
	bool good = true;

	if (!gg_reading_want_list(r, key, node))
		return false;
	for (size_t i = 0; i < node->n; i++)
		good = gg_reading_want(r, key, &node->items[i], GG_NODE_STRING) && good;
	return good;
}

static bool is_profile(struct gg_reading *r, const struct gg_key *key, const struct gg_node *one)
{
	if (gg_profile_name_ok(one->string))
		return true;
	gg_reading_error(r, one->at,
			 "%s: '%s' is not the name of a profile (letters, digits, - _ and .)", key->path,
			 one->string);
	return false;
}

static bool is_pattern(struct gg_reading *r, const struct gg_key *key, const struct gg_node *one)
{
	if (*one->string && !strchr(one->string, '=') && strlen(one->string) <= 255)
		return true;
	gg_reading_error(r, one->at, "%s: '%s' is not a pattern of names", key->path, one->string);
	return false;
}

static bool is_privilege(struct gg_reading *r, const struct gg_key *key, const struct gg_node *one)
{
	if (gg_privilege_find(one->string) >= 0)
		return true;
	gg_reading_error(r, one->at, "%s: '%s' is no capability (see capabilities(7): \"CAP_NET_ADMIN\")",
			 key->path, one->string);
	return false;
}

static void set_words(struct gg_reading *r, const struct gg_key *key, const struct gg_node *node,
		      struct gg_words *words,
		      bool (*is_good)(struct gg_reading *, const struct gg_key *, const struct gg_node *))
{
	if (!is_strings(r, key, node))
		return;
	for (size_t i = 0; i < node->n; i++) {
		const struct gg_node *one = &node->items[i];
		struct gg_word *word;

		if (!is_good(r, key, one))
			continue;
		word = gg_reading_add(r, words, sizeof(*word), GG_POLICY_RULES_MAX, one->at);
		if (!word)
			return;
		word->text = gg_reading_dup(r, one->string);
		word->at = one->at;
	}
}

static void print_words(struct gg_printer *p, const struct gg_key *key,
			const struct gg_words *words)
{
	gg_print_key(p, key);
	fputs("[ ", p->out);
	for (size_t i = 0; i < words->n; i++) {
		fputs(i ? ", " : "", p->out);
		gg_print_quoted(p, words->items[i].text);
	}
	fputs(words->n ? " ]" : "]", p->out);
	gg_print_end(p);
}

void gg_set_profiles(struct gg_reading *r, const struct gg_key *key, const struct gg_node *node,
		     void *field)
{
	set_words(r, key, node, field, is_profile);
}

/* A printed policy has its profiles in it */
void gg_print_profiles(struct gg_printer *p, const struct gg_key *key, const void *field)
{
	(void)p;
	(void)key;
	(void)field;
}

void gg_set_privileges(struct gg_reading *r, const struct gg_key *key, const struct gg_node *node,
		       void *field)
{
	set_words(r, key, node, field, is_privilege);
}

void gg_print_privileges(struct gg_printer *p, const struct gg_key *key, const void *field)
{
	print_words(p, key, field);
}

void gg_set_patterns(struct gg_reading *r, const struct gg_key *key, const struct gg_node *node,
		     void *field)
{
	set_words(r, key, node, field, is_pattern);
}

void gg_print_patterns(struct gg_printer *p, const struct gg_key *key, const void *field)
{
	print_words(p, key, field);
}

void gg_set_calls(struct gg_reading *r, const struct gg_key *key, const struct gg_node *node,
		  void *field)
{
	set_words(r, key, node, field, gg_is_call_or_group);
}

void gg_print_calls(struct gg_printer *p, const struct gg_key *key, const void *field)
{
	print_words(p, key, field);
}

static bool has_fd(const struct gg_policy *policy, unsigned fd)
{
	for (size_t i = 0; i < policy->n_keep_fds; i++) {
		if (policy->keep_fds[i] == fd)
			return true;
	}
	return false;
}

void gg_set_fds(struct gg_reading *r, const struct gg_key *key, const struct gg_node *node,
		void *field)
{
	(void)field;
	if (!gg_reading_want_list(r, key, node))
		return;
	for (size_t i = 0; i < node->n; i++) {
		const struct gg_node *one = &node->items[i];
		unsigned *fd;

		if (!gg_reading_want(r, key, one, GG_NODE_INT))
			continue;
		if (one->negative || one->number < key->min || one->number > key->max) {
			gg_reading_error(r, one->at, "%s: must be %llu to %llu (0, 1 and 2 are always kept)",
					 key->path, (unsigned long long)key->min,
					 (unsigned long long)key->max);
			continue;
		}
		if (has_fd(r->policy, (unsigned)one->number))
			continue;
		fd = gg_reading_add(r, &r->policy->keep_fds, sizeof(*fd), 1024, one->at);
		if (!fd)
			return;
		*fd = (unsigned)one->number;
	}
}

void gg_print_fds(struct gg_printer *p, const struct gg_key *key, const void *field)
{
	const struct gg_list *list = field;
	const unsigned *fds = list->items;

	gg_print_key(p, key);
	fputs("[ ", p->out);
	for (size_t i = 0; i < list->n; i++)
		fprintf(p->out, "%s%u", i ? ", " : "", fds[i]);
	fputs(list->n ? " ]" : "]", p->out);
	gg_print_end(p);
}

void gg_set_argv(struct gg_reading *r, const struct gg_key *key, const struct gg_node *node,
		 void *field)
{
	const char **argv;

	if (!is_strings(r, key, node))
		return;
	if (node->n > GG_POLICY_ARGV_MAX)
		return gg_reading_error(r, node->at, "%s: more than %u patterns", key->path,
					GG_POLICY_ARGV_MAX);
	for (size_t i = 0; i < node->n; i++) {
		if (strlen(node->items[i].string) > GG_POLICY_ARGV_BYTES_MAX)
			return gg_reading_error(r, node->items[i].at, "%s: a pattern of more than %u bytes",
						key->path, GG_POLICY_ARGV_BYTES_MAX);
	}
	argv = gg_arena_alloc(&r->policy->arena, (node->n + 1) * sizeof(*argv));
	r->no_memory = r->no_memory || !argv;
	for (size_t i = 0; argv && i < node->n; i++)
		argv[i] = gg_reading_dup(r, node->items[i].string);
	*(const char ***)field = argv;
}

void gg_print_argv(struct gg_printer *p, const struct gg_key *key, const void *field)
{
	const char *const *argv = *(const char *const *const *)field;

	if (!argv)
		return;
	gg_print_key(p, key);
	fputs("[ ", p->out);
	for (size_t i = 0; argv[i]; i++) {
		fputs(i ? ", " : "", p->out);
		gg_print_quoted(p, argv[i]);
	}
	fputs(argv[0] ? " ]" : "]", p->out);
	gg_print_end(p);
}

void gg_set_group(struct gg_reading *r, const struct gg_key *key, const struct gg_node *node,
		  void *field)
{
	if (gg_reading_want(r, key, node, GG_NODE_GROUP))
		gg_reading_group(r, key, node, field);
}

void gg_set_records(struct gg_reading *r, const struct gg_key *key, const struct gg_node *node,
		    void *field)
{
	size_t max = key->max ? key->max : GG_POLICY_RULES_MAX;

	if (!gg_reading_want(r, key, node, GG_NODE_LIST))
		return;
	for (size_t i = 0; i < node->n; i++) {
		const struct gg_node *one = &node->items[i];
		void *entry;

		if (!gg_reading_want(r, key, one, GG_NODE_GROUP))
			continue;
		entry = gg_reading_add(r, field, key->size, max, one->at);
		if (!entry)
			return;
		gg_reading_group(r, key, one, entry);
		key->done(r, one, entry);
	}
}
