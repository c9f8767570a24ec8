/*
 * A plan as JSON.
 *
 * Owns the field names: policy, mode, target, layers, notes, open, syscalls, capabilities, paths, network,
 * packages. Relies on plan/print.h for the walk over rules.
 */
#include "tool/plan_json.h"

#include <errno.h>
#include <jansson.h>

#include "base/access.h"
#include "base/calls.h"
#include "base/privileges.h"
#include "base/text.h"
#include "plan/gaps.h"
#include "plan/print.h"
#include "tool/json_text.h"

static json_t *layers(const struct gg_plan *plan)
{
	static const char *const asked[] = { "off", "prefer", "require" };
	json_t *all = json_object();
	unsigned i;

	for (i = 0; i < GG_LAYER_COUNT; i++)
		(void)json_object_set_new(
			all, gg_layer_names[i].name,
			json_pack("{s:s, s:s, s:o}", "asked", asked[plan->head->asked[i]], "state",
				  gg_state_names[plan->head->state[i]].name, "why",
				  gg_json_text(gg_plan_string(plan, plan->head->why[i]))));
	return all;
}

static json_t *notes(const struct gg_plan *plan)
{
	json_t *all = json_array();
	uint32_t i;

	for (i = 0; i < plan->count[GG_SECT_NOTES]; i++)
		(void)json_array_append_new(all, gg_json_text(gg_plan_string(plan, plan->notes[i])));
	return all;
}

static json_t *gaps(const struct gg_plan *plan)
{
	json_t *all = json_object();
	unsigned gap;

	for (gap = 0; gap < GG_GAP_COUNT; gap++)
		if (gg_plan_gap(plan, (enum gg_gap)gap))
			(void)json_object_set_new(all, gg_gap_names[gap].name,
						  json_string(gg_gap_names[gap].help));
	return all;
}

static json_t *syscalls(const struct gg_plan *plan)
{
	static const char *const kinds[] = { NULL, "allowed", "watched", "checked", "absent",
					     "refused" };
	json_t *all = json_object();
	size_t i;
	unsigned kind;
	int nr;
	const char *name;

	for (kind = 1; kind < GG_ARRAY_SIZE(kinds); kind++)
		(void)json_object_set_new(all, kinds[kind], json_array());
	for (i = 0; (name = gg_call_at(GG_ARCH_HERE, i, &nr)); i++)
		if (nr >= 0 && nr < GG_PLAN_CALLS && plan->calls[nr] > 0 &&
		    plan->calls[nr] < GG_ARRAY_SIZE(kinds))
			(void)json_array_append_new(json_object_get(all, kinds[plan->calls[nr]]),
						    json_string(name));
	return all;
}

static json_t *privileges(const struct gg_plan *plan)
{
	json_t *all = json_array();
	size_t i;

	for (i = 0; i < gg_n_privileges; i++)
		if (plan->head->privileges & GG_PRIVILEGE(i))
			(void)json_array_append_new(all, json_string(gg_privileges[i].name));
	return all;
}

/* Add a rule; one that is not the process's says whose it is */
static void append(json_t *all, const struct gg_plan *plan, uint32_t part, json_t *rule)
{
	const struct gg_plan_part *p = &plan->parts[part];

	if (rule && p->kind != GG_PART_PROCESS)
		(void)json_object_set_new(rule, p->kind == GG_PART_BY ? "by" : "packages",
					  gg_json_text(gg_plan_string(plan, p->pattern)));
	(void)json_array_append_new(all, rule);
}

struct collecting {
	const struct gg_plan *plan;
	json_t *all;
};

/* What a rule of exec asks for beside its path, into @o */
static void add_pin(const struct gg_plan *plan, const struct gg_plan_pin *pin, json_t *o)
{
	char hex[2 * sizeof(pin->sha256) + 1];
	json_t *words = json_array();
	struct gg_text text;
	uint32_t i;

	gg_text_init(&text, hex, sizeof(hex));
	gg_text_hex(&text, pin->sha256, sizeof(pin->sha256));
	for (i = 0; i < pin->n_words; i++)
		(void)json_array_append_new(
			words, gg_json_text(gg_plan_string(plan, plan->words[pin->words + i])));
	if (pin->wants & GG_PIN_ARGV)
		(void)json_object_set(o, "argv", words);
	if (pin->wants & GG_PIN_SHA256)
		(void)json_object_set_new(o, "sha256", json_string(hex));
	json_decref(words);
}

