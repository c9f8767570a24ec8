/*
 * The filter against a plain oracle: random policies, every number, random arguments.
 *
 * The oracle is a list of ifs, written from what the design promises, not from the tables.
 */
#include "plan_help.h"

#include <linux/audit.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#include "base/kernel.h"
#include "plan/knock.h"
#include "plan/watch.h"
#include "policy/core.h"
#include "policy/groups.h"

#if defined(__x86_64__)
#define ARCH AUDIT_ARCH_X86_64
#else
#define ARCH AUDIT_ARCH_AARCH64
#endif
#define ALLOW GG_SECCOMP_RET_ALLOW
#define NOTIF GG_SECCOMP_RET_NOTIF
#define FAIL(nr) (GG_SECCOMP_RET_ERRNO | (uint32_t)(nr))
#define POLICIES 40
#define ROUNDS 3 /* over all numbers, per policy */

static uint64_t seed = 3;

static bool is_one_of(const char *name, const char *const *list)
{
	for (; *list; list++)
		if (!strcmp(name, *list))
			return true;
	return false;
}

#define ONE_OF(name, ...) is_one_of(name, (const char *const[]){ __VA_ARGS__, NULL })

/* --- the oracle ----------------------------------------------------------------------------- */

struct wanted {
	const char *call;
	bool found;
};

static int look(const char *call, void *arg)
{
	struct wanted *w = arg;

	w->found = w->found || !strcmp(call, w->call);
	return 0;
}

static bool holds(const char *word, const char *call)
{
	struct wanted w = { call, false };

	assert_int_equal(gg_group_walk(word, look, &w), 0);
	return w.found;
}

enum granted { NO, YES, TAKEN };

static enum granted granted(const struct gg_policy *p, const char *call)
{
	enum granted g = NO;

	if (ONE_OF(call, "clone3", "io_uring_enter", "io_uring_register", "io_uring_setup", "seccomp"))
		return NO;
	for (size_t i = 0; i < p->allow.n; i++) {
		const char *word = p->allow.items[i].text;

		if (holds(word, call) && (word[0] != '@' || !gg_core_denied(call)))
			g = YES;
	}
	for (size_t i = 0; i < p->deny.n; i++)
		if (holds(p->deny.items[i].text, call))
			g = TAKEN;
	return g;
}

static uint32_t failed(const struct gg_policy *p)
{
	switch (p->otherwise) {
	case GG_OTHERWISE_KILL:
		return GG_SECCOMP_RET_KILL_PROCESS;
	case GG_OTHERWISE_TRAP:
		return GG_SECCOMP_RET_TRAP;
	case GG_OTHERWISE_ERRNO:
	default:
		return FAIL(p->otherwise_errno);
	}
}

static bool inet_socket(uint32_t domain, uint32_t type, uint32_t proto)
{
	if (domain != AF_INET && domain != AF_INET6)
		return false;
	return (type == SOCK_STREAM && (proto == 0 || proto == 6)) ||
	       (type == SOCK_DGRAM && (proto == 0 || proto == 17));
}

static bool unix_socket(uint32_t domain, uint32_t type)
{
	return domain == AF_UNIX && (type == SOCK_STREAM || type == SOCK_DGRAM || type == SOCK_SEQPACKET);
}

static bool good_prctl(uint32_t op)
{
	static const uint32_t good[] = { PR_SET_PDEATHSIG, PR_GET_PDEATHSIG, PR_GET_DUMPABLE, PR_GET_KEEPCAPS,
		PR_SET_NAME, PR_GET_NAME, PR_GET_SECCOMP, PR_CAPBSET_READ, PR_GET_SECUREBITS, PR_SET_TIMERSLACK,
		PR_GET_TIMERSLACK, PR_SET_CHILD_SUBREAPER, PR_GET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS,
		PR_GET_NO_NEW_PRIVS, PR_GET_TID_ADDRESS, PR_SET_THP_DISABLE, PR_GET_THP_DISABLE, 65, 66,
		0x53564d41, 0x41555856 };

	for (size_t i = 0; i < GG_ARRAY_SIZE(good); i++)
		if (good[i] == op)
			return true;
	return false;
}

