/*
 * The scanner.
 *
 * Owns the lexical rules: blanks, the three kinds of comments, strings with backslash escapes.
 * Relies on nothing. Does not report mistakes: what it cannot place is GG_TOKEN_OTHER, and
 * libconfig says what is wrong.
 */
#include "policy/tokens.h"

#include <string.h>

static bool is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '*';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool in_word(char c)
{
	return is_alpha(c) || is_digit(c) || c == '-' || c == '_';
}

static bool in_number(char c)
{
	return is_alpha(c) || is_digit(c) || c == '.' || c == '+' || c == '-';
}

static void step(struct gg_tokens *tokens)
{
	if (*tokens->at == '\n')
		tokens->line++;
	tokens->at++;
}

static bool starts(const struct gg_tokens *tokens, const char *what)
{
	size_t n = strlen(what);

	return (size_t)(tokens->end - tokens->at) >= n && !memcmp(tokens->at, what, n);
}

static void skip_block_comment(struct gg_tokens *tokens)
{
	tokens->at += 2;
	while (tokens->at < tokens->end && !starts(tokens, "*/"))
		step(tokens);
	if (tokens->at < tokens->end)
		tokens->at += 2;
}

static void skip_blanks(struct gg_tokens *tokens)
{
	while (tokens->at < tokens->end) {
		if (strchr(" \t\r\n\f", *tokens->at) && *tokens->at) {
			step(tokens);
		} else if (*tokens->at == '#' || starts(tokens, "//")) {
			while (tokens->at < tokens->end && *tokens->at != '\n')
				tokens->at++;
		} else if (starts(tokens, "/*")) {
			skip_block_comment(tokens);
		} else {
			return;
		}
	}
}

static void take_string(struct gg_tokens *tokens, struct gg_token *token)
{
	token->kind = GG_TOKEN_STRING;
	tokens->at++;
	while (tokens->at < tokens->end && *tokens->at != '"') {
		if (*tokens->at == '\\' && tokens->at + 1 < tokens->end) {
			token->nul = token->nul || starts(tokens, "\\x00") || starts(tokens, "\\X00");
			tokens->at++;
		}
		step(tokens);
	}
	if (tokens->at < tokens->end)
		tokens->at++;
}

static void take_while(struct gg_tokens *tokens, bool (*in)(char))
{
	while (tokens->at < tokens->end && in(*tokens->at))
		tokens->at++;
}

void gg_tokens_init(struct gg_tokens *tokens, const char *text, size_t len)
{
	tokens->at = text;
	tokens->end = text + len;
	tokens->line = 1;
}

struct gg_token gg_tokens_next(struct gg_tokens *tokens)
{
	struct gg_token token = { .kind = GG_TOKEN_END };
	char c;

	skip_blanks(tokens);
	token.at = tokens->at;
	token.line = tokens->line;
	if (tokens->at == tokens->end)
		return token;
	c = *tokens->at;
	if (c == '"') {
		take_string(tokens, &token);
	} else if (is_alpha(c)) {
		token.kind = GG_TOKEN_WORD;
		take_while(tokens, in_word);
	} else if (is_digit(c) || c == '-' || c == '+' || c == '.') {
		token.kind = GG_TOKEN_NUMBER;
		take_while(tokens, in_number);
	} else if (starts(tokens, "@include")) {
		token.kind = GG_TOKEN_INCLUDE;
		tokens->at += strlen("@include");
	} else {
		token.kind = c == '{' || c == '(' || c == '[' ? GG_TOKEN_OPEN : GG_TOKEN_OTHER;
		tokens->at++;
	}
	token.len = (size_t)(tokens->at - token.at);
	return token;
}
