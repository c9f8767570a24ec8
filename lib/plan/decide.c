/*
 * The decision.
 *
 * Owns the entry to all of them and what is common: mode audit, verdict and errno. Relies on the
 * files decide_path.c and decide_net.c for the lookups. Pure.
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

static void decide_paths(const struct gg_plan *plan, const struct gg_request *r, struct gg_answer *a)
{
	unsigned access = r->op == GG_OP_EXEC ? GG_ACCESS_EXECUTE : r->access;
	struct gg_path_answer found;

	gg_decide_path(plan, plan->head->root_files, r, access, r->ll_installed, &found);
	a->place = found.place;
	a->missing = access & ~found.granted;
	a->pinned = found.pinned;
	a->pins = found.pins;
	a->rule = found.place == GG_PLACE_NONE ? "default" : r->op == GG_OP_EXEC ? "exec" : "files";
	if (a->missing) {
		refuse(plan, EACCES, a);
		return;
	}
	a->backed = found.backed && !(access & plan->head->unsafe);
}

static void decide_unix(const struct gg_plan *plan, const struct gg_request *r, struct gg_answer *a)
{
	uint32_t root = r->op == GG_OP_BIND ? plan->head->root_listen : plan->head->root_connect;
	struct gg_path_answer found = { .place = GG_PLACE_NONE };

	if (r->addr->abstract) {
		/* A NUL inside makes a name that no rule can have written. */
		if (strlen(r->addr->name) == r->addr->name_len)
			gg_decide_name(plan, root, r->addr->name, &found);
	} else if (r->path) {
		gg_decide_path(plan, root, r, 1, NULL, &found);
	}
	a->place = found.place;
	a->rule = found.place == GG_PLACE_NONE ? "default" : "network";
	if (!found.granted)
		refuse(plan, EACCES, a);
}

static void decide_address(const struct gg_plan *plan, const struct gg_request *r,
			   struct gg_answer *a)
{
	const struct gg_plan_net *net;

	switch (r->addr->proto) {
	case GG_PROTO_NONE: /* dissolves an association; to send or bind it would mean IPv4 */
		if (r->op != GG_OP_CONNECT)
			refuse(plan, EACCES, a);
		return;
	case GG_PROTO_NETLINK: /* the filter lets only routing netlink be opened */
		return;
	case GG_PROTO_UNIX:
		decide_unix(plan, r, a);
		return;
	case GG_PROTO_TCP:
	case GG_PROTO_UDP:
		break;
	case GG_PROTO_COUNT:
	default:
		refuse(plan, EACCES, a);
		return;
	}
	net = gg_decide_net(plan, r->op == GG_OP_BIND ? GG_NET_LISTEN : GG_NET_CONNECT, r->addr);
	if (net) {
		a->place = net->place;
		a->rule = "network";
	}
	if (!net || !net->verdict)
		refuse(plan, EACCES, a);
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
