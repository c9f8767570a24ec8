/*
 * The state of one reading: where values go, where mistakes go.
 *
 * Owns the helpers that every type uses. Relies on the policy's arena for everything that is
 * kept. After a mistake reading goes on, so that all of them are reported; the policy is thrown
 * away at the end.
 */
#ifndef GG_POLICY_READING_H
#define GG_POLICY_READING_H

#include "policy/keys.h"
#include "policy/tree.h"

#define GG_READ_LATER 0x01u /* accept keys that nothing enforces yet */

struct gg_reading {
	struct gg_policy *policy;
	struct gg_findings *findings;
	unsigned flags;
	unsigned depth; /* 0: the policy itself; more: a profile */
	struct gg_words seen; /* profiles read so far, by place */
	struct gg_place places[GG_KEYS_MAX]; /* of every key, where it was written last */
	bool no_memory;
};

/* The shape that all lists of the model share */
struct gg_list {
	void *items;
	size_t n, cap;
};

void gg_reading_error(struct gg_reading *r, struct gg_place at, const char *fmt, ...)
	GG_PRINTF(3, 4);
void gg_reading_warn(struct gg_reading *r, struct gg_place at, const char *fmt, ...)
	GG_PRINTF(3, 4);

/* gg_reading_want() - is @node of @kind? If not, that is an error for @key */
bool gg_reading_want(struct gg_reading *r, const struct gg_key *key, const struct gg_node *node,
		     enum gg_node_kind kind);
/* gg_reading_want_list() - the same for "list or array" */
bool gg_reading_want_list(struct gg_reading *r, const struct gg_key *key,
			  const struct gg_node *node);

/* gg_reading_add() - a new zeroed entry at the end of @list (any list of the model)
 * @max: entries at most
 * Return: the entry; NULL: too many (reported) or no memory */
void *gg_reading_add(struct gg_reading *r, void *list, size_t size, size_t max, struct gg_place at);
/* gg_reading_drop() - take the last entry away again */
void gg_reading_drop(void *list);

/* gg_reading_given() - where key @path was written last; line 0: nowhere */
struct gg_place gg_reading_given(const struct gg_reading *r, const char *path);
/* gg_reading_place() - where key @path was written last, else the first line of the policy */
struct gg_place gg_reading_place(const struct gg_reading *r, const char *path);

char *gg_reading_dup(struct gg_reading *r, const char *s);

/* gg_read_text_with() - gg_policy_read_text() with flags */
int gg_read_text_with(const char *text, size_t len, const char *name, const char *folder,
		      unsigned flags, struct gg_findings *findings, struct gg_policy **ret);

/* gg_read_bytes() - a whole policy file
 * @ret_text: caller frees
 * Return: 0; negative errno; -EFBIG: above GG_POLICY_BYTES_MAX; -EISDIR, -EINVAL: neither a file
 *         nor a pipe */
int gg_read_bytes(const char *path, char **ret_text, size_t *ret_len);

#endif
