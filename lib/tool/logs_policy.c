/*
 * From logged events to the suggester, see tool/logs_policy.h.
 *
 * Owns which fields make a fact. Relies on jansson. Strings with a NUL are not taken: no rule can
 * hold one.
 */
#include "tool/logs_policy.h"

#include <limits.h>
#include <string.h>

#include "base/access.h"
#include "tool/logs.h"

static const char *text_of(const json_t *event, const char *key)
{
	const json_t *value = json_object_get(event, key);
	const char *text = json_string_value(value);

	return text && strlen(text) == json_string_length(value) && *text ? text : NULL;
}

static int number_of(const json_t *event, const char *key, int max)
{
	json_int_t value = json_integer_value(json_object_get(event, key));

	return value < 0 || value > max ? 0 : (int)value;
}

static unsigned access_of(const json_t *event)
{
	const char *words = text_of(event, "access");
	unsigned bits = 0;

	if (words && gg_access_parse(words, &bits, NULL) < 0)
		bits = 0;
	return bits;
}

static enum gg_proto proto_of(const json_t *event)
{
	const char *name = text_of(event, "proto");
	int i = name ? 0 : GG_PROTO_COUNT;

	while (i < GG_PROTO_COUNT && strcmp(gg_proto_name((enum gg_proto)i), name) != 0)
		i++;
	return (enum gg_proto)i;
}

static bool is_path(const char *path)
{
	return !path || path[0] == '/';
}

#define ARGS_MAX 64 /* as events have */

/* Arguments, where it was them that no rule grants. Return: they are in @list */
static bool argv_of(const json_t *event, const char *list[static ARGS_MAX + 1])
{
	const json_t *argv = json_object_get(event, "argv"), *arg;
	const char *reason = text_of(event, "reason");
	size_t i;

	if (!reason || strncmp(reason, "argv:", 5) != 0 || !json_array_size(argv))
		return false;
	json_array_foreach(argv, i, arg)
	{
		if (i == ARGS_MAX || !json_is_string(arg) ||
		    strlen(json_string_value(arg)) != json_string_length(arg))
			return false;
		list[i] = json_string_value(arg);
	}
	list[i] = NULL;
	return true;
}

/* gg_logs_suggest_for() - see tool/logs_policy.h */
void gg_logs_suggest_for(struct gg_suggest *suggest, const json_t *event)
{
	suggest->subjects |= gg_logs_kind(event) == GG_KIND_POSTURE &&
			     json_is_true(json_object_get(event, "by_package"));
}

/* gg_logs_suggest() - see tool/logs_policy.h */
void gg_logs_suggest(struct gg_suggest *suggest, const json_t *event)
{
	const char *op = text_of(event, "op"), *rule = text_of(event, "rule");
	int i = op ? gg_name_find(gg_op_names, GG_OP_COUNT, op, strlen(op)) : -1;
	const char *argv[ARGS_MAX + 1];
	struct gg_fact fact = {
		.op = (enum gg_op)i,
		.pid = number_of(event, "pid", INT_MAX),
		.tid = number_of(event, "tid", INT_MAX),
		.path = text_of(event, "path"),
		.path2 = text_of(event, "path2"),
		.access = access_of(event),
		.proto = proto_of(event),
		.addr = text_of(event, "addr"),
		.port = (unsigned)number_of(event, "port", 65535),
		.syscall = text_of(event, "syscall"),
		.exe = text_of(event, "exe"),
		.argv = argv_of(event, argv) ? argv : NULL,
		.argv_cut = json_is_true(json_object_get(event, "argv_cut")),
		.sha256 = text_of(event, "sha256"),
		.subject = text_of(event, "subject"),
		.by_package = rule && !strcmp(rule, "packages"),
		.hardened = rule && !strcmp(rule, "harden"),
		.rule_at = text_of(event, "rule_at"),
	};

	if (i >= 0 && gg_logs_kind(event) == GG_KIND_VIOLATION && is_path(fact.path) &&
	    is_path(fact.path2))
		gg_suggest_add(suggest, &fact);
}
