/*
 * Lists of network rules: strings, or groups with "to" and "by".
 *
 * Owns set and print of both. Relies on policy/net.h for the grammar. Does not compare rules.
 */
#include <string.h>

#include "policy/net.h"
#include "policy/paths.h"
#include "policy/types.h"
#include "policy/fields.h"

/* Patterns, prefixes and ranges are for the policy to write: a value from the environment is one
 * address or one port. A host name may hold a "-". */
static void set_address(struct gg_reading *r, const struct gg_key *key, const struct gg_node *node,
			struct gg_net_rule *rule)
{
	bool is_unix = !strncmp(node->string, "unix:", 5);
	struct gg_err err;
	char *text = gg_path_expand(&r->policy->arena, node->string, is_unix ? GG_GLOB_CHARS : "*/", &err);
	bool brought_dash = text && strchr(text, '-') && !strchr(node->string, '-');

	if (!text || gg_net_parse(text, (enum gg_net_use)key->min, rule, &err))
		return gg_reading_error(r, node->at, "%s: %s", key->path, err.text);
	if (brought_dash && !is_unix && !rule->host)
		return gg_reading_error(r, node->at, "%s: a variable in '%s' holds a range of ports",
					key->path, node->string);
	rule->written = gg_reading_dup(r, node->string);
	if (rule->host && !(r->flags & GG_READ_LATER))
		gg_reading_error(r, node->at, "%s: host name '%s': not enforced yet (write its addresses)",
				 key->path, rule->host);
}

void gg_set_net(struct gg_reading *r, const struct gg_key *key, const struct gg_node *node,
		void *field)
{
	if (gg_reading_want(r, key, node, GG_NODE_STRING))
		set_address(r, key, node, field);
}

/* The address of a rule, as policies quote it: what is a path may hold dollars */
static void print_address(struct gg_printer *p, const struct gg_net_rule *rule)
{
	char buf[GG_POLICY_PATH_MAX + 64];
	struct gg_text text;

	gg_text_init(&text, buf, sizeof(buf));
	gg_net_print(rule, &text);
	gg_print_path(p, buf);
}

void gg_print_net(struct gg_printer *p, const struct gg_key *key, const void *field)
{
	gg_print_key(p, key);
	print_address(p, field);
	gg_print_end(p);
}

static bool is_good_kind(struct gg_reading *r, const struct gg_key *key, const struct gg_node *one)
{
	if (one->kind == GG_NODE_STRING)
		return true;
	if (one->kind == GG_NODE_GROUP && gg_key_child(key, "to"))
		return true;
	return gg_reading_want(r, key, one, GG_NODE_STRING);
}

void gg_set_nets(struct gg_reading *r, const struct gg_key *key, const struct gg_node *node,
		 void *field)
{
	if (!gg_reading_want_list(r, key, node))
		return;
	for (size_t i = 0; i < node->n; i++) {
		const struct gg_node *one = &node->items[i];
		struct gg_net_rule *rule;

		if (!is_good_kind(r, key, one))
			continue;
		rule = gg_reading_add(r, field, key->size, GG_POLICY_RULES_MAX, one->at);
		if (!rule)
			return;
		rule->at = one->at;
		if (one->kind == GG_NODE_STRING)
			set_address(r, key, one, rule);
		else
			gg_reading_group(r, key, one, rule);
	}
}

void gg_print_nets(struct gg_printer *p, const struct gg_key *key, const void *field)
{
	const struct gg_list *list = field;
	const struct gg_net_rule *rules = list->items;
	bool outer = p->one_line;

	gg_print_key(p, key);
	fputs("(", p->out);
	for (size_t i = 0; i < list->n; i++) {
		fputs(i ? ", " : " ", p->out);
		if (!rules[i].by) {
			print_address(p, &rules[i]);
			continue;
		}
		p->one_line = true;
		fputs("{ ", p->out);
		gg_print_fields(p, key, &rules[i]);
		fputs("}", p->out);
		p->one_line = outer;
	}
	fputs(" )", p->out);
	gg_print_end(p);
}
