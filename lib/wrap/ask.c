/*
 * The decision of a wrapper.
 *
 * Owns requests to gg_decide() and reports to the supervisor. Everything is on the stack, one
 * struct gg_report whose path field serves as buffer, for callers on small stacks. Relies on
 * wrap/where.h for paths. Does not deny what the supervisor does not confirm.
 *
 * #syscalls getsockopt seccomp
 */
#include "wrap/ask.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/syscall.h>

#include "base/access.h"
#include "base/sys.h"
#include "plan/decide.h"
#include "plan/knock.h"
#include "wrap/caller.h"
#include "wrap/context.h"
#include "wrap/flags.h"
#include "wrap/names.h"
#include "wrap/where.h"

_Static_assert(sizeof(((struct gg_report *)0)->path) == GG_WHERE_MAX, "the buffer is the field");

/* Fill in what only a denial needs; the path is there already, behind it is old stack. */
static void complete(struct gg_report *report, const char *call, const void *ret, int err)
{
	size_t used = strlen(report->path);
	size_t n = strnlen(call, sizeof(report->call) - 1);

	memset(report->path + used, 0, sizeof(report->path) - used);
	report->size = sizeof(*report);
	report->err = (uint32_t)err;
	memset(report->call, 0, sizeof(report->call));
	memcpy(report->call, call, n);
	gg_names_get(report->addr.ip, report->host);
	gg_caller_name(ret, report->module, sizeof(report->module), report->symbol,
		       sizeof(report->symbol));
}

static int ask(const struct gg_plan *plan, struct gg_report *report, const char *call,
	       const void *ret)
{
	const struct gg_request request = {
		.op = (enum gg_op)report->op,
		.access = report->access,
		.path = report->path,
		.call = -1,
		.addr = &report->addr,
		.argv = (const char *const *)(uintptr_t)report->argv,
	};
	struct gg_answer answer;

	gg_decide(plan, &request, &answer);
	if (answer.verdict != GG_VERDICT_DENY)
		return 0;
	/* Digests are the supervisor's matter, and so are arguments that are not known here. */
	if (answer.pinned == GG_PINNED_UNKNOWN || (answer.pinned != GG_PINNED_FREE && !request.argv))
		return 0;
	complete(report, call, ret, answer.err);
	/* EINVAL: the supervisor would not deny this. It knows better, so it shall decide. */
	if (gg_sys_seccomp(GG_KNOCK_REPORT, 0, report) == -EINVAL)
		return 0;
	return answer.err;
}

static void begin(struct gg_report *report, enum gg_op op)
{
	report->op = op;
	report->access = 0;
	report->argv = 0;
	report->path[0] = '\0';
	memset(&report->addr, 0, sizeof(report->addr));
}

/** gg_ask_open() - see ask.h */
int gg_ask_open(const char *call, const void *ret, int dir, const char *path, int flags)
{
	const struct gg_plan *plan = gg_context_plan();
	struct gg_report report;
	bool missing = false;
	int found;

	if (!plan || !gg_flags_access(flags, (flags & O_CREAT) != 0))
		return 0;
	begin(&report, GG_OP_OPEN);
	found = gg_where_is(dir, path, flags & O_NOFOLLOW ? AT_SYMLINK_NOFOLLOW : 0, report.path);
	if (found == -ENOENT && (flags & O_CREAT)) {
		missing = true;
		report.op = GG_OP_CREATE;
		found = gg_where_will_be(dir, path, report.path);
	}
	if (found < 0 || (!missing && (flags & O_CREAT) && (flags & O_EXCL)))
		return 0;
	report.access = gg_flags_access(flags, missing);
	return ask(plan, &report, call, ret);
}

/** gg_ask_exec() - see ask.h */
int gg_ask_exec(const char *call, const void *ret, int dir, const char *path, int at_flags,
		char *const *argv)
{
	const struct gg_plan *plan = gg_context_plan();
	struct gg_report report;
	int found;

	if (!plan)
		return 0;
	begin(&report, GG_OP_EXEC);
	found = gg_where_is(dir, path, at_flags, report.path);
	if (found < 0)
		return found;
	report.access = GG_ACCESS_EXECUTE;
	report.argv = (uintptr_t)argv;
	return ask(plan, &report, call, ret);
}

static int socket_type(int fd)
{
	int type = -1;
	socklen_t size = sizeof(type);

	return gg_sys(SYS_getsockopt, fd, SOL_SOCKET, SO_TYPE, &type, &size) < 0 ? -1 : type;
}

static bool is_ip(const struct gg_addr *addr)
{
	return addr->proto == GG_PROTO_TCP || addr->proto == GG_PROTO_UDP;
}

/* Where a unix address leads, or will be. Return: false: nothing to be said about it */
static bool resolve_unix(const struct gg_addr *addr, enum gg_op op, char path[static GG_WHERE_MAX])
{
	if (addr->abstract || !addr->name[0])
		return addr->abstract;
	if (op == GG_OP_BIND)
		return gg_where_will_be(AT_FDCWD, addr->name, path) >= 0;
	return gg_where_is(AT_FDCWD, addr->name, 0, path) >= 0;
}

static int ask_address(enum gg_op op, const char *call, const void *ret, int fd,
		       const struct sockaddr *sa, socklen_t len)
{
	const struct gg_plan *plan = gg_context_plan();
	struct sockaddr_storage copy;
	struct gg_report report;
	struct gg_addr *addr = &report.addr;
	int type;

	if (!plan || !sa || len > sizeof(copy))
		return 0;
	type = socket_type(fd);
	if (type < 0)
		return 0;
	memset(&copy, 0, sizeof(copy));
	memcpy(&copy, sa, len);
	begin(&report, op);
	if (gg_addr_from_sockaddr(&copy, len, type, addr) < 0)
		return 0;
	if (addr->proto == GG_PROTO_UNIX ? !resolve_unix(addr, op, report.path) : !is_ip(addr))
		return 0;
	if (is_ip(addr) && addr->port == 0)
		return 0; /* a port that the kernel chooses: the supervisor knows the exceptions */
	return ask(plan, &report, call, ret);
}

/** gg_ask_connect() - see ask.h */
int gg_ask_connect(const char *call, const void *ret, int fd, const struct sockaddr *sa,
		   socklen_t len)
{
	return ask_address(GG_OP_CONNECT, call, ret, fd, sa, len);
}

/** gg_ask_bind() - see ask.h */
int gg_ask_bind(const char *call, const void *ret, int fd, const struct sockaddr *sa, socklen_t len)
{
	return ask_address(GG_OP_BIND, call, ret, fd, sa, len);
}
