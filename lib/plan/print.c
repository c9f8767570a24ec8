/*
 * Printing a plan.
 *
 * Owns the layout. Relies on print_rules.c for paths. Everything is named with the layer that
 * holds it, so that a gap cannot be overlooked.
 */
#include "plan/print.h"

#include <string.h>

#include "base/access.h"
#include "base/addr.h"
#include "base/calls.h"
#include "base/kernel.h"
#include "base/privileges.h"
#include "base/text.h"
#include "plan/gaps.h"

static const char *const asked[] = { "off", "prefer", "require" };

static void print_layers(const struct gg_plan *plan, FILE *out)
{
	const struct gg_plan_head *h = plan->head;
	unsigned i;

	fprintf(out, "layers\n");
	for (i = 0; i < GG_LAYER_COUNT; i++)
		fprintf(out, "  %-10s %-8s -> %s%s%s\n", gg_layer_names[i].name, asked[h->asked[i]],
			gg_state_names[h->state[i]].name, h->why[i] ? ": " : "",
			gg_plan_string(plan, h->why[i]));
	for (i = 0; i < plan->count[GG_SECT_NOTES]; i++)
		fprintf(out, "  note: %s\n", gg_plan_string(plan, plan->notes[i]));
}

static void print_gaps(const struct gg_plan *plan, FILE *out)
{
	unsigned gap;

	fprintf(out, "open (held by nothing here)\n");
	for (gap = 0; gap < GG_GAP_COUNT; gap++)
		if (gg_plan_gap(plan, (enum gg_gap)gap))
			fprintf(out, "  %-11s %s\n", gg_gap_names[gap].name, gg_gap_names[gap].help);
}

static void print_calls_of(const struct gg_plan *plan, unsigned kind, const char *title, FILE *out)
{
	size_t i;
	size_t column = 0;
	unsigned n = 0;
	int nr;
	const char *name;

	for (i = 0; gg_call_at(GG_ARCH_HERE, i, &nr); i++)
		n += nr >= 0 && nr < GG_PLAN_CALLS && plan->calls[nr] == kind;
	fprintf(out, "  %s: %u\n", title, n);
	for (i = 0; (name = gg_call_at(GG_ARCH_HERE, i, &nr)); i++) {
		if (nr < 0 || nr >= GG_PLAN_CALLS || plan->calls[nr] != kind)
			continue;
		if (column + strlen(name) > 88) {
			fputc('\n', out);
			column = 0;
		}
		if (column == 0)
			fprintf(out, "   ");
		fprintf(out, " %s", name);
		column += strlen(name) + 1;
	}
	if (column)
		fputc('\n', out);
}

static void print_calls(const struct gg_plan *plan, FILE *out)
{
	bool supervised = plan->head->flags & GG_PLAN_NEEDS_SUPERVISOR;

	if (plan->head->state[GG_LAYER_SECCOMP] == GG_STATE_ON)
		fprintf(out, "system calls (seccomp, %u instructions)\n", plan->count[GG_SECT_BPF]);
	else
		fprintf(out, "system calls (enforced by nothing)\n");
	print_calls_of(plan, GG_CALL_ALLOW, "allowed", out);
	print_calls_of(plan, GG_CALL_CHECKED, "allowed after a look at their arguments", out);
	print_calls_of(plan, GG_CALL_WATCH,
		       supervised ? "decided by path, address or program" :
				    "allowed without a look at path, address or program",
		       out);
	print_calls_of(plan, GG_CALL_REFUSED, "taken away by name", out);
}

static void print_privileges(const struct gg_plan *plan, FILE *out)
{
	size_t i;

	if (plan->head->privileges == UINT64_MAX) {
		fprintf(out, "capabilities that root keeps: all\n");
		return;
	}
	fprintf(out, "capabilities that root keeps (the others are given up)\n ");
	for (i = 0; i < gg_n_privileges; i++)
		if (plan->head->privileges & GG_PRIVILEGE(i))
			fprintf(out, " %s", gg_privileges[i].name + strlen("CAP_"));
	fputc('\n', out);
}

struct printing {
	const struct gg_plan *plan;
	FILE *out;
	const char *kind;
	uint32_t part;
};

/* As it would be written in a policy */
static void print_pin(const struct gg_plan *plan, const struct gg_plan_right *r, FILE *out)
{
	const struct gg_plan_pin *pin = r->pin ? &plan->pins[r->pin - 1] : NULL;
	char hex[2 * sizeof(pin->sha256) + 1];
	struct gg_text text;
	uint32_t i;

	if (pin && (pin->wants & GG_PIN_ARGV)) {
		fprintf(out, "        argv = [");
		for (i = 0; i < pin->n_words; i++)
			fprintf(out, "%s \"%s\"", i ? "," : "",
				gg_plan_string(plan, plan->words[pin->words + i]));
		fprintf(out, " ]\n");
	}
	if (pin && (pin->wants & GG_PIN_SHA256)) {
		gg_text_init(&text, hex, sizeof(hex));
		gg_text_hex(&text, pin->sha256, sizeof(pin->sha256));
		fprintf(out, "        sha256 = \"%s\"\n", hex);
	}
}

