/*
 * Needs as policy text.
 *
 * Owns the layout. Relies on policy/types.h for quoting. Does not print what needs a look as a
 * rule: it stands behind the rules, as comments; so does what an entry of packages lacks, which no rule
 * of another place can give.
 */
#include <string.h>

#include "base/access.h"
#include "policy/types.h"
#include "tool/logs.h"
#include "tool/suggest_parts.h"

#define COMMENT_COLUMN 40
#define TEXT_MAX (8 * 4096)

/* Where needs of a kind stand: before the first, between, behind the last */
static const struct {
	const char *open, *close;
	const char *line_open, *line_close;
} sections[GG_NEED_COUNT] = {
	[GG_NEED_CALL] = { "syscalls = {\n\tallow = [\n", "\t];\n};\n", "syscalls = { allow = [ ", " ]; };" },
	[GG_NEED_FILE] = { "files = (\n", ");\n", "files = ( ", " );" },
	[GG_NEED_EXEC] = { "exec = (\n", ");\n", "exec = ( ", " );" },
	[GG_NEED_CONNECT] = { "\tconnect = (\n", "\t);\n", "network = { connect = ( ", " ); };" },
	[GG_NEED_LISTEN] = { "\tlisten = (\n", "\t);\n", "network = { listen = ( ", " ); };" },
};

/* "; by = ..." for who asked; an entry has its own */
static void put_by(const struct gg_need *need, FILE *out)
{
	struct gg_printer p = { .out = out };

	if (!need->by || need->entry)
		return;
	fputs("; by = ", out);
	gg_print_quoted(&p, need->by);
}

static void put_file(const struct gg_need *need, FILE *out)
{
	struct gg_printer p = { .out = out };
	char buf[TEXT_MAX], words[64];
	struct gg_text text;

	gg_text_init(&text, buf, sizeof(buf));
	if (need->glob || need->kind == GG_NEED_EXEC)
		gg_text_str(&text, need->what);
	else
		gg_suggest_literal(need->what, &text);
	fputs("{ path = ", out);
	gg_print_path(&p, buf);
	fputs(need->pin ? need->pin : "", out);
	if (need->kind == GG_NEED_FILE) {
		gg_text_init(&text, words, sizeof(words));
		gg_access_print(need->access, &text);
		fprintf(out, "; allow = \"%s\"", words);
	}
	put_by(need, out);
	fputs("; }", out);
}

static void put_net(const struct gg_need *need, FILE *out)
{
	struct gg_printer p = { .out = out };
	bool group = need->by && !need->entry;
	char buf[TEXT_MAX];
	struct gg_text text;

	gg_text_init(&text, buf, sizeof(buf));
	if (!strncmp(need->what, "unix:/", 6) && !need->glob)
		gg_suggest_literal(need->what, &text);
	else
		gg_text_str(&text, need->what);
	if (need->any_port)
		gg_text_str(&text, ":0");
	else if (need->port)
		gg_text_fmt(&text, ":%u", need->port);
	if (need->port_hi != need->port)
		gg_text_fmt(&text, "-%u", need->port_hi);
	fputs(group ? "{ to = " : "", out);
	gg_print_path(&p, buf);
	put_by(need, out);
	fputs(group ? "; }" : "", out);
}

static void put_call(const struct gg_need *need, FILE *out)
{
	struct gg_printer p = { .out = out };

	gg_print_quoted(&p, need->what);
}

static void (*const put_by_kind[GG_NEED_COUNT])(const struct gg_need *, FILE *) = {
	[GG_NEED_CALL] = put_call,   [GG_NEED_FILE] = put_file,  [GG_NEED_EXEC] = put_file,
	[GG_NEED_CONNECT] = put_net, [GG_NEED_LISTEN] = put_net,
};

/* gg_need_print() - see suggest.h */
void gg_need_print(const struct gg_need *need, FILE *out)
{
	fputs(sections[need->kind].line_open, out);
	put_by_kind[need->kind](need, out);
	fputs(sections[need->kind].line_close, out);
}

/* Who asked, where the rule itself does not say it, or says more */
static void add_asker(const struct gg_need *need, struct gg_text *text)
{
	if (need->by && need->entry) {
		gg_text_str(text, " for ");
		gg_logs_escape(text, need->by, strlen(need->by));
	} else if (need->by && !strcmp(need->by, "main")) {
		gg_text_str(text, "; main is all of the main module");
	}
}

/* "12x openat by /app/fn and others"; nothing in it can end the comment */
static void put_who(const struct gg_need *need, FILE *out)
{
	char buf[TEXT_MAX];
	struct gg_text text;

	gg_text_init(&text, buf, sizeof(buf));
	if (need->of)
		gg_text_fmt(&text, "%lux", need->of);
	else
		gg_text_str(&text, "the other name of a rename or link");
	if (need->syscall && need->kind != GG_NEED_CALL) {
		gg_text_char(&text, ' ');
		gg_logs_escape(&text, need->syscall, strlen(need->syscall));
	}
	if (need->exe) {
		gg_text_str(&text, " by ");
		gg_logs_escape(&text, need->exe, strlen(need->exe));
		gg_text_str(&text, need->more ? " and others" : "");
	}
	if (need->files > 1 && need->kind == GG_NEED_FILE)
		gg_text_fmt(&text, "; %lu names", need->files);
	add_asker(need, &text);
	fputs(buf, out);
}

