/*
 * A validator for the part of JSON Schema that docs/events.schema.json uses.
 *
 * Owns: $ref within the file, oneOf, const, enum, type, required, properties,
 * additionalProperties, items, minimum, maximum. A keyword that it does not know is a failure of
 * its own, so that nothing in the schema goes unchecked. Relies on jansson.
 */
#ifndef GG_TESTS_SCHEMA_CHECK_H
#define GG_TESTS_SCHEMA_CHECK_H

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <jansson.h>

#define SCHEMA_FILE "docs/events.schema.json"
#define SCHEMA_DEPTH_MAX 32

/* @why gets the reason of a refusal */
struct schema {
	json_t *root;
	char why[256];
	unsigned depth;
};

static bool schema_valid(struct schema *s, const json_t *rule, const json_t *value);

static bool schema_no(struct schema *s, const char *what, const char *name)
{
	(void)snprintf(s->why, sizeof(s->why), "%s '%s'", what, name);
	return false;
}

static bool schema_type(struct schema *s, const json_t *arg, const json_t *rule, const json_t *value)
{
	const char *name = json_string_value(arg);
	bool good = (!strcmp(name, "object") && json_is_object(value)) ||
		    (!strcmp(name, "array") && json_is_array(value)) ||
		    (!strcmp(name, "string") && json_is_string(value)) ||
		    (!strcmp(name, "integer") && json_is_integer(value)) ||
		    (!strcmp(name, "boolean") && json_is_boolean(value));

	(void)rule;
	return good || schema_no(s, "is no", name);
}

static bool schema_const(struct schema *s, const json_t *arg, const json_t *rule, const json_t *value)
{
	(void)rule;
	return json_equal(arg, value) || schema_no(s, "is not the constant", "");
}

static bool schema_enum(struct schema *s, const json_t *arg, const json_t *rule, const json_t *value)
{
	const json_t *one;
	size_t i;

	(void)rule;
	json_array_foreach(arg, i, one)
		if (json_equal(one, value))
			return true;
	return schema_no(s, "is none of the values", json_string_value(value) ? json_string_value(value) : "");
}

static bool schema_required(struct schema *s, const json_t *arg, const json_t *rule, const json_t *value)
{
	const json_t *one;
	size_t i;

	(void)rule;
	json_array_foreach(arg, i, one)
		if (!json_object_get(value, json_string_value(one)))
			return schema_no(s, "lacks", json_string_value(one));
	return true;
}

static bool schema_properties(struct schema *s, const json_t *arg, const json_t *rule, const json_t *value)
{
	const json_t *one, *member;
	const char *key;

	(void)rule;
	json_object_foreach((json_t *)(uintptr_t)arg, key, one)
	{
		member = json_object_get(value, key);
		if (member && !schema_valid(s, one, member)) {
			char why[200];

			(void)snprintf(why, sizeof(why), "%.150s", s->why);
			(void)snprintf(s->why, sizeof(s->why), "%.40s: %s", key, why);
			return false;
		}
	}
	return true;
}

static bool schema_additional(struct schema *s, const json_t *arg, const json_t *rule, const json_t *value)
{
	const json_t *properties = json_object_get(rule, "properties"), *one;
	const char *key;

	if (!json_is_false(arg))
		return schema_no(s, "only false is known for", "additionalProperties");
	json_object_foreach((json_t *)(uintptr_t)value, key, one)
		if (!json_object_get(properties, key))
			return schema_no(s, "has an unknown member", key);
	return true;
}

static bool schema_items(struct schema *s, const json_t *arg, const json_t *rule, const json_t *value)
{
	const json_t *one;
	size_t i;

	(void)rule;
	json_array_foreach(value, i, one)
		if (!schema_valid(s, arg, one))
			return false;
	return true;
}

static bool schema_minimum(struct schema *s, const json_t *arg, const json_t *rule, const json_t *value)
{
	(void)rule;
	return json_integer_value(value) >= json_integer_value(arg) || schema_no(s, "is below the", "minimum");
}

static bool schema_maximum(struct schema *s, const json_t *arg, const json_t *rule, const json_t *value)
{
	(void)rule;
	return json_integer_value(value) <= json_integer_value(arg) || schema_no(s, "is above the", "maximum");
}

static bool schema_ref(struct schema *s, const json_t *arg, const json_t *rule, const json_t *value)
{
	const char *to = json_string_value(arg);
	const json_t *def = NULL;

	(void)rule;
	if (!strncmp(to, "#/$defs/", 8))
		def = json_object_get(json_object_get(s->root, "$defs"), to + 8);
	return def ? schema_valid(s, def, value) : schema_no(s, "no such definition:", to);
}

/* The reason kept is that of the branch which takes the kind, if one does */
static bool schema_one_of(struct schema *s, const json_t *arg, const json_t *rule, const json_t *value)
{
	char why[sizeof(s->why)] = "no branch takes it";
	const json_t *one;
	unsigned n = 0;
	size_t i;

	(void)rule;
	json_array_foreach(arg, i, one)
	{
		s->why[0] = '\0';
		if (schema_valid(s, one, value))
			n++;
		else if (strncmp(s->why, "kind:", 5) != 0)
			memcpy(why, s->why, sizeof(why));
	}
	memcpy(s->why, why, sizeof(why));
	return n == 1;
}

static bool schema_note(struct schema *s, const json_t *arg, const json_t *rule, const json_t *value)
{
	(void)s;
	(void)rule;
	(void)value;
	return json_is_string(arg) || json_is_object(arg);
}

/* "properties" comes last, so that a wrong member is found before what it is made of */
static const struct {
	const char *name;
	bool (*check)(struct schema *, const json_t *, const json_t *, const json_t *);
} schema_keywords[] = {
	{ "$schema", schema_note },	    { "title", schema_note },
	{ "description", schema_note },	    { "$defs", schema_note },
	{ "$ref", schema_ref },		    { "oneOf", schema_one_of },
	{ "type", schema_type },	    { "const", schema_const },
	{ "enum", schema_enum },	    { "minimum", schema_minimum },
	{ "maximum", schema_maximum },	    { "properties", schema_properties },
	{ "required", schema_required },    { "additionalProperties", schema_additional },
	{ "items", schema_items },
};

#define SCHEMA_KEYWORDS (sizeof(schema_keywords) / sizeof(schema_keywords[0]))

static bool schema_valid(struct schema *s, const json_t *rule, const json_t *value)
{
	size_t known = 0;
	bool good = ++s->depth < SCHEMA_DEPTH_MAX;

	for (size_t i = 0; good && i < SCHEMA_KEYWORDS; i++) {
		const json_t *arg = json_object_get(rule, schema_keywords[i].name);

		if (!arg)
			continue;
		known++;
		good = schema_keywords[i].check(s, arg, rule, value);
	}
	s->depth--;
	if (good && known != json_object_size(rule))
		good = schema_no(s, "a keyword that is not known is in", "the schema");
	return good;
}

/* schema_complaint() - what is wrong with an event; NULL: nothing. Static, until the next call */
static const char *schema_complaint(const json_t *event)
{
	static struct schema s;

	if (!s.root)
		s.root = json_load_file(SCHEMA_FILE, JSON_REJECT_DUPLICATES, NULL);
	if (!s.root)
		return "cannot read " SCHEMA_FILE;
	return schema_valid(&s, s.root, event) ? NULL : s.why;
}

#endif
