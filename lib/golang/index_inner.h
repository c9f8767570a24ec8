/*
 * Packages and folders, inside: what golang/index and its vote share.
 *
 * Owns the tables. Relies on the lock being held for everything here. Not for others.
 */
#ifndef GG_GOLANG_INDEX_INNER_H
#define GG_GOLANG_INDEX_INNER_H

#include <pthread.h>

#include "base/arena.h"
#include "golang/index.h"

#define GG_GO_BUCKETS 8192
#define GG_GO_KNOWN 2048 /* places whose packages are remembered */

struct gg_go_vote {
	struct gg_go_vote *next;
	struct gg_go_word *package;
	uint64_t weight;
};

/**
 * struct gg_go_word - a package or a folder
 * @key:     of @n bytes; a folder's is borrowed from the mapping, a package's is its name
 * @package: of a package
 * @votes:   of a folder, @n_votes of them
 */
struct gg_go_word {
	struct gg_go_word *next;
	const char *key;
	size_t n;
	struct gg_go_package package;
	struct gg_go_vote *votes;
	unsigned n_votes;
};

/* What was found out of a function in a file, both known by their addresses */
struct gg_go_known {
	const char *symbol, *file;
	struct gg_go_owner owner;
};

struct gg_go_index {
	pthread_mutex_t lock;
	struct gg_arena arena;
	unsigned n_words;
	bool voted, deep, named, full;
	uint8_t wrapper;
	struct gg_go_word *packages[GG_GO_BUCKETS], *folders[GG_GO_BUCKETS];
	struct gg_go_known known[GG_GO_KNOWN];
};

/* gg_go_index_word() - the entry for @key in @table, made if @add. Return: NULL: none, or no room */
struct gg_go_word *gg_go_index_word(struct gg_go_index *x, struct gg_go_word **table, const char *key, size_t n,
				    bool add);

/* gg_go_index_package() - the package of a function's name. Return: NULL: it has none, or no room */
struct gg_go_word *gg_go_index_package(const struct gg_go *go, const char *symbol);

/* gg_go_index_vote() - every function for the folder that its code begins in, but closures */
void gg_go_index_vote(const struct gg_go *go);

/* gg_go_index_vote_deep() - and what is inlined, and closures, who count for little */
void gg_go_index_vote_deep(const struct gg_go *go);

/* gg_go_index_name_all() - the packages of all functions, inlined ones too, wherever their code is from */
void gg_go_index_name_all(const struct gg_go *go);

#endif
