/*
 * Types of policy values: how each is set from a node and printed.
 *
 * Owns the table of types and the printer's state. Relies on policy/reading.h. Each family has
 * its own file: type_scalar.c, type_list.c, type_call.c, type_rule.c, type_net.c.
 */
#ifndef GG_POLICY_TYPES_H
#define GG_POLICY_TYPES_H

#include <stdio.h>

#include "policy/reading.h"

struct gg_printer {
	FILE *out;
	unsigned depth; /* of indentation */
	bool one_line;  /* inside an entry of a list */
};

/**
 * struct gg_type_ops - what a type can do
 * @set:   value at @field from @node; mistakes go to @r
 * @print: "key = value;" for the value at @field, or nothing when it is not given
 */
struct gg_type_ops {
	const char *name;
	void (*set)(struct gg_reading *r, const struct gg_key *key, const struct gg_node *node,
		    void *field);
	void (*print)(struct gg_printer *p, const struct gg_key *key, const void *field);
};

extern const struct gg_type_ops gg_types[GG_TYPE_COUNT];

#define GG_TYPE_FUNCS(name)                                                                    \
	void gg_set_##name(struct gg_reading *r, const struct gg_key *key,                         \
			   const struct gg_node *node, void *field);                                   \
	void gg_print_##name(struct gg_printer *p, const struct gg_key *key, const void *field)

GG_TYPE_FUNCS(version);
GG_TYPE_FUNCS(name);
GG_TYPE_FUNCS(choice);
GG_TYPE_FUNCS(bool);
GG_TYPE_FUNCS(uint);
GG_TYPE_FUNCS(seconds);
GG_TYPE_FUNCS(string); /* prints every kind of string */
GG_TYPE_FUNCS(program);
GG_TYPE_FUNCS(sink);
GG_TYPE_FUNCS(profiles);
GG_TYPE_FUNCS(calls);
GG_TYPE_FUNCS(privileges);
GG_TYPE_FUNCS(patterns);
GG_TYPE_FUNCS(fds);
GG_TYPE_FUNCS(otherwise);
GG_TYPE_FUNCS(group);
GG_TYPE_FUNCS(records);
GG_TYPE_FUNCS(nets);
GG_TYPE_FUNCS(net);
GG_TYPE_FUNCS(file_path);
GG_TYPE_FUNCS(exec_path);
GG_TYPE_FUNCS(access);
GG_TYPE_FUNCS(argv);
GG_TYPE_FUNCS(sha256);
GG_TYPE_FUNCS(subject);
GG_TYPE_FUNCS(call);
GG_TYPE_FUNCS(values);

/* gg_is_call_or_group() - does @one name something known? If not, that is reported */
bool gg_is_call_or_group(struct gg_reading *r, const struct gg_key *key,
			 const struct gg_node *one);

/* Pieces of the printer (policy/print.c) */
void gg_print_key(struct gg_printer *p, const struct gg_key *key); /* "key = " */
void gg_print_end(struct gg_printer *p);                           /* ";" */
void gg_print_quoted(struct gg_printer *p, const char *s);
void gg_print_path(struct gg_printer *p, const char *path); /* quoted, $ doubled */
void gg_print_fields(struct gg_printer *p, const struct gg_key *parent, const void *record);

#endif
