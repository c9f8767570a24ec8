/*
 * The printer of policies.
 *
 * Owns layout and quoting; the key table says what to print, the types say how. Relies on
 * libconfig's escapes. Does not print what was not given where that means something else than a
 * default.
 */
#include "policy/print.h"

#include <errno.h>
#include <string.h>

#include "policy/types.h"

static void indent(struct gg_printer *p)
{
	for (unsigned i = 0; !p->one_line && i < p->depth; i++)
		fputc('\t', p->out);
}

void gg_print_key(struct gg_printer *p, const struct gg_key *key)
{
	indent(p);
	fprintf(p->out, "%s = ", gg_key_name(key));
}

void gg_print_end(struct gg_printer *p)
{
	fputs(p->one_line ? "; " : ";\n", p->out);
}

static void put_byte(struct gg_printer *p, unsigned char c)
{
	static const char named[] = "\n\r\t\f\"\\";
	static const char letter[] = "nrtf\"\\";
	const char *found = c ? strchr(named, c) : NULL;

	if (found)
		fprintf(p->out, "\\%c", letter[found - named]);
	else if (c < 0x20)
		fprintf(p->out, "\\x%02x", c);
	else
		fputc(c, p->out);
}

void gg_print_quoted(struct gg_printer *p, const char *s)
{
	fputc('"', p->out);
	while (*s)
		put_byte(p, (unsigned char)*s++);
	fputc('"', p->out);
}

void gg_print_path(struct gg_printer *p, const char *path)
{
	fputc('"', p->out);
	for (; *path; path++) {
		if (*path == '$')
			fputc('$', p->out);
		put_byte(p, (unsigned char)*path);
	}
	fputc('"', p->out);
}

/* Not given, and no default says the same? */
static bool is_absent(const struct gg_key *key, const void *record)
{
	const char *base = record;

	if (key->has && !*(const bool *)(base + key->has))
		return true;
	return key->at && ((const struct gg_place *)(base + key->at))->line == 0;
}

void gg_print_fields(struct gg_printer *p, const struct gg_key *parent, const void *record)
{
	for (size_t i = 0; i < gg_n_keys; i++) {
		const struct gg_key *key = &gg_keys[i];

		if (gg_key_is_child(parent, key) && !is_absent(key, record))
			gg_types[key->type].print(p, key, (const char *)record + key->offset);
	}
}

void gg_print_group(struct gg_printer *p, const struct gg_key *key, const void *field)
{
	gg_print_key(p, key);
	fputs(p->one_line ? "{ " : "{\n", p->out);
	p->depth++;
	gg_print_fields(p, key, field);
	p->depth--;
	indent(p);
	fputs("}", p->out);
	gg_print_end(p);
}

void gg_print_records(struct gg_printer *p, const struct gg_key *key, const void *field)
{
	const struct gg_list *list = field;
	bool outer = p->one_line;

	if (!list->n && (key->flags & GG_KEY_LATER))
		return;
	gg_print_key(p, key);
	fputs("(", p->out);
	for (size_t i = 0; i < list->n; i++) {
		fputs(i ? "," : "", p->out);
		fputs(outer ? " " : "\n", p->out);
		p->depth++;
		indent(p);
		p->depth--;
		p->one_line = true;
		fputs("{ ", p->out);
		gg_print_fields(p, key, (const char *)list->items + i * key->size);
		fputs("}", p->out);
		p->one_line = outer;
	}
	if (list->n && !outer) {
		fputc('\n', p->out);
		indent(p);
	} else {
		fputc(' ', p->out);
	}
	fputs(")", p->out);
	gg_print_end(p);
}

/**
 * gg_policy_print() - the canonical text of @policy
 * @policy: checked
 * @out:    borrowed
 * Return: 0; -EIO: @out does not take it
 */
int gg_policy_print(const struct gg_policy *policy, FILE *out)
{
	struct gg_printer p = { .out = out };

	gg_print_fields(&p, NULL, policy);
	return ferror(out) ? -EIO : 0;
}