static bool bad_ioctl(uint32_t request)
{
	uint32_t type = request >> 8 & 0xff;

	if (request == 0x5412 || request == 0x541c || request == 0x5423 || request == 0x800c6613 || request == 0x6609 ||
	    request == 0x4b47 || request == 0x4b49 || request == 0x4b4b || request == 0x4bfb || request == 0x4b4d)
		return true;
	if (request == 0xc020660b || request == 0x40049409 || request == 0x4020940d || request == 0xc0189436)
		return false;
	return (request & 0x40000000) && (type == 'f' || type == 'v' || type == 'X' || type == 'r' || type == 0x94);
}

/* SIGIO_: the kernel will signal somebody, which nobody but Landlock looks at */
enum look { FINE, BAD, ASK, LET_THROUGH, NO_MPTCP, WHITEOUT, SIGIO_, BY_PIDFD, MAKES_CODE, MAPS_CODE, SHARES, JOINS };

static enum look look_at_option(uint32_t level, uint32_t option)
{
	if ((level == 0 && option == 50) || (level == 1 && (option == 25 || option == 62)))
		return BAD; /* no policy here keeps CAP_NET_RAW */
	if (level == 0 && (option == 35 || option == 39 || option == 42 || option == 46))
		return JOINS;
	if (level == 41 && (option == 20 || option == 27 || option == 42 || option == 46))
		return JOINS;
	return (level == 0 && option == 4) || (level == 41 && (option == 57 || option == 6 || option == 32)) ? BAD : FINE;
}

/* What the arguments of a granted call come to */
static enum look look_at(const char *call, const uint64_t args[6])
{
	uint32_t a[6];

	for (unsigned i = 0; i < 6; i++)
		a[i] = (uint32_t)args[i];
	if (!strcmp(call, "clone")) {
		if (a[0] & 0x7e020000)
			return BAD;
		if ((a[0] & 0x10400) == 0x400)
			return SHARES;
		return !(a[0] & 0x10000) || (a[0] & 0x600) == 0x600 ? FINE : BAD;
	}
	if (!strcmp(call, "close_range"))
		return a[2] & 2 ? BAD : FINE;
	if (!strcmp(call, "ioctl"))
		return bad_ioctl(a[1]) ? BAD : a[1] == 0x8901 || a[1] == 0x8902 ? SIGIO_ : FINE;
	if (!strcmp(call, "fcntl"))
		return a[1] == 8 || a[1] == 10 || a[1] == 15 ? SIGIO_ : FINE;
	if (ONE_OF(call, "kill", "tkill", "rt_sigqueueinfo"))
		return a[1] == 0 || a[1] == SIGURG ? FINE : ASK;
	if (ONE_OF(call, "tgkill", "rt_tgsigqueueinfo"))
		return a[2] == 0 || a[2] == SIGURG ? FINE : ASK;
	if (!strcmp(call, "mmap") && (a[2] & PROT_EXEC))
		return a[2] & PROT_WRITE || a[3] & MAP_ANONYMOUS ? MAKES_CODE : MAPS_CODE;
	if (ONE_OF(call, "mprotect", "pkey_mprotect") && (a[2] & PROT_EXEC))
		return a[2] & 0x10 ? FINE : MAKES_CODE;
	if (!strcmp(call, "shmat"))
		return a[2] & 0100000 ? MAKES_CODE : FINE;
	if (!strcmp(call, "memfd_create"))
		return (a[1] & 0x18) == 8 ? FINE : MAKES_CODE;
	if (!strcmp(call, "pidfd_send_signal"))
		return BY_PIDFD;
	if (!strcmp(call, "renameat2"))
		return a[4] & 4 ? WHITEOUT : FINE;
	if (!strcmp(call, "setsockopt"))
		return look_at_option(a[1], a[2]);
	if (!strcmp(call, "open"))
		return a[1] & 010000000 ? LET_THROUGH : FINE;
	if (!strcmp(call, "openat"))
		return a[2] & 010000000 ? LET_THROUGH : FINE;
	if (!strcmp(call, "personality"))
		return a[0] == 0 || a[0] == ~0u ? FINE : BAD;
	if (!strcmp(call, "prctl"))
		return good_prctl(a[0]) ? FINE : BAD;
	if (ONE_OF(call, "prlimit64", "sched_setaffinity", "sched_setattr", "sched_setparam", "sched_setscheduler",
		   "move_pages", "migrate_pages"))
		return a[0] ? BAD : FINE;
	if (!strcmp(call, "setpriority"))
		return a[0] == 0 && a[1] == 0 ? FINE : BAD;
	if (!strcmp(call, "ioprio_set"))
		return a[0] == 1 && a[1] == 0 ? FINE : BAD;
	if (!strcmp(call, "sendmsg"))
		return a[2] & 0x20000000 ? BAD : FINE;
	if (!strcmp(call, "sendmmsg"))
		return a[3] & 0x20000000 ? BAD : FINE;
	if (!strcmp(call, "sendto"))
		return a[3] & 0x20000000 ? BAD : args[4] ? ASK : FINE;
	if (!strcmp(call, "socketpair"))
		return unix_socket(a[0], a[1] & 15) ? FINE : BAD;
	if (strcmp(call, "socket") != 0)
		return FINE;
	if (a[2] == 262)
		return NO_MPTCP;
	if (a[0] == AF_NETLINK && a[2] == 0 && ((a[1] & 15) == SOCK_RAW || (a[1] & 15) == SOCK_DGRAM))
		return FINE;
	return inet_socket(a[0], a[1] & 15, a[2]) || unix_socket(a[0], a[1] & 15) ? FINE : BAD;
}

