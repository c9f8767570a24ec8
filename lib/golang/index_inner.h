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
#define GG_GO_WORK (1u << 28) /* bytes that may be read for all answers about one executable together */

struct gg_go_vote {
	struct gg_go_vote *next;
	struct gg_go_word *package;
	uint64_t weight;
};

enum gg_go_voice {
	GG_GO_UNHEARD, /* nobody has asked yet */
	GG_GO_LOUD,    /* functions that are no closures begin in this folder */
	GG_GO_COUNTED, /* they do, and all of them have voted */
	GG_GO_QUIET,   /* there are none: what is inlined votes, and closures */
};

/**
 * struct gg_go_word - a package or a folder
 * @key:     of @n bytes; a folder's is borrowed from the mapping, a package's is its name
 * @package: of a package
 * @first:   of a folder: number of the first function that begins in it, and 1; 0: none
 * @voice:   of a folder: how far the vote is
 * @votes:   of a folder, @n_votes of them
 */
struct gg_go_word {
	struct gg_go_word *next;
	const char *key;
	size_t n;
	struct gg_go_package package;
	uint32_t first;
	enum gg_go_voice voice;
	unsigned n_votes;
	struct gg_go_vote *votes;
};

/* What was found out of a function in a file, both known by their addresses */
struct gg_go_known {
	const char *symbol, *file;
	struct gg_go_owner owner;
};

/**
 * struct gg_go_index - what is known of one executable
 * @work:   bytes that may still be read
 * @sorted: functions are in the lists of their folders: @after has, for each, the next one's number and 1
 * @deep:   quiet folders have their votes
 * @named:  all packages have been named
 * @full:   there was no room for a package or folder
 * @failed: no memory, or @work is used up: nothing more can be said of folders
 */
struct gg_go_index {
	pthread_mutex_t lock;
	struct gg_arena arena;
	uint64_t work;
	uint32_t *after;
	unsigned n_words;
	bool sorted, deep, named, full, failed;
	uint8_t wrapper;
	struct gg_go_word *packages[GG_GO_BUCKETS], *folders[GG_GO_BUCKETS];
	struct gg_go_known known[GG_GO_KNOWN];
};

/* The folders of files, by their place in the table of units; NULL: not looked at */
struct gg_go_folders {
	struct gg_go_word **of;
	uint64_t n;
};

/* gg_go_index_word() - the entry for @key in @table, made if @add. Return: NULL: none, or no room */
struct gg_go_word *gg_go_index_word(struct gg_go_index *x, struct gg_go_word **table, const char *key, size_t n,
				    bool add);

/* gg_go_index_package() - the package of a function's name. Return: NULL: it has none, or no room */
struct gg_go_word *gg_go_index_package(const struct gg_go *go, const char *symbol);

/* gg_go_index_spend() - so many bytes are read. Return: false: that is too many, and the index has failed */
bool gg_go_index_spend(struct gg_go_index *x, uint64_t bytes);

/* gg_go_folders_init() - Return: false: no memory, and the index has failed */
bool gg_go_folders_init(const struct gg_go *go, struct gg_go_folders *ret);
void gg_go_folders_done(struct gg_go_folders *f);

/* gg_go_folders_at() - the folder of file number @i of the table of units. Return: NULL: it has none */
struct gg_go_word *gg_go_folders_at(const struct gg_go *go, struct gg_go_folders *f, uint64_t i);

/* gg_go_index_sort() - every function into the list of the folder that its code begins in */
void gg_go_index_sort(const struct gg_go *go);

/* gg_go_index_vote() - one vote, of @weight, for @folder being that of the package in @symbol */
void gg_go_index_vote(const struct gg_go *go, struct gg_go_word *folder, const char *symbol, uint64_t weight);

/* gg_go_index_count() - the functions that begin in @folder vote, but closures */
void gg_go_index_count(const struct gg_go *go, struct gg_go_word *folder);

/* gg_go_index_is_quiet() - whether there is none such */
bool gg_go_index_is_quiet(const struct gg_go *go, struct gg_go_word *folder);

/* gg_go_index_vote_deep() - in quiet folders what is inlined votes, and closures, who count for little */
void gg_go_index_vote_deep(const struct gg_go *go);

/* gg_go_index_name_all() - the packages of all functions, inlined ones too, wherever their code is from */
void gg_go_index_name_all(const struct gg_go *go);

#define GG_GO_NAMED (1u << 16) /* weight of the vote of a function beside that of a closure */

#endif
