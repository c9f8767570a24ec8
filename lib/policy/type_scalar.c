/*
 * Scalars: version, names, choices, booleans, numbers, single paths.
 *
 * Owns set and print of each. Relies on the key for limits and choices. Does not know keys.
 */
#include <errno.h>
#include <string.h>

#include "policy/hint.h"
#include "policy/paths.h"
#include "policy/types.h"

void gg_set_version(struct gg_reading *r, const struct gg_key *key, const struct gg_node *node,
		    void *field)
{
	(void)field;
	if (gg_reading_want(r, key, node, GG_NODE_INT) && (node->number != 1 || node->negative))
		gg_reading_error(r, node->at, "version: this goguard knows version 1 only");
}

void gg_print_version(struct gg_printer *p, const struct gg_key *key, const void *field)
{
	(void)field;
	gg_print_key(p, key);
	fputs("1", p->out);
	gg_print_end(p);
}

void gg_set_name(struct gg_reading *r, const struct gg_key *key, const struct gg_node *node,
		 void *field)
{
	const char **name = field;

	if (!gg_reading_want(r, key, node, GG_NODE_STRING))
		return;
	if (!*node->string || strlen(node->string) > GG_POLICY_NAME_MAX)
		return gg_reading_error(r, node->at, "%s: must have 1 to %u bytes", key->path,
					GG_POLICY_NAME_MAX);
	for (const char *at = node->string; *at; at++) {
		if ((unsigned char)*at <= ' ' || *at == '/' || *at == 0x7f)
			return gg_reading_error(r, node->at,
						"%s: no blanks, slashes or control characters", key->path);
	}
	*name = gg_reading_dup(r, node->string);
}

/* Every kind of string that is printed as it is kept */
void gg_print_string(struct gg_printer *p, const struct gg_key *key, const void *field)
{
	const char *const *s = field;

	if (!*s)
		return;
	gg_print_key(p, key);
	gg_print_quoted(p, *s);
	gg_print_end(p);
}

static void say_choices(struct gg_reading *r, const struct gg_key *key, const struct gg_node *node)
{
	struct gg_hint hint;
	char buf[128];
	struct gg_text all;

	gg_text_init(&all, buf, sizeof(buf));
	gg_hint_init(&hint, node->string);
	gg_hint_try_names(&hint, key->names, key->n_names);
	for (size_t i = 0; i < key->n_names; i++)
		gg_text_fmt(&all, "%s%s", i ? ", " : "", key->names[i].name);
	gg_reading_error(r, node->at, "%s: '%s' is none of %s%s", key->path, node->string, buf,
			 gg_hint_text(&hint));
}

void gg_set_choice(struct gg_reading *r, const struct gg_key *key, const struct gg_node *node,
		   void *field)
{
	unsigned value;
	int found;

	if (!gg_reading_want(r, key, node, GG_NODE_STRING))
		return;
	found = gg_name_find(key->names, key->n_names, node->string, strlen(node->string));
	if (found < 0)
		return say_choices(r, key, node);
	value = (unsigned)found;
	memcpy(field, &value, sizeof(value));
}

void gg_print_choice(struct gg_printer *p, const struct gg_key *key, const void *field)
{
	unsigned value;

	memcpy(&value, field, sizeof(value));
	gg_print_key(p, key);
	gg_print_quoted(p, gg_name_of(key->names, key->n_names, value));
	gg_print_end(p);
}

void gg_set_bool(struct gg_reading *r, const struct gg_key *key, const struct gg_node *node,
		 void *field)
{
	if (gg_reading_want(r, key, node, GG_NODE_BOOL))
		*(bool *)field = node->yes;
}

void gg_print_bool(struct gg_printer *p, const struct gg_key *key, const void *field)
{
	gg_print_key(p, key);
	fputs(*(const bool *)field ? "true" : "false", p->out);
	gg_print_end(p);
}

void gg_set_uint(struct gg_reading *r, const struct gg_key *key, const struct gg_node *node,
		 void *field)
{
	uint32_t small;

	if (!gg_reading_want(r, key, node, GG_NODE_INT))
		return;
	if (node->negative || node->number < key->min || node->number > key->max)
		return gg_reading_error(r, node->at, "%s: must be %llu to %llu", key->path,
					(unsigned long long)key->min, (unsigned long long)key->max);
	small = (uint32_t)node->number;
	if (key->size == sizeof(small))
		memcpy(field, &small, sizeof(small));
	else
		memcpy(field, &node->number, sizeof(node->number));
}

void gg_print_uint(struct gg_printer *p, const struct gg_key *key, const void *field)
{
	unsigned long long value;

	if (key->size == sizeof(uint32_t))
		value = *(const uint32_t *)field;
	else
		value = *(const uint64_t *)field;
	if (value < key->min) /* only "not given" is below the least that can be written */
		return;
	gg_print_key(p, key);
	fprintf(p->out, "%llu", value);
	gg_print_end(p);
}

void gg_set_seconds(struct gg_reading *r, const struct gg_key *key, const struct gg_node *node,
		    void *field)
{
	double value = node->real;

	if (node->kind == GG_NODE_INT)
		value = node->negative ? -1.0 : (double)node->number;
	else if (!gg_reading_want(r, key, node, GG_NODE_FLOAT))
		return;
	if (!(value >= 0.0) || value > (double)key->max)
		return gg_reading_error(r, node->at, "%s: must be 0 to %llu", key->path,
					(unsigned long long)key->max);
	*(double *)field = value;
}

void gg_print_seconds(struct gg_printer *p, const struct gg_key *key, const void *field)
{
	double value = *(const double *)field;

	if (!(value > 0.0))
		return;
	gg_print_key(p, key);
	fprintf(p->out, "%.9f", value);
	gg_print_end(p);
}

/* An absolute path without wildcards */
static void set_path(struct gg_reading *r, const struct gg_key *key, const struct gg_node *node,
		     const char **field)
{
	struct gg_err err;
	char *path = gg_path_expand(&r->policy->arena, node->string, GG_GLOB_CHARS, &err);

	if (!path || gg_path_normalise(path, NULL, &err))
		return gg_reading_error(r, node->at, "%s: %s", key->path, err.text);
	*field = path;
}

void gg_set_program(struct gg_reading *r, const struct gg_key *key, const struct gg_node *node,
		    void *field)
{
	if (gg_reading_want(r, key, node, GG_NODE_STRING))
		set_path(r, key, node, field);
}

void gg_print_program(struct gg_printer *p, const struct gg_key *key, const void *field)
{
	const char *const *path = field;

	if (!*path)
		return;
	gg_print_key(p, key);
	gg_print_path(p, *path);
	gg_print_end(p);
}

void gg_set_sink(struct gg_reading *r, const struct gg_key *key, const struct gg_node *node,
		 void *field)
{
	if (!gg_reading_want(r, key, node, GG_NODE_STRING))
		return;
	if (strcmp(node->string, "-"))
		set_path(r, key, node, field);
	else
		*(const char **)field = "-";
}