static bool refined_away(const struct gg_policy *p, const char *call, const uint64_t args[6])
{
	for (size_t i = 0; i < p->refine.n; i++) {
		const struct gg_refine *r = &p->refine.items[i];
		bool found = false;

		for (size_t v = 0; v < r->n; v++)
			found = found || (uint32_t)r->values[v] == (uint32_t)args[r->arg];
		if (!strcmp(r->call, call) && !found)
			return true;
	}
	return false;
}

static uint32_t oracle(const struct gg_policy *p, bool supervised, int nr, const uint64_t args[6])
{
	const char *call = gg_call_name(GG_ARCH_HERE, nr);
	uint32_t denied = supervised && p->otherwise != GG_OTHERWISE_TRAP ? NOTIF : failed(p);
	enum granted g;

	if (!call || ONE_OF(call, "clone3", "file_setattr", "removexattrat", "setxattrat", "uprobe", "uretprobe"))
		return FAIL(ENOSYS);
	if (!strcmp(call, "seccomp"))
		return supervised ? NOTIF : FAIL((uint32_t)args[0] == GG_KNOCK_HELLO ? GG_KNOCK_ERRNO : EPERM);
	if (!supervised && p->otherwise == GG_OTHERWISE_ERRNO && !strncmp(call, "io_uring_", 9))
		return FAIL(ENOSYS);
	g = granted(p, call);
	if (gg_self_call(call))
		g = YES;
	if (!supervised && !strcmp(call, "execve"))
		g = YES;
	if (!strcmp(call, "getrandom") && g == NO)
		return FAIL(ENOSYS);
	if (!supervised && ((!p->connect.n && ONE_OF(call, "connect", "sendto", "sendmsg", "sendmmsg")) ||
			    (!p->listen.n && ONE_OF(call, "bind", "listen"))))
		g = NO;
	if (refined_away(p, call, args))
		return gg_judged(call) ? failed(p) : denied;
	if (g != YES) /* the command itself is executed by it, which no trap may stop */
		return supervised && !strcmp(call, "execve") ? NOTIF : denied;
	switch (look_at(call, args)) {
	case BAD:
		return denied;
	case ASK:
		return supervised ? NOTIF : ALLOW;
	case LET_THROUGH:
		return ALLOW;
	case SIGIO_:
		return supervised && p->layers[GG_LAYER_LANDLOCK] == GG_WANT_OFF ? NOTIF : ALLOW;
	case BY_PIDFD:
		return supervised && p->layers[GG_LAYER_LANDLOCK] == GG_WANT_OFF ? FAIL(ENOSYS) : ALLOW;
	case MAKES_CODE:
		return p->harden.wx ? denied : ALLOW;
	case MAPS_CODE:
	case SHARES:
		return p->harden.wx && supervised ? NOTIF : ALLOW;
	case JOINS:
		return p->listen.n && p->listen.items[0].udp ? ALLOW : denied;
	case WHITEOUT:
		return FAIL(EINVAL);
	case NO_MPTCP:
		return FAIL(EPROTONOSUPPORT);
	case FINE:
	default:
		return supervised && gg_watched(call) ? NOTIF : ALLOW;
	}
}

