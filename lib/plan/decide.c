/*
 * The decision.
 *
 * Owns the entry to all of them and what is common: whose rules count, mode audit, verdict and errno.
 * Relies on the files decide_path.c and decide_net.c for the lookups. Pure.
 */
#include "plan/decide.h"

#include <errno.h>
#include <string.h>

#include "base/access.h"
#include "plan/decide_parts.h"

static void refuse(const struct gg_plan *plan, int err, struct gg_answer *a)
{
	a->verdict = plan->head->mode == GG_MODE_AUDIT ? GG_VERDICT_AUDIT : GG_VERDICT_DENY;
	a->err = a->verdict == GG_VERDICT_AUDIT ? 0 : err;
}

/* The only callers of a plan that does not distinguish, and the callers that nothing is known of */
static const struct gg_who everybody = { .n_grants = 1 };
static const struct gg_who nobody = { .n_grants = 1, .unnamed = true };

static const struct gg_who *who_asks(const struct gg_plan *plan, const struct gg_who *who)
{
	if (plan->count[GG_SECT_PARTS] == 1)
		return &everybody;
	return who ? who : &nobody;
}

/* What a request comes to: bits that are wanted, and how one set of rules is asked about them */
struct question {
	const struct gg_plan *plan;
	const struct gg_request *r;
	const char *rule;
	unsigned wanted;  /* 1 for addresses */
	uint32_t governs; /* GG_GOVERNS_ of addresses */
};

static void ask_unix(const struct question *q, struct gg_parts parts, struct gg_found_rights *found)
{
	unsigned root = q->r->op == GG_OP_BIND ? GG_ROOT_LISTEN : GG_ROOT_CONNECT;
	const struct gg_addr *addr = q->r->addr;

	*found = (struct gg_found_rights){ .place = GG_PLACE_NONE };
	if (addr->abstract) {
		/* A NUL inside makes a name that no rule can have written. */
		if (strlen(addr->name) == addr->name_len)
			gg_decide_name(q->plan, parts, root, addr->name, found);
	} else if (q->r->path) {
		gg_decide_path(q->plan, parts, root, q->r, 1, NULL, found);
	}
}

static void ask_net(const struct question *q, struct gg_parts parts, struct gg_found_rights *found)
{
	unsigned use = q->r->op == GG_OP_BIND ? GG_NET_LISTEN : GG_NET_CONNECT;
	const struct gg_plan_net *net = gg_decide_net(q->plan, parts, use, q->r->addr);

	*found = (struct gg_found_rights){ .place = net ? net->place : GG_PLACE_NONE };
	found->granted = net && net->verdict == GG_NET_ALLOW;
}

static void ask(const struct question *q, struct gg_parts parts, struct gg_found_rights *found)
{
	if (!q->governs)
		gg_decide_path(q->plan, parts, GG_ROOT_FILES, q->r, q->wanted, q->r->ll_installed,
			       found);
	else if (q->r->addr->proto == GG_PROTO_UNIX)
		ask_unix(q, parts, found);
	else
		ask_net(q, parts, found);
}

static void refuse_package(struct gg_answer *a, uint32_t place)
{
	a->rule = "packages";
	a->place = place;
	a->by_package = true;
}

/* Nothing but a digest is missing so far */
static bool waits(const struct gg_answer *a)
{
	return a->missing && a->pinned == GG_PINNED_UNKNOWN;
}

/* One entry of packages: of what it governs, nothing but what it says */
static void restrict_by(const struct question *q, const uint16_t *part, struct gg_answer *a)
{
	const struct gg_plan_part *entry = &q->plan->parts[*part];
	unsigned wanted = q->governs ? !!(q->governs & entry->governs) : q->wanted & entry->governs;
	struct gg_found_rights found;
	unsigned missing;

	if (!wanted)
		return;
	a->backed = false; /* Landlock knows no packages */
	ask(q, (struct gg_parts){ part, 1 }, &found);
	missing = wanted & ~found.granted;
	a->pins |= found.pins;
	if (missing && (!a->missing || waits(a))) {
		refuse_package(a, found.place == GG_PLACE_NONE ? entry->place : found.place);
		a->pinned = found.pinned;
	} else if (!missing && !a->missing) {
		a->pinned = GG_MAX(a->pinned, found.pinned);
	}
	a->missing |= missing;
}

/* What @who may, strictest answer of all rules that apply. Sets all but the verdict. */
static void decide_rules(const struct question *q, const struct gg_who *who, struct gg_answer *a)
{
	struct gg_found_rights found;
	uint16_t i;

	ask(q, (struct gg_parts){ who->grants, who->n_grants }, &found);
	a->place = found.place;
	a->missing = q->wanted & ~found.granted;
	a->rule = found.place == GG_PLACE_NONE ? "default" : q->rule;
	a->pinned = found.pinned;
	a->pins = found.pins;
	a->backed = found.backed;
	if ((!a->missing || waits(a)) && who->unnamed) {
		ask(q, (struct gg_parts){ who->grants + 1, who->n_grants - 1u }, &found);
		a->backed = false;
		if (q->wanted & ~found.granted) {
			a->missing = q->wanted & ~found.granted;
			a->pinned = found.pinned;
			refuse_package(a, found.place);
			if (found.place != GG_PLACE_NONE) /* a rule about the unnamed refuses */
				a->rule = q->rule;
		}
	}
	for (i = 0; i < who->n_packages; i++)
		restrict_by(q, &who->packages[i], a);
}

