/*
 * Planning, the order of its stages.
 *
 * Owns gg_plan_build() and the choice of layers. Relies on the stages' own files. Pure: no
 * question to the kernel, no file.
 */
#include "plan/build.h"

#include <errno.h>
#include <linux/audit.h>
#include <string.h>

/* What a layer needs, and what is said when it is missing */
static const struct {
	enum gg_cap cap;
	enum gg_layer layer;
	const char *reason;
} needs[] = {
	{ GG_CAP_SECCOMP, GG_LAYER_SECCOMP,
	  "this kernel or container refuses seccomp filters" },
	{ GG_CAP_NO_NEW_PRIVS, GG_LAYER_SECCOMP, "prctl(PR_SET_NO_NEW_PRIVS) is refused" },
	{ GG_CAP_FREE_LISTENER, GG_LAYER_SUPERVISOR,
	  "a supervisor listens to this process already, the container runtime's or another sandbox's, and "
	  "the kernel allows one (EBUSY)" },
	{ GG_CAP_LISTENER, GG_LAYER_SUPERVISOR,
	  "seccomp filters cannot notify a supervisor here (SECCOMP_FILTER_FLAG_NEW_LISTENER)" },
	{ GG_CAP_SECCOMP, GG_LAYER_SUPERVISOR, "no seccomp filter, so nothing notifies" },
	{ GG_CAP_NO_NEW_PRIVS, GG_LAYER_SUPERVISOR, "no seccomp filter, so nothing notifies" },
	{ GG_CAP_VM_READ, GG_LAYER_SUPERVISOR,
	  "the memory of the function cannot be read (process_vm_readv and /proc/PID/mem are refused)" },
	{ GG_CAP_NO_NEW_PRIVS, GG_LAYER_LANDLOCK, "prctl(PR_SET_NO_NEW_PRIVS) is refused" },
	{ GG_CAP_OPENAT2, GG_LAYER_SUPERVISOR, "openat2 is refused, so paths cannot be pinned" },
};

static const char *missing_for(const struct gg_plan_caps *caps, enum gg_layer layer)
{
	size_t i;

	if (layer == GG_LAYER_LANDLOCK && !caps->landlock_abi)
		return "this kernel has no Landlock, or it is not in its list of LSMs (boot with "
		       "lsm=landlock,...)";
	for (i = 0; i < GG_ARRAY_SIZE(needs); i++)
		if (needs[i].layer == layer && !gg_caps_has(caps, needs[i].cap))
			return needs[i].reason;
	return NULL;
}

static int refuse(enum gg_layer layer, const char *missing, struct gg_err *err)
{
	return gg_err_set(err, -EOPNOTSUPP,
			  "cannot use layer '%s': %s (set layers.%s = \"prefer\" to run with what is "
			  "left)",
			  gg_layer_names[layer].name, missing, gg_layer_names[layer].name);
}

static int build_layer(struct gg_draft *d, const struct gg_policy *p, enum gg_layer layer,
		       struct gg_err *err)
{
	const char *missing = missing_for(&d->head.caps, layer);

	d->head.asked[layer] = (uint8_t)p->layers[layer];
	if (p->layers[layer] == GG_WANT_OFF)
		return gg_draft_why(d, layer, GG_STATE_OFF, "switched off by the policy");
	if (!missing)
		return gg_draft_why(d, layer, GG_STATE_ON, "%s", "");
	if (p->layers[layer] == GG_WANT_REQUIRE)
		return refuse(layer, missing, err);
	return gg_draft_why(d, layer, GG_STATE_MISSING, "%s", missing);
}

/* What a supervisor that is there has to do without */
static int build_parts(struct gg_draft *d)
{
	bool held = d->head.state[GG_LAYER_LANDLOCK] == GG_STATE_ON;
	int ret = 0;

	if (d->head.state[GG_LAYER_SUPERVISOR] != GG_STATE_ON)
		return 0;
	if (!gg_caps_has(&d->head.caps, GG_CAP_PIDFD_GETFD)) {
		d->filter.makes_sockets = true;
		ret = gg_draft_note(d, "supervisor: pidfd_getfd is refused, so it makes the function's "
				       "sockets itself; sendmsg on streams that are connected, and on "
				       "accepted or paired sockets, is denied");
	}
	if (ret < 0 || gg_caps_has(&d->head.caps, GG_CAP_PTRACE))
		return ret;
	return gg_draft_note(d, "supervisor: ptrace is refused, so what is executed cannot be verified "
				"before it runs; %s",
			     held ? "Landlock holds programs to the files that were there at the start, "
				    "and a loader run as a program is ended when it opens that" :
				    "without Landlock every exec by rule is denied");
}

/**
 * gg_build_layers() - which layers there will be, and why not others
 * Should: - refuse what is required and missing
 * Mustn't: - look at rules
 */