/* --- random policies ------------------------------------------------------------------------ */

static const char *random_word(void)
{
	const struct gg_group *group = gg_group_at(below_random(&seed, 40));
	const char *name = NULL;
	int nr;

	if (group && below_random(&seed, 3))
		return group->name;
	while (!name)
		name = gg_call_at(GG_ARCH_HERE, below_random(&seed, 420), &nr);
	return name;
}

static uint64_t random_value(void)
{
	static const uint32_t odd[] = { 0, 1, 2, 5, 6, 7, 8, 0x14, 0x18, 0x22, 0x8000, 10, 15, 16, SIGURG, 0x8901, 0x8902, 17, 262, 0x5401, 0x5412, 0x541c, 0x4b46, 0x4b49, 0x4bfb, 4, 32, 41, 57, 20, 25, 50, 62, 27, 35, 39, 42, 46, 0x5423, 0x40086602,
					0x401c5820, 0xc020660b, 0x40049409, 0x6609, 0x600, 0x400, 0x10000, 0x10600,
					0x50f00, 0x20000000, 010000000, 0x53564d41, ~0u, GG_KNOCK_HELLO };
	uint64_t value = below_random(&seed, 4) ? odd[below_random(&seed, GG_ARRAY_SIZE(odd))] : next_random(&seed);

	if (!below_random(&seed, 5))
		value |= (uint64_t)next_random(&seed) << 32;
	return value;
}

#define WORDS 30
#define REFINES 4

static void random_policy(struct gg_policy *p, struct gg_word words[2][WORDS], struct gg_refine *refines,
			  uint64_t values[REFINES][3])
{
	static const char *const often[] = { "clone", "socket", "sendto", "openat", "prctl", "ioctl", "sendmsg", "connect",
					   "kill", "tgkill", "fcntl", "pidfd_send_signal", "setsockopt", "close_range",
					   "mmap", "mprotect", "shmat", "memfd_create" };
	static struct gg_net_rule net = { .tcp = true, .any_host = true, .port_hi = 80, .at = { "fn.cfg", 1 } };

	net.udp = below_random(&seed, 2);

	for (unsigned k = 0; k < 2; k++) {
		struct gg_words *list = k ? &p->deny : &p->allow;

		*list = (struct gg_words){ words[k], below_random(&seed, k ? 6 : WORDS), WORDS };
		for (size_t i = 0; i < list->n; i++)
			words[k][i] = (struct gg_word){ random_word(), { "fn.cfg", 1 } };
	}
	for (size_t i = 0; i < p->allow.n && i < GG_ARRAY_SIZE(often); i++)
		words[0][i].text = often[i];
	p->refine = (struct gg_refines){ refines, below_random(&seed, REFINES + 1), REFINES };
	for (size_t i = 0; i < p->refine.n; i++) {
		refines[i] = (struct gg_refine){ .call = random_word(), .values = values[i],
						 .arg = below_random(&seed, 6), .n = 1 + below_random(&seed, 3) };
		if (refines[i].call[0] == '@' || !below_random(&seed, 2))
			refines[i].call = often[below_random(&seed, GG_ARRAY_SIZE(often))];
		for (unsigned v = 0; v < 3; v++)
			values[i][v] = random_value();
	}
	p->harden.given = p->harden.wx = below_random(&seed, 2);
	p->harden.at = (struct gg_place){ "fn.cfg", 1 };
	p->otherwise = (enum gg_otherwise)(below_random(&seed, 3) ? 0 : below_random(&seed, 3));
	p->otherwise_errno = p->otherwise == GG_OTHERWISE_ERRNO ? (int)(1 + below_random(&seed, 100)) : 0;
	p->layers[GG_LAYER_SUPERVISOR] = below_random(&seed, 2) ? GG_WANT_REQUIRE : GG_WANT_OFF;
	p->layers[GG_LAYER_LANDLOCK] = below_random(&seed, 2) ? GG_WANT_REQUIRE : GG_WANT_OFF;
	if (below_random(&seed, 2))
		p->connect = (struct gg_net_rules){ &net, 1, 1 };
	if (below_random(&seed, 2))
		p->listen = (struct gg_net_rules){ &net, 1, 1 };
}