static void collect(const struct gg_plan_rule *rule, void *arg)
{
	struct collecting *c = arg;
	char allow[64], deny[64], at[300];
	struct gg_text text;
	json_t *o;

	gg_text_init(&text, allow, sizeof(allow));
	gg_access_print(rule->right->allow, &text);
	gg_text_init(&text, deny, sizeof(deny));
	gg_access_print(rule->right->deny, &text);
	gg_text_init(&text, at, sizeof(at));
	gg_plan_rule_at(c->plan, rule->right->place, &text);
	o = json_pack("{s:s, s:o, s:s, s:s, s:s, s:o}", "kind", rule->kind, "path",
		      gg_json_text(rule->path), "allow", allow, "deny", deny, "enforced_by",
		      gg_plan_enforcer(c->plan, rule->right), "at", gg_json_text(at));
	if (o && rule->right->pin)
		add_pin(c->plan, &c->plan->pins[rule->right->pin - 1], o);
	append(c->all, c->plan, rule->part, o);
}

static json_t *network(const struct gg_plan *plan)
{
	json_t *all = json_array();
	uint32_t i;

	for (i = 0; i < plan->count[GG_SECT_NETS]; i++) {
		const struct gg_plan_net *n = &plan->nets[i];
		char ip[64], at[300];
		struct gg_text text;

		gg_text_init(&text, ip, sizeof(ip));
		gg_addr_print_ip(n->ip, &text);
		gg_text_init(&text, at, sizeof(at));
		gg_plan_rule_at(plan, n->place, &text);
		append(all, plan, GG_NET_PART(n->kind),
		       json_pack("{s:s, s:s, s:s, s:i, s:i, s:i, s:b, s:o}", "op",
				 GG_NET_USE(n->kind) == GG_NET_LISTEN ? "listen" : "connect", "proto",
				 gg_proto_name((enum gg_proto)(n->proto & 0x7f)), "addr", ip,
				 "bits_of_128", n->bits, "port_from", n->lo, "port_to", n->hi,
				 "allow", n->verdict == GG_NET_ALLOW, "at", gg_json_text(at)));
	}
	return all;
}

static void collect_entry(const struct gg_plan_entry *entry, void *arg)
{
	(void)json_array_append_new(arg, json_pack("{s:o, s:s, s:b, s:o}", "match",
						   gg_json_text(entry->match), "governs", entry->governs,
						   "trust", entry->trusted, "at", gg_json_text(entry->at)));
}

static json_t *packages(const struct gg_plan *plan)
{
	json_t *all = json_array();

	gg_plan_packages(plan, collect_entry, all);
	return all;
}

/** gg_plan_json() - see plan_json.h */
int gg_plan_json(const struct gg_plan *plan, FILE *out)
{
	struct collecting c = { plan, json_array() };
	json_t *o;
	int ret;

	gg_plan_rules(plan, collect, &c);
	o = json_pack("{s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "policy",
		      gg_json_text(gg_plan_string(plan, plan->head->name)), "mode",
		      gg_mode_names[plan->head->mode].name, "target",
		      gg_json_text(gg_plan_string(plan, plan->head->target)), "layers", layers(plan), "notes",
		      notes(plan), "open", gaps(plan), "syscalls", syscalls(plan),
		      "capabilities", privileges(plan), "paths", c.all, "network",
		      network(plan), "packages", packages(plan));
	if (!o)
		return -ENOMEM;
	ret = json_dumpf(o, out, JSON_INDENT(2)) < 0 || fputc('\n', out) == EOF ? -EIO : 0;
	json_decref(o);
	return ret;
}
