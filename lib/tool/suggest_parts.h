/*
 * Pieces of the suggester that its files share.
 *
 * Owns prototypes. Relies on tool/suggest.h. Nothing but suggest*.c includes this.
 */
#ifndef GG_TOOL_SUGGEST_PARTS_H
#define GG_TOOL_SUGGEST_PARTS_H

#include "tool/suggest.h"

/* The ports that Linux hands out by itself, as it comes (net.ipv4.ip_local_port_range) */
#define GG_EPHEMERAL_LO 32768u
#define GG_EPHEMERAL_HI 60999u

/* gg_suggest_own_proc() - /proc/PID of the caller itself to /proc/self, threads to "*"
 * Return: true when @out holds the path; *ret_glob when it is a pattern now */
bool gg_suggest_own_proc(const struct gg_fact *fact, const char *path, struct gg_text *out,
			 bool *ret_glob);

/* gg_suggest_temp_name() - numbers in names of temporary files to "*"
 * Return: true when there were any; @out is the pattern then */
bool gg_suggest_temp_name(const char *path, struct gg_text *out);

/* gg_suggest_temp_folder() - is @path below a folder for temporary files? */
bool gg_suggest_temp_folder(const char *path);

/* gg_suggest_literal() - @path as a pattern that stands for itself */
void gg_suggest_literal(const char *path, struct gg_text *out);

/* gg_suggest_pin() - what a rule for the program of @fact would ask for; NULL: its path is enough,
 * or there is no memory. On @arena */
const char *gg_suggest_pin(struct gg_arena *arena, const struct gg_fact *fact);

/* gg_suggest_review() - why a person must look at @need first; NULL: no reason known */
const char *gg_suggest_review(const struct gg_need *need);

/* gg_suggest_review_subject() - why a rule for who asked for @need cannot be written; NULL: it can */
const char *gg_suggest_review_subject(const struct gg_need *need);

/* gg_suggest_too_wide() - may a rule never be widened to the folder @path? */
bool gg_suggest_too_wide(const char *path);

/* gg_suggest_compare_owner() - of which rules are these two: entry, kind, subject? 0: of the same */
int gg_suggest_compare_owner(const struct gg_need *a, const struct gg_need *b);

/* gg_suggest_compare() - order of needs, for qsort: owner, name, port */
int gg_suggest_compare(const void *a, const void *b);

/* gg_suggest_merge() - sort by kind and name, make one of what is the same now */
void gg_suggest_merge(struct gg_suggest *s);

/* gg_suggest_folders() - three or more files of one folder become the folder */
void gg_suggest_folders(struct gg_suggest *s);

/* gg_suggest_ports() - ports that the kernel chose */
void gg_suggest_ports(struct gg_suggest *s);

#endif
