/*
 * What became of chains of Go functions, for chains that come again.
 *
 * Owns the records. A chain depends on nothing but the executable and the trail (golang/chain.h), and so does
 * all that is kept here; a record is found by the whole of both, so nothing that the function can do makes it
 * another's. Relies on executables being numbered, each number once. The main loop alone uses it.
 */
#ifndef GG_SUPERVISE_CHAINS_H
#define GG_SUPERVISE_CHAINS_H

#include "golang/chain.h"
#include "plan/decide.h"

#define GG_CHAINS_BYTES (256 * 1024) /* of one half; the older one is forgotten as a whole */
#define GG_CHAINS_BUCKETS 1024

/**
 * struct gg_known - what became of one chain
 * @subject, @function, @package, @module: for events; of the executable, or static; NULL: none
 * @end:     how it ended
 * @begins:  it is the program's start
 * @who:     whom the plan takes it for, if the plan distinguishes
 * @told:    encoding was tried; @json: what came out, @n bytes, NULL: too much
 */
struct gg_known {
	const char *subject, *function, *package, *module;
	enum gg_go_end end;
	bool begins, told;
	struct gg_who who;
	const char *json;
	size_t n;
};

/* Zeroed it is empty */
struct gg_chains {
	struct gg_chains_half {
		size_t used;
		uint32_t first[GG_CHAINS_BUCKETS]; /* where a record is, in units, and one more; 0: nowhere */
		uint64_t units[GG_CHAINS_BYTES / sizeof(uint64_t)];
	} half[2];
	unsigned now;
};

/* gg_chains_find() - Return: borrowed until the next gg_chains_add(); NULL: not known, or not any more */
const struct gg_known *gg_chains_find(const struct gg_chains *chains, uint64_t image, const struct gg_go_trail *trail);

/* gg_chains_add() - remember @known, with a copy of its @json; neither is borrowed from @chains
 * Return: the copy, borrowed as above; NULL: it is too large */
const struct gg_known *gg_chains_add(struct gg_chains *chains, uint64_t image, const struct gg_go_trail *trail,
				     const struct gg_known *known);

#endif