static void decide_paths(const struct gg_plan *plan, const struct gg_request *r, struct gg_answer *a)
{
	struct question q = { plan, r, r->op == GG_OP_EXEC ? "exec" : "files", .wanted = r->access };

	if (r->op == GG_OP_EXEC)
		q.wanted = GG_ACCESS_EXECUTE;
	decide_rules(&q, who_asks(plan, r->who), a);
	a->backed = a->backed && !a->missing && !(q.wanted & plan->head->unsafe);
	if (a->missing)
		refuse(plan, EACCES, a);
}

static void decide_address(const struct gg_plan *plan, const struct gg_request *r,
			   struct gg_answer *a)
{
	struct question q = { plan, r, "network", .wanted = 1,
			      .governs = r->op == GG_OP_BIND ? GG_GOVERNS_LISTEN :
							       GG_GOVERNS_CONNECT };
	bool missing = true;

	switch (r->addr->proto) {
	case GG_PROTO_NONE: /* dissolves an association; to send or bind it would mean IPv4 */
		missing = r->op != GG_OP_CONNECT;
		break;
	case GG_PROTO_NETLINK: /* the filter lets only routing netlink be opened */
		missing = false;
		break;
	case GG_PROTO_UNIX:
	case GG_PROTO_TCP:
	case GG_PROTO_UDP:
		decide_rules(&q, who_asks(plan, r->who), a);
		missing = a->missing != 0;
		a->missing = 0; /* speaks of access to paths */
		a->backed = false;
		break;
	case GG_PROTO_COUNT:
	default:
		break;
	}
	if (missing)
		refuse(plan, EACCES, a);
}

/** gg_decide_anybody() - see decide.h. Who has several parts is granted what one of them grants beside the
 * process's: the rule that decides belongs to one. */
unsigned gg_decide_anybody(const struct gg_plan *plan, unsigned access, const char *path)
{
	unsigned granted = 0;
	uint32_t i;

	for (i = 0; i < plan->count[GG_SECT_PARTS]; i++) {
		const struct gg_who who = { .grants = { 0, (uint16_t)i }, .n_grants = i ? 2 : 1 };
		const struct gg_request request = { .op = GG_OP_OPEN, .access = access, .path = path, .who = &who };
		struct gg_answer a = { .rule = "default" };

		if (plan->parts[i].kind == GG_PART_PACKAGE)
			continue;
		decide_paths(plan, &request, &a);
		granted |= access & ~a.missing;
	}
	return granted;
}

/** gg_decide_unsafe() - see decide.h */
unsigned gg_decide_unsafe(const struct gg_plan *plan, const struct gg_who *who)
{
	unsigned bits = plan->head->unsafe;
	uint16_t i;

	who = who_asks(plan, who);
	if (who->unnamed)
		return GG_ACCESS_ALL;
	for (i = 0; i < who->n_packages; i++)
		bits |= plan->parts[who->packages[i]].governs & GG_ACCESS_ALL;
	return bits;
}

static void decide_call(const struct gg_plan *plan, const struct gg_request *r, struct gg_answer *a)
{
	uint8_t kind = GG_CALL_ABSENT;

	if (r->call >= 0 && (uint32_t)r->call < plan->count[GG_SECT_CALLS])
		kind = plan->calls[r->call];
	a->rule = "syscalls";
	switch (kind) {
	case GG_CALL_ALLOW:
	case GG_CALL_WATCH:
	case GG_CALL_CHECKED:
		return;
	case GG_CALL_ABSENT:
		refuse(plan, ENOSYS, a);
		a->err = ENOSYS;
		return;
	case GG_CALL_REFUSED:
		break;
	default:
		a->rule = "default";
		break;
	}
	refuse(plan, (int)plan->head->otherwise_errno, a);
	if (a->verdict == GG_VERDICT_DENY && plan->head->otherwise == GG_PLAN_OTHERWISE_KILL)
		a->verdict = GG_VERDICT_KILL;
}

/** gg_decide() - see decide.h */
void gg_decide(const struct gg_plan *plan, const struct gg_request *request, struct gg_answer *ret_answer)
{
	struct gg_answer a = { .verdict = GG_VERDICT_ALLOW,
			       .place = GG_PLACE_NONE,
			       .rule = "default",
			       .pinned = GG_PINNED_FREE };

	switch (request->op) {
	case GG_OP_SYSCALL:
		decide_call(plan, request, &a);
		break;
	case GG_OP_OPEN:
	case GG_OP_CREATE:
	case GG_OP_REMOVE:
	case GG_OP_EXEC:
		decide_paths(plan, request, &a);
		break;
	case GG_OP_CONNECT:
	case GG_OP_BIND:
	case GG_OP_SEND:
		decide_address(plan, request, &a);
		break;
	case GG_OP_COUNT:
	default:
		refuse(plan, EACCES, &a);
		break;
	}
	*ret_answer = a;
}