/* A line above the first rule of each kind of each part */
static void print_heading(struct printing *p, const char *kind, uint32_t part)
{
	char whose[4200];
	struct gg_text text;

	if (p->kind && !strcmp(p->kind, kind) && p->part == part)
		return;
	gg_text_init(&text, whose, sizeof(whose));
	gg_plan_whose(p->plan, part, &text);
	fprintf(p->out, "%s%s\n", kind, whose);
	p->kind = kind;
	p->part = part;
}

static void print_right(const struct gg_plan_rule *rule, void *arg)
{
	struct printing *p = arg;
	const struct gg_plan_right *r = rule->right;
	char words[64];
	char at[300];
	struct gg_text text;

	print_heading(p, rule->kind, rule->part);
	gg_text_init(&text, words, sizeof(words));
	if (!strcmp(rule->kind, "files"))
		gg_access_print(r->allow ? r->allow : r->deny, &text);
	gg_text_init(&text, at, sizeof(at));
	gg_plan_rule_at(p->plan, r->place, &text);
	fprintf(p->out, "  %-5s %-34s %s  [%s]  %s\n", r->allow ? "allow" : "deny", rule->path, words,
		gg_plan_enforcer(p->plan, r), at);
	print_pin(p->plan, r, p->out);
	if (r->allow && r->deny) {
		struct gg_plan_right denied = *r;
		struct gg_plan_rule rest = { rule->kind, rule->path, rule->part, &denied };

		denied.allow = 0;
		print_right(&rest, arg);
	}
}

/* The first bytes of an IPv4 address in the form of an IPv6 one */
/* Landlock grants a port whatever the host; what it does not grant it denies for all of them, so
 * that a denied host is no rule of its. */
static const char *net_enforcer(const struct gg_plan *plan, const struct gg_plan_net *n)
{
	uint32_t right = GG_NET_USE(n->kind) == GG_NET_CONNECT ? GG_LL_NET_CONNECT_TCP : GG_LL_NET_BIND_TCP;

	if (plan->head->flags & GG_PLAN_NEEDS_SUPERVISOR)
		return "supervisor";
	if (n->verdict == GG_NET_ALLOW && (n->proto & 0x7f) == GG_PROTO_TCP && (plan->head->ll_net & right))
		return "landlock, by port only";
	return "nothing";
}

static void print_net(struct printing *p, const struct gg_plan_net *n)
{
	char line[256];
	char at[300];
	struct gg_text text;
	bool v4 = n->bits >= 96 && gg_addr_is_v4(n->ip);

	gg_text_init(&text, line, sizeof(line));
	gg_text_fmt(&text, "%s://", (n->proto & 0x7f) == GG_PROTO_TCP ? "tcp" : "udp");
	if (n->bits == 0 && !(n->proto & GG_NET_ONLY_V6))
		gg_text_char(&text, '*');
	else {
		gg_addr_print_ip(n->ip, &text);
		gg_text_fmt(&text, "/%u", (unsigned)n->bits - (v4 ? 96 : 0));
	}
	if (n->lo == n->hi)
		gg_text_fmt(&text, " port %u", n->lo);
	else if (n->lo != 0 || n->hi != 65535)
		gg_text_fmt(&text, " ports %u-%u", n->lo, n->hi);
	gg_text_init(&text, at, sizeof(at));
	gg_plan_rule_at(p->plan, n->place, &text);
	print_heading(p, "network", GG_NET_PART(n->kind));
	fprintf(p->out, "  %-5s %-7s %s  [%s]  %s\n", n->verdict == GG_NET_ALLOW ? "allow" : "deny",
		GG_NET_USE(n->kind) == GG_NET_CONNECT ? "connect" : "listen", line,
		net_enforcer(p->plan, n), at);
}

static void print_entry(const struct gg_plan_entry *entry, void *arg)
{
	struct printing *p = arg;

	if (!p->kind || strcmp(p->kind, "packages") != 0)
		fprintf(p->out, "packages\n");
	p->kind = "packages";
	fprintf(p->out, "  %s: %s%s%s  [supervisor]  %s\n", entry->match,
		entry->governs[0] ? "nothing but what is listed of: " : "as the process", entry->governs,
		entry->trusted ? ", trusted" : "", entry->at);
}

/** gg_plan_print() - see print.h */
void gg_plan_print(const struct gg_plan *plan, FILE *out)
{
	struct printing p = { .plan = plan, .out = out };
	const char *target = gg_plan_string(plan, plan->head->target);
	uint32_t i;

	fprintf(out, "policy %s, mode %s%s%s\n", gg_plan_string(plan, plan->head->name),
		gg_mode_names[plan->head->mode].name, *target ? ", armed when this is executed: " : "",
		target);
	print_layers(plan, out);
	print_gaps(plan, out);
	print_calls(plan, out);
	print_privileges(plan, out);
	gg_plan_rules(plan, print_right, &p);
	for (i = 0; i < plan->count[GG_SECT_NETS]; i++)
		print_net(&p, &plan->nets[i]);
	gg_plan_packages(plan, print_entry, &p);
}
