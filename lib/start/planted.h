/*
 * Links that the function may have left behind.
 *
 * Owns the question whether a link on the path of a rule can be the function's own work: it lies in a folder where
 * the policy lets it make links, and leads out of there. Followed at the next start, it would have the rule grant
 * what the function chose. Relies on the file system as it is while planning. A policy that lets everything be made
 * everywhere ("/") is not helped.
 */
#ifndef GG_START_PLANTED_H
#define GG_START_PLANTED_H

#include "policy/policy.h"

typedef bool gg_link_fn(const char *link, const void *arg);

/* gg_links_on() - show @is_its the path of every link on the first @n bytes of @path
 * @ret_real: where these links lead, PATH_MAX bytes; what is asked elsewhere may be answered by other links
 * Return: 0 there is none that is; -EPERM one is; other negative errno: it cannot be told */
int gg_links_on(const char *path, size_t n, gg_link_fn *is_its, const void *arg, char *ret_real);

/**
 * struct gg_planted - where links are not trusted
 * @rules: those that let something be made, and those that take something away; literal beginnings of their paths
 * @path:  the last one that was found to lead through such a link; NULL: none
 */
struct gg_planted {
	struct gg_planted_rule {
		char *path;
		unsigned allow, deny;
	} *rules;
	size_t n;
	const char *path;
};

/* gg_planted_add() - a rule of files, its path resolved. Return: 0; -ENOMEM */
int gg_planted_add(struct gg_planted *p, const struct gg_file_rule *rule);

/* gg_planted() - are the first @n bytes of @path, which exist, led by such a link?
 * @real: where they lead; it is fine to be led about within one such folder, unless a rule takes something away there,
 *        or @socket is what it is about */
bool gg_planted(struct gg_planted *p, const char *path, size_t n, const char *real, bool socket);

void gg_planted_done(struct gg_planted *p);

#endif
