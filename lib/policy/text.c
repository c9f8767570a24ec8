/*
 * libconfig text to tree. The only file that includes <libconfig.h>.
 *
 * Owns the conversion. Relies on libconfig for the grammar, and on policy/tokens.h for lines and
 * exact numbers: settings and tokens come in the same order, so one walk sees both. Does not
 * know any key.
 */
#include <libconfig.h>

#include <errno.h>
#include <string.h>

#include "policy/findings.h"
#include "policy/tokens.h"
#include "policy/tree.h"

struct walk {
	struct gg_arena *arena;
	struct gg_findings *findings;
	struct gg_tokens tokens;
	const char *file;
	bool failed;
};

static void fail(struct walk *w, int line, const char *why)
{
	w->failed = true;
	gg_findings_add(w->findings, GG_FINDING_ERROR, (struct gg_place){ w->file, line }, "%s", why);
}

const char *gg_node_kind_text(enum gg_node_kind kind)
{
	static const char *const texts[GG_NODE_COUNT] = {
		[GG_NODE_INT] = "a number",
		[GG_NODE_FLOAT] = "a number with a fraction",
		[GG_NODE_BOOL] = "true or false",
		[GG_NODE_STRING] = "a string",
		[GG_NODE_GROUP] = "a group { ... }",
		[GG_NODE_ARRAY] = "an array [ ... ]",
		[GG_NODE_LIST] = "a list ( ... )",
	};

	return texts[kind];
}

const struct gg_node *gg_node_find(const struct gg_node *group, const char *name)
{
	for (size_t i = 0; i < group->n; i++) {
		if (!strcmp(group->items[i].name, name))
			return &group->items[i];
	}
	return NULL;
}

static enum gg_node_kind kind_of(const config_setting_t *setting)
{
	switch (config_setting_type(setting)) {
	case CONFIG_TYPE_INT:
	case CONFIG_TYPE_INT64:
		return GG_NODE_INT;
	case CONFIG_TYPE_FLOAT:
		return GG_NODE_FLOAT;
	case CONFIG_TYPE_BOOL:
		return GG_NODE_BOOL;
	case CONFIG_TYPE_GROUP:
		return GG_NODE_GROUP;
	case CONFIG_TYPE_ARRAY:
		return GG_NODE_ARRAY;
	case CONFIG_TYPE_LIST:
		return GG_NODE_LIST;
	default:
		return GG_NODE_STRING;
	}
}

/* Next token that begins a name or a value */
static struct gg_token next_token(struct walk *w)
{
	struct gg_token token;

	do {
		token = gg_tokens_next(&w->tokens);
	} while (token.kind == GG_TOKEN_OTHER);
	return token;
}

/* Strings side by side are one string for libconfig. Return: any part holds an escaped NUL */
static bool skip_joined_strings(struct walk *w)
{
	bool nul = false;

	for (;;) {
		struct gg_tokens ahead = w->tokens;
		struct gg_token token = gg_tokens_next(&ahead);

		if (token.kind != GG_TOKEN_STRING)
			return nul;
		nul = nul || token.nul;
		w->tokens = ahead;
	}
}

/* The number as written; libconfig 1.5 keeps only 32 bits of hexadecimal ones */
static void read_number(struct walk *w, struct gg_node *node, struct gg_token token)
{
	char digits[40];
	char *end;
	int base;

	if (!token.at || token.len >= sizeof(digits))
		return fail(w, token.line, "number out of range");
	node->negative = token.at[0] == '-';
	if (token.at[0] == '-' || token.at[0] == '+') {
		token.at++;
		token.len--;
	}
	memcpy(digits, token.at, token.len);
	digits[token.len] = '\0';
	base = digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X') ? 16 : 10;
	errno = 0;
	node->number = strtoull(digits, &end, base);
	while (*end == 'L')
		end++;
	if (errno || *end || (node->negative && node->number > INT64_MAX))
		fail(w, token.line, "number out of range");
}

static void read_scalar(struct walk *w, const config_setting_t *setting, struct gg_node *node,
			struct gg_token token)
{
	switch (node->kind) {
	case GG_NODE_INT:
		read_number(w, node, token);
		break;
	case GG_NODE_FLOAT:
		node->real = config_setting_get_float(setting);
		break;
	case GG_NODE_BOOL:
		node->yes = config_setting_get_bool(setting);
		break;
	default:
		if (skip_joined_strings(w) || token.nul)
			fail(w, token.line, "a string must not hold a NUL byte");
		node->string = gg_arena_strdup(w->arena, config_setting_get_string(setting));
		w->failed = w->failed || !node->string;
		break;
	}
}

static void read_node(struct walk *w, const config_setting_t *setting, struct gg_node *node,
		      unsigned depth)
{
	const char *name = config_setting_name(setting);
	struct gg_token token = { 0 };

	node->kind = kind_of(setting);
	node->at = (struct gg_place){ w->file, 1 };
	if (depth) { /* the root has no token */
		token = next_token(w);
		node->at.line = token.line;
	}
	if (name && depth) {
		node->name = gg_arena_strdup(w->arena, name);
		w->failed = w->failed || !node->name;
		token = next_token(w);
	}
	if (!config_setting_is_aggregate(setting))
		return read_scalar(w, setting, node, token);
	if (depth >= GG_TREE_DEPTH_MAX)
		return fail(w, node->at.line, "nested too deeply");
	node->n = (size_t)config_setting_length(setting);
	node->items = gg_arena_alloc(w->arena, node->n * sizeof(*node->items));
	w->failed = w->failed || !node->items;
	for (size_t i = 0; i < node->n && !w->failed; i++)
		read_node(w, config_setting_get_elem(setting, (unsigned)i), &node->items[i], depth + 1);
}

/* What libconfig would do wrong or should not do, before it sees the text */
static bool is_fit(struct walk *w, const char *text, size_t len)
{
	struct gg_tokens tokens;
	struct gg_token token;
	int line = 1;

	if (memchr(text, '\0', len)) {
		for (const char *at = text; *at; at++)
			line += *at == '\n';
		fail(w, line, "a policy must not hold NUL bytes");
		return false;
	}
	gg_tokens_init(&tokens, text, len);
	do {
		token = gg_tokens_next(&tokens);
		if (token.kind == GG_TOKEN_INCLUDE)
			fail(w, token.line, "@include is not supported (use extends = ( \"NAME\" );)");
	} while (token.kind != GG_TOKEN_END);
	return !w->failed;
}

const struct gg_node *gg_tree_read(struct gg_arena *arena, const char *text, size_t len,
				   const char *file, struct gg_findings *findings)
{
	struct walk w = { .arena = arena, .findings = findings, .file = file };
	struct gg_node *root = gg_arena_alloc(arena, sizeof(*root));
	config_t config;

	if (!root || !is_fit(&w, text, len))
		return NULL;
	gg_tokens_init(&w.tokens, text, len);
	config_init(&config);
	if (config_read_string(&config, text) == CONFIG_TRUE)
		read_node(&w, config_root_setting(&config), root, 0);
	else
		fail(&w, config_error_line(&config), config_error_text(&config));
	config_destroy(&config);
	return w.failed ? NULL : root;
}
