/*
 * What nothing holds.
 *
 * Owns the condition of each gap. Relies on the table of calls: what no call can reach is no gap.
 * Does not look at what single rules grant; see print_rules.c for the layers of each.
 */
#include "plan/gaps.h"

#include <assert.h>
#include <linux/capability.h>

#include "base/calls.h"
#include "base/common.h"
#include "base/kernel.h"
#include "base/privileges.h"
#include "plan/caps.h"

static bool on(const struct gg_plan *plan, enum gg_layer layer)
{
	return plan->head->state[layer] == GG_STATE_ON || plan->head->state[layer] == GG_STATE_PARTIAL;
}

static bool supervised(const struct gg_plan *plan)
{
	return plan->head->flags & GG_PLAN_NEEDS_SUPERVISOR;
}

static bool in_domain(const struct gg_plan *plan)
{
	return plan->head->flags & GG_PLAN_LANDLOCK;
}

static bool filtered(const struct gg_plan *plan)
{
	return on(plan, GG_LAYER_SECCOMP);
}

/* Can any of @calls, NULL at the end, be made at all? */
static bool reach(const struct gg_plan *plan, const char *const *calls)
{
	if (!filtered(plan))
		return true;
	for (; *calls; calls++) {
		int nr = gg_call_find(GG_ARCH_HERE, *calls);
		uint8_t kind = nr < 0 || nr >= GG_PLAN_CALLS ? GG_CALL_DENY : plan->calls[nr];

		if (kind == GG_CALL_ALLOW || kind == GG_CALL_WATCH || kind == GG_CALL_CHECKED)
			return true;
	}
	return false;
}
#define REACH(plan, ...) reach(plan, (const char *const[]){ __VA_ARGS__, NULL })

static bool calls(const struct gg_plan *plan)
{
	return !filtered(plan);
}

static bool files(const struct gg_plan *plan)
{
	return !supervised(plan) && !in_domain(plan);
}

static bool finer(const struct gg_plan *plan)
{
	return !supervised(plan) && in_domain(plan);
}

static bool metadata(const struct gg_plan *plan)
{
	return !supervised(plan) &&
	       REACH(plan, "chmod", "fchmod", "fchmodat", "fchmodat2", "chown", "fchown", "fchownat", "lchown",
		     "utime", "utimes", "utimensat", "futimesat", "setxattr", "lsetxattr", "fsetxattr");
}

/* Landlock asks what is read and written through them: nothing */
static bool handles(const struct gg_plan *plan)
{
	return !supervised(plan) && REACH(plan, "open", "openat", "openat2");
}

static bool programs(const struct gg_plan *plan)
{
	return files(plan) && REACH(plan, "execve", "execveat");
}

static bool tcp(const struct gg_plan *plan)
{
	return !supervised(plan) && REACH(plan, "connect");
}

static bool udp(const struct gg_plan *plan)
{
	return !supervised(plan) && REACH(plan, "connect", "sendto", "sendmsg", "sendmmsg");
}

static bool listens(const struct gg_plan *plan)
{
	return !supervised(plan) && REACH(plan, "bind", "listen");
}

static bool abstract(const struct gg_plan *plan)
{
	return udp(plan) && !(plan->head->ll_scoped & GG_LL_SCOPE_ABSTRACT_UNIX && in_domain(plan));
}

static bool signals(const struct gg_plan *plan)
{
	return !supervised(plan) && !(plan->head->ll_scoped & GG_LL_SCOPE_SIGNAL && in_domain(plan)) &&
	       REACH(plan, "kill", "tkill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo",
		     "pidfd_send_signal", "fcntl");
}

static bool existence(const struct gg_plan *plan)
{
	return REACH(plan, "stat", "newfstatat", "statx", "access", "faccessat", "readlink", "chdir");
}

static bool execs(const struct gg_plan *plan)
{
	return REACH(plan, "execve", "execveat");
}

static bool loader(const struct gg_plan *plan)
{
	return !supervised(plan) && execs(plan);
}

