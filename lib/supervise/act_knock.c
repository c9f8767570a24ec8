/*
 * seccomp: the knock, or an attack.
 *
 * Owns the answers to plan/knock.h. Relies on nothing the caller says but the C caller's name,
 * which is for people: what it reports is decided again. Any other use of seccomp is denied: with
 * the supervisor gone it would let the caller answer itself.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/access.h"
#include "base/scope.h"
#include "plan/knock.h"
#include "supervise/act.h"
#include "supervise/acts.h"
#include "supervise/args.h"

static void hello(struct gg_call *c)
{
	gg_reply_error(c, GG_KNOCK_ERRNO);
	if (c->super->plan_fd >= 0)
		gg_inject(c, c->super->plan_fd, O_CLOEXEC);
	if (!c->done && c->reply.error)
		gg_reply_error(c, GG_KNOCK_ERRNO);
}

static bool ends(const char *s, size_t size)
{
	return memchr(s, '\0', size) != NULL;
}

static bool well_formed(const struct gg_report *r)
{
	return r->size == sizeof(*r) && ends(r->call, sizeof(r->call)) &&
	       ends(r->path, sizeof(r->path)) && ends(r->module, sizeof(r->module)) &&
	       ends(r->symbol, sizeof(r->symbol)) && r->addr.proto < GG_PROTO_COUNT &&
	       r->addr.name_len < sizeof(r->addr.name) &&
	       (r->op == GG_OP_OPEN || r->op == GG_OP_CREATE || r->op == GG_OP_EXEC ||
		r->op == GG_OP_CONNECT || r->op == GG_OP_BIND) &&
	       ends(r->host, sizeof(r->host));
}

/* Decide again, with arguments read again. Return: is it denied, and is that certain? */
static bool denied(struct gg_call *c, struct gg_request *request, struct gg_answer *ret_answer)
{
	gg_consider(c, request, ret_answer);
	return ret_answer->verdict == GG_VERDICT_DENY && ret_answer->pinned != GG_PINNED_UNKNOWN &&
	       (ret_answer->pinned == GG_PINNED_FREE || request->argv);
}

static void report(struct gg_call *c, const struct gg_report *r)
{
	bool net = r->op == GG_OP_CONNECT || r->op == GG_OP_BIND;
	gg_free struct gg_args *args = NULL;
	struct gg_request request = { .op = (enum gg_op)r->op,
				      .access = r->access & GG_ACCESS_ALL,
				      .path = r->path[0] ? r->path : NULL,
				      .addr = net ? &r->addr : NULL };
	struct gg_event ev = { .layer = GG_LAYER_WRAPPERS,
			       .op = request.op,
			       .syscall = r->call,
			       .path = net ? NULL : request.path,
			       .has_addr = net,
			       .host = net && r->host[0] ? r->host : NULL,
			       .c_module = r->module[0] ? r->module : NULL,
			       .c_symbol = r->symbol[0] ? r->symbol : NULL };
	struct gg_answer a;
	int ret;

	gg_reply_error(c, EINVAL);
	if (!net && !request.path)
		return;
	if (r->op == GG_OP_EXEC && r->argv)
		args = gg_args_new(c, r->argv, GG_ARGS_MAX, &ret);
	if (args) {
		ev.argv = request.argv = (const char *const *)args->first;
		ev.argv_cut = request.argv_cut = args->cut;
	}
	if (!denied(c, &request, &a))
		return;
	ev.access = a.missing;
	ev.reason = gg_reason(&a);
	if (net)
		ev.addr = r->addr;
	gg_report(c, &a, &ev);
	gg_reply_value(c, 0);
}

/** gg_act_knock() - answer seccomp(2) */
void gg_act_knock(struct gg_call *c)
{
	gg_free struct gg_report *r = NULL;

	switch ((uint32_t)c->args[0]) {
	case GG_KNOCK_HELLO:
		hello(c);
		return;
	case GG_KNOCK_REPORT:
		r = malloc(sizeof(*r));
		if (!r || gg_target_read(c, c->args[2], r, sizeof(*r)) < 0 || !well_formed(r))
			gg_reply_error(c, EINVAL);
		else
			report(c, r);
		return;
	default:
		gg_act_denied(c);
		return;
	}
}