static unsigned counts[4];

static void count(uint32_t action)
{
	counts[action == ALLOW ? 0 : action == NOTIF ? 1 : action == FAIL(ENOSYS) ? 2 : 3]++;
}

static void compare(const struct gg_policy *p, const struct made *m, int nr)
{
	bool supervised = p->layers[GG_LAYER_SUPERVISOR] != GG_WANT_OFF;
	uint64_t args[6];
	uint32_t want, got;

	for (unsigned i = 0; i < 6; i++)
		args[i] = random_value();
	want = oracle(p, supervised, nr, args);
	got = gg_bpf_run(m->bpf.insns, m->bpf.n, ARCH, nr, args);
	count(want);
	if (got != want)
		fail_msg("%s (%d) %llx %llx %llx %llx %llx: 0x%x, the oracle says 0x%x",
			 gg_call_name(GG_ARCH_HERE, nr), nr, (unsigned long long)args[0], (unsigned long long)args[1],
			 (unsigned long long)args[2], (unsigned long long)args[3], (unsigned long long)args[4], got, want);
}

static void random_filters_agree_with_the_oracle(void **state)
{
	static struct gg_word words[2][WORDS];
	static struct gg_refine refines[REFINES];
	static uint64_t values[REFINES][3];
	int busy[] = { gg_call_find(GG_ARCH_HERE, "clone"), gg_call_find(GG_ARCH_HERE, "socket"),
		       gg_call_find(GG_ARCH_HERE, "sendto"), gg_call_find(GG_ARCH_HERE, "prctl") };

	(void)state;
	for (unsigned round = 0; round < POLICIES * setting("GG_RANDOM_TIMES", 1); round++) {
		struct gg_policy p = bare_policy();
		struct made m;

		random_policy(&p, words, refines, values);
		make_from(&p, FULL, true, &m);
		for (unsigned i = 0; i < ROUNDS; i++)
			for (int nr = -1; nr < 520; nr++)
				compare(&p, &m, nr);
		for (unsigned i = 0; i < 400; i++)
			compare(&p, &m, busy[i % GG_ARRAY_SIZE(busy)]);
		made_done(&m);
	}
	print_message("%u allowed, %u to the supervisor, %u absent, %u failed\n", counts[0], counts[1], counts[2],
		      counts[3]);
	for (unsigned i = 0; i < GG_ARRAY_SIZE(counts); i++)
		assert_true(counts[i] > 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_filters_agree_with_the_oracle),
	};

	seed = setting("GG_RANDOM_SEED", (unsigned)seed);
	return cmocka_run_group_tests_name("filter_random", tests, NULL, NULL);
}