/* The filter alone does not see which file a mapping is of; without ptrace, nobody sees whether another one
 * came to be mapped, or started, than the one that was looked at. */
static bool memory(const struct gg_plan *plan)
{
	bool seen = supervised(plan) && gg_caps_has(&plan->head->caps, GG_CAP_PTRACE);

	return !(seen && (plan->head->harden & GG_PLAN_HARDEN_WX)) && REACH(plan, "mmap", "mprotect");
}

/* Messages of routing netlink are not looked into, and interfaces are switched by ioctl: what holds
 * both is that the privilege is given up, and that no program gets it back (no_new_privs). */
static bool routing(const struct gg_plan *plan)
{
	bool given_up = !(plan->head->privileges & GG_PRIVILEGE(CAP_NET_ADMIN));

	return !(given_up && (filtered(plan) || in_domain(plan))) && REACH(plan, "socket");
}

static bool always(const struct gg_plan *plan)
{
	return plan;
}

const struct gg_name gg_gap_names[GG_GAP_COUNT] = {
	[GG_GAP_CALLS] = { "calls", "every system call of the kernel" },
	[GG_GAP_FILES] = { "files", "every file that the user may open, make, move or remove" },
	[GG_GAP_FINER] = { "finer", "what a rule denies inside of what another one allows" },
	[GG_GAP_METADATA] = { "metadata", "mode, owner, times and attributes of every file of the user" },
	[GG_GAP_HANDLES] = { "handles", "descriptors of every file and namespace that neither read nor write" },
	[GG_GAP_PROGRAMS] = { "programs", "every program that the user may execute" },
	[GG_GAP_TCP] = { "tcp", "every host; where Landlock knows ports (ABI 4), on granted ports only" },
	[GG_GAP_UDP] = { "udp", "every host and port by UDP" },
	[GG_GAP_LISTEN] = { "listen", "every address to listen on; where Landlock knows ports (ABI 4), TCP "
				      "ports that are asked for by number are held" },
	[GG_GAP_UNIX] = { "unix", "every unix socket that has a path" },
	[GG_GAP_ABSTRACT] = { "abstract", "every unix socket that has an abstract name" },
	[GG_GAP_SIGNALS] = { "signals", "signals to other processes of the user" },
	[GG_GAP_EXISTENCE] = { "existence", "whether a file exists, and its attributes" },
	[GG_GAP_LOADER] = { "loader", "what may be read runs through the loader of a granted dynamic program" },
	[GG_GAP_MEMORY] = { "memory", "code that the program makes or loads itself" },
	[GG_GAP_ROUTING] = { "routing", "interfaces, addresses and routes, for root with CAP_NET_ADMIN" },
	[GG_GAP_DESCRIPTORS] = { "descriptors", "descriptors 0 to 2, kept ones, and those passed by others" },
};

static bool (*const gaps[])(const struct gg_plan *plan) = {
	[GG_GAP_CALLS] = calls,
	[GG_GAP_FILES] = files,
	[GG_GAP_FINER] = finer,
	[GG_GAP_METADATA] = metadata,
	[GG_GAP_HANDLES] = handles,
	[GG_GAP_PROGRAMS] = programs,
	[GG_GAP_TCP] = tcp,
	[GG_GAP_UDP] = udp,
	[GG_GAP_LISTEN] = listens,
	[GG_GAP_UNIX] = udp,
	[GG_GAP_ABSTRACT] = abstract,
	[GG_GAP_SIGNALS] = signals,
	[GG_GAP_EXISTENCE] = existence,
	[GG_GAP_LOADER] = loader,
	[GG_GAP_MEMORY] = memory,
	[GG_GAP_ROUTING] = routing,
	[GG_GAP_DESCRIPTORS] = always,
};
static_assert(GG_ARRAY_SIZE(gaps) == GG_GAP_COUNT, "every gap has a condition");

/** gg_plan_gap() - see gaps.h */
bool gg_plan_gap(const struct gg_plan *plan, enum gg_gap gap)
{
	return gaps[gap](plan);
}
