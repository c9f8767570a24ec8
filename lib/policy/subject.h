/*
 * Who makes a call, as policies name it.
 *
 * Owns the language of `by` and `packages[].match`, and the question whether a Go package is meant.
 * Relies on lib/golang for what a package is. Does not look at calls.
 */
#ifndef GG_POLICY_SUBJECT_H
#define GG_POLICY_SUBJECT_H

#include <stdbool.h>
#include <stdint.h>

struct gg_go;
struct gg_go_package;

enum gg_subject_kind {
	GG_SUBJECT_PACKAGE, /* IMPORT/PATH */
	GG_SUBJECT_BELOW,   /* IMPORT/PATH/...: that and all below it */
	GG_SUBJECT_MODULE,  /* module:PATH or module:PATH@VERSION */
	GG_SUBJECT_MAIN,    /* main: package main, and all of the main module */
	GG_SUBJECT_DEPS,    /* deps: every other module */
	GG_SUBJECT_STD,     /* std: the standard library */
	GG_SUBJECT_ANY,     /* *: every package outside the standard library */
	GG_SUBJECT_UNKNOWN, /* unknown: nobody that can be named */
	GG_SUBJECT_C,       /* c: C code of a Go program */
	GG_SUBJECT_PROGRAM, /* program:PATH: a program that is not Go's */
	GG_SUBJECT_COUNT
};

/**
 * struct gg_subject - a pattern
 * @text: what stands behind the kind's prefix, with its suffix if it has one; borrowed
 * @rank: which of two patterns that match one package is the more specific: the higher
 */
struct gg_subject {
	enum gg_subject_kind kind;
	const char *text;
	uint32_t rank;
};

/* gg_subject_parse() - take @pattern apart; @ret borrows from it.
 * Return: NULL; what is wrong with it, in words, static */
const char *gg_subject_parse(const char *pattern, struct gg_subject *ret);

/* gg_subject_is() - does @subject mean @package of the executable @go? Without build information only
 * package main is "main", and all others are "deps". */
bool gg_subject_is(const struct gg_subject *subject, const struct gg_go *go,
		   const struct gg_go_package *package);

#endif
