/*
 * From findings to a verdict.
 *
 * Owns the question what the default policy would come to here: go-base, planned for what was
 * found, with every layer preferred so that each is told on its own. Relies on planning for the
 * reasons, and on real attempts over what a capability only promises.
 */
#include <errno.h>
#include <string.h>

#include "base/kernel.h"
#include "base/sys.h"
#include "plan/build.h"
#include "policy/read.h"
#include "supervise/loop.h"
#include "tool/doctor.h"

#define PROBE_MS 3000

/* Attempts that decide about a capability */
static const struct {
	const char *probe;
	enum gg_cap cap;
} attempts[] = {
	{ "filter", GG_CAP_SECCOMP },	       { "notify", GG_CAP_LISTENER },
	{ "child_fd", GG_CAP_PIDFD_GETFD },    { "child_memory", GG_CAP_VM_READ },
	{ "exec_stop", GG_CAP_PTRACE },
};

static const struct gg_sight *sight(const struct gg_health *h, const char *name)
{
	size_t i;

	for (i = 0; i < gg_n_probes; i++)
		if (!strcmp(gg_probes[i].name, name))
			return &h->found[i];
	return NULL;
}

static bool refused(const struct gg_health *h, const char *name)
{
	const struct gg_sight *f = sight(h, name);

	return f && f->grant == GG_GRANT_NO;
}

/** gg_doctor_look() - see doctor.h */
void gg_doctor_look(struct gg_health *ret_health)
{
	const struct gg_sight *abi = NULL;
	size_t i;

	memset(ret_health, 0, sizeof(*ret_health));
	for (i = 0; i < gg_n_probes; i++) {
		struct gg_sight *f = &ret_health->found[i];

		if (abi && abi->grant == GG_GRANT_NO && !strcmp(gg_probes[i].area, "landlock"))
			gg_sight_say(f, GG_GRANT_NO, "there is no Landlock");
		else
			gg_doctor_try(&gg_probes[i], PROBE_MS, f);
		if (!strcmp(gg_probes[i].name, "landlock"))
			abi = f;
		if (gg_probes[i].cap >= 0 && f->grant == GG_GRANT_YES)
			ret_health->caps.bits |= 1u << gg_probes[i].cap;
	}
	if (abi && abi->grant == GG_GRANT_YES) {
		long n = gg_sys_landlock_create(NULL, 0, GG_LL_CREATE_VERSION);

		ret_health->caps.landlock_abi = n > 0 ? (uint32_t)n : 0;
	}
}

static void draft_scope(struct gg_draft **d)
{
	gg_draft_free(*d);
}

static void take_posture(const struct gg_draft *d, struct gg_health *h)
{
	struct gg_text text;
	unsigned i;

	for (i = 0; i < GG_LAYER_COUNT; i++) {
		h->state[i] = (enum gg_state)d->head.state[i];
		gg_text_init(&text, h->why[i], sizeof(h->why[i]));
		gg_text_str(&text, (const char *)d->strings.items + d->head.why[i]);
	}
	if (h->state[GG_LAYER_SUPERVISOR] == GG_STATE_ON && refused(h, "addfd")) {
		h->state[GG_LAYER_SUPERVISOR] = GG_STATE_PARTIAL;
		gg_text_init(&text, h->why[GG_LAYER_SUPERVISOR], sizeof(h->why[0]));
		gg_text_str(&text, gg_no_injection);
	}
}

/* A required supervisor refuses to work in part, Landlock does not */
static bool holds(const struct gg_health *h)
{
	unsigned i;

	for (i = 0; i < GG_LAYER_COUNT; i++) {
		bool part = h->state[i] == GG_STATE_PARTIAL && i != GG_LAYER_SUPERVISOR;

		if (h->asked[i] == GG_WANT_REQUIRE && h->state[i] != GG_STATE_ON && !part)
			return false;
	}
	return true;
}

static int judge(struct gg_policy *policy, struct gg_health *h, struct gg_err *err)
{
	GG_CLEANUP(draft_scope) struct gg_draft *d = NULL;
	struct gg_plan_caps caps = h->caps;
	struct gg_world nothing = { 0 };
	size_t i;
	int ret;

	for (i = 0; i < GG_ARRAY_SIZE(attempts); i++)
		if (refused(h, attempts[i].probe))
			caps.bits &= ~(1u << attempts[i].cap);
	for (i = 0; i < GG_LAYER_COUNT; i++) {
		h->asked[i] = policy->layers[i];
		if (policy->layers[i] == GG_WANT_REQUIRE)
			policy->layers[i] = GG_WANT_PREFER;
	}
	ret = gg_plan_build(policy, &caps, &nothing, &d, err);
	if (ret < 0)
		return ret;
	take_posture(d, h);
	h->can = holds(h);
	return 0;
}

/** gg_doctor_judge() - see doctor.h */
int gg_doctor_judge(struct gg_health *h, struct gg_err *err)
{
	struct gg_findings findings = { 0 };
	struct gg_policy *policy = NULL;
	int ret = gg_policy_read_profile("go-base", &findings, &policy);

	if (ret < 0)
		gg_err_set(err, ret, "cannot read the profile 'go-base': %s", gg_err_reason(ret));
	else
		ret = judge(policy, h, err);
	gg_findings_done(&findings);
	gg_policy_free(policy);
	return ret;
}

/** gg_doctor_loss() - see doctor.h */
const char *gg_doctor_loss(const struct gg_health *h, size_t i)
{
	const struct gg_probe *p = &gg_probes[i];
	size_t first = i;

	if (h->found[i].grant != GG_GRANT_NO || !p->loss)
		return NULL;
	while (first > 0 && !strcmp(gg_probes[first - 1].area, p->area))
		first--;
	if (first != i && h->found[first].grant == GG_GRANT_NO)
		return NULL;
	return p->covered >= 0 && h->state[p->covered] == GG_STATE_ON ? NULL : p->loss;
}

/** gg_doctor_untried() - see doctor.h */
size_t gg_doctor_untried(const struct gg_health *h)
{
	size_t i, n = 0;

	for (i = 0; i < gg_n_probes; i++)
		n += h->found[i].grant == GG_GRANT_UNKNOWN;
	return n;
}
