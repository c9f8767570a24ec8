/*
 * `goguard keys`: the key table for people and for programs.
 *
 * Owns both layouts. Relies on the table's texts. Does not read a policy.
 */
#include <errno.h>
#include <string.h>

#include "policy/print.h"
#include "policy/types.h"

static const char *default_of(const struct gg_key *key)
{
	return key->fallback ? key->fallback : "";
}

static void put_json(FILE *out, const char *s)
{
	fputc('"', out);
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			fputc('\\', out);
		fputc(*s, out);
	}
	fputc('"', out);
}

static void put_choices(FILE *out, const struct gg_key *key)
{
	fputs(",\"choices\":[", out);
	for (size_t i = 0; i < key->n_names; i++) {
		fputs(i ? "," : "", out);
		put_json(out, key->names[i].name);
	}
	fputs("]", out);
}

static void print_json(FILE *out, const struct gg_key *key)
{
	fputs("{\"key\":", out);
	put_json(out, key->path);
	fputs(",\"type\":", out);
	put_json(out, gg_types[key->type].name);
	fputs(",\"default\":", out);
	if (key->fallback)
		put_json(out, key->fallback);
	else
		fputs("null", out);
	fprintf(out, ",\"required\":%s,\"enforced\":%s",
		key->flags & GG_KEY_REQUIRED ? "true" : "false",
		key->flags & GG_KEY_LATER ? "false" : "true");
	if (key->names)
		put_choices(out, key);
	fputs(",\"help\":", out);
	put_json(out, key->help);
	fputs("}", out);
}

static void print_line(FILE *out, const struct gg_key *key)
{
	const char *state = "";

	if (key->flags & GG_KEY_LATER)
		state = "not enforced yet: ";
	else if (key->flags & GG_KEY_REQUIRED)
		state = "required: ";
	fprintf(out, "%-30s %-20s %-11s %s%s", key->path, gg_types[key->type].name, default_of(key),
		state, key->help);
	for (size_t i = 0; i < key->n_names; i++)
		fprintf(out, "%s%s", i ? ", " : " (", key->names[i].name);
	fputs(key->n_names ? ")\n" : "\n", out);
}

/**
 * gg_keys_print() - every policy key
 * @out:  borrowed
 * @json: one JSON array instead of lines
 * Return: 0; -EIO: @out does not take it
 */
int gg_keys_print(FILE *out, bool json)
{
	if (json)
		fputs("[", out);
	else
		fprintf(out, "%-30s %-20s %-11s %s\n", "KEY", "TYPE", "DEFAULT", "MEANING");
	for (size_t i = 0; i < gg_n_keys; i++) {
		if (json) {
			fputs(i ? ",\n" : "\n", out);
			print_json(out, &gg_keys[i]);
		} else {
			print_line(out, &gg_keys[i]);
		}
	}
	if (json)
		fputs("\n]\n", out);
	return ferror(out) ? -EIO : 0;
}
