/*
 * System calls in policies: names and groups, refine, otherwise.
 *
 * Owns set and print of each. Relies on base/calls.h for names: a call that only the other
 * architecture has is fine, so that one policy serves both. Does not expand groups.
 */
#include <errno.h>
#include <string.h>

#include "base/calls.h"
#include "base/errnos.h"
#include "policy/consts.h"
#include "policy/groups.h"
#include "policy/hint.h"
#include "policy/types.h"

static bool is_call(const char *name)
{
	return gg_call_find(GG_ARCH_HERE, name) >= GG_CALL_NONE;
}

static void try_calls(struct gg_hint *hint)
{
	const char *name;
	int nr;

	for (size_t i = 0; (name = gg_call_at(GG_ARCH_HERE, i, &nr)) != NULL; i++)
		gg_hint_try(hint, name);
}

bool gg_is_call_or_group(struct gg_reading *r, const struct gg_key *key, const struct gg_node *one)
{
	bool group = *one->string == '@';
	struct gg_hint hint;

	if (group ? gg_group_find(one->string) != NULL : is_call(one->string))
		return true;
	gg_hint_init(&hint, one->string);
	if (!group)
		try_calls(&hint);
	for (size_t i = 0; gg_group_at(i); i++)
		gg_hint_try(&hint, gg_group_at(i)->name);
	gg_reading_error(r, one->at, "%s: unknown %s '%s'%s", key->path,
			 group ? "group" : "system call", one->string, gg_hint_text(&hint));
	return false;
}

void gg_set_call(struct gg_reading *r, const struct gg_key *key, const struct gg_node *node,
		 void *field)
{
	if (!gg_reading_want(r, key, node, GG_NODE_STRING))
		return;
	if (*node->string == '@')
		return gg_reading_error(r, node->at, "%s: must be one system call, not a group", key->path);
	if (gg_is_call_or_group(r, key, node))
		*(const char **)field = gg_reading_dup(r, node->string);
}

/* The list is read in gg_refine_done(), when the call is known whose constants are meant */
void gg_set_values(struct gg_reading *r, const struct gg_key *key, const struct gg_node *node,
		   void *field)
{
	(void)field;
	if (gg_reading_want_list(r, key, node) && !node->n)
		gg_reading_error(r, node->at, "%s: must have at least one value (else use syscalls.deny)",
				 key->path);
}

static bool read_value(struct gg_reading *r, const struct gg_node *one, const char *call,
		       uint64_t *ret_value, const char **ret_name)
{
	const struct gg_const *found;
	struct gg_hint hint;

	*ret_name = NULL;
	if (one->kind == GG_NODE_INT) {
		*ret_value = one->negative ? -one->number : one->number;
		return true;
	}
	if (one->kind != GG_NODE_STRING) {
		gg_reading_error(r, one->at, "syscalls.refine[].in: must be a number or a name, not %s",
				 gg_node_kind_text(one->kind));
		return false;
	}
	found = gg_const_find(call, one->string);
	if (found) {
		*ret_value = found->value;
		*ret_name = found->name;
		return true;
	}
	gg_hint_init(&hint, one->string);
	for (size_t i = 0; gg_const_at(i); i++) {
		if (!strcmp(gg_const_at(i)->call, call))
			gg_hint_try(&hint, gg_const_at(i)->name);
	}
	gg_reading_error(r, one->at, "syscalls.refine[].in: unknown constant '%s' for %s%s", one->string,
			 call, hint.best ? gg_hint_text(&hint) : " (write its number)");
	return false;
}

static void read_values(struct gg_reading *r, const struct gg_node *in, struct gg_refine *refine)
{
	if (in->n > GG_POLICY_REFINE_MAX)
		return gg_reading_error(r, in->at, "syscalls.refine[].in: at most %u values",
					GG_POLICY_REFINE_MAX);
	refine->values = gg_arena_alloc(&r->policy->arena, in->n * sizeof(*refine->values));
	refine->value_names = gg_arena_alloc(&r->policy->arena, in->n * sizeof(*refine->value_names));
	if (!refine->values || !refine->value_names) {
		r->no_memory = true;
		return;
	}
	for (size_t i = 0; i < in->n; i++) {
		if (read_value(r, &in->items[i], refine->call, &refine->values[refine->n],
			       &refine->value_names[refine->n]))
			refine->n++;
	}
}

/* gg_refine_done() - values, and one condition per argument of a call: two would be ambiguous */
void gg_refine_done(struct gg_reading *r, const struct gg_node *node, void *entry)
{
	const struct gg_node *in = gg_node_find(node, "in");
	struct gg_refine *refine = entry;

	refine->at = node->at;
	if (!refine->call || !in || (in->kind != GG_NODE_LIST && in->kind != GG_NODE_ARRAY))
		return; /* reported already */
	read_values(r, in, refine);
	for (const struct gg_refine *other = r->policy->refine.items; other < refine; other++) {
		if (other->call && !strcmp(other->call, refine->call) && other->arg == refine->arg)
			return gg_reading_error(r, node->at,
						"syscalls.refine: argument %u of %s is refined at %s:%d already",
						refine->arg, refine->call, other->at.file, other->at.line);
	}
}

void gg_print_values(struct gg_printer *p, const struct gg_key *key, const void *field)
{
	const struct gg_refine *refine = field;

	gg_print_key(p, key);
	fputs("( ", p->out);
	for (size_t i = 0; i < refine->n; i++) {
		fputs(i ? ", " : "", p->out);
		if (refine->value_names[i])
			gg_print_quoted(p, refine->value_names[i]);
		else if (refine->values[i] > INT32_MAX)
			fprintf(p->out, "0x%llxL", (unsigned long long)refine->values[i]);
		else
			fprintf(p->out, "%llu", (unsigned long long)refine->values[i]);
	}
	fputs(" )", p->out);
	gg_print_end(p);
}

void gg_set_otherwise(struct gg_reading *r, const struct gg_key *key, const struct gg_node *node,
		      void *field)
{
	struct gg_policy *policy = field;
	struct gg_hint hint;
	int nr;

	if (!gg_reading_want(r, key, node, GG_NODE_STRING))
		return;
	nr = gg_errno_find(node->string);
	policy->otherwise_errno = nr;
	if (nr) {
		policy->otherwise = GG_OTHERWISE_ERRNO;
	} else if (!strcmp(node->string, "kill")) {
		policy->otherwise = GG_OTHERWISE_KILL;
	} else if (!strcmp(node->string, "trap")) {
		policy->otherwise = GG_OTHERWISE_TRAP;
	} else {
		gg_hint_init(&hint, node->string);
		for (size_t i = 0; gg_errno_at(i); i++)
			gg_hint_try(&hint, gg_errno_at(i));
		gg_hint_try(&hint, "kill");
		gg_hint_try(&hint, "trap");
		gg_reading_error(r, node->at, "%s: '%s' is neither an errno name nor kill nor trap%s",
				 key->path, node->string, gg_hint_text(&hint));
	}
}

void gg_print_otherwise(struct gg_printer *p, const struct gg_key *key, const void *field)
{
	const struct gg_policy *policy = field;

	gg_print_key(p, key);
	if (policy->otherwise == GG_OTHERWISE_ERRNO)
		gg_print_quoted(p, gg_errno_name(policy->otherwise_errno));
	else
		gg_print_quoted(p, policy->otherwise == GG_OTHERWISE_KILL ? "kill" : "trap");
	gg_print_end(p);
}
