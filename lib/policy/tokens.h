/*
 * Tokens of libconfig text, each with its line.
 *
 * Owns a small scanner that runs beside libconfig's own. Relies on libconfig for the grammar:
 * the scanner only knows where words, strings, numbers and brackets are. It exists because
 * libconfig gives the line of the token *behind* a value in a list, cuts hexadecimal numbers to
 * 32 bits and strings at an escaped NUL, and takes @include. Does not convert anything.
 */
#ifndef GG_POLICY_TOKENS_H
#define GG_POLICY_TOKENS_H

#include <stdbool.h>
#include <stddef.h>

enum gg_token_kind {
	GG_TOKEN_END,
	GG_TOKEN_WORD,    /* a name, true, false */
	GG_TOKEN_STRING,  /* with its quotes */
	GG_TOKEN_NUMBER,
	GG_TOKEN_OPEN,    /* { ( [ */
	GG_TOKEN_OTHER,   /* any other single byte */
	GG_TOKEN_INCLUDE, /* @include */
};

struct gg_token {
	enum gg_token_kind kind;
	const char *at;
	size_t len;
	int line;
	bool nul; /* a string with an escaped NUL in it */
};

struct gg_tokens {
	const char *at, *end;
	int line;
};

/* gg_tokens_init() - begin at line 1 of @text, @len bytes, borrowed */
void gg_tokens_init(struct gg_tokens *tokens, const char *text, size_t len);

/* gg_tokens_next() - the next token; GG_TOKEN_END again and again at the end */
struct gg_token gg_tokens_next(struct gg_tokens *tokens);

#endif
