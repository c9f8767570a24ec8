/*
 * Needs of programs that have a rule already, but other arguments or another digest.
 *
 * Owns the text of the rule that would have granted them: exactly these arguments, exactly this
 * digest. Relies on policy/types.h for quoting. Does not generalise: which argument may vary is for
 * a person to say.
 */
#include <stdlib.h>
#include <string.h>

#include "policy/types.h"
#include "tool/suggest_parts.h"

#define PATTERN_MAX 8192

static void put_pattern(struct gg_printer *p, const char *arg)
{
	char buf[PATTERN_MAX];
	struct gg_text text;

	gg_text_init(&text, buf, sizeof(buf));
	for (; *arg; arg++) {
		if (strchr("*?[\\", *arg))
			gg_text_char(&text, '\\');
		gg_text_char(&text, *arg);
	}
	gg_print_quoted(p, buf);
}

static void put_argv(const struct gg_fact *fact, FILE *out)
{
	struct gg_printer p = { .out = out };
	size_t i = fact->argv[0] ? 1 : 0;
	const char *before = " ";

	fputs("; argv = [", out);
	for (; fact->argv[i]; i++) {
		fputs(before, out);
		put_pattern(&p, fact->argv[i]);
		before = ", ";
	}
	fputs(fact->argv_cut ? ", \"**\" ]" : " ]", out);
}

/* gg_suggest_pin() - see suggest_parts.h */
const char *gg_suggest_pin(struct gg_arena *arena, const struct gg_fact *fact)
{
	char *text = NULL, *copy = NULL;
	size_t n = 0;
	FILE *out;

	if (fact->op != GG_OP_EXEC || (!fact->argv && !fact->sha256))
		return NULL;
	out = open_memstream(&text, &n);
	if (!out)
		return NULL;
	if (fact->argv)
		put_argv(fact, out);
	else
		fprintf(out, "; sha256 = \"%s\"", fact->sha256);
	if (fclose(out) == 0)
		copy = gg_arena_strdup(arena, text);
	free(text);
	return copy;
}
