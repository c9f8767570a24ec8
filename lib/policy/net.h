/*
 * Network rules from text and to text.
 *
 * Owns the grammar, see policy/net.c. Relies on base/addr.h for numeric addresses. Does not
 * resolve names.
 */
#ifndef GG_POLICY_NET_H
#define GG_POLICY_NET_H

#include "policy/types.h"

/* gg_net_parse() - one rule
 * @text: $NAME replaced; changed and kept: path and host point into it
 * @rule: its address fields are set
 * Return: 0; -EINVAL with @err set */
int gg_net_parse(char *text, enum gg_net_use use, struct gg_net_rule *rule, struct gg_err *err);

/* gg_net_print() - the canonical text, the inverse of gg_net_parse() */
void gg_net_print(const struct gg_net_rule *rule, struct gg_text *out);

#endif