int gg_build_layers(struct gg_draft *d, const struct gg_policy *p, struct gg_err *err)
{
	unsigned layer;
	int ret;

	for (layer = 0; layer < GG_LAYER_COUNT; layer++) {
		ret = build_layer(d, p, (enum gg_layer)layer, err);
		if (ret < 0)
			return ret;
	}
	if (d->head.state[GG_LAYER_SECCOMP] != GG_STATE_ON &&
	    d->head.state[GG_LAYER_SUPERVISOR] == GG_STATE_ON) {
		ret = gg_draft_why(d, GG_LAYER_SUPERVISOR, GG_STATE_MISSING,
				   "layer seccomp is off, so nothing notifies");
		if (ret < 0)
			return ret;
	}
	if (p->mode == GG_MODE_AUDIT && d->head.state[GG_LAYER_SUPERVISOR] != GG_STATE_ON)
		return gg_err_set(err, -EOPNOTSUPP,
				  "cannot use mode 'audit': nobody would log what is let through, for layer "
				  "'supervisor' is %s: %s",
				  gg_state_names[d->head.state[GG_LAYER_SUPERVISOR]].name,
				  (const char *)d->strings.items + d->head.why[GG_LAYER_SUPERVISOR]);
	if (p->mode == GG_MODE_AUDIT && d->head.state[GG_LAYER_LANDLOCK] == GG_STATE_ON)
		ret = gg_draft_why(d, GG_LAYER_LANDLOCK, GG_STATE_OFF,
				   "mode audit: Landlock denies, it cannot only log");
	else
		ret = 0;
	if (ret == 0)
		ret = build_parts(d);
	d->filter.supervised = d->head.state[GG_LAYER_SUPERVISOR] == GG_STATE_ON;
	if (d->filter.makes_sockets)
		d->head.flags |= GG_PLAN_MAKES_SOCKETS;
	if (d->filter.supervised)
		d->head.flags |= GG_PLAN_NEEDS_SUPERVISOR;
	if (d->head.state[GG_LAYER_WRAPPERS] == GG_STATE_ON)
		d->head.flags |= GG_PLAN_WRAPPERS;
	return ret;
}

static int build_head(struct gg_draft *d, const struct gg_policy *p, const struct gg_plan_caps *caps)
{
	struct gg_plan_head *h = &d->head;
	int ret;

	memcpy(h->magic, GG_PLAN_MAGIC, sizeof(h->magic));
	h->version = GG_PLAN_VERSION;
#if defined(__x86_64__)
	h->arch = AUDIT_ARCH_X86_64;
#else
	h->arch = AUDIT_ARCH_AARCH64;
#endif
	h->caps = *caps;
	h->mode = p->mode;
	h->otherwise = p->otherwise;
	h->otherwise_errno = (uint32_t)(p->otherwise_errno ? p->otherwise_errno : EPERM);
	h->log_rate_per_s = p->log.rate_per_s;
	h->log_stacks = p->log.stacks;
	if (p->log.allowed)
		h->flags |= GG_PLAN_LOG_ALLOWED;
	ret = gg_draft_string(d, p->name, &h->name);
	if (ret == 0)
		ret = gg_draft_string(d, p->file, &h->file);
	if (ret == 0)
		ret = gg_draft_string(d, p->target, &h->target);
	if (ret == 0)
		ret = gg_draft_string(d, p->log.socket, &h->log_socket);
	d->keep_fds = p->keep_fds;
	d->n_keep_fds = p->n_keep_fds;
	return ret;
}

/** gg_plan_build() - see build.h */
int gg_plan_build(const struct gg_policy *policy, const struct gg_plan_caps *caps,
		  const struct gg_world *world, struct gg_draft **ret_draft, struct gg_err *err)
{
	struct gg_draft *d = calloc(1, sizeof(*d));
	int ret;

	if (!d)
		return gg_err_set(err, -ENOMEM, "cannot plan '%s': out of memory", policy->name);
	if (err)
		err->code = 0;
	ret = build_head(d, policy, caps);
	if (ret == 0)
		ret = gg_build_layers(d, policy, err);
	if (ret == 0)
		ret = gg_build_pins(d, policy, err);
	if (ret == 0)
		ret = gg_build_landlock(d, policy, world, err);
	if (ret == 0)
		ret = gg_build_calls(d, policy, err);
	if (ret == 0) {
		gg_build_privileges(d, policy);
		ret = gg_build_files(d, policy, err);
	}
	if (ret == 0)
		ret = gg_build_nets(d, policy, err);
	if (ret == 0)
		ret = gg_build_packages(d, policy, err);
	if (ret == 0)
		ret = gg_build_sorted(d);
	if (ret == 0)
		ret = gg_build_harden(d, policy);
	if (ret == 0)
		ret = gg_build_limits(d, policy, err);
	if (ret < 0) {
		gg_draft_free(d);
		if (err && err->code == 0)
			gg_err_set(err, ret, "cannot plan '%s': %s", policy->name,
				   gg_err_reason(ret));
		return ret;
	}
	*ret_draft = d;
	return 0;
}