/* The rule, a comma if another follows, blanks, and the comment */
static void put_rule(const struct gg_need *need, unsigned depth, bool comma, FILE *out)
{
	long at = 0;
	char *line = NULL;
	size_t n = 0;
	FILE *part = open_memstream(&line, &n);

	if (!part)
		return;
	put_by_kind[need->kind](need, part);
	at = fclose(part) == 0 ? (long)n : 0;
	fprintf(out, "%.*s%s%s", (int)depth, "\t\t", line, comma ? "," : "");
	for (at += comma; at < COMMENT_COLUMN; at++)
		fputc(' ', out);
	fputs(" # ", out);
	put_who(need, out);
	fputc('\n', out);
	free(line);
}

static bool is_rule(const struct gg_need *need)
{
	return !need->review && !need->entry;
}

static size_t count_kind(const struct gg_suggest *s, enum gg_need_kind kind)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++)
		n += s->items[i].kind == kind && is_rule(&s->items[i]);
	return n;
}

static void put_section(const struct gg_suggest *s, enum gg_need_kind kind, FILE *out)
{
	size_t left = count_kind(s, kind);
	unsigned depth = kind == GG_NEED_FILE || kind == GG_NEED_EXEC ? 1 : 2;

	if (!left)
		return;
	fputs(sections[kind].open, out);
	for (size_t i = 0; i < s->n; i++)
		if (s->items[i].kind == kind && is_rule(&s->items[i]))
			put_rule(&s->items[i], depth, --left > 0, out);
	fputs(sections[kind].close, out);
}

static void put_network(const struct gg_suggest *s, FILE *out)
{
	if (!count_kind(s, GG_NEED_CONNECT) && !count_kind(s, GG_NEED_LISTEN))
		return;
	fputs("network = {\n", out);
	put_section(s, GG_NEED_CONNECT, out);
	put_section(s, GG_NEED_LISTEN, out);
	fputs("};\n", out);
}

/* gg_need_print_entry() - see suggest.h */
void gg_need_print_entry(const struct gg_need *need, FILE *out)
{
	char buf[TEXT_MAX];
	struct gg_text text;

	if (!need->entry)
		return;
	gg_text_init(&text, buf, sizeof(buf));
	gg_logs_escape(&text, need->entry, strlen(need->entry));
	fprintf(out, "to the entry of packages at %s, for all that it matches: ", buf);
}

/* What entries lack, in their order */
static void put_entries(const struct gg_suggest *s, FILE *out)
{
	bool any = false;

	for (size_t i = 0; i < s->n; i++) {
		if (s->items[i].review || !s->items[i].entry)
			continue;
		if (!any)
			fputs("# PACKAGES: the process may, packages do not; only a rule in their entry helps.\n", out);
		any = true;
		fputs("#\t", out);
		gg_need_print_entry(&s->items[i], out);
		gg_need_print(&s->items[i], out);
		fputs(" # ", out);
		put_who(&s->items[i], out);
		fputc('\n', out);
	}
}

static void put_reviews(const struct gg_suggest *s, FILE *out)
{
	for (size_t i = 0; i < s->n; i++) {
		if (!s->items[i].review)
			continue;
		fprintf(out, "# REVIEW: %s (", s->items[i].review);
		put_who(&s->items[i], out);
		fputs(")\n#\t", out);
		gg_need_print_entry(&s->items[i], out);
		gg_need_print(&s->items[i], out);
		fputc('\n', out);
	}
}

/* For whom the rules are */
static void put_subjects(const struct gg_suggest *s, FILE *out)
{
	bool unknown = false;

	for (size_t i = 0; i < s->n; i++)
		unknown |= is_rule(&s->items[i]) && s->items[i].by && !strcmp(s->items[i].by, "unknown");
	if (s->subjects)
		fputs("# The policy tells who asks: each rule is for who asked, and nobody else.\n", out);
	else if (s->named)
		fputs("# Each rule is for whoever asks; by = \"...\" narrows it, see goguard-policy(5).\n", out);
	if (unknown)
		fputs("# \"unknown\" is everybody who cannot be named. What is ordinary is in go-packages.\n", out);
}

/* gg_suggest_print() - see suggest.h */
void gg_suggest_print(const struct gg_suggest *s, bool whole, FILE *out)
{
	fprintf(out, "# From %lu denials. What did not happen is not in here: read it, then use it.\n",
		s->facts);
	if (s->lost)
		fprintf(out, "# Too many different ones: %lu were not looked at.\n", s->lost);
	put_subjects(s, out);
	if (whole)
		fprintf(out, "version = 1;\nextends = ( \"go-base\"%s );\n",
			s->subjects ? ", \"go-packages\"" : "");
	put_section(s, GG_NEED_CALL, out);
	put_section(s, GG_NEED_FILE, out);
	put_section(s, GG_NEED_EXEC, out);
	put_network(s, out);
	put_entries(s, out);
	put_reviews(s, out);
}
